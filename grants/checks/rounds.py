"""What a round still lacks before it can open. Pure functions on plain data: each says what is wrong, then what to do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from core.money import MatchBasis, match_required
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


MERITS = ("need", "capacity", "quality")
"""BR-22: what a merit review must cover."""


class Fault(NamedTuple):
    """One thing that is missing. `stops` is False for what may be so, but should be looked at.

    `place` is the id, on the page where the round is set up, of the box where it is mended.
    """

    text: str
    stops: bool = True
    place: str = "h-facts"


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
    questions_due_at: dt.datetime | None = None
    review_opens_at: dt.datetime | None = None
    panel_at: dt.datetime | None = None
    letters_due_at: dt.datetime | None = None
    letters_follow: bool = False
    has_program: bool = True
    merits: Sequence[str] = MERITS
    bands: Sequence[tuple[str, int, Sequence[Sequence[Any]]]] = ()
    to_look_at: Sequence[str] = ()


def faults_of(setup: Setup) -> list[Fault]:
    """Everything that keeps the round from opening, and what should be looked at; empty when nothing does."""
    return [
        *(Fault(text) for text in setup.to_look_at),
        *form_faults(setup),
        *rubric_faults(setup),
        *money_faults(setup),
        *limit_faults(setup),
        *date_faults(setup),
    ]


def form_faults(setup: Setup) -> list[Fault]:
    found = []
    if not setup.has_form:
        found.append(Fault("It has no application form. Choose one that is frozen.", place="id_form_version"))
    elif not setup.form_is_frozen:
        text = "Its application form can still change. Freeze the form first."
        found.append(Fault(text, place="id_form_version"))
    if not setup.has_program:
        text = "It belongs to no program, so its notice names no statute."
        found.append(Fault(text, stops=False, place="id_program"))
    return found


def rubric_faults(setup: Setup) -> list[Fault]:
    """Something is judged, each score lies in exactly one band (BR-21), and the merit review is whole (BR-22)."""
    if not setup.points:
        text = "It has no criteria. Reviewers could not score: add what is judged, with points."
        return [Fault(text, place="h-criteria")]
    found = [
        Fault(text, place="h-criteria")
        for title, points, bands in setup.bands
        if (text := band_fault(title, points, bands))
    ]
    if missing := [merit for merit in MERITS if merit not in setup.merits]:
        named = " and ".join([*([", ".join(missing[:-1])] if missing[:-1] else []), missing[-1]])
        text = f"No criterion is marked as judging {named}. A merit review covers need, capacity and quality."
        found.append(Fault(text, stops=False, place="h-criteria"))
    return found


def band_fault(title: str, points: int, bands: Sequence[Sequence[Any]]) -> str:
    """BR-21: the bands take every score from 0 to the criterion's points, each once; empty where they do, or are none."""
    expected = 0
    for low, high, label, *_ in sorted(bands, key=lambda band: band[0]):
        if low < expected:
            return f"{title}: {low} lies in “{label}” and in the band below it. Let one begin above the other."
        if low > expected:
            return f"{title}: no band takes {expected}. Let “{label}” begin there."
        expected = high + 1
    if bands and expected != points + 1:
        return f"{title}: its bands end at {expected - 1}, its points at {points}. Let the highest end there."
    return ""


def money_faults(setup: Setup) -> list[Fault]:
    """The funds give exactly what the round offers, and no fund gives out more than it has."""
    given = sum((share.amount for share in setup.shares), Decimal(0))
    offered = setup.total_available
    found = []
    if not setup.shares:
        found.append(Fault(f"No fund pays for it. Name the funds that give the {money(offered)}.", place="h-funds"))
    elif given != offered:
        apart, way = money(abs(given - offered)), "less" if given < offered else "more"
        text = f"Its funds give {money(given)}, {apart} {way} than the {money(offered)} it offers."
        found.append(Fault(text, place="h-funds"))
    for share in setup.shares:
        over = share.amount + share.elsewhere - share.fund_amount
        if over > 0:
            text = f"{share.fund} has {money(share.fund_amount)}; its rounds together give out {money(over)} more."
            found.append(Fault(text, place="h-funds"))
    if setup.max_award > offered:
        text = f"One award may be {money(setup.max_award)}, more than the {money(offered)} there is."
        found.append(Fault(text, place="id_max_award"))
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
    return [Fault(text, place="id_limits_reason")]


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
        found.append(Fault("Its closing date is past. Give applicants a later one.", place="id_closes_at"))
    days = (setup.closes_at - max(setup.opens_at, setup.now)).days
    if setup.closes_at > setup.now and days < DAYS_OF_NOTICE:
        text = f"It is open for {days} days; {DAYS_OF_NOTICE} are usual."
        found.append(Fault(text, stops=False, place="id_closes_at"))
    found += instant_faults(setup)
    if setup.award_by and setup.award_by <= setup.closes_on:
        text = "Awards are announced before the round closes. Set the announcement later."
        found.append(Fault(text, place="id_award_by"))
    if setup.period_starts_on and setup.award_by and setup.period_starts_on < setup.award_by:
        text = "Awards start before they are announced. Set the start on or after the announcement."
        found.append(Fault(text, place="id_period_starts_on"))
    start = setup.period_starts_on
    for share in setup.shares:
        if start and share.available_to < start:
            text = f"{share.fund} is available until {share.available_to}, before awards start."
            found.append(Fault(text, place="h-funds"))
    return found


def instant_faults(setup: Setup) -> list[Fault]:
    """The instants between opening and panel, each after the one it follows from."""
    opens, closes = setup.opens_at, setup.closes_at
    asked, begins, due, panel = setup.questions_due_at, setup.review_opens_at, setup.review_due_at, setup.panel_at
    wrong = [
        (
            asked and not opens < asked <= closes,
            "Questions are taken outside the time it is open. Set their end between opening and closing.",
            "id_questions_due_at",
        ),
        (
            setup.letters_follow and setup.letters_due_at and setup.letters_due_at < closes,
            "Letters are due before the round closes, though they may follow. Set their date later.",
            "id_letters_due_at",
        ),
        (
            begins and begins < closes,
            "Reviews begin before the round closes. Set them after the closing date.",
            "id_review_opens_at",
        ),
        (
            due and due <= closes,
            "Reviews are due before the round closes. Set them after the closing date.",
            "id_review_due_at",
        ),
        (
            begins and due and due <= begins,
            "Reviews are due before they begin. Give reviewers time between the two.",
            "id_review_due_at",
        ),
        (
            panel and panel < (due or closes),
            "The panel meets before the reviews are due. Set it after them.",
            "id_panel_at",
        ),
    ]
    return [Fault(text, place=place) for is_wrong, text, place in wrong if is_wrong]


def match_example(percent: int, award: Decimal = Decimal(200_000)) -> str:
    """BR-03 in dollars: what the percent is on either basis, for an award of that size."""
    percent = percent or 25
    of_award = match_required(award, percent, MatchBasis.AWARD)
    if percent >= 100:
        return f"{percent}% of a {money(award)} award is {money(of_award)}."
    of_total = match_required(award, percent, MatchBasis.PROJECT)
    return f"{percent}% of a {money(award)} award is {money(of_award)}; of the whole project it is {money(of_total)}."


def share_words(points: int, total: int) -> str:
    """A criterion's share in words: 100 of 300, exactly one third (BR-20)."""
    if not total:
        return f"{points} points"
    part = Fraction(points, total)
    said = f"exactly {NAMED[part]}" if part in NAMED else f"{float(part) * 100:.1f}%"
    return f"{points} of {total}, {said}"
