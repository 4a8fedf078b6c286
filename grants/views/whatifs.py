"""What-if slates: beside each other, beside the draft, suggested by a solver."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from core.access import StateRequest, needs
from core.moves import MoveRefused
from core.permissions import Permission
from grants.access import reviews as access
from grants.actions import whatifs as actions
from grants.forms.whatifs import WishesForm
from grants.models import Slate
from grants.readmodels.purses import purses_of
from grants.readmodels.whatif_page import candidates_on, comparison_of
from grants.rules.suggesting import suggest


@require_safe
@needs(Permission.DECISION_SEE)
def whatifs(request: StateRequest, slug: str) -> HttpResponse:
    """The slate and its what-ifs side by side."""
    return drawn(request, access.get_slate(request, slug))


def drawn(
    request: StateRequest,
    slate: Slate,
    *,
    form: WishesForm | None = None,
    name: str = "",
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page; with what was typed where it was refused."""
    page = comparison_of(slate, request.state, request.member)
    may_edit = page.is_draft and request.member.can(Permission.DECISION_RECOMMEND)
    if form is None and may_edit:
        form = WishesForm(candidates=candidates_on(slate))
    context = {"page": page, "slate": slate, "round": slate.round, "may_edit": may_edit, "form": form}
    said = {"name": name, "error": error}
    return render(request, "grants/whatif_list.html", context | said, status=status)


@require_POST
@needs(Permission.DECISION_RECOMMEND)
def whatif_keep(request: StateRequest, slug: str) -> HttpResponse:
    """Keep the draft as it stands."""
    found, name = access.get_slate(request, slug), request.POST.get("name", "")
    try:
        made = actions.keep_whatif(found, name, by=request.member)
    except MoveRefused as refusal:
        return drawn(request, found, name=name, error=str(refusal), status=422)
    messages.success(request, f"{made.name} is kept beside the slate.")
    return redirect("whatifs", slug)


@require_POST
@needs(Permission.DECISION_RECOMMEND)
def whatif_suggest(request: StateRequest, slug: str) -> HttpResponse:
    """Ask the solver, and keep what it says beside the draft."""
    found = access.get_slate(request, slug)
    candidates, purses = candidates_on(found), purses_of(found.round)
    form = WishesForm(request.POST, candidates=candidates)
    if not form.is_valid():
        return drawn(request, found, form=form, status=422)
    suggestion = suggest(candidates, form.wishes(found.round, purses))
    try:
        actions.keep_suggestion(found, form.cleaned_data["name"], suggestion, form.in_words(), by=request.member)
    except MoveRefused as refusal:
        form.add_error("name", str(refusal))
        return drawn(request, found, form=form, status=422)
    messages.success(request, f"{len(suggestion.funds)} awards are suggested. Nothing on the slate has changed.")
    return redirect("whatifs", slug)


@require_POST
@needs(Permission.DECISION_RECOMMEND)
def whatif_take(request: StateRequest, slug: str, pk: int) -> HttpResponse:
    """Put a what-if on the draft."""
    found = access.get_whatif(request, slug, pk)
    try:
        actions.take_whatif(found, by=request.member)
    except MoveRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("whatifs", slug)
    messages.success(request, f"The draft says what {found.name} said. What it said before is in the record.")
    return redirect("slate", slug)


@require_POST
@needs(Permission.DECISION_RECOMMEND)
def whatif_drop(request: StateRequest, slug: str, pk: int) -> HttpResponse:
    """Delete a what-if."""
    found = access.get_whatif(request, slug, pk)
    actions.drop_whatif(found, by=request.member)
    messages.success(request, f"{found.name} is deleted.")
    return redirect("whatifs", slug)
