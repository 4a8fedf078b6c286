"""The occupations behind an industry: how many of its jobs they are likely to be, what they pay, which pass a filter."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from core.models import State
from labor_market.choices import Reliability
from labor_market.models import Industry, OccupationFigure
from labor_market.readmodels.areas import ALL_JOBS
from labor_market.readmodels.industries import staffing_of
from labor_market.readmodels.lines import OccupationLine, line_of
from labor_market.rules.wording import NOT_PUBLISHED, percent_text

LEAST_SHARE = Decimal("0.5")
"""Of 1,000 jobs: Oklahoma's 0.05 percent."""


@dataclass(frozen=True)
class Filter:
    """A real state's threshold for occupations."""

    label: str
    least_pay: Decimal
    words: str


FILTERS = {
    "ok15": Filter(
        "Oklahoma’s critical occupations, $15",
        Decimal(15),
        "Oklahoma keeps occupations with at least 0.05% of jobs and a median of $15 an hour, and drops those that decline.",
    ),
    "ok20": Filter(
        "Oklahoma’s critical occupations without formal education, $20",
        Decimal(20),
        "Where an occupation needs no formal education, Oklahoma asks for a median of $20 an hour, with the same 0.05% of"
        " jobs.",
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
    """The largest occupations of an industry; `read_as` is the industry whose staffing was found."""

    industry: Industry
    read_as: Industry | None
    jobs: float | None
    rows: list[Behind]
    covered: str


def occupations_behind(
    industry: Industry, state: State, jobs: float | None, filter: Filter | None = None
) -> Occupations:
    """Two queries and what `staffing_of` asks."""
    read_as, staffing = staffing_of(industry)
    area = f"{state.fips}00000"
    socs = [row.occupation_id for row in staffing]
    figures = OccupationFigure.objects.current().filter(area=area, occupation__in=[*socs, ALL_JOBS])
    known = {one.occupation_id: one for one in figures.select_related("occupation")}
    total = known.get(ALL_JOBS)
    rows = []
    for row in staffing:
        here = known.get(row.occupation_id)
        passes, why = _passes(here, filter)
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
    return Occupations(industry, read_as, jobs, rows, covered)


def _passes(here: OccupationFigure | None, filter: Filter | None) -> tuple[bool | None, str]:
    """Whether an occupation passes; None where it cannot be said."""
    if filter is None:
        return None, ""
    if here is None or here.reliability in (Reliability.MISSING, Reliability.HIDDEN) or here.jobs_1000 is None:
        return None, "Its jobs are not published."
    if here.jobs_1000 < LEAST_SHARE:
        return False, f"{here.jobs_1000 / 10:.3f}% of jobs is under 0.05%."
    if here.hourly_median is None:
        return None, "Its hourly median is not published."
    if here.hourly_median < filter.least_pay:
        return False, f"${here.hourly_median} is under ${filter.least_pay} an hour."
    return True, ""
