"""Closeout: its moves, its two clocks (BR-38), its steps, and until when records are kept (BR-39)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from core.calendars import Roll, add_months, due_date
from core.money import show
from core.moves import Move
from core.permissions import Permission
from grants.choices.closing import CloseoutStatus as S
from grants.choices.closing import Step, Whose

MOVES = {
    "close": Move("Close", (S.OPEN,), S.CLOSED, Permission.AWARD_MANAGE, tells=("convener",)),
    "close_alone": Move("Close without the convener", (S.OPEN,), S.ALONE, Permission.AWARD_MANAGE, True, ("convener",)),
    "reopen": Move("Reopen", (S.CLOSED, S.ALONE), S.OPEN, Permission.AWARD_MANAGE, True, ("convener",)),
}

CONVENER_DAYS, STATE_DAYS = 90, 120
"""Days after the end of the period by which the convener has reported and paid everything, and the state has closed the
award (2 CFR 200.344)."""
YEARS = 3
"""Years that records are kept from the day the final report was sent, at the least (2 CFR 200.334)."""

WHOSE = {
    Step.FINAL_REPORT: Whose.CONVENER,
    Step.MONEY: Whose.CONVENER,
    Step.MATCH: Whose.STATE,
    Step.PROPERTY: Whose.CONVENER,
    Step.UNSPENT: Whose.STATE,
    Step.FINDINGS: Whose.STATE,
    Step.RECORDS: Whose.CONVENER,
}
BY_THE_SYSTEM = (Step.FINAL_REPORT, Step.MONEY, Step.FINDINGS)
"""Steps that only what happened can do; a person can waive them, with a reason."""


class Clocks(NamedTuple):
    """The last days of the convener and of the state."""

    convener: dt.date
    state: dt.date


def clocks_of(ends_on: dt.date) -> Clocks:
    """Both clocks from the end of the period, by the calendar: June 30, 2026 gives September 28 and October 28, 2026.

    They do not move off weekends: federal rules name the days, and a later one would be late.
    """
    convener, state = (due_date(ends_on, days, roll=Roll.KEEP) for days in (CONVENER_DAYS, STATE_DAYS))
    return Clocks(convener, state)


class Facts(NamedTuple):
    """What is known of an award that closes. Dollars; counts of reports and findings."""

    final_accepted: bool
    reports_open: int
    required_match: Decimal
    accepted_match: Decimal
    amount: Decimal
    accepted_spending: Decimal
    equipment: Decimal
    findings_open: int

    @property
    def unspent(self) -> Decimal:
        return max(self.amount - self.accepted_spending, Decimal(0))


class Reading(NamedTuple):
    """How a step stands by what is known alone: done or not, in words."""

    is_done: bool
    words: str


def reading_of(step: str, facts: Facts) -> Reading:
    """What the system knows of a step."""
    if step == Step.FINAL_REPORT:
        said = "The final report is accepted." if facts.final_accepted else "The final report is not accepted yet."
        return Reading(facts.final_accepted, said)
    if step == Step.MONEY:
        left = facts.reports_open
        said = (
            f"{left} report{' is' if left == 1 else 's are'} not accepted yet." if left else "Every report is accepted."
        )
        return Reading(not left, said)
    if step == Step.MATCH:
        shown, needed = show(facts.accepted_match), show(facts.required_match)
        done = facts.accepted_match >= facts.required_match
        return Reading(
            done, f"{shown} is accepted of {needed} required." if facts.required_match else "None is required."
        )
    if step == Step.PROPERTY:
        done = not facts.equipment
        said = "The budget has no equipment." if done else f"The budget has {show(facts.equipment)} of equipment."
        return Reading(done, said)
    if step == Step.UNSPENT:
        said = f"{show(facts.unspent)} of {show(facts.amount)} is not spent by accepted reports."
        return Reading(not facts.unspent, said if facts.unspent else "Everything is spent.")
    if step == Step.FINDINGS:
        left = facts.findings_open
        said = f"{left} finding{' is' if left == 1 else 's are'} not closed." if left else "No finding is open."
        return Reading(not left, said)
    return Reading(False, "The convener says where the records are kept, and by whom.")


def may_close_alone(today: dt.date, due_on: dt.date) -> bool:
    """Whether the state may close with what it has: the convener's clock has run out."""
    return today > due_on


class Kept(NamedTuple):
    """Until when records are kept (None: not known yet, or held), and why that long."""

    until: dt.date | None
    why: str


def kept_until(
    *,
    final_sent_on: dt.date | None,
    closed_on: dt.date | None,
    years: int = YEARS,
    disposed_on: dt.date | None = None,
    released_on: Iterable[dt.date] = (),
    is_held: bool = False,
) -> Kept:
    """Three years from the final report, longer where the source, equipment or a legal hold says so (BR-39).

    Without a final report the years count from the day of closing. The longest wins.
    """
    if is_held:
        return Kept(None, "A legal hold stands: nothing may be destroyed until it is released.")
    start = final_sent_on or closed_on
    if start is None:
        return Kept(None, "The years count from the day the final report is sent.")
    counted = max(years, YEARS)
    from_what = "the final report was sent" if final_sent_on else "the award was closed"
    ends = [(add_months(start, 12 * counted), f"{counted} years after {from_what}.")]
    if disposed_on is not None:
        ends.append((add_months(disposed_on, 12 * YEARS), f"{YEARS} years after the equipment was disposed of."))
    ends += [(day, "Until the last legal hold was released.") for day in released_on]
    until, why = max(ends, key=lambda one: one[0])
    return Kept(until, why)
