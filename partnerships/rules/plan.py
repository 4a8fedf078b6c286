"""What makes a plan whole, whether milestones were on time (S7), and how far goals are on their own scales (S8)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from math import sqrt
from typing import NamedTuple

LEAST_OWNERS = 2
RHO = 0.3
"""Assumed correlation between the goals of one partnership, as Kiresuk and Sherman (1968) propose for the T-score."""
LEVELS = (-2, -1, 0, 1, 2)
LEVEL_WORDS = {
    -2: "Much less than expected",
    -1: "Less than expected",
    0: "As expected",
    1: "More than expected",
    2: "Much more than expected",
}


def owner_fault(employers: int) -> str:
    """What is wrong with the owners of a challenge: it belongs to at least two different employers at the table."""
    if employers >= LEAST_OWNERS:
        return ""
    named = "no employer is" if not employers else "one employer is"
    return f"A challenge is owned by at least two employers, and {named} named. Tick the employers whose problem it is."


class Told(NamedTuple):
    """A challenge as its warnings need it."""

    statement: str
    worker_need: str
    owners: int
    strategies: int
    activities: int


def plan_warnings(challenges: Iterable[Told]) -> list[str]:
    """What the plan lacks, a sentence each, with how to mend it. Warnings stop nothing."""
    found = []
    for one in challenges:
        if not one.worker_need.strip():
            found.append(f"“{one.statement}” says what employers need, but not what workers need. Write that too.")
        if one.owners < LEAST_OWNERS:
            many = "employer that owns" if one.owners == 1 else "employers that own"
            found.append(f"“{one.statement}” has {one.owners} {many} it still at the table. Name at least two.")
        if not one.strategies:
            found.append(f"“{one.statement}” has no strategy yet. Say how it is to be met.")
        elif not one.activities:
            found.append(f"“{one.statement}” has strategies but no activity with an owner and a day. Add one.")
    return found


class Milestone(NamedTuple):
    """A milestone with the day that was set first."""

    first_due_on: dt.date
    due_on: dt.date
    done_on: dt.date | None
    is_dropped: bool = False


class OnTime(NamedTuple):
    """S7: milestones that fell due, those of them done by the day set first, and how many had their day moved."""

    due: int
    on_time: int
    moved: int

    @property
    def share(self) -> float | None:
        return self.on_time / self.due if self.due else None


def milestones_on_time(milestones: Iterable[Milestone], today: dt.date) -> OnTime:
    """Due is what was first set for a day up to today, dropped ones included; a moved day does not make it on time."""
    rows = [one for one in milestones if one.first_due_on <= today]
    on_time = sum(one.done_on is not None and one.done_on <= one.first_due_on for one in rows)
    return OnTime(len(rows), on_time, sum(one.due_on != one.first_due_on for one in rows))


class Attainment(NamedTuple):
    """Goals with a score on their own scale (S8). The mean and the T-score are None where none has one."""

    scored: int
    at_or_above: int
    distribution: dict[int, int]
    mean: float | None
    t_score: float | None


def attainment_of(levels: Sequence[int]) -> Attainment:
    """The distribution of the latest levels, their mean, and the T-score with equal weights.

    T = 50 + 10 Σx / √((1 − ρ) n + ρ n²): 50 when every goal came out as expected.
    """
    number = len(levels)
    counted = Counter(levels)
    distribution = {level: counted[level] for level in LEVELS}
    if not number:
        return Attainment(0, 0, distribution, None, None)
    total = sum(levels)
    t_score = 50 + 10 * total / sqrt((1 - RHO) * number + RHO * number * number)
    return Attainment(number, sum(level >= 0 for level in levels), distribution, total / number, t_score)


def level_faults(levels: Sequence[str]) -> list[str]:
    """What is wrong with the words of a scale: five levels, each said, none twice."""
    words = [" ".join(one.split()).lower() for one in levels]
    if len(words) != len(LEVELS) or not all(words):
        return ["Say all five levels in words, from much less to much more than expected."]
    if len(set(words)) < len(words):
        return ["Two levels say the same. Each has to be told from the others."]
    return []
