"""Closeout: the same page for the state and for the convener, each under an address of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from core.access import StateRequest, needs
from core.moves import MoveRefused
from core.permissions import Permission
from core.posted import carry_out
from core.templatetags.rt import long_day
from grants.access.awards import get_award
from grants.access.closeout import get_closeout, get_standing_hold
from grants.actions import closeout as actions
from grants.actions import holds
from grants.choices.closing import Step, Whose
from grants.forms.closeout import ReasonForm, StepForm, TimeForm
from grants.models import Award
from grants.readmodels.amendment_page import trail_of
from grants.readmodels.closeout_page import CloseoutPage, closeout_page
from grants.rules.closeout import WHOSE
from grants.views.amendments import OWN, STATE, Side


@needs(Permission.AWARD_SEE)
@require_safe
def closeout(request: StateRequest, pk: int) -> HttpResponse:
    """The award's closeout."""
    return shown(request, get_award(request, pk), STATE)


@needs(Permission.AWARD_ACCEPT)
@require_safe
def my_closeout(request: StateRequest, pk: int) -> HttpResponse:
    """The same for the convener."""
    return shown(request, get_award(request, pk), OWN)


@needs(Permission.AWARD_MANAGE)
@require_POST
def closeout_begin(request: StateRequest, pk: int) -> HttpResponse:
    """Begin the closeout of an award whose period is over."""
    award = get_award(request, pk)
    carry_out(
        request,
        lambda: actions.begin_closeout(award, by=request.member),
        "The closeout has begun. The convener was told what is due, and until when.",
    )
    return redirect(STATE.url("closeout", pk))


@needs(Permission.AWARD_MANAGE)
@require_POST
def closeout_step(request: StateRequest, pk: int, step: str) -> HttpResponse:
    """Do a step, waive it, or take it back."""
    return settle(request, get_award(request, pk), step, STATE)


@needs(Permission.AWARD_ACCEPT)
@require_POST
def my_closeout_step(request: StateRequest, pk: int, step: str) -> HttpResponse:
    """Do a step of the convener's, or take it back."""
    award = get_award(request, pk)
    if step not in Step.values or WHOSE[Step(step)] != Whose.CONVENER:
        raise Http404
    return settle(request, award, step, OWN)


@needs(Permission.AWARD_MANAGE)
@require_POST
def closeout_time(request: StateRequest, pk: int) -> HttpResponse:
    """Give the convener more time."""
    award = get_award(request, pk)
    form = TimeForm(request.POST, prefix="time")

    def deed() -> str:
        given = form.cleaned_data
        done = actions.give_time(get_closeout(award), given["due_on"], given["reason"], by=request.member)
        return f"The convener has until {long_day(done.due_on)}, and was told."

    return attempt(request, award, form, deed)


@needs(Permission.AWARD_MANAGE)
@require_POST
def closeout_close(request: StateRequest, pk: int) -> HttpResponse:
    """Close the award."""
    award = get_award(request, pk)
    carry_out(
        request,
        lambda: actions.close_award(get_closeout(award), by=request.member),
        f"Award {award.number} is closed. The convener was told.",
    )
    return redirect(STATE.url("closeout", pk))


@needs(Permission.AWARD_MANAGE)
@require_POST
def closeout_alone(request: StateRequest, pk: int) -> HttpResponse:
    """Close the award with what there is."""
    award = get_award(request, pk)
    form = ReasonForm(request.POST, prefix="alone")

    def deed() -> str:
        actions.close_alone(get_closeout(award), form.cleaned_data["reason"], by=request.member)
        return f"Award {award.number} is closed without the convener, who was told."

    return attempt(request, award, form, deed)


@needs(Permission.AWARD_MANAGE)
@require_POST
def closeout_reopen(request: StateRequest, pk: int) -> HttpResponse:
    """Take a closed award up again."""
    award = get_award(request, pk)
    form = ReasonForm(request.POST, prefix="reopen")

    def deed() -> str:
        actions.reopen_award(get_closeout(award), form.cleaned_data["reason"], by=request.member)
        return f"Award {award.number} is open again."

    return attempt(request, award, form, deed)


@needs(Permission.RECORD_HOLD)
@require_POST
def hold_place(request: StateRequest, pk: int) -> HttpResponse:
    """Place a legal hold on the award's records."""
    award = get_award(request, pk)
    form = ReasonForm(request.POST, prefix="hold")

    def deed() -> str:
        holds.place_hold(award, form.cleaned_data["reason"], by=request.member)
        return "The hold stands: none of its files is deleted until it is released."

    return attempt(request, award, form, deed)


@needs(Permission.RECORD_HOLD)
@require_POST
def hold_release(request: StateRequest, pk: int) -> HttpResponse:
    """Release the hold."""
    award = get_award(request, pk)
    form = ReasonForm(request.POST, prefix="release")

    def deed() -> str:
        holds.release_hold(get_standing_hold(award), form.cleaned_data["reason"], by=request.member)
        return "The hold is released."

    return attempt(request, award, form, deed)


def settle(request: StateRequest, award: Award, step: str, side: Side) -> HttpResponse:
    """One step: done, waived (by the state alone), or taken back."""
    if step not in Step.values:
        raise Http404
    found, act = get_closeout(award), request.POST.get("act", "")
    waive = act == "waive" and side.is_staff
    form = StepForm(
        request.POST, prefix=f"{'waive' if waive else 'do'}-{step}", has_day=step == Step.PROPERTY, waive=waive
    )

    def deed() -> str:
        given = form.cleaned_data
        actions.settle_step(found, step, given["note"], by=request.member, on=given.get("on"), waive=waive)
        return f"{Step(step).label}: {'waived' if waive else 'done'}."

    if act != "undo":
        return attempt(request, award, form, deed, side=side)
    try:
        actions.undo_step(found, step, by=request.member)
    except MoveRefused as refusal:
        messages.error(request, str(refusal))
    return redirect(side.url("closeout", award.pk))


def attempt(
    request: StateRequest, award: Award, form: Any, deed: Callable[[], str], *, side: Side = STATE
) -> HttpResponse:
    """Do the deed where the form is whole; else show the page with what was typed."""
    if form.is_valid():
        try:
            messages.success(request, deed())
            return redirect(side.url("closeout", award.pk))
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
            award.refresh_from_db()
    return shown(request, award, side, refused=form)


def shown(request: StateRequest, award: Award, side: Side, *, refused: forms.Form | None = None) -> HttpResponse:
    """The page, with a form that was refused in its place."""
    page = closeout_page(award, request.member)
    context = {
        "page": page,
        "award": award,
        "side": side,
        "trail": trail_of(award, is_staff=side.is_staff),
        "rows": rows_of(page, side, refused),
        "deeds": deeds_of(page, award, refused) if side.is_staff else [],
        "refused": refused,
    }
    return render(request, "grants/closeout.html", context, status=422 if refused else 200)


def rows_of(page: CloseoutPage, side: Side, refused: forms.Form | None) -> list[dict[str, Any]]:
    """Each step with its forms."""
    found = []
    for row in page.rows:
        acts: list[dict[str, Any]] = []
        for act, may, label in (("do", row.may_do, "Say that it is done"), ("waive", row.may_waive, "Waive")):
            if may and (act == "do" or side.is_staff):
                form = StepForm(prefix=f"{act}-{row.key}", has_day=row.has_day, waive=act == "waive")
                acts.append(chosen(form, refused) | {"act": act, "label": label})
        found.append({"row": row, "acts": acts, "url": side.url("closeout-step", page.award.pk, row.key)})
    return found


def deeds_of(page: CloseoutPage, award: Award, refused: forms.Form | None) -> list[dict[str, Any]]:
    """What the state may do to the whole, each with its form."""
    known = (
        (page.may_give_time, TimeForm(prefix="time"), "closeout-time", "Give the convener more time"),
        (page.may_close_alone, ReasonForm(prefix="alone"), "closeout-alone", "Close without the convener"),
        (page.may_reopen, ReasonForm(prefix="reopen"), "closeout-reopen", "Reopen the award"),
        (page.may_hold and not page.hold, ReasonForm(prefix="hold"), "hold-place", "Place a legal hold"),
        (page.may_hold and bool(page.hold), ReasonForm(prefix="release"), "hold-release", "Release the legal hold"),
    )
    possible = [one[1:] for one in known if one[0]]
    return [
        chosen(form, refused) | {"url": STATE.url(name, award.pk), "label": label} for form, name, label in possible
    ]


def chosen(form: forms.Form, refused: forms.Form | None) -> dict[str, Any]:
    """The form, or the refused one in its place, and whether it stands open."""
    is_refused = refused is not None and refused.prefix == form.prefix
    return {"form": refused if is_refused else form, "is_open": is_refused}
