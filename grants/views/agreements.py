"""An award's agreement as the state's staff make, send and countersign it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from core.access import StateRequest, confirmed_how, needs, to_confirm
from core.limits import client_address
from core.moves import MoveRefused
from core.permissions import Permission
from grants.access.agreements import get_live_agreement
from grants.access.awards import get_award, held_over
from grants.actions import agreements as actions
from grants.choices import AwardStatus
from grants.forms.agreements import MakeForm, ReasonForm
from grants.models import Award
from grants.readmodels.agreement_page import agreement_page


@needs(Permission.AWARD_SEE)
@require_safe
def agreement(request: StateRequest, pk: int) -> HttpResponse:
    """The agreement, what stands against it, and the next step."""
    return show(request, get_award(request, pk))


def show(request: StateRequest, award: Award, *, error: str = "", **forms: Any) -> HttpResponse:
    held = held_over(request.member, award)
    context: dict[str, Any] = {
        "award": award,
        "template": award.application.round.agreement_template,
        "page": agreement_page(award, request.state),
        "trail": [("Awards", reverse("awards")), (award.number, reverse("award", args=[award.pk]))],
        "may_make": Permission.AWARD_MANAGE in held and award.status == AwardStatus.OFFERED,
        "may_sign": Permission.DECISION_APPROVE in held and award.status == AwardStatus.OFFERED,
        "confirmed": confirmed_how(request),
        "confirm_url": to_confirm(request, reverse("award-agreement", args=[award.pk])),
        "make_form": MakeForm(award=award),
        "reason_form": ReasonForm(),
        "error": error,
    }
    return render(request, "grants/award_agreement.html", context | forms, status=422 if error or forms else 200)


@needs(Permission.AWARD_MANAGE)
@require_POST
def agreement_make(request: StateRequest, pk: int) -> HttpResponse:
    """Fill in the template and have it drawn."""
    award = get_award(request, pk)
    form = MakeForm(request.POST, award=award)
    if not form.is_valid():
        return show(request, award, make_form=form)
    try:
        made = actions.make_agreement(award, form.cleaned_data["signer"], by=request.member)
    except MoveRefused as refusal:
        return show(request, award, error=str(refusal))
    messages.success(request, f"Agreement {made.facts['number']} is made. Read it, then send it.")
    return redirect("award-agreement", pk)


@needs(Permission.AWARD_MANAGE)
@require_POST
def agreement_send(request: StateRequest, pk: int) -> HttpResponse:
    """Send it for signature."""
    award = get_award(request, pk)
    try:
        sent = actions.send_agreement(get_live_agreement(award), by=request.member)
    except MoveRefused as refusal:
        return show(request, award, error=str(refusal))
    messages.success(request, f"{sent.signer.name} gets a message with the link.")
    return redirect("award-agreement", pk)


@needs(Permission.AWARD_MANAGE)
@require_POST
def agreement_void(request: StateRequest, pk: int) -> HttpResponse:
    """Make it void, with the reason."""
    award, form = get_award(request, pk), ReasonForm(request.POST)
    if not form.is_valid():
        return show(request, award, reason_form=form)
    try:
        actions.void_agreement(get_live_agreement(award), form.cleaned_data["reason"], by=request.member)
    except MoveRefused as refusal:
        return show(request, award, error=str(refusal), reason_form=form)
    messages.success(request, "The agreement is void. Another can be made.")
    return redirect("award-agreement", pk)


@needs(Permission.DECISION_APPROVE)
@require_POST
def agreement_countersign(request: StateRequest, pk: int) -> HttpResponse:
    """Sign for the state, or send the signature back."""
    award, found = get_award(request, pk), ReasonForm(request.POST)
    live = get_live_agreement(award)
    proof = actions.Proof(confirmed_how(request), client_address(request), request.headers.get("User-Agent", ""))
    sends_back = request.POST.get("act") == "send_back"
    if sends_back and not found.is_valid():
        return show(request, award, reason_form=found)
    try:
        if sends_back:
            actions.send_back_agreement(live, found.cleaned_data["reason"], by=request.member)
        else:
            actions.execute_agreement(live, proof=proof, by=request.member)
    except MoveRefused as refusal:
        return show(request, award, error=str(refusal))
    said = "Sent back for another signature." if sends_back else "Signed. The award is active, its reports scheduled."
    messages.success(request, said)
    return redirect("award-agreement", pk)
