"""The page of employer engagement: the ladder of a quarter, how employers moved, who is new, and the figures with n."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils import timezone

from core.calendars import Quarter
from core.charts import Chart, number, stacked
from partnerships.choices import PartnerRole, SizeBand
from partnerships.models import EngagementEvent, Organization, Partnership, PartnershipMember
from partnerships.readmodels.engagement_facts import (
    Dollars,
    Facts,
    Kept,
    employer_dollars,
    employers_engaged,
    employers_kept,
    executives_at_meetings,
    facts_of,
)
from partnerships.rules.engagement import (
    ACTIVE,
    RUNGS,
    Movement,
    Part,
    Quarterly,
    breadth_of,
    depth_of,
    level_of,
    movement_of,
)

SHOWN_QUARTERS = 6
LATEST = 20
NOTHING = Quarterly()


class EmployerLine(NamedTuple):
    """An employer with its rung now and a quarter before, and what it rests on."""

    employer: Organization
    level: int
    before: int
    rests_on: str
    has_seat: bool

    @property
    def rung(self) -> str:
        return RUNGS[self.level]


@dataclass(frozen=True)
class EngagementPage:
    quarter: Quarter
    quarters: list[Quarter]
    lines: list[EmployerLine]
    movement: Movement
    matrix: list[tuple[str, list[int]]]
    breadth: Part
    depth: float | None
    leading: Part
    executives: Part
    small: Part
    new: int
    returning: int
    paused: int
    engaged: int
    kept: Kept
    dollars: Dollars
    chart: Chart | None
    events: list[EngagementEvent]


def engagement_page(partnership: Partnership, asked: str = "") -> EngagementPage:
    """Sixteen queries, whatever the number of employers."""
    today = timezone.localdate()
    quarters = [Quarter.of(today) + (at - SHOWN_QUARTERS + 1) for at in range(SHOWN_QUARTERS)]
    quarter = next((one for one in quarters if str(one) == asked), quarters[-1])
    beginning = partnership.founded_on or dt.date(2000, 1, 1)
    facts = facts_of(partnership, Quarter.of(min(beginning, quarters[0].start)), quarters[-1])
    seats = _seats(partnership)
    now, before = _levels(facts, seats, quarter), _levels(facts, seats, quarter.previous)
    active = {one for one, level in now.items() if level >= ACTIVE}
    was_active = {one for one, level in before.items() if level >= ACTIVE}
    earlier = {one for (one, at), what in facts.items() if at < quarter and level_of(what) >= ACTIVE}
    employers = Organization.objects.in_bulk(list(now))
    rostered = [level for one, level in now.items() if _sat(seats, one, quarter)]
    movement = movement_of(before, now)
    end = min(quarter.end, today)
    year = end - dt.timedelta(days=364)
    return EngagementPage(
        quarter=quarter,
        quarters=list(reversed(quarters)),
        lines=_lines(facts, employers, now, before, quarter, seats),
        movement=movement,
        matrix=[(f"{a} {RUNGS[a]}", [movement.matrix.get((a, b), 0) for b in RUNGS]) for a in RUNGS],
        breadth=breadth_of(rostered),
        depth=depth_of(now.values()),
        leading=Part(sum(level == 5 for level in rostered), len(rostered)),
        executives=executives_at_meetings(partnership, quarter.start, quarter.end),
        small=_small(employers, active),
        new=len(active - earlier),
        returning=len(active & earlier),
        paused=len(was_active - active),
        engaged=len(employers_engaged(year, end, partnership)),
        kept=employers_kept(end, partnership),
        dollars=employer_dollars(year, end, partnership),
        chart=_chart(facts, seats, quarters),
        events=list(_events(partnership, quarter)),
    )


Spans = dict[int, list[tuple[dt.date, dt.date]]]


def _seats(partnership: Partnership) -> Spans:
    """The spans for which each employer sat at the table. One query."""
    spans: Spans = {}
    rows = PartnershipMember.objects.filter(partnership=partnership, role=PartnerRole.EMPLOYER)
    for organization, joined, left in rows.values_list("organization_id", "joined_on", "left_on"):
        spans.setdefault(organization, []).append((joined, left or dt.date.max))
    return spans


def _sat(seats: Spans, employer: int, quarter: Quarter) -> bool:
    return any(joined <= quarter.end and left >= quarter.start for joined, left in seats.get(employer, []))


def _levels(facts: Facts, seats: Spans, quarter: Quarter) -> dict[int, int]:
    """The rung of every employer that sat at the table in the quarter, or of which something is recorded."""
    found = {one: 0 for one in seats if _sat(seats, one, quarter)}
    found |= {one: level_of(what) for (one, at), what in facts.items() if at == quarter}
    return found


def _lines(
    facts: Facts,
    employers: dict[int, Organization],
    now: dict[int, int],
    before: dict[int, int],
    quarter: Quarter,
    seats: Spans,
) -> list[EmployerLine]:
    lines = [
        EmployerLine(
            employers[one],
            level,
            before.get(one, 0),
            rests_on(facts.get((one, quarter), NOTHING)),
            _sat(seats, one, quarter),
        )
        for one, level in now.items()
    ]
    return sorted(lines, key=lambda line: (-line.level, line.employer.legal_name))


def rests_on(one: Quarterly) -> str:
    """What a rung rests on, in words."""
    from_kinds = dict(EngagementEvent._meta.get_field("kind").flatchoices)
    said = [str(label).lower() for kind, label in from_kinds.items() if kind in one.kinds]
    if one.attended:
        said.insert(0, f"came to {one.attended} of {one.held} meetings")
    said += ["pledged something"] * one.pledged + ["delivered what it had committed"] * one.delivered
    said += ["led a meeting or proposed an item"] * one.led
    words = "; ".join(said)
    return words[:1].upper() + words[1:] if words else "Nothing is recorded"


def _small(employers: dict[int, Organization], active: set[int]) -> Part:
    sizes = [employers[one].size_band for one in active if one in employers and employers[one].size_band]
    return Part(sizes.count(SizeBand.UP_TO_50), len(sizes))


def _chart(facts: Facts, seats: Spans, quarters: list[Quarter]) -> Chart | None:
    """Employers by rung, quarter by quarter."""
    rows: dict[str, list[float]] = {}
    for one in quarters:
        counted = Counter(_levels(facts, seats, one).values())
        rows[one.short_label] = [float(counted[level]) for level in RUNGS if level]
    if not any(sum(row) for row in rows.values()):
        return None
    last = [level for level in _levels(facts, seats, quarters[-1]).values() if level >= ACTIVE]
    finding = f"{len(last)} employers active in {quarters[-1].label}"
    sources = [f"{level} {words}" for level, words in RUNGS.items() if level]
    return stacked(
        "ladder", rows, sources=sources, finding=finding, caption="Employers by rung and quarter", show=number
    )


def _events(partnership: Partnership, quarter: Quarter) -> Any:
    rows = EngagementEvent.objects.filter(partnership=partnership, happened_on__range=(quarter.start, quarter.end))
    return rows.select_related("employer", "entered_by")[:LATEST]
