"""How an amendment moves, what each change needs before it takes force (BR-35), and an award's terms on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import ROUND_DOWN, Decimal
from typing import NamedTuple

from core import money
from core.moves import Move
from core.permissions import Permission
from grants.choices.amending import AmendmentStatus as S
from grants.choices.amending import ChangeKind, Event, Level

MOVES = {
    "request": Move("Send", (S.DRAFT,), S.REQUESTED, Permission.AWARD_ACCEPT, tells=("officer",)),
    "record": Move("Send", (S.DRAFT,), S.RECORDED, Permission.AWARD_ACCEPT, tells=("officer",)),
    "approve": Move("Approve", (S.REQUESTED,), S.APPROVED, Permission.AWARD_MANAGE, True, ("who asked", "convener")),
    "deny": Move("Deny", (S.REQUESTED,), S.DENIED, Permission.AWARD_MANAGE, True, ("who asked", "convener")),
    "ask_back": Move("Send back", (S.REQUESTED,), S.RETURNED, Permission.AWARD_MANAGE, True, ("who asked", "convener")),
    "answer": Move("Send again", (S.RETURNED,), S.REQUESTED, Permission.AWARD_ACCEPT, tells=("officer",)),
    "settle": Move("Send again", (S.RETURNED,), S.RECORDED, Permission.AWARD_ACCEPT, tells=("officer",)),
    "withdraw": Move("Take back", (S.REQUESTED, S.RETURNED), S.WITHDRAWN, Permission.AWARD_ACCEPT),
}

TRANSFER = Decimal("0.10")
"""Moves between categories need approval once, added up since the budget was last approved, they exceed this share of
the award (2 CFR 200.308(f))."""
MONTHS_AWAY = 3
"""A key person may be away this long with notice alone; longer needs approval."""
LESS_TIME = 25
"""From this percent less time of a key person approval is needed."""
ZERO = Decimal(0)


class Terms(NamedTuple):
    """What an award says on a day: dollars by budget category, and targets by measure."""

    starts_on: dt.date
    ends_on: dt.date
    amount: Decimal
    match_required: Decimal
    grant: Mapping[str, Decimal]
    match: Mapping[str, Decimal]
    targets: Mapping[int, Decimal]


class Change(NamedTuple):
    """One item of an amendment, as plain data. `amount` of a change of money or match may be negative.

    `in_force_on` is the first day of its effect, None while it has none.
    """

    kind: str
    amount: Decimal | None = None
    category_from: str = ""
    category_to: str = ""
    ends_on: dt.date | None = None
    measure_id: int | None = None
    value: Decimal | None = None
    event: str = ""
    months: int | None = None
    percent: int | None = None
    for_participants: bool = False
    in_force_on: dt.date | None = None


class Ruling(NamedTuple):
    """What a change needs, and the sentence why."""

    level: Level
    why: str


# Terms


def terms_on(baseline: Terms, changes: Iterable[Change], day: dt.date) -> Terms:
    """The terms on a day: the original ones with every change that is in force by then.

    Changes take effect in the order of their days; those of one day in the order given.
    """
    due = [one for one in changes if one.in_force_on is not None and one.in_force_on <= day]
    terms = baseline
    for change in sorted(due, key=lambda one: one.in_force_on or dt.date.max):
        terms = after(terms, change)
    return terms


def after(terms: Terms, change: Change) -> Terms:
    """The terms with one change made. What changes no figure leaves them as they are."""
    amount = change.amount or ZERO
    if change.kind in (ChangeKind.EXTENSION, ChangeKind.PERIOD) and change.ends_on is not None:
        return terms._replace(ends_on=change.ends_on)
    if change.kind == ChangeKind.BUDGET:
        moved = _with(terms.grant, change.category_from, -amount)
        return terms._replace(grant=_with(moved, change.category_to, amount))
    if change.kind == ChangeKind.AMOUNT:
        return terms._replace(amount=terms.amount + amount, grant=_with(terms.grant, change.category_to, amount))
    if change.kind == ChangeKind.MATCH:
        return terms._replace(match_required=terms.match_required + amount)
    if change.kind == ChangeKind.TARGET and change.measure_id is not None and change.value is not None:
        return terms._replace(targets={**terms.targets, change.measure_id: change.value})
    return terms


def _with(lines: Mapping[str, Decimal], category: str, amount: Decimal) -> dict[str, Decimal]:
    return {**lines, category: lines.get(category, ZERO) + amount}


# What a change needs


def ruling_of(change: Change, terms: Terms, *, moved: Decimal = ZERO) -> Ruling:
    """Whether a change is free, wants notice or prior approval, against the terms before it (BR-35).

    `moved` is what was moved between categories since the budget was last approved, in dollars.
    """
    if change.kind == ChangeKind.BUDGET:
        return _of_budget(change, terms, moved)
    if change.kind == ChangeKind.PERSON:
        return _of_person(change)
    if change.kind == ChangeKind.TARGET:
        return _of_target(change, terms)
    told = NOTICE.get(f"{change.kind} {change.event}")
    return Ruling(Level.NOTIFY, told) if told else Ruling(Level.PRIOR, PRIOR[ChangeKind(change.kind)])


NOTICE = {
    f"{ChangeKind.SCOPE} {Event.PLAN}": "Steps and dates may move while the scope, the objectives and the end stay.",
    f"{ChangeKind.SUBRECIPIENT} {Event.CHANGED}": "The subaward was approved with the budget; the state wants to know.",
    f"{ChangeKind.SUBRECIPIENT} {Event.ENDED}": "Ending a subaward needs no approval; the state wants to know.",
}
PRIOR = {
    ChangeKind.EXTENSION: "A later end changes the period of the award.",
    ChangeKind.PERIOD: "An earlier end changes the period of the award.",
    ChangeKind.AMOUNT: "A change of the amount changes what the state owes.",
    ChangeKind.MATCH: "A change of the match (cost share) always needs approval.",
    ChangeKind.SCOPE: "A change of the scope or of an objective always needs approval, whether or not the budget changes.",
    ChangeKind.SUBRECIPIENT: "A subaward that the approved budget does not name needs approval.",
    ChangeKind.OTHER: "No rule lets this happen without the state's word.",
}


def _of_budget(change: Change, terms: Terms, moved: Decimal) -> Ruling:
    if change.category_from == change.category_to:
        return Ruling(Level.FREE, "Both are in one category: moving money within a category changes no term.")
    if change.for_participants:
        return Ruling(
            Level.PRIOR, "Money for participants, such as stipends or child care, would pay for something else."
        )
    together = moved + (change.amount or ZERO)
    limit = (terms.amount * TRANSFER).quantize(money.CENT, rounding=ROUND_DOWN)
    before = f"With the {money.show(moved)} moved since the budget was last approved, " if moved else ""
    said = f"{before}{money.show(together)} {'would be' if before else 'is'} moved between categories"
    said = said[0].upper() + said[1:]
    whole = f"10% of the award of {money.show(terms.amount)} is {money.show(limit)}"
    if together > terms.amount * TRANSFER:
        return Ruling(Level.PRIOR, f"{said}; {whole}, and more than that needs approval.")
    return Ruling(Level.NOTIFY, f"{said}; {whole}, and up to that the state only wants to know.")


def _of_person(change: Change) -> Ruling:
    if change.event == Event.AWAY:
        months = change.months or 0
        if months > MONTHS_AWAY:
            return Ruling(Level.PRIOR, f"Away for {months} months: more than {MONTHS_AWAY} need approval.")
        return Ruling(Level.NOTIFY, f"Up to {MONTHS_AWAY} months away need no approval; the state wants to know.")
    if change.event == Event.LESS:
        percent = change.percent or 0
        if percent >= LESS_TIME:
            return Ruling(Level.PRIOR, f"{percent}% less time: from {LESS_TIME}% on it needs approval.")
        return Ruling(Level.NOTIFY, f"Less than {LESS_TIME}% needs no approval; the state wants to know.")
    return Ruling(Level.PRIOR, "Who leads the work was part of why the award was made.")


def _of_target(change: Change, terms: Terms) -> Ruling:
    now = terms.targets.get(change.measure_id or 0, ZERO)
    if (change.value or ZERO) < now:
        return Ruling(Level.PRIOR, "A lower target makes an objective of the award smaller.")
    return Ruling(Level.NOTIFY, "A higher target takes nothing away from what was promised.")


def first_possible_day(starts_on: dt.date, accepted_to: dt.date | None) -> dt.date:
    """The first day on which a change may take effect: what an accepted report was held against stays as it was."""
    return starts_on if accepted_to is None else max(starts_on, accepted_to + dt.timedelta(days=1))
