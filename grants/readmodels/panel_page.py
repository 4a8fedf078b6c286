"""The pages of panel meetings: a round's meetings, one meeting, its agenda to choose."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet

from core.models import Member
from core.permissions import Permission
from grants.access.panels import declared_by, hidden_on, may_run, meetings_of
from grants.access.reviews import recused_from
from grants.access.visibility import Head, head_of, in_phase
from grants.choices import ApplicationStatus
from grants.choices.panels import SETTLED, MeetingStatus, TalkStatus
from grants.models import Application, Criterion, PanelItem, PanelMeeting, PanelMember, Review, Round
from grants.readmodels.consensus import tainted
from grants.readmodels.panel_people import members_for, recused_on
from grants.readmodels.totals import counted_in
from grants.rules.ranking import is_split, shown, spread_of, total_of
from grants.rules.visibility import OPEN


class Seat(NamedTuple):
    """A member of the panel, with the numbers of the applications she leaves the room for."""

    member: Member
    is_present: bool
    leaves_for: list[str]


class Line(NamedTuple):
    """An application on the agenda. Of one that the viewer is recused from, or has not declared on, the names alone."""

    item: PanelItem
    is_hidden: bool
    asks: bool
    total: str
    is_tainted: bool
    leave: list[str]
    head: Head

    @property
    def is_open(self) -> bool:
        return not self.is_hidden and not self.asks


@dataclass(frozen=True)
class MeetingPage:
    """Everything on the page of a meeting."""

    meeting: PanelMeeting
    seats: list[Seat]
    lines: list[Line]
    may_run: bool
    may_plan: bool
    is_staff: bool
    sits: bool

    @property
    def here(self) -> int:
        return sum(seat.is_present for seat in self.seats)

    @property
    def settled(self) -> int:
        return sum(line.item.status in SETTLED for line in self.lines)

    @property
    def to_declare(self) -> int:
        return sum(line.asks and not line.is_hidden for line in self.lines)

    @property
    def hides(self) -> bool:
        return any(line.is_hidden for line in self.lines)

    @property
    def talking(self) -> Line | None:
        return next((line for line in self.lines if line.item.status == TalkStatus.DISCUSSING), None)

    @property
    def is_planned(self) -> bool:
        return self.meeting.status == MeetingStatus.PLANNED

    @property
    def is_in_session(self) -> bool:
        return self.meeting.status == MeetingStatus.OPEN

    @property
    def is_working(self) -> bool:
        return self.is_planned or self.is_in_session


def meeting_page(meeting: PanelMeeting, member: Member) -> MeetingPage:
    """Seven queries, whatever the length of the agenda."""
    people = list(meeting.members.select_related("member").order_by("member__name"))
    names = {one.member_id: one.member.name for one in people}
    out, hidden = recused_on(meeting), hidden_on(meeting, member)
    rows = meeting.items.select_related("application__organization", "application__round", "introducer").annotate(
        is_tainted=tainted()
    )
    is_staff = member.can(Permission.REVIEW_SEE_ALL)
    open_to = set(meeting.items.filter(declared_by(member)).values_list("pk", flat=True))
    rubric = sum(Criterion.objects.filter(round=meeting.round_id).values_list("points", flat=True))
    lines, leaves = [], defaultdict(list)
    for item in rows:
        pk = item.application_id
        for one in out[pk]:
            leaves[one].append(item.application.number)
        is_hidden, asks = pk in hidden, not is_staff and item.pk not in open_to
        shows = item.status == TalkStatus.AGREED and not is_hidden and not asks
        total = shown(total_of(item.given or 0, item.out_of or 1, rubric)) if shows else ""
        head = head_of(item.application, OPEN if is_staff else in_phase(item.application, on_agenda=item.is_current))
        leave = sorted(names[one] for one in out[pk] if one in names)
        lines.append(Line(item, is_hidden, asks, total, item.is_tainted, leave, head))
    return MeetingPage(
        meeting,
        [Seat(one.member, one.is_present, leaves[one.member_id]) for one in people],
        lines,
        may_run(member, meeting),
        member.can(Permission.REVIEW_ASSIGN),
        is_staff,
        member.pk in names,
    )


def meetings_in(round: Round, member: Member) -> QuerySet[PanelMeeting]:
    """The round's meetings with how far each is, the latest first. One query."""
    settled = Count("items", filter=Q(items__status__in=SETTLED), distinct=True)
    rows = meetings_of(member).filter(round=round)
    return rows.annotate(
        agenda=Count("items", distinct=True), settled=settled, people=Count("members", distinct=True)
    ).order_by("-starts_at", "-pk")


def upcoming(member: Member) -> list[PanelMeeting]:
    """The meetings that a member sits on and that are not over, the next first. One query."""
    sits = PanelMember.objects.filter(member=member).values("meeting_id")
    rows = PanelMeeting.objects.select_related("round").filter(Q(pk__in=sits) | Q(chair=member))
    return list(rows.filter(status__in=[MeetingStatus.PLANNED, MeetingStatus.OPEN]).order_by("starts_at", "pk"))


class Candidate(NamedTuple):
    """An application that may be discussed: on the agenda or not, with what its reviews say of it."""

    application: Application
    item: PanelItem | None
    reviews: int
    spread: str
    is_split: bool
    introducer_id: int | None
    others: list[tuple[int, str]]
    elsewhere: str
    is_hidden: bool
    place: int | None

    @property
    def is_fixed(self) -> bool:
        return self.item is not None and self.item.status != TalkStatus.WAITING


def candidates_for(meeting: PanelMeeting, viewer: Member, places: Mapping[int, int] | None = None) -> list[Candidate]:
    """The round's applications under review: those on the agenda in its order, the others by number. Nine queries.

    Who is recused from one cannot introduce it. `places` are those typed where they could not be saved.
    """
    rows = Application.objects.filter(round=meeting.round_id, status=ApplicationStatus.UNDER_REVIEW)
    items = {one.application_id: one for one in meeting.items.all()}
    rows = rows | Application.objects.filter(round=meeting.round_id, pk__in=items)
    applications = list(rows.select_related("organization").order_by("number"))
    totals = defaultdict(list)
    for one in counted_in(Review.objects.counted().filter(application__round=meeting.round_id)):
        totals[one.application_id].append(one.total)
    hidden = set(Application.objects.filter(recused_from(viewer), round=meeting.round_id).values_list("pk", flat=True))
    busy = PanelItem.objects.filter(is_current=True, application__round=meeting.round_id).exclude(meeting=meeting)
    taken = {one.application_id: one.get_status_display() for one in busy}
    people = [(one.member_id, one.member.name) for one in meeting.members.select_related("member")]
    out = barred_in(meeting)
    found = []
    for application in applications:
        pk, item = application.pk, items.get(application.pk)
        spread = spread_of(totals[pk])
        found.append(
            Candidate(
                application,
                item,
                len(totals[pk]),
                "" if pk in hidden or len(totals[pk]) < 2 else shown(spread),
                pk not in hidden and is_split(spread, meeting.round.split_points),
                item.introducer_id if item else None,
                [one for one in people if one[0] not in out[pk]],
                taken.get(pk, ""),
                pk in hidden,
                places.get(pk) if places is not None else (item.position or None) if item else None,
            )
        )
    return sorted(found, key=lambda one: (one.place or 1000, one.application.number))


def barred_in(meeting: PanelMeeting) -> dict[int, set[int]]:
    """As `recused_on`, for every application of the round."""
    return recused_on(meeting, Application.objects.filter(round=meeting.round_id))


def people_for(round: Round) -> list[tuple[int, str]]:
    """Who may sit on the panel, with how much each reviews in the round. Two queries."""
    asked = Review.objects.filter(application__round=round).order_by().values_list("reviewer_id")
    counts = dict(asked.annotate(n=Count("pk")))
    return [(one.pk, f"{one.name}, {counts.get(one.pk, 0)} to review in this round") for one in members_for(round)]
