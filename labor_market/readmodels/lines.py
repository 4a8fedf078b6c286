"""One line of a table of occupations, in words ready to print."""

from __future__ import annotations

from dataclasses import dataclass

from labor_market.choices import Reliability
from labor_market.models import OccupationFigure
from labor_market.rules.wording import jobs_text, pay_text, percent_text, quotient_text


@dataclass(frozen=True)
class OccupationLine:
    """An occupation in an area, as it may be shown. `reliability` says why a figure is absent or marked."""

    soc: str
    code: str
    title: str
    jobs: str
    error: str
    share: str
    quotient: str
    median: str
    low: str
    high: str
    reliability: Reliability

    @property
    def flagged(self) -> bool:
        return self.reliability is Reliability.FLAGGED


def line_of(figure: OccupationFigure, all_jobs: int | None) -> OccupationLine:
    """The line of a figure among all the jobs of its area."""
    how = figure.reliability
    share = figure.employment / all_jobs if figure.employment is not None and all_jobs else None
    top = figure.top_coded_from or 100
    return OccupationLine(
        soc=figure.occupation_id,
        code=figure.occupation.code,
        title=figure.occupation.title,
        jobs=jobs_text(figure.employment, how),
        error="" if figure.rse is None else f"{figure.rse}%",
        share=jobs_text(None, how) if how is Reliability.HIDDEN else percent_text(share, 2),
        quotient=quotient_text(figure.location_quotient, how),
        median=pay_text(figure.hourly_median, figure.annual_median, at_ceiling=top <= 50),
        low=pay_text(figure.hourly_p10, at_ceiling=top <= 10),
        high=pay_text(figure.hourly_p90, at_ceiling=top <= 90),
        reliability=how,
    )
