"""The waiting list of a decided round: offers with money that came free, proposed by one and approved by another."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from core.access import StateRequest, needs
from core.moves import MoveRefused
from core.permissions import Permission
from core.posted import carry_out
from grants.access.reviews import get_slate
from grants.actions import waiting as actions
from grants.forms.waiting import WaitingForm
from grants.models import Slate, WaitingOffer
from grants.readmodels.waiting import waiting_of


@require_safe
@needs(Permission.DECISION_SEE)
def waiting(request: StateRequest, slug: str) -> HttpResponse:
    """Who waits, what is free, and what is proposed."""
    return _page(request, get_slate(request, slug))


def _page(request: StateRequest, slate: Slate, *, error: str = "", status: int = 200) -> HttpResponse:
    member = request.member
    context = {
        "page": waiting_of(slate, member),
        "slate": slate,
        "round": slate.round,
        "typed": request.POST,
        "error": error,
        "may_propose": member.can(Permission.DECISION_RECOMMEND),
        "may_approve": member.can(Permission.DECISION_APPROVE),
        "member": member,
    }
    return render(request, "grants/waiting_list.html", context, status=status)


@require_POST
@needs(Permission.DECISION_RECOMMEND)
def waiting_propose(request: StateRequest, slug: str) -> HttpResponse:
    """Propose an offer to one who waits."""
    slate, form = get_slate(request, slug), WaitingForm(request.POST)
    if not form.is_valid():
        return _page(request, slate, error=" ".join(str(each[0]) for each in form.errors.values()), status=422)
    given = form.cleaned_data
    line = get_object_or_404(slate.lines.select_related("application", "slate__round"), pk=given["line"])
    try:
        actions.propose_offer(line, given["amount"], given["fund"], given["reason"], by=request.member)
    except MoveRefused as refusal:
        return _page(request, slate, error=str(refusal), status=422)
    messages.success(request, "Proposed. Those whose approval its amount needs are told.")
    return redirect("waiting", slug)


@require_POST
@needs(Permission.DECISION_APPROVE)
def waiting_approve(request: StateRequest, slug: str, pk: int) -> HttpResponse:
    """Approve an offer that somebody else proposed."""
    offer = _offer(request, slug, pk)
    try:
        done = actions.approve_offer(offer, by=request.member)
    except MoveRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("waiting", slug)
    is_last = done.letter_id is not None
    said = "Its letter waits in the outbox to be looked at and sent." if is_last else "It needs another approval."
    messages.success(request, f"Approved. {said}")
    return redirect("waiting", slug)


@require_POST
@needs(Permission.DECISION_RECOMMEND)
def waiting_drop(request: StateRequest, slug: str, pk: int) -> HttpResponse:
    """Drop a proposal, with the reason."""
    offer = _offer(request, slug, pk)
    carry_out(
        request,
        lambda: actions.drop_offer(offer, request.POST.get("reason", ""), by=request.member),
        "Dropped. The application goes on waiting.",
    )
    return redirect("waiting", slug)


def _offer(request: StateRequest, slug: str, pk: int) -> WaitingOffer:
    rows = WaitingOffer.objects.select_related("line__slate__round", "line__application")
    found: WaitingOffer = get_object_or_404(rows, line__slate=get_slate(request, slug), pk=pk)
    return found
