"""Goals on a scale of their own: what each level looks like is written first, then how far the goal is, with evidence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from core.audit import record
from core.models import Member
from core.moves import MoveRefused
from partnerships.models import Goal, GoalScore, Measure, Partnership
from partnerships.models.measures import HIGHEST, LOWEST
from partnerships.rules.plan import level_faults


@transaction.atomic
def set_goal(
    partnership: Partnership,
    *,
    text: str,
    measure: Measure,
    baseline: Decimal | None,
    target: Decimal,
    due_on: dt.date,
    by: Member,
) -> Goal:
    """What the partnership sets out to do, from where, to where, by a day."""
    goal = Goal.objects.create(
        partnership=partnership, measure=measure, text=text.strip(), baseline=baseline, target=target, due_on=due_on
    )
    record(
        "goal.set", goal, by=by, goal=goal.text, measure=measure.code, baseline=baseline, promised=target, due_on=due_on
    )
    return goal


@transaction.atomic
def set_levels(goal: Goal, levels: Sequence[str], *, by: Member) -> Goal:
    """Say in words what each of the five levels looks like. Once the goal was scored they stay as they are."""
    if faults := level_faults(levels):
        raise MoveRefused(faults[0])
    held = Goal.objects.select_for_update(no_key=True).get(pk=goal.pk)
    if held.scores.exists():
        raise MoveRefused("This goal was scored on its levels already, so they stay. Set a new goal for other levels.")
    held.levels, held.levels_set_on = [one.strip() for one in levels], timezone.localdate()
    held.save(update_fields=["levels", "levels_set_on"])
    record("goal.levels", held, by=by, goal=held.text, levels=held.levels)
    return held


@transaction.atomic
def score_goal(
    goal: Goal, *, level: int, value: Decimal | None, scored_on: dt.date, evidence: str, by: Member
) -> GoalScore:
    """How far the goal was on a day. A later score stands beside the earlier ones."""
    held = Goal.objects.select_for_update(no_key=True).get(pk=goal.pk)
    if not held.levels:
        raise MoveRefused("Write the five levels in words first. A score without them says nothing.")
    if not LOWEST <= level <= HIGHEST:
        raise MoveRefused("Choose one of the five levels, from -2 to +2.")
    if not evidence.strip():
        raise MoveRefused("Say what shows it: a report, a count, a list, where it can be seen.")
    if scored_on > timezone.localdate():
        raise MoveRefused("That day is still to come. Give the day on which it was so.")
    made = GoalScore.objects.create(
        goal=held, level=level, value=value, scored_on=scored_on, evidence=evidence.strip(), scored_by=by
    )
    record("goal.score", held, by=by, goal=held.text, level=level, value=value, scored_on=scored_on)
    return made
