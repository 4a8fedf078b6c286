"""What makes a slate ready to be recommended and approved. Pure functions on plain data."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from core import money
from grants.choices import SlateDecision

STANDING = {SlateDecision.FUND.value: 2, SlateDecision.WAITLIST.value: 1, SlateDecision.DECLINE.value: 0}
SAID = {
    SlateDecision.FUND.value: "funded",
    SlateDecision.WAITLIST.value: "on the waiting list",
    SlateDecision.DECLINE.value: "declined",
}


class Line(NamedTuple):
    """One line of a slate, as plain data."""

    id: int
    rank: int
    number: str
    requested: Decimal
    decision: str
    amount: Decimal
    fund_id: int | None
    reason: str

    @property
    def is_funded(self) -> bool:
        return self.decision == SlateDecision.FUND


class Purse(NamedTuple):
    """A fund, and what this round may give from it."""

    fund_id: int
    name: str
    available: Decimal


class Fault(NamedTuple):
    """Why the slate cannot go on. `line_id` is None where no single line is to blame; `box` is what to change on it."""

    line_id: int | None
    sentence: str
    box: str = "amount"


def digest(decision: str, amount: Decimal, fund_id: int | None, reason: str) -> str:
    """A short mark of what a line says, so that a page can tell whether it changed since it was opened."""
    said = f"{decision}|{amount:.2f}|{fund_id or ''}|{reason}"
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def given_from(lines: Iterable[Line]) -> dict[int, Decimal]:
    """Dollars recommended from each fund."""
    given: dict[int, Decimal] = {}
    for line in lines:
        if line.is_funded and line.fund_id is not None:
            given[line.fund_id] = given.get(line.fund_id, Decimal(0)) + line.amount
    return given


def funds_are_not_overdrawn(lines: Sequence[Line], purses: Mapping[int, Purse]) -> list[Fault]:
    faults = []
    for fund_id, given in given_from(lines).items():
        purse = purses.get(fund_id)
        if purse is None:
            faults.append(Fault(None, "A line takes money from a fund that this round does not give out."))
        elif given > purse.available:
            over = money.show(given - purse.available)
            faults.append(
                Fault(
                    None,
                    f"{purse.name}: {over} too much. {money.show(given)} is recommended and"
                    f" {money.show(purse.available)} is available. Lower an amount or take another fund.",
                )
            )
    return faults


def funded_lines_have_money(lines: Iterable[Line], least: Decimal, most: Decimal) -> list[Fault]:
    """Each funded line names a fund and an amount within the round's limits and the request."""
    faults = []
    for line in lines:
        if not line.is_funded:
            continue
        if line.fund_id is None or line.amount <= 0:
            faults.append(Fault(line.id, f"{line.number}: give an amount and the fund it comes from."))
        elif line.amount > line.requested:
            faults.append(
                Fault(
                    line.id,
                    f"{line.number}: {money.show(line.amount)} is more than the {money.show(line.requested)} asked for.",
                )
            )
        elif not least <= line.amount <= most:
            faults.append(
                Fault(
                    line.id,
                    f"{line.number}: {money.show(line.amount)} is outside this round's"
                    f" {money.show(least)} to {money.show(most)}.",
                )
            )
    return faults


def part_awards_say_why(lines: Iterable[Line]) -> list[Fault]:
    return [
        Fault(
            line.id,
            f"{line.number}: {money.show(line.amount)} of the {money.show(line.requested)} asked for. Write the reason.",
            "reason",
        )
        for line in lines
        if line.is_funded and 0 < line.amount < line.requested and not line.reason.strip()
    ]


def leaving_rank_order_has_a_reason(lines: Sequence[Line]) -> list[Fault]:
    """BR-25: a lower rank treated better than a higher one needs a written reason, on either of the two lines.

    One fault for each line that was passed over; equal ranks are never out of order.
    """
    faults = []
    for passed in lines:
        if passed.reason.strip():
            continue
        better = [
            line
            for line in lines
            if line.rank > passed.rank
            and STANDING[line.decision] > STANDING[passed.decision]
            and not line.reason.strip()
        ]
        if better:
            ranks = ", ".join(str(line.rank) for line in better[:5]) + (" and others" if len(better) > 5 else "")
            ranks = f"rank {ranks} is" if len(better) == 1 else f"ranks {ranks} are"
            faults.append(
                Fault(
                    passed.id,
                    f"{passed.number}: rank {passed.rank} is {SAID[passed.decision]} while {ranks}"
                    f" {SAID[better[0].decision]}. Leaving the rank order needs a written reason.",
                    "reason",
                )
            )
    return faults


def exceptions_in(lines: Sequence[Line]) -> frozenset[int]:
    """The ids of the lines where the rank order is left: the passed or the preferred one, whichever gives the reason.

    While neither gives one, both are. A line that merely follows one passed over with a reason is in order. Equal ranks
    are never out of order. Two walks over the ranks, whatever their number.
    """
    ranks = defaultdict(list)
    for line in lines:
        ranks[line.rank].append(line)
    found: set[int] = set()
    any_below = plain_below = -1  # the best decision further down: of all, and of those without a reason
    for rank in sorted(ranks, reverse=True):
        found |= {
            one.id for one in ranks[rank] if STANDING[one.decision] < (any_below if one.reason.strip() else plain_below)
        }
        any_below = max(any_below, *(STANDING[one.decision] for one in ranks[rank]))
        plain_below = max(plain_below, *(STANDING[one.decision] for one in ranks[rank] if not one.reason.strip()), -1)
    plain_above = len(STANDING)  # the worst decision further up of those without a reason
    for rank in sorted(ranks):
        found |= {one.id for one in ranks[rank] if STANDING[one.decision] > plain_above}
        plain_above = min(
            plain_above, *(STANDING[one.decision] for one in ranks[rank] if not one.reason.strip()), len(STANDING)
        )
    return frozenset(found)


def faults_of(lines: Sequence[Line], purses: Mapping[int, Purse], *, least: Decimal, most: Decimal) -> list[Fault]:
    """Everything that stands between the slate and its approval."""
    return [
        *funds_are_not_overdrawn(lines, purses),
        *funded_lines_have_money(lines, least, most),
        *part_awards_say_why(lines),
        *leaving_rank_order_has_a_reason(lines),
    ]
