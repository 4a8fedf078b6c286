"""Rounds as the state's staff set them up, open and close them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from core.access import StateRequest, needs
from core.context import clock_words
from core.money import NotMoney, parse
from core.moves import MoveRefused
from core.permissions import Permission
from core.posted import carry_out
from core.templatetags.rt import plural
from grants.access.rounds import get_round_for_staff, pool_named
from grants.actions import rounds as actions
from grants.actions.reviews import start_review
from grants.choices import RoundKind, RoundStatus
from grants.forms import rounds as forms
from grants.forms import rounds_rows as rows
from grants.models import Round
from grants.readmodels.deadlines import TAKES
from grants.readmodels.round_page import counts_of, round_page, rounds_for_staff
from grants.rules.rubrics import RUBRICS


@require_safe
@needs(Permission.ROUND_SEE)
def rounds_staff(request: StateRequest) -> HttpResponse:
    """Every round with its status, money, dates and counts."""
    rehearsals = rounds_for_staff(is_rehearsal=True)
    may_edit = request.member.can(Permission.ROUND_EDIT)
    context = {"rows": rounds_for_staff(), "rehearsals": rehearsals, "may_edit": may_edit}
    return render(request, "grants/rounds_staff.html", context)


@require_safe
@needs(Permission.ROUND_SEE)
def round_staff(request: StateRequest, slug: str) -> HttpResponse:
    """One round: what it lacks, its money, its rubric, its drafts in numbers."""
    found = get_round_for_staff(request, slug)
    page = round_page(found, request.member)
    may_ask = found.status in TAKES and request.member.can(Permission.WAIVER_DECIDE)
    context = {"page": page, "round": found, "may_ask_for_waiver": may_ask}
    return render(request, "grants/round_staff.html", context)


@needs(Permission.ROUND_EDIT)
def round_new(request: StateRequest) -> HttpResponse:
    """Set up a round, starting from what is typical of its kind."""
    return editing(request, None)


@needs(Permission.ROUND_EDIT)
def round_edit(request: StateRequest, slug: str) -> HttpResponse:
    """Change a round that was not opened yet."""
    found = get_round_for_staff(request, slug)
    if found.status != RoundStatus.DRAFT:
        messages.error(request, f"{found.name} was opened. What was promised to applicants stays.")
        return redirect("round-staff", slug)
    return editing(request, found)


def editing(request: StateRequest, found: Round | None) -> HttpResponse:
    """The form with its two tables; everything typed comes back with what is wrong beside it."""
    data = request.POST if request.method == "POST" else None
    kind = request.GET.get("kind", "")
    if data is not None and {"rubric", "split", "more"} & set(data):
        return refilled(request, found, kind)
    form = forms.RoundForm(
        data, round=found, clock=clock_words(request.state.zone), initial=forms.initial_of(found, kind)
    )
    criteria = rows.CriterionRows(data, prefix="criteria", initial=None if data else rows.criteria_of(found, kind))
    funds = rows.FundRows(data, prefix="funds", initial=None if data else rows.funds_of(found))
    if data is not None and all([form.is_valid(), criteria.is_valid(), funds.is_valid()]):
        try:
            saved = save(request, found, form, criteria, funds)
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{saved.name} is saved.")
            return redirect("round-staff", saved.slug)
    return drawn(request, found, form, criteria, funds, kind)


def refilled(request: StateRequest, found: Round | None, kind: str) -> HttpResponse:
    """The page again with a preset's rubric, a pool's shares or more rows; what was typed stays, and nothing is saved."""
    typed = forms.typed(request.POST)
    form = forms.RoundForm(round=found, clock=clock_words(request.state.zone), initial=typed)
    judged = rows.rubric_rows(request.POST.get("rubric", ""))
    criteria = judged or rows.typed_rows(request.POST, "criteria", tuple(rows.CriterionForm.base_fields))
    given = rows.typed_rows(request.POST, "funds", tuple(rows.FundForm.base_fields))
    if "split" in request.POST:
        given = rows.pool_rows(pool_named(typed.get("pool")), dollars(typed.get("total_available"))) or given
    return drawn(
        request,
        found,
        form,
        rows.CriterionRows(prefix="criteria", initial=criteria),
        rows.FundRows(prefix="funds", initial=given),
        kind,
    )


def dollars(text: Any) -> Decimal | None:
    try:
        return parse(str(text or ""))
    except NotMoney:
        return None


def save(request: StateRequest, found: Round | None, form: Any, criteria: Any, funds: Any) -> Round:
    judged = [row.judged() for row in criteria if row.cleaned_data.get("title")]
    given = [row.given() for row in funds if row.cleaned_data.get("fund")]
    return actions.save_round(found, form.facts(), judged, given, by=request.member)


def drawn(request: StateRequest, found: Round | None, form: Any, criteria: Any, funds: Any, kind: str) -> HttpResponse:
    wrong = form.is_bound
    context = {
        "form": form,
        "criteria": criteria,
        "funds": funds,
        "round": found,
        "kind": kind or RoundKind.PLANNING,
        "kinds": [] if found or request.method == "POST" else RoundKind.choices,
        "rubrics": RUBRICS.items(),
        "sections": ", ".join(forms.sections_of(found)),
        "rows_are_wrong": wrong and not (criteria.is_valid() and funds.is_valid()),
    }
    return render(request, "grants/round_edit.html", context, status=422 if wrong else 200)


@require_POST
@needs(Permission.ROUND_OPEN)
def round_open(request: StateRequest, slug: str) -> HttpResponse:
    """Open the round, or say everything that it lacks."""
    found = get_round_for_staff(request, slug)
    return moved(request, found, lambda: actions.open_round(found, by=request.member), "is open")


@needs(Permission.ROUND_OPEN)
def round_close(request: StateRequest, slug: str) -> HttpResponse:
    """Close the round; before its hour only after asking once more."""
    found = get_round_for_staff(request, slug)
    is_early = found.closes_at > timezone.now()
    if request.method != "POST" or (is_early and request.POST.get("confirmed") != "yes"):
        context = {"round": found, "is_early": is_early, "drafts": counts_of([found])[found.pk].drafts}
        return render(request, "grants/round_close.html", context)
    return moved(request, found, lambda: actions.close_round(found, by=request.member), "takes no more applications")


@require_POST
@needs(Permission.REVIEW_ASSIGN)
def round_start_review(request: StateRequest, slug: str) -> HttpResponse:
    """Begin the review of a round that is closed."""
    found = get_round_for_staff(request, slug)
    waiting = counts_of([found])[found.pk].groups.get("eligible", 0)
    said = f"is in review. {plural(waiting, 'application waits,applications wait')} for reviewers"
    return moved(request, found, lambda: start_review(found, by=request.member), said)


def moved(request: StateRequest, found: Round, deed: Any, said: str) -> HttpResponse:
    carry_out(request, lambda: deed(), f"{found.name} {said}.")
    return redirect("round-staff", found.slug)
