"""What a round still lacks before it can open. Pure functions on plain data: each says what is wrong, then what to do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from core.templatetags.rt import money
from grants.rules.rounds import Typical

DAYS_OF_NOTICE = 30
NAMED = {
    Fraction(1): "all of it",
    Fraction(2, 3): "two thirds",
    Fraction(1, 2): "one half",
    Fraction(1, 3): "one third",
    Fraction(1, 4): "one quarter",
    Fraction(1, 5): "one fifth",
    Fraction(1, 6): "one sixth",
}


class Fault(NamedTuple):
    """One thing that is missing. `stops` is False for what may be so, but should be looked at."""

    text: str
    stops: bool = True


class Share(NamedTuple):
    """What a fund gives to the round, in dollars; `elsewhere` is what its other rounds give out."""

    fund: str
    amount: Decimal
    fund_amount: Decimal
    elsewhere: Decimal
    available_to: dt.date


class Setup(NamedTuple):
    """A round as far as its opening asks. Instants are aware; `today` is the state's."""

    has_form: bool
    form_is_frozen: bool
    points: Sequence[int]
    total_available: Decimal
    shares: Sequence[Share]
    min_award: Decimal
    max_award: Decimal
    min_months: int
    max_months: int
    limits_reason: str
    typical: Typical
    opens_at: dt.datetime
    closes_at: dt.datetime
    review_due_at: dt.datetime | None
    award_by: dt.date | None
    period_starts_on: dt.date | None
    closes_on: dt.date
    now: dt.datetime


def faults_of(setup: Setup) -> list[Fault]:
    """Everything that keeps the round from opening, and what should be looked at; empty when nothing does."""
    return [*form_faults(setup), *money_faults(setup), *limit_faults(setup), *date_faults(setup)]


def form_faults(setup: Setup) -> list[Fault]:
    found = []
    if not setup.has_form:
        found.append(Fault("It has no application form. Choose one that is frozen."))
    elif not setup.form_is_frozen:
        found.append(Fault("Its application form can still change. Freeze the form first."))
    if not setup.points:
        found.append(Fault("It has no criteria. Reviewers could not score: add what is judged, with points."))
    return found


def money_faults(setup: Setup) -> list[Fault]:
    """The funds give exactly what the round offers, and no fund gives out more than it has."""
    given = sum((share.amount for share in setup.shares), Decimal(0))
    offered = setup.total_available
    found = []
    if not setup.shares:
        found.append(Fault(f"No fund pays for it. Name the funds that give the {money(offered)}."))
    elif given != offered:
        apart, way = money(abs(given - offered)), "less" if given < offered else "more"
        found.append(Fault(f"Its funds give {money(given)}, {apart} {way} than the {money(offered)} it offers."))
    for share in setup.shares:
        over = share.amount + share.elsewhere - share.fund_amount
        if over > 0:
            found.append(
                Fault(f"{share.fund} has {money(share.fund_amount)}; its rounds together give out {money(over)} more.")
            )
    if setup.max_award > offered:
        found.append(Fault(f"One award may be {money(setup.max_award)}, more than the {money(offered)} there is."))
    return found


def limit_faults(setup: Setup) -> list[Fault]:
    """BR-01: a round may leave the typical range, with a written reason."""
    if setup.limits_reason.strip() or not leaves_typical(setup):
        return []
    usual = setup.typical
    text = (
        f"{money(setup.min_award)} to {money(setup.max_award)} for {setup.min_months} to {setup.max_months} months leaves "
        f"what is typical, {money(usual.min_award)} to {money(usual.max_award)} for {usual.min_months} to "
        f"{usual.max_months} months. Write why: it is printed in the notice."
    )
    return [Fault(text)]


def leaves_typical(limits: Setup) -> bool:
    usual = limits.typical
    return not (
        usual.min_award <= limits.min_award
        and limits.max_award <= usual.max_award
        and usual.min_months <= limits.min_months
        and limits.max_months <= usual.max_months
    )


def date_faults(setup: Setup) -> list[Fault]:
    """Dates follow each other: opening, closing, reviews, decision, start. Notice shorter than 30 days is said (BR-26)."""
    found = []
    if setup.closes_at <= setup.now:
        found.append(Fault("Its closing date is past. Give applicants a later one."))
    days = (setup.closes_at - max(setup.opens_at, setup.now)).days
    if setup.closes_at > setup.now and days < DAYS_OF_NOTICE:
        found.append(Fault(f"It is open for {days} days; {DAYS_OF_NOTICE} are usual.", stops=False))
    if setup.review_due_at and setup.review_due_at <= setup.closes_at:
        found.append(Fault("Reviews are due before the round closes. Set them after the closing date."))
    if setup.award_by and setup.award_by <= setup.closes_on:
        found.append(Fault("Awards are announced before the round closes. Set the announcement later."))
    if setup.period_starts_on and setup.award_by and setup.period_starts_on < setup.award_by:
        found.append(Fault("Awards start before they are announced. Set the start on or after the announcement."))
    start = setup.period_starts_on
    for share in setup.shares:
        if start and share.available_to < start:
            found.append(Fault(f"{share.fund} is available until {share.available_to}, before awards start."))
    return found


def share_words(points: int, total: int) -> str:
    """A criterion's share in words: 100 of 300, exactly one third (BR-20)."""
    if not total:
        return f"{points} points"
    part = Fraction(points, total)
    said = f"exactly {NAMED[part]}" if part in NAMED else f"{float(part) * 100:.1f}%"
    return f"{points} of {total}, {said}"
