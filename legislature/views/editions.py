"""Staff build an edition, a second person approves it, and it is published and sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from core.access import StateRequest, needs
from core.moves import MoveRefused, moves_open_to
from core.permissions import Permission
from core.posted import carry_out
from legislature.access.editions import get_delivery, get_edition, visible_to
from legislature.actions import deliveries as delivering
from legislature.actions import editions as actions
from legislature.choices import EditionStatus
from legislature.forms.editions import DeliveryFilter, EditionForm, WordsForm
from legislature.models import Document, Edition
from legislature.readmodels.completeness import completeness, deliveries, editions_listed, progress
from legislature.readmodels.web import page_of
from legislature.rules import EDITION_MOVES

PAGE = 50
TRAIL = [("Impact report", "/editions/")]


@require_safe
@needs(Permission.EDITION_SEE)
def edition_list(request: StateRequest) -> HttpResponse:
    """Every edition with where it stands."""
    found = editions_listed(visible_to(request.member))
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "may_build": request.member.can(Permission.EDITION_BUILD)}
    return render(request, "legislature/edition_list.html", context)


@needs(Permission.EDITION_BUILD)
def edition_new(request: StateRequest) -> HttpResponse:
    """Start an edition: its year, what it answers, and what it corrects."""
    form = EditionForm(request.POST or None, state=request.state)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.create_edition(**form.wanted(), by=request.member)
            return redirect("edition", made.pk)
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "title": "New edition of the impact report", "trail": TRAIL}
    return render(request, "legislature/edition_new.html", context)


@require_safe
@needs(Permission.EDITION_SEE)
def edition(request: StateRequest, pk: int) -> HttpResponse:
    """Where the edition stands, what is complete and missing, its documents and deliveries."""
    found = get_edition(request, pk)
    return render(request, "legislature/edition_detail.html", _context(request, found))


def _context(request: StateRequest, found: Edition, form: WordsForm | None = None) -> dict[str, Any]:
    held = {permission for permission in Permission if request.member.can(permission)}
    words = {name: getattr(found, name) for name in ("letter", "what_did_not_work", "requested_by")}
    draft = found.status == EditionStatus.DRAFT
    context: dict[str, Any] = {
        "edition": found,
        "trail": TRAIL,
        "moves": moves_open_to(EDITION_MOVES, found.status, held),
        "is_builder": found.built_by_id == request.member.pk,
        "statewide": Document.objects.select_related("file").filter(edition=found, district=None).first(),
        "progress": progress(found),
        "may_deliver": Permission.EDITION_DELIVER in held,
        "steps": steps_of(found),
    }
    if draft:
        context |= {"lines": completeness(found), "faults": actions.faults(found)}
        if Permission.EDITION_BUILD in held:
            context["form"] = form or WordsForm(initial=words)
    return context | (_deliveries(request, found) if found.status == EditionStatus.PUBLISHED else {})


def _deliveries(request: StateRequest, found: Edition) -> dict[str, Any]:
    filters = DeliveryFilter(request.GET)
    wanted = filters.cleaned_data if filters.is_valid() else {}
    page = Paginator(deliveries(found, **wanted), PAGE).get_page(request.GET.get("page"))
    return {"filters": filters, "page": page, "filtered": any(wanted.values())}


def steps_of(found: Edition) -> list[dict[str, Any]]:
    """The way of an edition, with where it stands."""
    order = list(EditionStatus)
    here = order.index(EditionStatus(found.status))
    labels = ("Write and complete", "Facts frozen", "Approved", "Published")
    return [
        {"label": label, "status": "complete" if i < here or here == 3 else "", "current": i == here}
        for i, label in enumerate(labels)
    ]


@require_safe
@needs(Permission.EDITION_SEE)
def edition_preview(request: StateRequest, pk: int) -> HttpResponse:
    """The report as it will be read on the web, from the frozen facts."""
    found = get_edition(request, pk)
    if not found.facts:
        raise Http404
    return render(request, "legislature/impact_edition.html", page_of(found) | {"is_preview": True})


@require_POST
@needs(Permission.EDITION_BUILD)
def edition_words(request: StateRequest, pk: int) -> HttpResponse:
    """Keep the letter and what did not work."""
    found = get_edition(request, pk)
    form = WordsForm(request.POST)
    if not form.is_valid():
        return render(request, "legislature/edition_detail.html", _context(request, found, form), status=422)
    return _do(request, found, lambda: actions.save_words(found, **form.cleaned_data, by=request.member), "Saved.")


def _do(request: StateRequest, found: Edition, deed: Callable[[], object], said: str) -> HttpResponse:
    """Do it, or say why not; back to the edition."""
    carry_out(request, deed, said)
    return redirect("edition", found.pk)


@require_POST
@needs(Permission.EDITION_BUILD)
def edition_freeze(request: StateRequest, pk: int) -> HttpResponse:
    """Freeze the facts."""
    found = get_edition(request, pk)
    said = "The facts are frozen. Somebody else must read and approve the report."
    return _do(request, found, lambda: actions.freeze(found, by=request.member), said)


@require_POST
@needs(Permission.EDITION_BUILD)
def edition_thaw(request: StateRequest, pk: int) -> HttpResponse:
    """Take it back to draft, with a reason."""
    found = get_edition(request, pk)
    reason = request.POST.get("reason", "")
    said = "It is a draft again. Its facts will be gathered anew when you freeze it."
    return _do(request, found, lambda: actions.thaw(found, reason=reason, by=request.member), said)


@require_POST
@needs(Permission.EDITION_APPROVE)
def edition_approve(request: StateRequest, pk: int) -> HttpResponse:
    """The second person approves."""
    found = get_edition(request, pk)
    said = "Approved. The workers are drawing a document for every district."
    return _do(request, found, lambda: actions.approve(found, by=request.member), said)


@require_POST
@needs(Permission.EDITION_DELIVER)
def edition_publish(request: StateRequest, pk: int) -> HttpResponse:
    """Make it public."""
    found = get_edition(request, pk)
    return _do(request, found, lambda: actions.publish(found, by=request.member), "The report is public.")


@require_POST
@needs(Permission.EDITION_DELIVER)
def edition_deliver(request: StateRequest, pk: int) -> HttpResponse:
    """Send it to every member who has not been sent it."""
    found = get_edition(request, pk)
    return _do(request, found, lambda: delivering.deliver(found, by=request.member), "The links are being sent.")


@needs(Permission.EDITION_DELIVER)
def delivery_withdraw(request: StateRequest, pk: int) -> HttpResponse:
    """Ask for the reason, then take the link back."""
    found, wrong = get_delivery(request, pk), ""
    if request.method == "POST":
        try:
            delivering.withdraw(found, reason=request.POST.get("reason", ""), by=request.member)
            messages.success(request, f"The link of {found.legislator} opens nothing any more.")
            return redirect("edition", found.edition_id)
        except MoveRefused as refusal:
            wrong = str(refusal)
    trail = [*TRAIL, (found.edition.title, f"/editions/{found.edition_id}/")]
    context = {"delivery": found, "wrong": wrong, "trail": trail}
    return render(request, "legislature/delivery_withdraw.html", context, status=422 if wrong else 200)


@require_POST
@needs(Permission.EDITION_DELIVER)
def delivery_resend(request: StateRequest, pk: int) -> HttpResponse:
    """A new link; the old one is withdrawn."""
    found = get_delivery(request, pk)
    said = f"A new link goes to {found.legislator}; the old one opens nothing any more."
    return _do(request, found.edition, lambda: delivering.send_again(found, by=request.member), said)
