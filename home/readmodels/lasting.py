"""What makes a partnership outlive its grants, watched until two years after its last award ends."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.utils import timezone

from core.models import Member
from core.permissions import Permission
from grants.models import Award
from grants.readmodels.terms import with_terms
from partnerships.choices.work import FUNDING_KINDS
from partnerships.models import Partnership, SustainabilityMilestone
from partnerships.readmodels.adoption import Finding, funding_plan

WATCHED = 2
"""Years after the end of the last award for which the steps are watched."""


class StepLine(NamedTuple):
    """A step as a row: how it stands, and when, counted from the end of the last award."""

    one: SustainabilityMilestone
    owner: str
    status: str
    label: str
    when: str

    @property
    def is_open(self) -> bool:
        return self.status in ("scheduled", "late")


@dataclass(frozen=True)
class LastingPage:
    lines: list[StepLine]
    in_place: int
    counted: int
    yearly: Decimal
    promised: Decimal
    award_ends_on: dt.date | None
    watched_until: dt.date | None
    is_over: bool
    funding: Finding


def lasting_page(partnership: Partnership, member: Member) -> LastingPage:
    """Four queries, whatever the number of steps."""
    today = timezone.localdate()
    standing = Award.objects.standing() if member.can(Permission.AWARD_SEE) else Award.objects.public()
    ends = list(with_terms(standing.filter(partnership=partnership)).values_list("ends_now", flat=True))
    last = max(ends, default=None)
    rows = partnership.sustainability.select_related("owner__organization")
    lines = [_line(one, today, last) for one in rows]
    done = [one.one for one in lines if one.one.done_on]
    counted = [one.one for one in lines if not one.one.dropped_on]
    until = years_after(last, WATCHED) if last else None
    return LastingPage(
        lines,
        len(done),
        len(counted),
        _sum(done),
        _sum(counted),
        last,
        until,
        until is not None and until < today,
        funding_plan(partnership),
    )


def _sum(rows: list[SustainabilityMilestone]) -> Decimal:
    """Dollars a year of the steps that bring money."""
    return sum((one.yearly or Decimal(0) for one in rows if one.kind in FUNDING_KINDS), Decimal(0))


def years_after(day: dt.date, years: int) -> dt.date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # February 29
        return day.replace(year=day.year + years, day=28)


def _line(one: SustainabilityMilestone, today: dt.date, last: dt.date | None) -> StepLine:
    status, label = "scheduled", "To do"
    if one.done_on:
        status, label = "complete", "In place"
    elif one.dropped_on:
        status, label = "withdrawn", "Dropped"
    elif one.due_on < today:
        status, label = "late", "Late"
    owner = one.owner.organization.legal_name if one.owner else "The convener"
    return StepLine(one, owner, status, label, _when(one.done_on or one.due_on, last))


def _when(day: dt.date, last: dt.date | None) -> str:
    """Where a day lies beside the end of the last award: what holds after it is what lasts."""
    if last is None:
        return ""
    months = (day.year - last.year) * 12 + day.month - last.month
    if months <= 0:
        return "while an award runs"
    return f"{months} {'month' if months == 1 else 'months'} after the last award"
