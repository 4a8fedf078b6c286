"""Offers that wait for an answer: the state gives more time, or lets one lapse."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from core.access import StateRequest, needs
from core.permissions import Permission
from core.posted import carry_out
from grants.access.awards import get_award
from grants.actions import offers as actions
from grants.forms.awards import OfferForm


@needs(Permission.AWARD_MANAGE)
@require_POST
def offer_extend(request: StateRequest, pk: int) -> HttpResponse:
    """Give the applicant until a later day."""
    award, form = get_award(request, pk), OfferForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(each[0]) for each in form.errors.values()))
        return redirect("award", pk)
    given = form.cleaned_data
    carry_out(
        request,
        lambda: actions.extend_offer(award, given["until"], given["reason"], by=request.member),
        "More time is given. The applicant is told until when, and why.",
    )
    return redirect("award", pk)


@needs(Permission.AWARD_MANAGE)
@require_POST
def offer_lapse(request: StateRequest, pk: int) -> HttpResponse:
    """Take back an offer whose last day is over."""
    award = get_award(request, pk)
    carry_out(
        request,
        lambda: actions.lapse_offer(award, request.POST.get("reason", ""), by=request.member),
        "The offer lapsed, and the applicant is told why. The money is free, and the waiting list has its next.",
    )
    return redirect("award", pk)
