"""Pages of imports, for the state's analyst: the list, the upload, and one file from its preview to its result."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from core.access import StateRequest, needs
from core.files import FileRefused
from core.models import JobStatus
from core.moves import MoveRefused
from core.permissions import Permission
from labor_market.access import get_import, get_own_dataset, uses_of
from labor_market.actions import imports as actions
from labor_market.choices import ImportKind, ImportStatus
from labor_market.forms import HeadingsForm, UploadForm
from labor_market.models import DataImport
from labor_market.readmodels import imports as reading

PAGE = 25
TRAIL = [("Labor market", "/labor-market/"), ("Imports", "/labor-market/imports/")]
ACTS = {"load": actions.load, "discard": actions.discard, "take-back": actions.take_back}
DONE = {
    "load": "{} is being loaded.",
    "discard": "{} was discarded. Nothing of it was loaded.",
    "take-back": "{} was taken back. Nothing of it was loaded.",
}


@require_safe
@needs(Permission.LABOR_MARKET_IMPORT)
def imports(request: StateRequest) -> HttpResponse:
    """The data sets that the state reads, and the files that were brought."""
    page = Paginator(reading.imports(), PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "datasets": reading.datasets_in_use(request.state), "trail": TRAIL[:1]}
    return render(request, "labor_market/import_list.html", context)


@needs(Permission.LABOR_MARKET_IMPORT)
def import_new(request: StateRequest) -> HttpResponse:
    """Which files are taken and where they are found; the file is kept and read by a worker."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        about = {name: given[name] for name in ("kind", "vintage", "released")}
        try:
            held = actions.bring(given["file"], **about, options={}, by=request.member)
        except FileRefused as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("labor-market-import", held.pk)
    context = {"form": form, "trail": TRAIL}
    return render(request, "labor_market/import_new.html", context, status=422 if form.errors else 200)


@require_safe
@needs(Permission.LABOR_MARKET_IMPORT)
def import_one(request: StateRequest, pk: int) -> HttpResponse:
    """A file as it stands: being read, its preview, being loaded, its result, or why not."""
    held = get_import(request, pk)
    return _shown(request, held, _headings(held))


@require_safe
@needs(Permission.LABOR_MARKET_IMPORT)
def import_progress(request: StateRequest, pk: int) -> HttpResponse:
    """How far it is, for the page that asks every two seconds; at the end the page is drawn anew."""
    held = get_import(request, pk)
    if not reading.is_under_way(held):
        return HttpResponseClientRefresh()
    return render(request, "labor_market/_import_progress.html", _standing(held))


@require_POST
@needs(Permission.LABOR_MARKET_IMPORT)
def import_act(request: StateRequest, pk: int, act: str) -> HttpResponse:
    """Load it, discard it, or take it back after its job has stopped."""
    held = get_import(request, pk)
    try:
        ACTS[act](held, by=request.member)
    except MoveRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, DONE[act].format(held.file_name))
    return redirect("labor-market-import", pk)


@require_POST
@needs(Permission.LABOR_MARKET_IMPORT)
def import_headings(request: StateRequest, pk: int) -> HttpResponse:
    """Say which heading holds what, and have the file read again."""
    held = get_import(request, pk)
    form = _headings(held, request)
    if form is None or not form.is_valid():
        return _shown(request, held, form, status=422)
    try:
        actions.reread(held, vintage=held.vintage, released=held.released, options=form.options(), by=request.member)
    except MoveRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("labor-market-import", pk)


@needs(Permission.LABOR_MARKET_IMPORT)
def dataset_remove(request: StateRequest, pk: int) -> HttpResponse:
    """Take a data set that the state's analyst brought out of use; asked once more first."""
    dataset = get_own_dataset(request, pk)
    if request.method == "POST":
        try:
            actions.remove(dataset, by=request.member)
        except MoveRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"{dataset} is no longer used; its rows are being deleted.")
        return redirect("labor-market-imports")
    context = {"dataset": dataset, "uses": uses_of(dataset), "trail": TRAIL}
    return render(request, "labor_market/dataset_remove.html", context)


def _headings(held: DataImport, request: StateRequest | None = None) -> HeadingsForm | None:
    """The form for the headings of a projections file, where it can be read again."""
    header = held.found.get("header", [])
    if held.kind != ImportKind.PROJECTION or held.status not in {ImportStatus.READY, ImportStatus.FAILED} or not header:
        return None
    return HeadingsForm(request.POST if request else None, header=header, options=held.options)


def _standing(held: DataImport) -> dict[str, object]:
    """Where it stands, for the page and for what it asks for again."""
    dead = actions.job_of(held, JobStatus.DEAD) if reading.is_under_way(held) else None
    percent = reading.percent_done(held)
    return {"held": held, "stopped": dead, "percent": percent, "progress": reading.progress_text(held)}


def _shown(request: StateRequest, held: DataImport, form: HeadingsForm | None, status: int = 200) -> HttpResponse:
    under_way = reading.is_under_way(held)
    context = _standing(held) | {"under_way": under_way, "shown": reading.page_of(held), "form": form, "trail": TRAIL}
    return render(request, "labor_market/import_detail.html", context, status=status)
