"""The record of a meeting: who came, what became of each item, the minutes, closing and adopting it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from core.access import StateRequest, needs
from core.moves import MoveRefused
from core.permissions import Permission
from core.posted import carry_out
from partnerships.access import work as access
from partnerships.actions import decisions
from partnerships.actions import meetings as actions
from partnerships.choices.work import Seniority
from partnerships.forms.meetings import AdoptForm, DecisionForm, came_from, initial_of
from partnerships.models import AgendaItem, Meeting, Partnership
from partnerships.readmodels.meetings import met_on, roster_lines
from partnerships.views.meetings import FORM, minutes_form, shown
from partnerships.views.work_frame import form_page

EDIT = Permission.PARTNERSHIP_EDIT


def to_meeting(found: Partnership, meeting: Meeting) -> HttpResponse:
    return redirect("partnership-meeting", found.slug, meeting.pk)


@require_http_methods(FORM)
@needs(EDIT)
def partnership_meeting_attendance(request: StateRequest, slug: str, pk: int) -> HttpResponse:
    """Tick who came, on a phone: the whole roster, with the person and her position."""
    found, side = access.get_work_to_edit(request, slug)
    meeting = access.get_meeting(found, pk)
    if request.method == "POST":
        came = came_from(request.POST, access.roster(found, met_on(meeting)))
        said = "Written down who came."
        carry_out(request, lambda: actions.mark_attendance(meeting, came, by=request.member), said)
        return to_meeting(found, meeting)
    back = reverse("partnership-meeting", args=[slug, pk])
    context = form_page(found, side, ("Meeting", back), title="Who came", act="Save who came", back=back)
    context |= {"meeting": meeting, "lines": roster_lines(meeting), "ranks": Seniority.choices}
    return render(request, "partnerships/meeting_attendance.html", context)


@require_http_methods(FORM)
@needs(EDIT)
def partnership_item(request: StateRequest, slug: str, pk: int) -> HttpResponse:
    """What became of an item: decided and how, talked over, or carried forward."""
    found, side = access.get_work_to_edit(request, slug)
    item = access.get_item(found, pk)
    present = access.present_at(item.meeting) if item.meeting else []
    form = DecisionForm(request.POST or None, present=present, initial=initial_of(item))
    if request.method == "POST" and form.is_valid():
        try:
            settle(item, form, request)
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"“{item}”: written down.")
            return redirect("partnership-meeting", slug, item.meeting_id)
    back = item_back(found, item)
    context = form_page(found, side, ("Meeting", back), title=item.title, act="Save", back=back, form=form)
    return render(
        request, "partnerships/meeting_item.html", context | {"item": item}, status=422 if form.errors else 200
    )


def item_back(found: Partnership, item: AgendaItem) -> str:
    if item.meeting_id is None:
        return reverse("partnership-meetings", args=[found.slug])
    return reverse("partnership-meeting", args=[found.slug, item.meeting_id])


def settle(item: AgendaItem, form: DecisionForm, request: StateRequest) -> None:
    outcome = form.cleaned_data["outcome"]
    if outcome == "decided":
        decisions.decide_item(item, form.decision(), by=request.member)
    elif outcome == "discussed":
        decisions.discuss_item(item, form.cleaned_data["words"], by=request.member)
    else:
        decisions.leave_open(item, by=request.member)


@require_POST
@needs(EDIT)
def partnership_meeting_minutes(request: StateRequest, slug: str, pk: int) -> HttpResponse:
    """Keep the minutes as they are written so far."""
    found, side = access.get_work_to_edit(request, slug)
    meeting = access.get_meeting(found, pk)
    form = minutes_form(found, meeting, request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.keep_minutes(
                meeting, minutes=given["minutes"], guests=given["guests"], chair=form.led_by, by=request.member
            )
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The minutes are saved.")
            return to_meeting(found, meeting)
    return shown(request, found, side, meeting, minutes=form)


@require_POST
@needs(EDIT)
def partnership_meeting_adopt(request: StateRequest, slug: str, pk: int) -> HttpResponse:
    """Freeze the minutes as they were adopted."""
    found, side = access.get_work_to_edit(request, slug)
    meeting = access.get_meeting(found, pk)
    form = AdoptForm(request.POST)
    if form.is_valid():
        try:
            actions.adopt_minutes(meeting, form.cleaned_data["adopted_on"], by=request.member)
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The minutes are adopted. Their PDF is being drawn and will stand on this page.")
            return to_meeting(found, meeting)
    return shown(request, found, side, meeting, adopt=form)


@require_POST
@needs(EDIT)
def partnership_meeting_close(request: StateRequest, slug: str, pk: int) -> HttpResponse:
    """It took place: who was present is fixed, what was not reached is carried forward."""
    said = "The meeting is closed. What was not reached waits for the next one."
    return _done(request, slug, pk, lambda one, why: actions.hold_meeting(one, by=request.member), said)


@require_POST
@needs(EDIT)
def partnership_meeting_reopen(request: StateRequest, slug: str, pk: int) -> HttpResponse:
    """Mend the record of a meeting, with the reason."""
    said = "The record is open again."
    return _done(request, slug, pk, lambda one, why: actions.reopen_meeting(one, why, by=request.member), said)


@require_POST
@needs(EDIT)
def partnership_meeting_cancel(request: StateRequest, slug: str, pk: int) -> HttpResponse:
    """Call the meeting off, with a reason that every member reads."""
    said = "The meeting is called off. The members were told, and its agenda waits for another."
    return _done(request, slug, pk, lambda one, why: actions.cancel_meeting(one, why, by=request.member), said)


def _done(request: StateRequest, slug: str, pk: int, deed: Callable[[Meeting, str], Any], said: str) -> HttpResponse:
    found, _ = access.get_work_to_edit(request, slug)
    meeting, reason = access.get_meeting(found, pk), request.POST.get("reason", "")[:2000]
    carry_out(request, lambda: deed(meeting, reason), said)
    return to_meeting(found, meeting)
