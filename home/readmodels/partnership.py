"""A partnership's public page: who, where and why, goals with the time that has passed, grants, stories with consent."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Q, Sum
from django.utils import timezone

from core import geography
from core.charts import Chart, district_map
from core.models import State
from evaluation.models import Story
from grants.models import Award
from grants.readmodels.accepted import accepted_figures
from grants.readmodels.terms import with_terms
from home.readmodels.lineage import Link, lineage_of
from partnerships.choices import Comparability, PartnerRole
from partnerships.models import Goal, Partnership, PartnershipMember
from partnerships.readmodels.standing import Convened, conveners_of

ROLES = (
    ((PartnerRole.EMPLOYER,), "employers", "s1"),
    ((PartnerRole.EDUCATION,), "schools and trainers", "s2"),
    ((PartnerRole.LABOR,), "labor", "s4"),
    ((PartnerRole.COMMUNITY, PartnerRole.PHILANTHROPY, PartnerRole.OTHER), "community groups", "s5"),
    ((PartnerRole.WORKFORCE_BOARD, PartnerRole.ECONOMIC_DEVELOPMENT, PartnerRole.GOVERNMENT), "public agencies", "s3"),
)
SHOWN = 12
BEHIND = 10
"""Points by which progress may fall short of the time that has passed before a goal counts as behind."""
EPOCH = dt.date(2000, 1, 1)


class Seats(NamedTuple):
    """The members in one role."""

    label: str
    style: str
    members: list[PartnershipMember]
    more: list[PartnershipMember]

    @property
    def number(self) -> int:
        return len(self.members) + len(self.more)


class Progress(NamedTuple):
    """A goal, how far it is, and how much of its time has passed, both in percent."""

    goal: Goal
    value: Decimal | None
    percent: int | None
    passed: int
    status: str
    label: str


@dataclass(frozen=True)
class PartnershipPage:
    partnership: Partnership
    counties: str
    industry: str
    map: Chart | None
    seats: list[Seats]
    members: int
    employers: int
    goals: list[Progress]
    awards: list[Any]
    lineage: list[Link]
    conveners: list[Convened]
    stories: list[Story]
    as_of: dt.date

    @property
    def convened(self) -> Convened | None:
        """What the convener of today disclosed, where it has."""
        now = (one for one in self.conveners if one.engagement.ended_on is None and one.engagement.disclosed_at)
        return next(now, None)


def partnership_page(partnership: Partnership, state: State) -> PartnershipPage:
    """Eight queries, whatever the number of members, goals and awards."""
    members = list(
        PartnershipMember.objects.filter(partnership=partnership, left_on__isnull=True)
        .select_related("organization")
        .order_by("-is_champion", "organization__legal_name")
    )
    seats, awards = _seats(members), _awards(partnership)
    today = timezone.localdate()
    return PartnershipPage(
        partnership=partnership,
        counties=county_names(partnership.county_fips),
        industry=", ".join(partnership.industry.naics),
        map=_map(partnership, state),
        seats=seats,
        members=len({member.organization_id for member in members}),
        employers=sum(one.number for one in seats if one.style == "s1"),
        goals=_goals(partnership, today),
        awards=awards,
        lineage=lineage_of(awards),
        conveners=conveners_of(partnership),
        stories=list(Story.objects.printable().filter(partnership=partnership).order_by("-told_on", "pk")[:4]),
        as_of=today,
    )


def _seats(members: list[PartnershipMember]) -> list[Seats]:
    found = []
    for roles, label, style in ROLES:
        seated = [member for member in members if member.role in roles]
        if seated:
            found.append(Seats(label, style, seated[:SHOWN], seated[SHOWN:]))
    return found


def county_names(codes: list[str]) -> str:
    """Cumberland, Dauphin and York counties."""
    known = geography.all_counties()
    names = sorted(known[fips].name if fips in known else fips for fips in codes)
    if len(names) < 2:
        return f"{names[0]} County" if names else "Not said yet"
    return f"{', '.join(names[:-1])} and {names[-1]} counties"


def _map(partnership: Partnership, state: State) -> Chart | None:
    shapes = geography.geography(state.usps)
    own = [fips for fips in partnership.county_fips if shapes and fips in shapes.counties]
    if shapes is None or not own:
        return None
    finding = f"{partnership.name} serves {county_names(own)}"
    return district_map("region", shapes, own, finding=finding, width=504, height=300)


def _goals(partnership: Partnership, today: dt.date) -> list[Progress]:
    """Goals with what accepted reports say; measures that cannot be added up have no percent."""
    goals = list(partnership.goals.select_related("measure").order_by("due_on", "pk"))
    if not goals:
        return []
    reached: dict[int, Decimal] = defaultdict(Decimal)
    for figure in accepted_figures(EPOCH, today, partnership=partnership.pk):
        reached[figure.measure_id] += figure.value
    started = partnership.founded_on or min(goal.due_on for goal in goals) - dt.timedelta(days=730)
    return [_progress(goal, reached.get(goal.measure_id), started, today) for goal in goals]


def _progress(goal: Goal, value: Decimal | None, started: dt.date, today: dt.date) -> Progress:
    span = max((goal.due_on - started).days, 1)
    passed = max(0, min(100, round(100 * (today - started).days / span)))
    if goal.measure.comparability != Comparability.COUNT or value is None or not goal.target:
        return Progress(goal, None, None, passed, "scheduled", "Not known yet")
    percent = round(100 * value / goal.target)
    if percent >= 100:
        return Progress(goal, value, percent, passed, "complete", "Reached")
    behind = percent + BEHIND < passed
    return Progress(
        goal, value, percent, passed, "attention" if behind else "active", "Behind" if behind else "On track"
    )


def _awards(partnership: Partnership) -> list[Any]:
    """Awards that everybody may know of, newest first, with what accepted reports say was spent."""
    rows = with_terms(Award.objects.public().filter(partnership=partnership))
    spent = Sum("reports__spending__amount", filter=Q(reports__status="accepted"), default=Decimal(0))
    match = Sum("reports__spending__match", filter=Q(reports__status="accepted"), default=Decimal(0))
    return list(
        rows.select_related("application__round", "fund").annotate(spent=spent, match=match).order_by("-starts_on")
    )
