"""What is wrong with the money of a quarterly report: line by line against the budget, and in all. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from core import money
from grants.checks.reports import EXPLAIN, FIX, Flag, Pace, Reading
from grants.rules.reports import MONEY

OFF_PLAN = Decimal("0.10")
"""So must a budget line whose spending is this share of its budget away from plan …"""
MATERIAL = Decimal("0.01")
"""… when the difference is also at least this share of the award: small lines are let be."""
FREE_TRANSFER = Decimal("0.10")
"""Lines may be exceeded by this share of the whole budget, with a word of why (BR-35); beyond it needs an amendment."""


def read_amount(raw: str) -> Reading:
    """Dollars and cents that somebody typed; negative to correct an earlier quarter."""
    if not raw.strip():
        return Reading()
    try:
        return Reading(money.parse(raw))
    except money.NotMoney as error:
        return Reading(None, str(error))


@dataclass(frozen=True)
class Spent:
    """One budget category of the report: what was typed, and what it is held against, in dollars."""

    category: str
    label: str
    raw: str
    raw_match: str = ""
    prior: Decimal = Decimal(0)
    prior_match: Decimal = Decimal(0)
    budget: Decimal = Decimal(0)
    budget_match: Decimal = Decimal(0)
    asks_grant: bool = True
    asks_match: bool = False

    @cached_property
    def reading(self) -> Reading:
        return read_amount(self.raw)

    @cached_property
    def reading_match(self) -> Reading:
        return read_amount(self.raw_match)

    @property
    def amount(self) -> Decimal:
        return self.reading.value or Decimal(0)

    @property
    def match(self) -> Decimal:
        return self.reading_match.value or Decimal(0)

    @property
    def to_date(self) -> Decimal:
        return self.prior + self.amount

    @property
    def match_to_date(self) -> Decimal:
        return self.prior_match + self.match

    @property
    def left(self) -> Decimal:
        return self.budget - self.to_date

    @property
    def match_left(self) -> Decimal:
        return self.budget_match - self.match_to_date


def money_flags(lines: Sequence[Spent], pace: Pace, award: Decimal) -> list[Flag]:
    """What is wrong with the money, line by line and in all. `award` is the whole amount, in dollars."""
    unread = [flag for line in lines for flag in _amounts(line)]
    over = sum((max(-line.left, Decimal(0)) for line in lines), Decimal(0))
    beyond = over > award * FREE_TRANSFER
    found = [flag for line in lines for flag in _line(line, pace, award, beyond)]
    return unread + found + list(_whole(lines, award))


def _amounts(line: Spent) -> Iterable[Flag]:
    """An amount that is missing, cannot be read, or takes back more than was ever spent."""
    boxes = [(f"grant.{line.category}", line.reading, line.prior, f"{line.label}:", line.asks_grant)]
    boxes.append(
        (f"match.{line.category}", line.reading_match, line.prior_match, f"{line.label}, match:", line.asks_match)
    )
    for field, reading, prior, what, asked in boxes:
        key = f"{MONEY}.{field}"
        if not asked:
            continue
        if reading.error:
            yield Flag(key, FIX, MONEY, field, what, reading.error)
        elif reading.value is None:
            text = "no amount for this quarter. Write 0 if nothing was spent."
            yield Flag(key, FIX, MONEY, field, what, text, is_gap=True)
        elif prior + reading.value < 0:
            text = (
                f"{money.show(reading.value)} takes back more than the {money.show(prior)} reported before."
                " The total cannot be below zero."
            )
            yield Flag(key, FIX, MONEY, field, what, text)


def _line(line: Spent, pace: Pace, award: Decimal, beyond: bool) -> Iterable[Flag]:
    """One line against its budget, once its amount can be read. The gravest finding alone."""
    if line.reading.value is None or line.to_date < 0 or not line.asks_grant:
        return
    field = f"grant.{line.category}"
    if line.left < 0:
        strong = f"{line.label}: {money.show(-line.left)} over budget."
        spent = f"{money.show(line.to_date)} is spent of {money.show(line.budget)}."
        free = f"{FREE_TRANSFER * 100:.0f}% of the award ({money.show(award * FREE_TRANSFER)})"
        rest = (
            f" All lines together are over by more than {free}: correct the amount, or ask your officer for an amendment."
            if beyond
            else f" You may move up to {free} between lines without asking."
        )
        level = FIX if beyond else EXPLAIN
        yield Flag(f"{MONEY}.over.{line.category}", level, MONEY, field, strong, spent + rest)
    elif line.amount < 0:
        strong = f"{line.label}: {money.show(line.amount)} this quarter."
        yield Flag(f"{MONEY}.less.{line.category}", EXPLAIN, MONEY, field, strong, "Say what it corrects.")
    elif line.amount == 0 and line.prior > 0 and line.left > 0:
        before = money.show(line.prior / max(pace.quarter - 1, 1))
        strong = f"{line.label}: nothing this quarter."
        yield Flag(
            f"{MONEY}.none.{line.category}", EXPLAIN, MONEY, field, strong, f"You spent {before} a quarter until now."
        )
    else:
        yield from _plan(line, pace, award, field)


def _plan(line: Spent, pace: Pace, award: Decimal, field: str) -> Iterable[Flag]:
    off = line.to_date - line.budget * pace.share
    if abs(off) <= line.budget * OFF_PLAN or abs(off) < award * MATERIAL:
        return
    points = abs(off) / line.budget * 100
    strong = f"{line.label}: {points:.0f} points {'over' if off > 0 else 'under'} plan."
    text = (
        f"{line.to_date / line.budget * 100:.0f}% is spent, and {pace.share * 100:.0f}% of the time has passed"
        f" ({money.show(abs(off))} {'more' if off > 0 else 'less'} than even spending)."
    )
    yield Flag(f"{MONEY}.plan.{line.category}", EXPLAIN, MONEY, field, strong, text)


def _whole(lines: Sequence[Spent], award: Decimal) -> Iterable[Flag]:
    """The grant in all: never more than the award, and a quarter without a dollar is explained."""
    if not lines or any(line.asks_grant and line.reading.value is None for line in lines):
        return
    spent, field = sum((line.to_date for line in lines), Decimal(0)), f"grant.{lines[0].category}"
    if spent > award:
        strong = f"Grant total: {money.show(spent - award)} more than the award."
        text = (
            f"{money.show(spent)} is reported of {money.show(award)}. Correct a line; costs beyond the award are match."
        )
        yield Flag(f"{MONEY}.total", FIX, MONEY, field, strong, text)
    elif not any(line.amount for line in lines) and not any(line.prior for line in lines):
        strong = "Nothing was spent this quarter."
        yield Flag(f"{MONEY}.nothing", EXPLAIN, MONEY, field, strong, "Say why, and when spending begins.")
