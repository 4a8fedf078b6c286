"""What is wrong with a change of an award, before anybody decides on it. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from core.money import show
from core.templatetags.rt import long_day
from grants.choices import BudgetCategory
from grants.choices.amending import ChangeKind
from grants.rules.amendments import Change, Terms

ZERO = Decimal(0)


class Known(NamedTuple):
    """What a change is held against besides the terms: dollars reported by category, the fund's last day, today."""

    spent: Mapping[str, Decimal]
    money_until: dt.date
    today: dt.date
    reported_to: dt.date | None = None


def fault_of(change: Change, terms: Terms, known: Known) -> str:
    """What is wrong with the change against the terms before it; empty when nothing is."""
    if change.kind == ChangeKind.BUDGET:
        return _taken(change.category_from, change.amount or ZERO, terms, known)
    if change.kind == ChangeKind.AMOUNT and (change.amount or ZERO) < 0:
        return _taken(change.category_to, -(change.amount or ZERO), terms, known)
    if change.kind == ChangeKind.MATCH:
        left = terms.match_required + (change.amount or ZERO)
        return "" if left >= 0 else f"Only {show(terms.match_required)} of match is required; it cannot fall by more."
    if change.kind == ChangeKind.EXTENSION:
        return _longer(change.ends_on or terms.ends_on, terms, known)
    if change.kind == ChangeKind.PERIOD:
        return _shorter(change.ends_on or terms.ends_on, terms, known)
    if change.kind == ChangeKind.TARGET:
        return _target(change, terms)
    return ""


def _taken(category: str, amount: Decimal, terms: Terms, known: Known) -> str:
    budget, spent = terms.grant.get(category, ZERO), known.spent.get(category, ZERO)
    if amount <= budget - spent:
        return ""
    label = BudgetCategory(category).label.split(". ", 1)[-1]
    used = f", of which {show(spent)} is spent" if spent else ""
    return f"{label} has {show(budget)}{used}. At most {show(max(budget - spent, ZERO))} can be taken from it."


def _longer(ends_on: dt.date, terms: Terms, known: Known) -> str:
    if ends_on <= terms.ends_on:
        return f"The award ends on {long_day(terms.ends_on)} already. Give a later day."
    if terms.ends_on < known.today:
        return f"The award ended on {long_day(terms.ends_on)}. More time is asked for before the end."
    if ends_on > known.money_until:
        return f"The fund's money can be spent until {long_day(known.money_until)}. Give no later day."
    return ""


def _shorter(ends_on: dt.date, terms: Terms, known: Known) -> str:
    earliest = max(terms.starts_on + dt.timedelta(days=1), known.today, known.reported_to or terms.starts_on)
    if earliest <= ends_on < terms.ends_on:
        return ""
    return f"Give a day from {long_day(earliest)} on and before {long_day(terms.ends_on)}, when the award ends now."


def _target(change: Change, terms: Terms) -> str:
    now = terms.targets.get(change.measure_id or 0)
    if now is None:
        return "The award has no target on this measure."
    return "This is the target already. Give the new one." if now == change.value else ""


def fault_of_day(wanted_on: dt.date, earliest: dt.date, ends_on: dt.date) -> str:
    """What is wrong with the first day of an effect."""
    if wanted_on < earliest:
        return (
            f"Give {long_day(earliest)} or a later day: before it the award has not begun, or its reports are accepted,"
            " and what they were held against stays as it was."
        )
    return f"The award ends on {long_day(ends_on)}. Give a day before that." if wanted_on > ends_on else ""
