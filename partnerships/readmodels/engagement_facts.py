"""What is recorded of employers, quarter by quarter, and the measures that follow from it: P5, E10, E11.

Meetings count once they were held. All of it can be asked for one partnership or for the whole state.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from core.calendars import Quarter
from partnerships.choices import PartnerRole
from partnerships.choices.work import IN_DOLLARS, LIVING, CommitmentKind, CommitmentStatus, ItemStatus, MeetingStatus
from partnerships.models import AgendaItem, Commitment, EngagementEvent, Meeting, MeetingAttendance, Partnership
from partnerships.rules.engagement import Part, Quarterly

TOOK_PLACE = (MeetingStatus.HELD, MeetingStatus.ADOPTED)
Facts = dict[tuple[int, Quarter], Quarterly]
"""By organization and quarter."""


class Kept(NamedTuple):
    """Of the employers that were active in one year, those that were in the next (E10)."""

    kept: int
    base: int

    @property
    def share(self) -> float | None:
        return self.kept / self.base if self.base else None


class Dollars(NamedTuple):
    """What employers gave, verified, in dollars (E11)."""

    cash: Decimal
    in_kind: Decimal


class _Gathered:
    """Facts while they are collected."""

    def __init__(self) -> None:
        self.kinds: dict[tuple[int, Quarter], set[str]] = defaultdict(set)
        self.meetings: dict[tuple[int, Quarter], set[int]] = defaultdict(set)
        self.held: dict[Quarter, set[int]] = defaultdict(set)
        self.pledged: set[tuple[int, Quarter]] = set()
        self.delivered: set[tuple[int, Quarter]] = set()
        self.led: set[tuple[int, Quarter]] = set()

    def facts(self) -> Facts:
        keys = self.kinds.keys() | self.meetings.keys() | self.pledged | self.delivered | self.led
        return {
            key: Quarterly(
                frozenset(self.kinds[key]),
                len(self.meetings[key]),
                len(self.held[key[1]]),
                key in self.pledged,
                key in self.delivered,
                key in self.led,
            )
            for key in keys
        }


def facts_of(partnership: Partnership, first: Quarter, last: Quarter) -> Facts:
    """Everything recorded of its employers from one quarter to another, both included. Five queries."""
    gathered = _Gathered()
    _events(gathered, partnership, first.start, last.end)
    _meetings(gathered, partnership, first.start, last.end)
    _commitments(gathered, partnership, first.start, last.end)
    _proposals(gathered, partnership, first.start, last.end)
    return gathered.facts()


def _events(gathered: _Gathered, partnership: Partnership, start: dt.date, end: dt.date) -> None:
    rows = EngagementEvent.objects.filter(partnership=partnership, happened_on__range=(start, end))
    for employer, day, kind in rows.values_list("employer_id", "happened_on", "kind"):
        gathered.kinds[employer, Quarter.of(day)].add(kind)


def _meetings(gathered: _Gathered, partnership: Partnership, start: dt.date, end: dt.date) -> None:
    rows = Meeting.objects.filter(partnership=partnership, status__in=TOOK_PLACE, starts_at__date__range=(start, end))
    for meeting in rows.select_related("chaired_by"):
        quarter = Quarter.of(timezone.localtime(meeting.starts_at).date())
        gathered.held[quarter].add(meeting.pk)
        if meeting.chaired_by and meeting.chaired_by.role == PartnerRole.EMPLOYER:
            gathered.led.add((meeting.chaired_by.organization_id, quarter))
    came = MeetingAttendance.objects.filter(meeting__in=rows, seat__role=PartnerRole.EMPLOYER)
    for organization, meeting_id, at in came.values_list("seat__organization_id", "meeting_id", "meeting__starts_at"):
        gathered.meetings[organization, Quarter.of(timezone.localtime(at).date())].add(meeting_id)


def _commitments(gathered: _Gathered, partnership: Partnership, start: dt.date, end: dt.date) -> None:
    rows = Commitment.objects.filter(partnership=partnership, status__in=LIVING, seat__role=PartnerRole.EMPLOYER)
    for organization, pledged, documented in rows.values_list("seat__organization_id", "pledged_on", "documented_on"):
        if start <= pledged <= end:
            gathered.pledged.add((organization, Quarter.of(pledged)))
        if documented and start <= documented <= end:
            gathered.delivered.add((organization, Quarter.of(documented)))


def _proposals(gathered: _Gathered, partnership: Partnership, start: dt.date, end: dt.date) -> None:
    rows = AgendaItem.objects.filter(
        partnership=partnership,
        proposer_role=PartnerRole.EMPLOYER,
        carried_from__isnull=True,
        entered_at__date__range=(start, end),
    ).exclude(status=ItemStatus.TAKEN_BACK)
    for organization, at in rows.values_list("proposed_by__organization_id", "entered_at"):
        gathered.led.add((organization, Quarter.of(timezone.localtime(at).date())))


def employers_engaged(start: dt.date, end: dt.date, partnership: Partnership | None = None) -> set[int]:
    """P5: the ids of employers that came to a meeting, or made a commitment, in the period. Two queries."""
    mine = Q(partnership=partnership) if partnership else Q()
    met = Q(meeting__partnership=partnership) if partnership else Q()
    came = MeetingAttendance.objects.filter(
        met,
        seat__role=PartnerRole.EMPLOYER,
        meeting__status__in=TOOK_PLACE,
        meeting__starts_at__date__range=(start, end),
    )
    gave = Commitment.objects.filter(
        mine, seat__role=PartnerRole.EMPLOYER, status__in=LIVING, pledged_on__range=(start, end)
    )
    return set(came.values_list("seat__organization_id", flat=True)) | set(
        gave.values_list("seat__organization_id", flat=True)
    )


def employers_kept(day: dt.date, partnership: Partnership | None = None) -> Kept:
    """E10: of the employers engaged in the year before last, those engaged in the twelve months up to the day too."""
    middle = _year_before(day)
    now = employers_engaged(middle + dt.timedelta(days=1), day, partnership)
    before = employers_engaged(_year_before(middle) + dt.timedelta(days=1), middle, partnership)
    return Kept(len(before & now), len(before))


def _year_before(day: dt.date) -> dt.date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:  # February 29
        return day.replace(year=day.year - 1, day=28)


def employer_dollars(start: dt.date, end: dt.date, partnership: Partnership | None = None) -> Dollars:
    """E11: what employers gave and somebody verified in the period, cash and in kind apart. One query.

    A corrected entry counts in the period in which it was verified first, so that a correction moves nothing.
    """
    rows = Commitment.objects.annotate(counted_on=Coalesce("first_verified_on", "verified_on")).filter(
        Q(partnership=partnership) if partnership else Q(),
        seat__role=PartnerRole.EMPLOYER,
        status=CommitmentStatus.VERIFIED,
        kind__in=IN_DOLLARS,
        counted_on__range=(start, end),
    )
    cash = Q(kind=CommitmentKind.CASH)
    found = rows.aggregate(cash=Sum("delivered", filter=cash), in_kind=Sum("delivered", filter=~cash))
    return Dollars(found["cash"] or Decimal(0), found["in_kind"] or Decimal(0))


def executives_at_meetings(partnership: Partnership, start: dt.date, end: dt.date) -> Part:
    """Of the people of known position whom employers sent to meetings, those who own or run the firm. One query."""
    rows = MeetingAttendance.objects.filter(
        meeting__partnership=partnership,
        meeting__status__in=TOOK_PLACE,
        meeting__starts_at__date__range=(start, end),
        seat__role=PartnerRole.EMPLOYER,
    ).exclude(seniority="unknown")
    ranks = list(rows.values_list("seniority", flat=True))
    return Part(ranks.count("executive"), len(ranks))
