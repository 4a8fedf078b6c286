"""What makes a panel's consensus whole. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from grants.rules.panels import REASON_FROM, needs_reason
from grants.rules.ranking import Points, shown, total_of, two_places


class Agreed(NamedTuple):
    """What the panel gives on one criterion, beside the mean of the reviews that were locked; None without one."""

    criterion_id: int
    title: str
    maximum: int
    points: int | None
    does_not_apply: bool
    reason: str
    mean: Fraction | None


class Fault(NamedTuple):
    """What a consensus still lacks. `criterion_id` is None for the whole; `box` is points or reason."""

    criterion_id: int | None
    box: str
    sentence: str


def sums_of(given: Sequence[Agreed]) -> tuple[int, int]:
    """Points given, and the points they are out of: those of the criteria that apply."""
    applying = [one for one in given if not one.does_not_apply]
    return sum(one.points or 0 for one in applying), sum(one.maximum for one in applying)


def total_in(given: Sequence[Agreed]) -> Points | None:
    """The total in points of the rubric, exactly; None while points are missing or nothing applies."""
    points, out_of = sums_of(given)
    if not out_of or any(one.points is None and not one.does_not_apply for one in given):
        return None
    return total_of(points, out_of, sum(one.maximum for one in given))


def faults_of(given: Sequence[Agreed], reason: str, mean: Fraction | None) -> list[Fault]:
    """Everything that stands between the consensus and settling it, in the rubric's order.

    A reason is written where a criterion leaves the mean of the reviews by 5 points or more, and for the whole where the
    total does though no criterion explains it.
    """
    found = []
    for one in given:
        if one.points is None and not one.does_not_apply:
            found.append(Fault(one.criterion_id, "points", f"{one.title}: give points from 0 to {one.maximum}."))
        elif needs_reason(one.points, one.mean) and not one.reason.strip():
            moved = f"{one.points} is {REASON_FROM} points or more from the reviews’ {two_places(one.mean)}"
            found.append(Fault(one.criterion_id, "reason", f"{one.title}: {moved}. Write why."))
    if given and all(one.does_not_apply for one in given):
        found.append(Fault(given[0].criterion_id, "points", "Give points on at least one criterion."))
    explained = reason.strip() or any(needs_reason(one.points, one.mean) and one.reason.strip() for one in given)
    total = total_in(given)
    if needs_reason(total, mean) and not explained and not any(fault.box == "reason" for fault in found):
        moved = f"{shown(total)} is {REASON_FROM} points or more from the reviews’ {two_places(mean)}"
        found.append(Fault(None, "reason", f"The total of {moved}. Write why."))
    return found
