"""Rarer deeds on a round: copying last year's, cancelling one, and reading what was promised."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from core.access import StateRequest, needs
from core.moves import MoveRefused
from core.permissions import Permission
from core.templatetags.rt import plural
from grants.access.rounds import get_round_for_staff
from grants.actions.rehearsals import add_test_organization
from grants.actions.rounds_copy import duplicate_round
from grants.actions.rounds_ending import cancel_round
from grants.readmodels.round_page import counts_of


@require_POST
@needs(Permission.ROUND_EDIT)
def round_duplicate(request: StateRequest, slug: str) -> HttpResponse:
    """Set up the next round from this one, its dates a year later."""
    found = get_round_for_staff(request, slug)
    made = duplicate_round(found, by=request.member)
    words = plural(len(made.to_look_at), "thing")
    messages.success(request, f"{made.name} is a draft with everything of {found.name}. {words} to look at first.")
    return redirect("round-staff", made.slug)


@needs(Permission.ROUND_OPEN)
def round_cancel(request: StateRequest, slug: str) -> HttpResponse:
    """Cancel the round with a reason, which everybody who started an application is told."""
    found = get_round_for_staff(request, slug)
    error = ""
    if request.method == "POST":
        try:
            cancel_round(found, reason=request.POST.get("reason", "")[:4000], by=request.member)
        except MoveRefused as refusal:
            error = str(refusal)
        else:
            messages.success(request, f"{found.name} is cancelled. Everybody who started an application is told why.")
            return redirect("round-staff", slug)
    context = {"round": found, "reason_error": error, "counts": counts_of([found])[found.pk]}
    return render(request, "grants/round_cancel.html", context, status=422 if error else 200)


@require_POST
@needs(Permission.ROUND_EDIT)
def round_tester(request: StateRequest, slug: str) -> HttpResponse:
    """Add an organization that exists for rehearsals alone."""
    found = get_round_for_staff(request, slug)
    try:
        made = add_test_organization(request.POST.get("name", ""), by=request.member)
    except MoveRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{made.legal_name} may rehearse. Invite its people.")
    return redirect("round-staff", found.slug)


@require_safe
@needs(Permission.ROUND_SEE)
def round_promise(request: StateRequest, slug: str) -> HttpResponse:
    """What was frozen when the round opened, as a file."""
    found = get_round_for_staff(request, slug)
    promise = found.promises.first()
    if promise is None:
        raise Http404
    answer = JsonResponse({"sha256": promise.sha256, "frozen_at": promise.at, "content": promise.content})
    answer["Content-Disposition"] = f'attachment; filename="{found.slug}-promise.json"'
    return answer
