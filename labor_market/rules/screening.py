"""Screening industries: the indicators of one industry in a region, why one is missing, the order, and its limits.

The score orders a discussion and decides nothing. A figure that the Bureau withheld is missing, never zero; what is
made of it is missing too, and says why. (Shift-share, quotients and ranks: `rules.indicators`.)
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from labor_market.rules.indicators import (
    DEFAULT_WEIGHTS,
    Change,
    Number,
    Shift,
    growth,
    location_quotient,
    relative_pay,
    scores,
    sector_of,
    shift_share,
)

METHOD = "Percentile ranks of six indicators, version 2"
MOST_WITHHELD = Fraction(1, 10)
"""Counties whose figures are withheld may hold this share of an industry's establishments; beyond it nothing is made."""
LEAST_COVERED = Fraction(1, 2)
"""Of an industry's jobs in the nation: what occupations with projections must hold for its openings to be computed."""
LARGE_SHARE, LOW_PAY = 0.05, 0.75
FORWARD_WEIGHTS = {"concentration": 25, "openings": 15, "competitive_share": 20, "pay": 25, "size": 15}
"""Where projections are loaded: openings take the place of growth."""

INDICATORS = {
    "concentration": (
        "Concentration",
        "The industry’s share of the region’s jobs over its share in the reference area",
    ),
    "growth": ("Growth", "Change in jobs between the two years"),
    "openings": (
        "Projected openings",
        "Openings a year for each job, from growth, exits and transfers: an industry that many leave has many",
    ),
    "competitive_share": (
        "Competitive share",
        "Jobs gained or lost beyond what the reference area and the industry explain",
    ),
    "pay": ("Pay", "Average pay over that of all private jobs of the region"),
    "size": ("Size", "Jobs"),
}
SUPPRESSED, NO_JOBS, NO_REFERENCE = "suppressed", "no private jobs here", "the reference area has no figure for it"
GOVERNMENT = "no private jobs: public administration is counted apart, and private employers alone are screened"
NOT_IN_FILE = "not in the file"
NO_PROJECTION = "no projections by occupation are loaded"


@dataclass(frozen=True)
class Counted:
    """An industry over an area's counties in two years. Sums are of the counties published in both."""

    jobs: Decimal | None = None
    before: Decimal | None = None
    wages: Decimal | None = None
    firms: int | None = None
    areas: int = 0
    withheld: int = 0
    withheld_firms: int | None = None
    quotient: Decimal | None = None
    absent: str = NO_JOBS

    @property
    def is_there(self) -> bool:
        return self.areas > 0

    @property
    def is_withheld(self) -> bool:
        """Too much of it is withheld for anything to be computed."""
        if not self.withheld:
            return False
        known = self.firms and self.withheld_firms is not None and self.withheld < self.areas
        return not known or Fraction(self.withheld_firms or 0, self.firms or 1) > MOST_WITHHELD

    @property
    def is_partial(self) -> bool:
        """A little of it is withheld: sums are a lower bound, and say so."""
        return self.withheld > 0 and not self.is_withheld

    @property
    def withheld_words(self) -> str:
        """Suppressed in 3 of 12 counties, which have 41% of its 56 establishments."""
        if self.areas == 1:
            return "suppressed"
        said = f"suppressed in {self.withheld} of {self.areas} counties"
        if self.firms and self.withheld_firms is not None:
            share = round(100 * self.withheld_firms / self.firms)
            said += f", which have {share}% of its {self.firms:,} establishments"
        return said


@dataclass(frozen=True)
class Totals:
    """All private jobs in two years, and their average pay."""

    jobs: Decimal | None
    before: Decimal | None
    pay: float | None = None


@dataclass(frozen=True)
class Openings:
    """Projected openings of an industry for each of its jobs, a year: 0.11 is 11 for each 100.

    `covered` is the share of its jobs whose occupations have projections; `read_as` the code whose staffing was read.
    `why` says why there is no rate; without one and without a rate nobody asked for it.
    """

    rate: float | None = None
    covered: float = 0.0
    read_as: str = ""
    why: str = ""


def openings_of(jobs: int, covered: int, weighted: Number, *, read_as: str = "") -> Openings:
    """The mean of the occupations' openings for each job, weighted by their jobs in the industry (`weighted` is its sum).

    `covered` of the industry's `jobs` in the nation are of occupations with projections.
    """
    share = Fraction(covered, jobs)
    if share < LEAST_COVERED:
        why = f"occupations with projections hold only {math.floor(100 * share)}% of its jobs"
        return Openings(None, float(share), read_as, why)
    return Openings(float(Fraction(weighted) / covered), float(share), read_as)


@dataclass(frozen=True)
class Indicators:
    """What is known of one industry in the region. `missing` says of each indicator why it is not computed."""

    jobs: Decimal | None = None
    before: Decimal | None = None
    growth: float | None = None
    quotient: float | None = None
    quotient_before: float | None = None
    pay: float | None = None
    relative_pay: float | None = None
    openings_rate: float | None = None
    shift: Shift | None = None
    missing: Mapping[str, str] = field(default_factory=dict)

    @property
    def ranked(self) -> dict[str, float | None]:
        """Those that the score is made of."""
        return {
            "concentration": self.quotient,
            "growth": self.growth,
            "openings": self.openings_rate,
            "competitive_share": None if self.shift is None else float(self.shift.competitive),
            "pay": self.relative_pay,
            "size": None if self.jobs is None else float(self.jobs),
        }


def indicators_of(
    here: Counted, there: Counted, region: Totals, reference: Totals, openings: Openings = Openings()
) -> Indicators:
    """Every indicator that can be computed of one industry; `here.quotient` is the Bureau's own, where it may stand in."""
    if not here.is_there:
        return Indicators(missing=dict.fromkeys(INDICATORS, here.absent))
    if here.is_withheld or here.jobs is None:
        return Indicators(missing=dict.fromkeys(INDICATORS, here.withheld_words if here.withheld else SUPPRESSED))
    pay = float(here.wages / here.jobs) if here.wages is not None and here.jobs else None
    quotient = location_quotient(here.jobs, region.jobs, there.jobs, reference.jobs)
    if quotient is None and here.quotient is not None:
        quotient = float(here.quotient)
    found = Indicators(
        jobs=here.jobs,
        before=here.before,
        growth=growth(here.before, here.jobs),
        quotient=quotient,
        quotient_before=location_quotient(here.before, region.before, there.before, reference.before),
        pay=pay,
        relative_pay=relative_pay(pay, region.pay),
        openings_rate=openings.rate,
        shift=_shift(here, there, reference),
    )
    return Indicators(**{**vars(found), "missing": _missing(found, there, openings)})


def why_absent(code: str, *, depth_here: bool, depth_there: bool, there: bool) -> str:
    """Why an industry has no line here: government, or the file lacks it, or no private employer has a job in it.

    The Bureau writes no line where there is no employer. `depth_…`: whether anything of its depth is in the file, here and
    in the reference area; `there`: whether the reference area has the industry.
    """
    if sector_of(code) == "92":
        return GOVERNMENT
    return NOT_IN_FILE if not depth_here or (depth_there and not there) else NO_JOBS


def _shift(here: Counted, there: Counted, reference: Totals) -> Shift | None:
    given: tuple[Number | None, ...] = (
        here.before,
        here.jobs,
        there.before,
        there.jobs,
        reference.before,
        reference.jobs,
    )
    if any(one is None for one in given) or not there.before or not reference.before:
        return None
    first = Change(here.before or 0, here.jobs or 0)
    return shift_share(first, Change(there.before, there.jobs or 0), Change(reference.before, reference.jobs or 0))


def _missing(found: Indicators, there: Counted, openings: Openings) -> dict[str, str]:
    reference = f"{SUPPRESSED} in the reference area" if there.withheld else NO_REFERENCE
    before = "no jobs in the first year" if found.before is not None else "no figure for the first year"
    why = {
        "concentration": reference,
        "growth": before,
        "openings": openings.why,
        "competitive_share": reference if found.before is not None else before,
        "pay": "no wages are published",
        "size": SUPPRESSED,
    }
    return {name: why[name] for name, value in found.ranked.items() if value is None and why[name]}


def ranked(
    candidates: Mapping[str, Mapping[str, float | None]], weights: Mapping[str, int] = DEFAULT_WEIGHTS
) -> dict[str, tuple[float | None, float | None]]:
    """Code → score and rank. Equal scores share the mean of their ranks. An indicator of weight 0 may be missing.

    Raises ValueError for weights that do not sum to 100.
    """
    if sum(weights.values()) != 100:
        raise ValueError(f"The weights sum to {sum(weights.values())}. Change them so that they sum to 100.")
    counted = {name: weight for name, weight in weights.items() if weight}
    found = scores(candidates, counted)
    high = sorted((score for score in found.values() if score is not None), reverse=True)
    places = {score: high.index(score) + 1 + (high.count(score) - 1) / 2 for score in set(high)}
    return {code: (score, None if score is None else places[score]) for code, score in found.items()}


def rounded_parts(parts: Sequence[Number], digits: int = 1) -> list[Decimal]:
    """The parts rounded so that they sum to their rounded sum: what is left over goes to the largest remainders."""
    unit = Decimal(1).scaleb(-digits)
    whole = [Fraction(part) / Fraction(unit) for part in parts]
    floors = [math.floor(part) for part in whole]
    total = sum(whole, Fraction(0))
    wanted = math.floor(total + Fraction(1, 2))
    order = sorted(range(len(whole)), key=lambda i: (floors[i] - whole[i], i))
    for i in order[: max(0, wanted - sum(floors))]:
        floors[i] += 1
    return [floor * unit for floor in floors]


def warning_of(naics: str, share_of_jobs: float | None, relative: float | None) -> str:
    """What to beware of: many jobs, little pay. Retail trade and restaurants rank high by size alone."""
    if sector_of(naics) in ("44-45", "72"):
        return "Large and low-paid sectors such as retail and restaurants rank high by size: look at pay and next jobs."
    if share_of_jobs is not None and relative is not None and share_of_jobs >= LARGE_SHARE and relative < LOW_PAY:
        return (
            f"Many jobs, but pay is {round(100 * (1 - relative))}% below the region’s: look at what the next job pays."
        )
    return ""
