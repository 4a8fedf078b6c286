"""The rows and boxes of a quarterly report's page, and of its frozen version."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from grants.checks.report_money import Spent
from grants.checks.reports import Flag, Measured, shown
from grants.choices import BudgetCategory

CATEGORIES = dict(BudgetCategory.choices)


def anchor(box: str) -> str:
    """The id of a box on the page, from its key."""
    return f"id_{box.replace('.', '-')}"


def category_label(category: str) -> str:
    """Fringe benefits, without the letter that the federal form gives it."""
    return str(CATEGORIES[category]).split(". ", 1)[-1]


@dataclass(frozen=True)
class Box:
    """One box of the page: what stands in it, its version for the next save, and what is wrong with it.

    `theirs` is what somebody else saved meanwhile, when a save was refused; `raw` is then what this person typed.
    """

    key: str
    raw: str
    version: int = 0
    saved_by: str = ""
    saved_at: dt.datetime | None = None
    theirs: str = ""
    flags: tuple[Flag, ...] = ()

    @property
    def id(self) -> str:
        return anchor(self.key)

    @property
    def errors(self) -> list[Flag]:
        return [flag for flag in self.flags if flag.stops]

    @property
    def error(self) -> str:
        """The sentence beside the box, once something stands in it: an empty box is not scolded while one types."""
        return self.errors[0].text if self.errors and self.raw.strip() else ""


@dataclass(frozen=True)
class MeasureRow:
    line: Measured
    box: Box
    box_of: Box | None
    flags: tuple[Flag, ...]
    plan: Decimal | None

    @property
    def prior(self) -> str:
        if not self.line.is_rate:
            return shown(self.line.prior)
        return f"{shown(self.line.prior)} of {shown(self.line.prior_of)}" if self.line.prior_of else "–"

    @property
    def to_date(self) -> str:
        if not self.line.is_rate:
            return shown(self.line.to_date)
        rate = f" ({self.line.rate:.0f}%)" if self.line.rate is not None else ""
        return f"{shown(self.line.to_date)} of {shown(self.line.to_date_of)}{rate}"

    @property
    def target(self) -> str:
        if self.line.target is None:
            return "–"
        return f"{shown(self.line.target)}%" if self.line.is_rate else shown(self.line.target)


@dataclass(frozen=True)
class MoneyRow:
    line: Spent
    box: Box
    box_match: Box
    flags: tuple[Flag, ...]
    off_plan: Decimal


@dataclass(frozen=True)
class Totals:
    """The last row of the grant's, or of the match's, lines."""

    prior: Decimal
    amount: Decimal
    budget: Decimal
    share: Decimal

    @property
    def to_date(self) -> Decimal:
        return self.prior + self.amount

    @property
    def left(self) -> Decimal:
        return self.budget - self.to_date

    @property
    def off_plan(self) -> Decimal:
        return self.to_date - self.budget * self.share

    @property
    def percent(self) -> Decimal:
        return self.to_date / self.budget * 100 if self.budget else Decimal(0)


@dataclass(frozen=True)
class Note:
    """A flag on the page, with the box for its explanation (none for what must be fixed)."""

    flag: Flag
    box: Box | None


@dataclass(frozen=True)
class LastQuarter:
    """What was written a quarter ago, by question key, and when it was accepted or sent."""

    answers: Mapping[str, str] = field(default_factory=dict)
    at: dt.datetime | None = None
    was_accepted: bool = False
