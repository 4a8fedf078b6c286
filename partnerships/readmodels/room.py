"""A partnership's workspace for those at its table: what is next, who sits there, and the ways to its work.

The page shows panels. A part of the partnership's work adds one by a function below in `PANELS`, which gives a `Panel`, or
None where it has nothing to show; what it links to is named by its address and left out where there is no such page.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from django.utils import timezone

from core.context import address
from core.models import Member
from core.templatetags.rt import day
from partnerships.choices.standing import StageOutcome, Tier
from partnerships.choices.work import ItemStatus, MeetingStatus
from partnerships.models import AgendaItem, Goal, Meeting, Partnership, PartnershipMember, StageChange
from partnerships.readmodels.parts import parts_of
from partnerships.readmodels.stages import Step, steps_of
from partnerships.readmodels.standing import Convened, conveners_of

FEW = 5


class Line(NamedTuple):
    """A line of a panel: when or which, what, a note beside it, and where it leads."""

    when: str
    what: str
    note: str = ""
    url: str = ""


class Panel(NamedTuple):
    """One part of the workspace. `empty` is said where there is no line; `act` and `url` lead to the whole of it."""

    key: str
    title: str
    lines: list[Line]
    empty: str
    act: str = ""
    url: str = ""


class Group(NamedTuple):
    """The seats of one tier."""

    label: str
    seats: list[PartnershipMember]


@dataclass(frozen=True)
class Room:
    partnership: Partnership
    steps: list[Step]
    change: StageChange | None
    panels: list[Panel]
    tiers: list[Group]
    number: int
    convened: Convened | None
    ways: list[tuple[str, str]]


def room_of(partnership: Partnership, member: Member) -> Room:
    """Seven queries, whatever the number of seats, meetings and goals."""
    changes = list(StageChange.objects.filter(partnership=partnership).select_related("proposed_by"))
    seats = list(
        PartnershipMember.objects.filter(partnership=partnership, left_on__isnull=True)
        .select_related("organization", "commitment_file")
        .order_by("-is_champion", "organization__legal_name", "pk")
    )
    panels = [panel(partnership, member) for panel in PANELS]
    conveners = conveners_of(partnership)
    return Room(
        partnership=partnership,
        steps=steps_of(partnership, changes),
        change=next((one for one in changes if one.outcome == StageOutcome.PROPOSED), None),
        panels=[panel for panel in panels if panel is not None],
        tiers=[
            Group(label, mine) for tier, label in Tier.choices if (mine := [one for one in seats if one.tier == tier])
        ],
        number=len({seat.organization_id for seat in seats}),
        convened=next((one for one in conveners if one.engagement.ended_on is None), None),
        ways=[(label, url) for _, label, url in parts_of(partnership)],
    )


def meetings_to_come(partnership: Partnership, member: Member) -> Panel | None:
    rows = Meeting.objects.filter(
        partnership=partnership, status=MeetingStatus.PLANNED, starts_at__gte=timezone.now()
    ).order_by("starts_at", "pk")
    lines = [
        Line(day(one.starts_at), one.title, one.place, address("partnership-meeting", partnership.slug, one.pk) or "")
        for one in rows[:FEW]
    ]
    url = address("partnership-meetings", partnership.slug) or ""
    return Panel("meetings", "Next meetings", lines, "No meeting is planned yet.", "All meetings", url)


def items_waiting(partnership: Partnership, member: Member) -> Panel | None:
    rows = AgendaItem.objects.filter(partnership=partnership, status=ItemStatus.WAITING).select_related(
        "proposed_by__organization"
    )
    lines = [
        Line("", one.title, one.proposed_by.organization.legal_name if one.proposed_by else "The convener")
        for one in rows.order_by("entered_at", "pk")[:FEW]
    ]
    return Panel("items", "To be talked about", lines, "Nobody has proposed anything for the next meeting yet.")


def goals_due(partnership: Partnership, member: Member) -> Panel | None:
    rows = Goal.objects.filter(partnership=partnership).select_related("measure").order_by("due_on", "pk")
    lines = [Line(f"by {day(one.due_on)}", one.text, one.measure.title) for one in rows[:FEW]]
    url = address("partnership-goals", partnership.slug) or ""
    return Panel("goals", "What we set out to do", lines, "No goal is set yet.", "All goals" if url else "", url)


PANELS: tuple[Callable[[Partnership, Member], Panel | None], ...] = (meetings_to_come, items_waiting, goals_due)
"""In the order in which they stand on the page."""
