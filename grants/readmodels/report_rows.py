"""The rows and boxes of a quarterly report's page, and of its frozen version."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from core import money
from grants.checks.report_money import Spent
from grants.checks.reports import Flag, Measured, shown
from grants.choices import BudgetCategory

CATEGORIES = dict(BudgetCategory.choices)
MINUS = "\N{MINUS SIGN}"


def signed(amount: Decimal) -> str:
    """+$4,856.25 or −$89.38."""
    return f"+{money.show(amount)}" if amount > 0 else money.show(amount)


def signed_percent(percent: Decimal) -> str:
    """+64.8% or −0.1%; 0.0% has no sign."""
    return f"{percent:+.1f}%".replace("-", MINUS) if round(percent, 1) else "0.0%"


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
    def mark(self) -> Decimal | str:
        """Where the plan stands on the bar, in percent of the target; nothing for a rate."""
        return self.plan / self.line.target * 100 if self.plan and self.line.target else ""

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
class Dollars:
    """One line of money against its budget, as it is printed: the grant's or the match's side."""

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

    @property
    def printed(self) -> dict[str, str]:
        """Each column with its cents; the differences from plan with their sign."""
        plan = self.budget * self.share
        return {
            "prior": money.show(self.prior),
            "amount": money.show(self.amount),
            "to_date": money.show(self.to_date),
            "budget": money.show(self.budget),
            "left": money.show(self.left),
            "off": signed(self.off_plan),
            "off_percent": signed_percent(self.off_plan / plan * 100) if plan else "–",
        }


@dataclass(frozen=True)
class MoneyRow:
    line: Spent
    box: Box
    box_match: Box
    flags: tuple[Flag, ...]
    grant: Dollars
    match: Dollars

    @property
    def grant_flags(self) -> list[Flag]:
        return [flag for flag in self.flags if flag.field == self.box.key]

    @property
    def match_flags(self) -> list[Flag]:
        return [flag for flag in self.flags if flag.field == self.box_match.key]


def money_row(line: Spent, box: Box, box_match: Box, flags: Iterable[Flag], share: Decimal) -> MoneyRow:
    """A line with both its sides worked out."""
    fields = (f"grant.{line.category}", f"match.{line.category}")
    mine = tuple(flag for flag in flags if flag.field in fields and not flag.is_gap)
    grant = Dollars(line.prior, line.amount, line.budget, share)
    return MoneyRow(line, box, box_match, mine, grant, Dollars(line.prior_match, line.match, line.budget_match, share))


def grant_total(rows: Iterable[MoneyRow], award: Decimal, share: Decimal) -> Dollars:
    """The last row of the grant's lines, against the whole award."""
    lines = [row.line for row in rows if row.line.asks_grant]
    prior, amount = (sum((getattr(line, name) for line in lines), Decimal(0)) for name in ("prior", "amount"))
    return Dollars(prior, amount, award, share)


def match_total(rows: Iterable[MoneyRow], required: Decimal, share: Decimal) -> Dollars:
    """The last row of the match's lines, against what was promised or, where that is more, required."""
    lines = [row.line for row in rows if row.line.asks_match]
    prior, amount, promised = (
        sum((getattr(line, name) for line in lines), Decimal(0)) for name in ("prior_match", "match", "budget_match")
    )
    return Dollars(prior, amount, max(promised, required), share)


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
