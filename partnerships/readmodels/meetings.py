"""The pages of meetings: the list with what waits, one meeting with its agenda and who came, its calendar file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Count, Q
from django.utils import timezone

from core.models import State
from partnerships.access.work import roster
from partnerships.choices.work import ItemStatus, MeetingStatus, Seniority
from partnerships.models import AgendaItem, Contact, DecisionRecusal, Meeting, MeetingAttendance, Partnership
from partnerships.models import PartnershipMember as Seat
from partnerships.readmodels.calendar_file import Change, Entry, calendar_file, organizer_of
from partnerships.readmodels.minutes import attendance_of, how_of, proposer_of

SHOWN = 40


@dataclass(frozen=True)
class MeetingsPage:
    """Meetings that are to come, soonest first; those that were, latest first; and what waits for one."""

    coming: Sequence[Meeting]
    past: Sequence[Meeting]
    more: int
    waiting: list[AgendaItem]


def meetings_page(partnership: Partnership) -> MeetingsPage:
    """Two queries, whatever the number of meetings."""
    decided = Count("items", filter=Q(items__status=ItemStatus.DECIDED))
    rows = list(Meeting.objects.filter(partnership=partnership).annotate(decided=decided, on=Count("items")))
    coming = [one for one in rows if one.status == MeetingStatus.PLANNED]
    past = [one for one in rows if one.status != MeetingStatus.PLANNED]
    waiting = AgendaItem.objects.filter(partnership=partnership, status=ItemStatus.WAITING)
    return MeetingsPage(
        sorted(coming, key=lambda one: one.starts_at),
        past[:SHOWN],
        max(0, len(past) - SHOWN),
        list(waiting.select_related("proposed_by__organization").order_by("entered_at", "pk")),
    )


class Line(NamedTuple):
    """An item of the agenda as a row."""

    item: AgendaItem
    proposer: str
    how: str
    recused: list[str]

    @property
    def is_employers(self) -> bool:
        return self.item.proposer_role == "employer"


@dataclass(frozen=True)
class MeetingPage:
    meeting: Meeting
    lines: list[Line]
    came: list[dict[str, object]]
    is_begun: bool

    @property
    def is_open(self) -> bool:
        return self.meeting.status == MeetingStatus.PLANNED

    @property
    def has_minutes(self) -> bool:
        return bool(self.meeting.minutes)


def meeting_page(meeting: Meeting) -> MeetingPage:
    """Three queries."""
    left = list(DecisionRecusal.objects.filter(item__meeting=meeting).select_related("seat__organization"))
    items = meeting.items.exclude(status=ItemStatus.TAKEN_BACK).select_related("proposed_by__organization")
    lines = [
        Line(
            one,
            proposer_of(one),
            how_of(one),
            [f"{gone.seat.organization.legal_name}" for gone in left if gone.item_id == one.pk],
        )
        for one in items.order_by("position", "pk")
    ]
    came = attendance_of(list(meeting.attendance.select_related("seat__organization")))
    return MeetingPage(meeting, lines, came, met_on(meeting) <= timezone.localdate())


def met_on(meeting: Meeting) -> dt.date:
    return timezone.localtime(meeting.starts_at).date()


class Choice(NamedTuple):
    """An item that may stand on an agenda: where, and whether it can still be left out."""

    item: AgendaItem
    proposer: str
    place: int
    is_on: bool
    is_fixed: bool


def agenda_choices(meeting: Meeting) -> list[Choice]:
    """What is on the agenda in its order, then what waits. One query."""
    rows = AgendaItem.objects.filter(
        Q(meeting=meeting) | Q(partnership=meeting.partnership_id, status=ItemStatus.WAITING)
    ).exclude(status=ItemStatus.TAKEN_BACK)
    found = list(rows.select_related("proposed_by__organization"))
    on = sorted((one for one in found if one.meeting_id), key=lambda one: (one.position, one.pk))
    waiting = sorted((one for one in found if not one.meeting_id), key=lambda one: (one.entered_at, one.pk))
    return [
        Choice(one, proposer_of(one), place, bool(one.meeting_id), one.status not in OPEN)
        for place, one in enumerate([*on, *waiting], start=1)
    ]


OPEN = (ItemStatus.ON_AGENDA, ItemStatus.WAITING)


class Person(NamedTuple):
    """Somebody who came, as it stands in the form."""

    name: str = ""
    rank: str = Seniority.UNKNOWN


class RosterLine(NamedTuple):
    """A member on the list of who came; names that are known are suggested."""

    seat: Seat
    is_here: bool
    first: Person
    second: Person
    names: list[str]


def roster_lines(meeting: Meeting) -> list[RosterLine]:
    """Every member with who came for it; where nobody is ticked yet, whoever came last time is filled in. Four queries."""
    seats = list(roster(meeting.partnership, met_on(meeting)))
    here: dict[int, list[Person]] = {}
    for one in meeting.attendance.all():
        here.setdefault(one.seat_id, []).append(Person(one.person, one.seniority))
    last = _last_time(meeting)
    names: dict[int, list[str]] = {}
    for contact in Contact.objects.filter(organization__in=[one.organization_id for one in seats], is_active=True):
        names.setdefault(contact.organization_id, []).append(contact.name)
    lines = []
    for seat in seats:
        people = [*here.get(seat.pk, []), Person(), Person()]
        known = names.get(seat.organization_id, [])
        first = people[0] if seat.pk in here else last.get(seat.pk, Person(known[0] if known else ""))
        lines.append(RosterLine(seat, seat.pk in here, first, people[1] if seat.pk in here else Person(), known))
    return lines


def _last_time(meeting: Meeting) -> dict[int, Person]:
    """Who came for each seat at the latest meeting before. One query."""
    rows = MeetingAttendance.objects.filter(
        meeting__partnership=meeting.partnership_id, meeting__starts_at__lt=meeting.starts_at
    )
    return {one.seat_id: Person(one.person, one.seniority) for one in rows.order_by("meeting__starts_at", "-pk")}


def calendar_of(meeting: Meeting, partnership: Partnership, state: State, host: str, url: str) -> bytes:
    """The meeting as a calendar file."""
    canceled = meeting.status == MeetingStatus.CANCELLED
    organizer = organizer_of(state, partnership.convener.legal_name)
    entry = Entry(
        uid=f"meeting-{meeting.pk}@{host}",
        stamp=timezone.now(),
        summary=f"{meeting.title}: {partnership.name}",
        starts_at=meeting.starts_at,
        ends_at=meeting.starts_at + dt.timedelta(minutes=meeting.minutes_long),
        url=url,
        more={"location": meeting.place},
        change=Change(meeting.sequence, meeting.changed_at, organizer, canceled),
    )
    return calendar_file("Meetings", [entry])
