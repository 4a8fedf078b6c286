"""The occupations behind an industry: how many of its jobs they are likely to be, what they pay, which pass a filter."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from core.models import State
from labor_market.choices import Reliability
from labor_market.models import Industry, OccupationFigure
from labor_market.readmodels.areas import ALL_JOBS
from labor_market.readmodels.declines import Declines, declines_of
from labor_market.readmodels.industries import staffing_of
from labor_market.readmodels.lines import OccupationLine, line_of
from labor_market.rules.wording import NOT_PUBLISHED, percent_text

LEAST_SHARE = Decimal("0.5")
"""Of 1,000 jobs: Oklahoma's 0.05 percent."""


@dataclass(frozen=True)
class Filter:
    """A real state's thresholds for occupations: pay where formal education is needed, and where none is."""

    label: str
    least_pay: Decimal
    least_without_education: Decimal
    words: str


FILTERS = {
    "ok15": Filter(
        "Oklahoma’s critical occupations, $15",
        Decimal(15),
        Decimal(20),
        "Oklahoma keeps occupations with at least 0.05% of jobs and a median of $15 an hour, of $20 where no formal"
        " education is needed, and drops those that decline.",
    ),
    "ok20": Filter(
        "Oklahoma’s critical occupations without formal education, $20",
        Decimal(20),
        Decimal(20),
        "Where an occupation needs no formal education, Oklahoma asks for a median of $20 an hour, with the same 0.05% of"
        " jobs, and drops those that decline.",
    ),
}


@dataclass(frozen=True)
class Behind:
    """One occupation of the industry. `demand` is the industry's jobs here times the occupation's share in the nation."""

    title: str
    code: str
    share: str
    demand: str
    here: OccupationLine | None
    passes: bool | None
    why_not: str


@dataclass(frozen=True)
class Occupations:
    """The largest occupations of an industry; `read_as` is the industry whose staffing was found.

    `decline` says where a filter read which occupations decline, or that it did not.
    """

    industry: Industry
    read_as: Industry | None
    jobs: float | None
    rows: list[Behind]
    covered: str
    decline: str


def occupations_behind(
    industry: Industry, state: State, jobs: float | None, filter: Filter | None = None
) -> Occupations:
    """Two queries and what `staffing_of` asks; a filter asks what `declines_of` does."""
    read_as, staffing = staffing_of(industry)
    area = f"{state.fips}00000"
    socs = [row.occupation_id for row in staffing]
    figures = OccupationFigure.objects.current().filter(area=area, occupation__in=[*socs, ALL_JOBS])
    known = {one.occupation_id: one for one in figures.select_related("occupation")}
    total = known.get(ALL_JOBS)
    declines = declines_of(state, socs) if filter else None
    rows = []
    for row in staffing:
        here = known.get(row.occupation_id)
        passes, why = _passes(here, row.occupation_id, filter, declines)
        rows.append(
            Behind(
                title=row.occupation.title,
                code=row.occupation.code,
                share=percent_text(row.share),
                demand="not computed" if jobs is None else f"{round(jobs * row.share):,}",
                here=line_of(here, total.employment if total else None) if here else None,
                passes=passes,
                why_not=why,
            )
        )
    covered = percent_text(sum(row.share for row in staffing), 0) if staffing else NOT_PUBLISHED
    return Occupations(industry, read_as, jobs, rows, covered, declines.said if declines else "")


def _passes(
    here: OccupationFigure | None, soc: str, filter: Filter | None, declines: Declines | None
) -> tuple[bool | None, str]:
    """Whether an occupation passes, and why not; None where it cannot be said. What stands against it comes first."""
    if filter is None or declines is None:
        return None, ""
    if (change := declines.changes.get(soc)) is not None and change < 0:
        return False, "It declines, by the state’s projections."
    if here is None or here.reliability in (Reliability.MISSING, Reliability.HIDDEN) or here.jobs_1000 is None:
        return None, "Its jobs are not published."
    if here.jobs_1000 < LEAST_SHARE:
        return False, f"{here.jobs_1000 / 10:.3f}% of jobs is under 0.05%."
    if here.hourly_median is None:
        return None, "Its hourly median is not published."
    if here.hourly_median < filter.least_pay:
        return False, f"${here.hourly_median} is under ${filter.least_pay} an hour."
    if here.hourly_median < filter.least_without_education:
        least = filter.least_without_education
        return (
            None,
            f"${here.hourly_median} passes only where formal education is needed; without it ${least} is asked.",
        )
    if declines.was_looked_at and change is None:
        return None, "The state’s projections do not name it, so it may decline."
    return True, ""
