"""Where partnerships come from: a convener proposes one, or the state's officers bring many in a spreadsheet."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from core.access import StateRequest, needs
from core.permissions import Permission
from partnerships.access import conveners_of
from partnerships.access.imports import get_import
from partnerships.actions.founding import propose_partnership
from partnerships.actions.importing import apply_import, check_import, drop_import
from partnerships.actions.records import Refused
from partnerships.forms.founding import FoundingForm, ImportForm
from partnerships.models import PartnershipImport
from partnerships.readmodels.import_page import import_page
from partnerships.readmodels.import_template import template

BOTH = ["GET", "HEAD", "POST"]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(BOTH)
@needs(Permission.PARTNERSHIP_EDIT)
def partnership_new(request: StateRequest) -> HttpResponse:
    """A convener proposes a partnership; the state is asked to confirm it."""
    conveners = conveners_of(request.member)
    form = FoundingForm(request.POST or None, state=request.state, conveners=conveners)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        counties = given.pop("counties")
        try:
            made = propose_partnership(**given, county_fips=counties, by=request.member)
            messages.success(
                request, f"{made.name} is proposed. While the state looks at it, add who sits at the table."
            )
            return redirect("partnership-edit", made.slug)
        except Refused as refusal:
            form.add_error("name", str(refusal))
    status = 422 if request.method == "POST" else 200
    return render(request, "partnerships/partnership_new.html", {"form": form}, status=status)


@require_http_methods(BOTH)
@needs(Permission.PARTNERSHIP_IMPORT)
def partnership_import(request: StateRequest) -> HttpResponse:
    """The template, the file, and what was imported before."""
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = check_import(form.cleaned_data["sheet"], state=request.state, by=request.member)
            return redirect("partnership-import-detail", made.pk)
        except Refused as refusal:
            form.add_error("sheet", str(refusal))
    earlier = PartnershipImport.objects.select_related("file", "made_by")[:20]
    status = 422 if request.method == "POST" else 200
    return render(request, "partnerships/import_new.html", {"form": form, "earlier": earlier}, status=status)


@require_safe
@needs(Permission.PARTNERSHIP_IMPORT)
def partnership_import_template(request: StateRequest) -> HttpResponse:
    """The empty spreadsheet, with the state's own regions and industries to choose from."""
    name = f"partnerships-{request.state.code}.xlsx"
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(template(), content_type=XLSX, headers=disposition)


@require_http_methods(BOTH)
@needs(Permission.PARTNERSHIP_IMPORT)
def partnership_import_detail(request: StateRequest, pk: int) -> HttpResponse:
    """What the file would do, line by line; then it is applied whole, or not at all."""
    found = get_import(request, pk)
    if request.method == "POST":
        return _import_act(request, found)
    return render(request, "partnerships/import_detail.html", {"page": import_page(found, request.state)})


def _import_act(request: StateRequest, found: PartnershipImport) -> HttpResponse:
    act = request.POST.get("act")
    try:
        if act == "apply":
            apply_import(found, state=request.state, by=request.member, reviewed=request.POST.get("plan", ""))
            messages.success(request, "The spreadsheet is applied.")
        elif act == "drop":
            drop_import(found, by=request.member)
            messages.success(request, "Nothing was changed.")
        else:
            raise Http404
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("partnership-import-detail", found.pk)
