"""Location quotient, shift-share, growth, relative pay, reliability, and the score that orders a discussion.

A missing figure stays missing: every function gives None when it lacks an input, never 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from labor_market.choices import Reliability

Number = int | float | Decimal | Fraction
FLAG_ABOVE, HIDE_ABOVE = Decimal(25), Decimal(50)
DEFAULT_WEIGHTS = {"concentration": 25, "growth": 15, "competitive_share": 20, "pay": 25, "size": 15}
SPANS = {"31": "31-33", "32": "31-33", "33": "31-33", "44": "44-45", "45": "44-45", "48": "48-49", "49": "48-49"}


def location_quotient(
    local: Number | None, local_total: Number | None, reference: Number | None, reference_total: Number | None
) -> float | None:
    """The local share of jobs over the reference's share: 2% against 1% is 2."""
    if local is None or not local_total or not reference or not reference_total:
        return None
    return float(Fraction(local) / Fraction(local_total) / (Fraction(reference) / Fraction(reference_total)))


def growth(before: Number | None, after: Number | None) -> float | None:
    """Change as a share of what there was: 0.1 is 10%."""
    if not before or after is None:
        return None
    return float(Fraction(after) / Fraction(before) - 1)


def yearly_growth(before: Number | None, after: Number | None, years: int) -> float | None:
    """Compound growth a year."""
    whole = growth(before, after)
    return None if whole is None or years < 1 or whole < -1 else (1 + whole) ** (1 / years) - 1


def average_pay(total_wages: Number | None, employment: Number | None) -> float | None:
    """Total wages over average employment."""
    return None if total_wages is None or not employment else float(Fraction(total_wages) / Fraction(employment))


def relative_pay(pay: Number | None, reference: Number | None) -> float | None:
    """Pay over the pay of all private jobs in the region: 1.2 is 20% above."""
    return None if pay is None or not reference else float(Fraction(pay) / Fraction(reference))


class Change(NamedTuple):
    """Jobs of one industry in the first and in the second year."""

    before: Number
    after: Number


class Shift(NamedTuple):
    """Why an industry's jobs changed. The three parts sum to the change exactly."""

    national: Fraction
    mix: Fraction
    competitive: Fraction

    @property
    def change(self) -> Fraction:
        return self.national + self.mix + self.competitive


def shift_share(local: Change, reference: Change, reference_total: Change) -> Shift:
    """Split a change in jobs into reference growth, industry mix and competitive share, in exact fractions."""
    if not (reference.before and reference_total.before):
        raise ValueError("Shift-share needs jobs in the reference area's first year.")
    start = Fraction(local.before)
    overall = Fraction(reference_total.after) / Fraction(reference_total.before) - 1
    industry = Fraction(reference.after) / Fraction(reference.before) - 1
    national, mix = start * overall, start * (industry - overall)
    return Shift(national, mix, Fraction(local.after) - start - national - mix)


def reliability(estimate: Number | None, relative_error: Number | None) -> Reliability:
    """Flag an estimate whose relative standard error is over 25%, hide one over 50%."""
    if estimate is None:
        return Reliability.MISSING
    if relative_error is not None and relative_error > HIDE_ABOVE:
        return Reliability.HIDDEN
    if relative_error is not None and relative_error > FLAG_ABOVE:
        return Reliability.FLAGGED
    return Reliability.GOOD


def percentile_ranks(values: Sequence[float | None]) -> list[float | None]:
    """0 for the lowest, 100 for the highest; ties share the mean rank; a missing value has no rank."""
    known = sorted(v for v in values if v is not None)
    if len(known) < 2:
        return [None if v is None else 100.0 for v in values]
    ranks: dict[float, float] = {}
    for value in set(known):
        first = known.index(value)
        ranks[value] = 100 * (first + (known.count(value) - 1) / 2) / (len(known) - 1)
    return [None if v is None else ranks[v] for v in values]


def scores(
    candidates: Mapping[str, Mapping[str, float | None]], weights: Mapping[str, int] = DEFAULT_WEIGHTS
) -> dict[str, float | None]:
    """Each candidate's weighted percentile rank, 0 to 100; None where an indicator is missing.

    The score orders a discussion. It never decides: a shrinking industry can rank high on pay and concentration.
    """
    if sum(weights.values()) != 100:
        raise ValueError(f"The weights sum to {sum(weights.values())}. Change them so that they sum to 100.")
    complete = {k: v for k, v in candidates.items() if all(v.get(name) is not None for name in weights)}
    ranks = {name: percentile_ranks([v[name] for v in complete.values()]) for name in weights}
    found: dict[str, float | None] = dict.fromkeys(candidates)
    for i, key in enumerate(complete):
        found[key] = sum(weights[name] * (ranks[name][i] or 0) for name in weights) / 100
    return found


def sector_of(naics: str) -> str:
    """The sector of a NAICS code: 336411 is in 31-33."""
    return SPANS.get(naics[:2], naics[:2])


def wider_codes(naics: str) -> list[str]:
    """A NAICS code and those that contain it, the narrowest first: 33641, 3364, 336, 31-33."""
    if "-" in naics or len(naics) <= 2:
        return [sector_of(naics)]
    return [naics[:n] for n in range(len(naics), 2, -1)] + [sector_of(naics)]
