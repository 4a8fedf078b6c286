"""Drafts whose lead can no longer sign in, for the state's staff: to whom on them they go. Never what is in them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from core.access import StateRequest, needs
from core.moves import MoveRefused
from core.permissions import Permission
from grants.access.teams import without_a_lead
from grants.actions import teams as actions
from grants.forms.teams import PersonForm
from grants.models import Application
from grants.readmodels.team import heirs_of

REASON = "The reason, which both are told"


@require_safe
@needs(Permission.APPLICATION_SCREEN)
def leads(request: StateRequest) -> HttpResponse:
    """Every draft without a lead who can sign in."""
    rows = [(found, heirs_of(found)) for found in without_a_lead()[:100]]
    shown = [
        (found, lead, PersonForm(people=people, note=REASON, auto_id=f"id_{found.pk}_%s") if people else None)
        for found, (lead, people) in rows
    ]
    context = {"rows": shown, "trail": [("Applications", reverse("applications"))]}
    return render(request, "grants/lead_list.html", context)


@require_POST
@needs(Permission.APPLICATION_SCREEN)
def lead_transfer(request: StateRequest, pk: int) -> HttpResponse:
    """Make somebody who is on the draft its lead, and say why."""
    found: Application = get_object_or_404(without_a_lead(), pk=pk)
    form = PersonForm(request.POST, people=heirs_of(found)[1], note=REASON)
    try:
        if not form.is_valid():
            raise MoveRefused("Choose somebody who is on this application.")
        given = form.cleaned_data
        made = actions.transfer_lead(found, given["person"], reason=given["note"], by=request.member)
        messages.success(request, f"{made.member.name} leads {found.number} now.")
    except MoveRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("application-leads")
