"""Meetings of a partnership: the list with what was proposed, one meeting, its agenda, its calendar file."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.access import StateRequest, demand, needs, signed_in
from core.context import clock_words
from core.moves import MoveRefused
from core.permissions import Permission
from core.posted import carry_out
from core.views.files import attachment
from partnerships.access import work as access
from partnerships.access.work import Side
from partnerships.actions import meetings as actions
from partnerships.forms.meetings import AdoptForm, MeetingForm, MinutesForm, ProposalForm, order_from
from partnerships.models import Meeting, Partnership
from partnerships.readmodels.calendar_file import TYPE
from partnerships.readmodels.meetings import agenda_choices, calendar_of, meeting_page, meetings_page
from partnerships.views.work_frame import form_page, trail_of, work_frame

FORM = ["GET", "HEAD", "POST"]
LIST = "partnership-meetings"


@require_http_methods(FORM)
@signed_in
def partnership_meetings(request: StateRequest, slug: str) -> HttpResponse:
    """The meetings, and what waits for one; who sits at the table proposes here."""
    found, side = access.get_work(request, slug)
    form = proposal_form(request, found, side)
    if request.method == "POST":
        demand(request, may_see=True, may_do=side.may_propose)
        if form.is_valid() and proposed(request, found, form):
            return redirect(LIST, slug)
    context = work_frame(found, side, LIST) | {"page": meetings_page(found), "form": form}
    return render(request, "partnerships/meeting_list.html", context, status=422 if form.errors else 200)


def proposal_form(request: StateRequest, found: Partnership, side: Side) -> ProposalForm:
    seats = list(access.roster(found)) if side.may_propose else []
    own = access.own_seats(request.member, found) if side.may_propose and not side.may_edit else []
    return ProposalForm(request.POST or None, seats=seats, own=own, by_convener=side.may_edit)


def proposed(request: StateRequest, found: Partnership, form: ProposalForm) -> bool:
    given = form.cleaned_data
    try:
        actions.propose_item(found, title=given["title"], about=given["about"], seat=form.seat, by=request.member)
    except MoveRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, "Proposed. It waits for the next agenda.")
    return True


@require_http_methods(FORM)
@needs(Permission.PARTNERSHIP_EDIT)
def partnership_meeting_new(request: StateRequest, slug: str) -> HttpResponse:
    """Call a meeting."""
    found, side = access.get_work_to_edit(request, slug)
    initial = {"title": "Meeting of the partnership", "minutes_long": 90}
    form = MeetingForm(request.POST or None, clock=clock_words(request.state.zone), initial=initial)
    if request.method == "POST" and form.is_valid():
        made = actions.plan_meeting(found, form.plan(), by=request.member)
        messages.success(request, "The meeting is called, and its members were told. What waited is on its agenda.")
        return redirect("partnership-meeting", slug, made.pk)
    return planning(request, found, side, form, "Call a meeting", reverse(LIST, args=[slug]))


@require_http_methods(FORM)
@needs(Permission.PARTNERSHIP_EDIT)
def partnership_meeting_change(request: StateRequest, slug: str, pk: int) -> HttpResponse:
    """Another hour, place or name."""
    found, side = access.get_work_to_edit(request, slug)
    meeting = access.get_meeting(found, pk)
    initial = {name: getattr(meeting, name) for name in ("title", "starts_at", "minutes_long", "place")}
    form = MeetingForm(request.POST or None, clock=clock_words(request.state.zone), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_meeting(meeting, form.plan(), by=request.member)
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("partnership-meeting", slug, pk)
    back = reverse("partnership-meeting", args=[slug, pk])
    return planning(request, found, side, form, "Change the meeting", back)


def planning(
    request: StateRequest, found: Partnership, side: Side, form: MeetingForm, title: str, back: str
) -> HttpResponse:
    more = ("Meetings", reverse(LIST, args=[found.slug]))
    context = form_page(found, side, more, title=title, act=title, back=back, form=form)
    return render(request, "partnerships/work_form.html", context, status=422 if form.errors else 200)


@require_safe
@signed_in
def partnership_meeting(request: StateRequest, slug: str, pk: int) -> HttpResponse:
    """One meeting: when and where, the agenda with what was decided, who came, the minutes."""
    found, side = access.get_work(request, slug)
    return shown(request, found, side, access.get_meeting(found, pk))


def shown(request: StateRequest, found: Partnership, side: Side, meeting: Meeting, **forms: Any) -> HttpResponse:
    """The page of a meeting, with a form that was not good where there is one."""
    page = meeting_page(meeting)
    context = work_frame(found, side, LIST) | {
        "page": page,
        "meeting": meeting,
        "adopt": AdoptForm(initial={"adopted_on": timezone.localdate()}),
        "minutes": minutes_form(found, meeting) if side.may_edit else None,
        "trail": trail_of(found, ("Meetings", reverse(LIST, args=[found.slug]))),
    }
    status = 422 if any(one.errors for one in forms.values()) else 200
    return render(request, "partnerships/meeting_detail.html", context | forms, status=status)


def minutes_form(found: Partnership, meeting: Meeting, data: Any = None) -> MinutesForm:
    initial = {"minutes": meeting.minutes, "guests": meeting.guests, "chair": str(meeting.chaired_by_id or "")}
    return MinutesForm(data, seats=list(access.roster(found)), initial=initial)


@require_http_methods(FORM)
@needs(Permission.PARTNERSHIP_EDIT)
def partnership_meeting_agenda(request: StateRequest, slug: str, pk: int) -> HttpResponse:
    """Choose what is talked about, and in which order."""
    found, side = access.get_work_to_edit(request, slug)
    meeting = access.get_meeting(found, pk)
    if request.method == "POST":
        said = "The agenda is set."
        carry_out(request, lambda: actions.set_agenda(meeting, order_from(request.POST), by=request.member), said)
        return redirect("partnership-meeting", slug, pk)
    back = reverse("partnership-meeting", args=[slug, pk])
    context = form_page(found, side, ("Meeting", back), title="Agenda", act="Set the agenda", back=back)
    context |= {"meeting": meeting, "choices": agenda_choices(meeting)}
    return render(request, "partnerships/meeting_agenda.html", context)


@require_safe
@signed_in
def partnership_meeting_calendar(request: StateRequest, slug: str, pk: int) -> HttpResponse:
    """The meeting for her calendar."""
    found, _ = access.get_work(request, slug)
    meeting = access.get_meeting(found, pk)
    url = request.build_absolute_uri(reverse("partnership-meeting", args=[slug, pk]))
    content = calendar_of(meeting, found, request.state, request.get_host().partition(":")[0], url)
    return attachment(content, f"meeting-{meeting.pk}.ics", TYPE)


@require_POST
@signed_in
def partnership_item_back(request: StateRequest, slug: str, pk: int) -> HttpResponse:
    """Take a proposal back: whoever entered it, or the convener."""
    found, side = access.get_work_to_propose(request, slug)
    item = access.get_item(found, pk)
    demand(request, may_see=True, may_do=side.may_edit or item.entered_by_id == request.member.pk)
    carry_out(request, lambda: actions.take_back_item(item, by=request.member), f"“{item}” is taken back.")
    return redirect(LIST, slug)
