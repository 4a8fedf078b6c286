"""The plan as its page shows it, and the goals with how far they are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.utils import timezone

from core.charts import Chart, small_bars
from partnerships.choices import Comparability
from partnerships.models import Activity, Challenge, Goal, GoalScore, Partnership, Product, Strategy
from partnerships.rules.plan import (
    LEVEL_WORDS,
    LEVELS,
    Attainment,
    Milestone,
    OnTime,
    Told,
    attainment_of,
    milestones_on_time,
    plan_warnings,
)


class ActivityLine(NamedTuple):
    """An activity as a row: its day, whether it was moved, how it stands."""

    activity: Activity
    owner: str
    status: str
    label: str
    was_moved: bool
    products: list[Product]


class StrategyLine(NamedTuple):
    strategy: Strategy
    activities: list[ActivityLine]


class ChallengeLine(NamedTuple):
    challenge: Challenge
    owners: list[str]
    strategies: list[StrategyLine]


@dataclass(frozen=True)
class PlanPage:
    challenges: list[ChallengeLine]
    ended: list[ChallengeLine]
    warnings: list[str]
    on_time: OnTime
    products: int


def plan_page(partnership: Partnership) -> PlanPage:
    """Five queries, whatever the size of the plan."""
    today = timezone.localdate()
    rows = Challenge.objects.filter(partnership=partnership).prefetch_related(
        "owners__seat__organization", "strategies__activities__owner__organization", "strategies__activities__products"
    )
    lines = [_challenge(one, today) for one in rows]
    working = [one for one in lines if one.challenge.ended_on is None]
    activities = [a for line in lines for s in line.strategies for a in s.activities]
    return PlanPage(
        working,
        [one for one in lines if one.challenge.ended_on is not None],
        plan_warnings(_told(working)),
        milestones_on_time([_milestone(one.activity) for one in activities if one.activity.is_milestone], today),
        sum(len(one.products) for one in activities),
    )


def _challenge(challenge: Challenge, today: dt.date) -> ChallengeLine:
    owners = [one.seat.organization.legal_name for one in challenge.owners.all() if one.seat.left_on is None]
    strategies = [
        StrategyLine(one, [_activity(activity, today) for activity in one.activities.all()])
        for one in challenge.strategies.all()
    ]
    return ChallengeLine(challenge, sorted(set(owners)), strategies)


def _activity(activity: Activity, today: dt.date) -> ActivityLine:
    status, label = "scheduled", "To do"
    if activity.done_on:
        on_time = activity.done_on <= activity.first_due_on
        status, label = ("complete", "Done on time") if on_time else ("accepted", "Done late")
    elif activity.dropped_on:
        status, label = "withdrawn", "Dropped"
    elif activity.due_on < today:
        status, label = "late", "Late"
    moved = activity.due_on != activity.first_due_on
    return ActivityLine(
        activity, activity.owner.organization.legal_name, status, label, moved, list(activity.products.all())
    )


def _milestone(activity: Activity) -> Milestone:
    return Milestone(activity.first_due_on, activity.due_on, activity.done_on, activity.dropped_on is not None)


def _told(lines: Iterable[ChallengeLine]) -> list[Told]:
    return [
        Told(
            one.challenge.statement,
            one.challenge.worker_need,
            len(one.owners),
            len(one.strategies),
            sum(len(s.activities) for s in one.strategies),
        )
        for one in lines
    ]


class GoalLine(NamedTuple):
    """A goal with its scale and the latest score on it."""

    goal: Goal
    steps: list[tuple[int, str, str, bool]]
    latest: GoalScore | None
    scores: list[GoalScore]

    @property
    def is_own(self) -> bool:
        """Whether its measure is defined by the partnership or the state alone, and never added up."""
        return self.goal.measure.comparability == Comparability.CUSTOM


@dataclass(frozen=True)
class GoalsPage:
    lines: list[GoalLine]
    attainment: Attainment
    unscored: int
    chart: Chart | None

    @property
    def finding(self) -> str:
        return f"{self.attainment.at_or_above} of {self.attainment.scored} goals at or above expected"


def goals_page(partnership: Partnership) -> GoalsPage:
    """Two queries, and one for who scored."""
    goals = partnership.goals.select_related("measure").prefetch_related("scores__scored_by").order_by("due_on", "pk")
    lines = [_goal(one) for one in goals]
    levels = [one.latest.level for one in lines if one.latest]
    found = attainment_of(levels)
    return GoalsPage(lines, found, len(lines) - len(levels), _chart(found))


def _goal(goal: Goal) -> GoalLine:
    scores = list(goal.scores.all())
    latest = scores[-1] if scores else None
    steps = [
        (level, f"{level:+d}" if level else "0", text, latest is not None and latest.level == level)
        for level, text in zip(LEVELS, goal.levels, strict=False)
    ]
    return GoalLine(goal, list(reversed(steps)), latest, list(reversed(scores)))


def _chart(found: Attainment) -> Chart | None:
    if not found.scored:
        return None
    rows = {
        f"{level:+d} {LEVEL_WORDS[level]}" if level else f"0 {LEVEL_WORDS[level]}": n
        for level, n in found.distribution.items()
    }
    finding = f"{found.at_or_above} of {found.scored} goals at or above expected"
    return small_bars(
        "attainment",
        dict(reversed(rows.items())),
        finding=finding,
        caption="Goals by their latest level",
        width=236,
        left=126,
    )
