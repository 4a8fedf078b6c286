"""Before a subaward: its risk, and its data sheet."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from core.access import StateRequest, needs
from core.moves import MoveRefused
from core.permissions import Permission
from grants.access.awards import get_award, held_over
from grants.actions import subawards as actions
from grants.checks.subawards import is_subaward
from grants.forms.subawards import RiskForm, SheetForm
from grants.models import Award
from grants.readmodels.risk_page import risk_page
from grants.readmodels.subaward_sheet import GIVEN, has_changed, sheet_page
from grants.rules.risk import level_of


@needs(Permission.AWARD_SEE)
@require_safe
def risk(request: StateRequest, pk: int) -> HttpResponse:
    """The assessment that counts, the earlier ones, and the form for one more."""
    found = get_award(request, pk)
    return _show_risk(request, found, RiskForm(initial=risk_page(found).initial))


def _show_risk(
    request: StateRequest, award: Award, form: RiskForm, *, error: str = "", status: int = 200
) -> HttpResponse:
    context = _frame(request, award) | {"page": risk_page(award), "form": form, "error": error}
    if form.is_bound and form.is_valid():
        context["suggested"] = level_of(form.given_points())
    return render(request, "grants/award_risk.html", context, status=status)


def _frame(request: StateRequest, award: Award) -> dict[str, object]:
    trail = [("Awards", reverse("awards")), (award.number, reverse("award", args=[award.pk]))]
    may_do = Permission.AWARD_MANAGE in held_over(request.member, award) and award.status not in actions.OVER
    return {"award": award, "trail": trail, "may_do": may_do, "is_subaward": is_subaward(award.fund.origin)}


@needs(Permission.AWARD_MANAGE)
@require_POST
def risk_assess(request: StateRequest, pk: int) -> HttpResponse:
    """Work out the level and what follows from it, or keep the assessment."""
    award, form = get_award(request, pk), RiskForm(request.POST)
    if not form.is_valid():
        return _show_risk(request, award, form, status=422)
    if request.POST.get("act") == "suggest":
        return _show_risk(request, award, form.with_suggestions())
    try:
        made = actions.assess_risk(award, form.assessed(), by=request.member)
    except MoveRefused as refusal:
        return _show_risk(request, award, form, error=str(refusal), status=422)
    messages.success(request, f"{made.get_level_display()} risk. The assessment is kept as number {made.number}.")
    return redirect("award-risk", pk)


@needs(Permission.AWARD_SEE)
@require_safe
def sheet(request: StateRequest, pk: int) -> HttpResponse:
    """Every element of the data sheet, where it comes from, and what is missing."""
    return _show_sheet(request, get_award(request, pk))


def _show_sheet(request: StateRequest, award: Award, form: SheetForm | None = None, *, error: str = "") -> HttpResponse:
    page = sheet_page(award, request.state)
    form = form or SheetForm(initial=page.initial)
    versions = list(award.sheet_versions.select_related("by", "file"))
    context = _frame(request, award) | {"page": page, "form": form, "error": error, "versions": versions}
    context |= {"has_changed": has_changed(award, page, request.state, versions)}
    status = 422 if error or form.errors else 200
    return render(request, "grants/award_subaward.html", context, status=status)


@needs(Permission.AWARD_MANAGE)
@require_POST
def sheet_save(request: StateRequest, pk: int) -> HttpResponse:
    """Keep what staff gave for the sheet."""
    award, form = get_award(request, pk), SheetForm(request.POST)
    if not form.is_valid():
        return _show_sheet(request, award, form)
    given = form.cleaned_data
    try:
        actions.save_sheet(
            award,
            {key: given[key] for key in GIVEN},
            to_follow=given["to_follow"],
            version=given["version"],
            by=request.member,
        )
    except MoveRefused as refusal:
        return _show_sheet(request, award, form, error=str(refusal))
    left = len(sheet_page(award, request.state).faults)
    messages.success(request, "Saved. The sheet is complete." if not left else f"Saved. {left} elements are missing.")
    return redirect("award-subaward", pk)


@needs(Permission.AWARD_MANAGE)
@require_POST
def sheet_freeze(request: StateRequest, pk: int) -> HttpResponse:
    """Freeze the sheet as it stands and draw it."""
    award = get_award(request, pk)
    try:
        made = actions.freeze_sheet(award, by=request.member)
    except MoveRefused as refusal:
        return _show_sheet(request, award, error=str(refusal))
    messages.success(request, f"Version {made.number} is being drawn. Open this page again in a minute.")
    return redirect("award-subaward", pk)
