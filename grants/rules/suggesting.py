"""A slate that keeps stated constraints and funds the most points: a mixed-integer program that HiGHS solves.

Each application is funded with what it asks for, from one fund, or not at all. It explains itself: for every application
that is passed over while a lower rank is funded it says which constraint did it. It is a proposal and nothing more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

import highspy

from core import money

SECONDS = 5.0
"""The longest that the solver may think; what it has found by then is taken."""


class Candidate(NamedTuple):
    """One application on the slate: its rank, its score in points, what it asks for in dollars, and its groups."""

    line_id: int
    number: str
    rank: int
    score: Fraction
    requested: Decimal
    groups: Mapping[str, str]


class Wishes(NamedTuple):
    """The constraints: dollars by fund, awards within limits, at most so many of a group, one of each named group."""

    purses: Mapping[int, Decimal]
    least: Decimal
    most: Decimal
    at_most: int | None = None
    of_each: str = ""
    one_in: Sequence[tuple[str, str]] = ()


class Suggestion(NamedTuple):
    """The fund of each funded line, why each line that leaves the rank order does, and what could not be kept."""

    funds: dict[int, int]
    reasons: dict[int, str]
    unmet: list[str]


def suggest(candidates: Sequence[Candidate], wishes: Wishes) -> Suggestion:
    """The best slate under the wishes. A named group that nobody can fill is left out and said."""
    able = [one for one in candidates if wishes.least <= one.requested <= wishes.most]
    fillable = {
        wish
        for wish in wishes.one_in
        if any(one.groups.get(wish[0]) == wish[1] and _fits(one, wishes.purses) for one in able)
    }
    unmet = [
        f"No application of {group} can be funded." for kind, group in wishes.one_in if (kind, group) not in fillable
    ]
    funds = _solve(able, wishes, sorted(fillable))
    if funds is None:
        unmet.append("The money does not reach for one award in each group that you named, so none was forced.")
        funds = _solve(able, wishes, []) or {}
    return Suggestion(funds, reasons_for(candidates, funds, wishes), unmet)


def _fits(one: Candidate, purses: Mapping[int, Decimal]) -> bool:
    return any(one.requested <= amount for amount in purses.values())


def _solve(able: Sequence[Candidate], wishes: Wishes, one_in: Sequence[tuple[str, str]]) -> dict[int, int] | None:
    """Line to fund, or None where the constraints contradict each other."""
    model = highspy.Highs()
    model.silent()
    model.setOptionValue("time_limit", SECONDS)
    model.setOptionValue("threads", 1)
    chosen = {
        (one.line_id, fund): model.addBinary(obj=float(one.score) + 1 / (1000 + one.rank))
        for one in able
        for fund, amount in wishes.purses.items()
        if one.requested <= amount
    }
    if not chosen:
        return {} if not one_in else None
    model.setMaximize()
    for one in able:
        own = [x for (line_id, _), x in chosen.items() if line_id == one.line_id]
        if len(own) > 1:
            model.addConstr(model.qsum(own) <= 1)
    asked = {one.line_id: float(one.requested) for one in able}
    for fund, amount in wishes.purses.items():
        terms = [asked[line_id] * x for (line_id, from_fund), x in chosen.items() if from_fund == fund]
        if terms:
            model.addConstr(model.qsum(terms) <= float(amount))
    _keep_groups(model, able, chosen, wishes, one_in)
    model.run()
    if model.getModelStatus() not in (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kTimeLimit):
        return None
    values = model.getSolution().col_value
    return {line_id: fund for (line_id, fund), x in chosen.items() if values[x.index] > 0.5}


def _keep_groups(
    model: highspy.Highs,
    able: Sequence[Candidate],
    chosen: Mapping[tuple[int, int], highspy.highs.highs_var],
    wishes: Wishes,
    one_in: Sequence[tuple[str, str]],
) -> None:
    """At most so many of a group, and at least one in each named group."""

    def members(kind: str, group: str) -> list[highspy.highs.highs_var]:
        inside = {one.line_id for one in able if one.groups.get(kind) == group}
        return [x for (line_id, _), x in chosen.items() if line_id in inside]

    if wishes.at_most is not None and wishes.of_each:
        for group in {one.groups.get(wishes.of_each, "") for one in able} - {""}:
            if own := members(wishes.of_each, group):
                model.addConstr(model.qsum(own) <= wishes.at_most)
    for kind, group in one_in:
        model.addConstr(model.qsum(members(kind, group)) >= 1)


def reasons_for(candidates: Sequence[Candidate], funds: Mapping[int, int], wishes: Wishes) -> dict[int, str]:
    """Why each application that is passed over while a lower rank is funded is passed over."""
    lowest = max((one.rank for one in candidates if one.line_id in funds), default=0)
    taken = Counter(one.groups.get(wishes.of_each, "") for one in candidates if one.line_id in funds)
    left = dict(wishes.purses)
    for one in candidates:
        if one.line_id in funds:
            left[funds[one.line_id]] -= one.requested
    return {
        one.line_id: _reason(one, wishes, taken, max(left.values(), default=Decimal(0)))
        for one in candidates
        if one.line_id not in funds and one.rank < lowest
    }


def _reason(one: Candidate, wishes: Wishes, taken: Counter[str], left: Decimal) -> str:
    if not wishes.least <= one.requested <= wishes.most:
        limits = f"{money.show(wishes.least)} to {money.show(wishes.most)}"
        return f"It asks for {money.show(one.requested)}, outside this round’s {limits}."
    group = one.groups.get(wishes.of_each, "")
    if wishes.at_most is not None and group and taken[group] >= wishes.at_most:
        return f"At most {wishes.at_most} in {group}, and others there fill that."
    if one.requested > left:
        wish = "with the groups that were named" if wishes.one_in else "together"
        return (
            f"It asks for {money.show(one.requested)} and no fund has more than {money.show(left)} left beside the others,"
            f" which bring more points {wish}."
        )
    return "Others bring more points together."
