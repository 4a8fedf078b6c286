"""Above which amounts a slate needs more than one approval: set by those who approve, read by all staff who decide."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from core.access import StateRequest, needs
from core.moves import MoveRefused
from core.permissions import Permission
from core.posted import carry_out
from grants.actions import approvals as actions
from grants.forms.approving import LevelForm
from grants.models import ApprovalLevel


@require_safe
@needs(Permission.DECISION_SEE)
def approval_levels(request: StateRequest) -> HttpResponse:
    """The levels, those for all programs first."""
    return _page(request, LevelForm())


def _page(request: StateRequest, form: LevelForm) -> HttpResponse:
    context = {
        "levels": ApprovalLevel.objects.select_related("program", "set_by"),
        "form": form,
        "may_set": request.member.can(Permission.DECISION_APPROVE),
    }
    return render(request, "grants/approval_levels.html", context, status=422 if form.is_bound else 200)


@require_POST
@needs(Permission.DECISION_APPROVE)
def approval_level_add(request: StateRequest) -> HttpResponse:
    """One more approval above an amount."""
    form = LevelForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    given = form.cleaned_data
    try:
        actions.add_level(given["program"], given["basis"], given["above"], given["role"], by=request.member)
    except MoveRefused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, form)
    messages.success(request, "The level is set. It counts for every slate that is recommended from now on.")
    return redirect("approval-levels")


@require_POST
@needs(Permission.DECISION_APPROVE)
def approval_level_remove(request: StateRequest, pk: int) -> HttpResponse:
    """That approval is needed no longer."""
    level = get_object_or_404(ApprovalLevel, pk=pk)
    carry_out(
        request,
        lambda: actions.remove_level(level, by=request.member),
        "The level is removed. Slates that are before their approvers keep what they need.",
    )
    return redirect("approval-levels")
