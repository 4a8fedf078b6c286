"""An industry in a state: the occupations that it lives on, and which areas already have them.

Federal occupation data name no industry below the nation, so the nation's mix of occupations stands in: which
occupations the industry employs, and how many of those there are here.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from core.charts import Bar, Chart, hbar
from core.models import State
from labor_market.choices import Reliability
from labor_market.models import Area, Industry, IndustryFigure, OccupationFigure, StaffingShare
from labor_market.readmodels.areas import ALL_JOBS, NATION, shown_areas
from labor_market.readmodels.lines import OccupationLine, line_of
from labor_market.rules.indicators import location_quotient, wider_codes
from labor_market.rules.wording import NOT_PUBLISHED, jobs_text, percent_text, quotient_text

MOST = 10


@dataclass(frozen=True)
class TargetLine:
    """An occupation of the industry: its share of the industry's jobs in the nation, and the state's figures."""

    soc: str
    title: str
    share: str
    here: OccupationLine | None
    nation_median: str


@dataclass(frozen=True)
class AreaMatch:
    """How concentrated the industry's occupations are in one area, all of them pooled.

    `counted` of `of` occupations were published; only those are in the sums, here and in the nation.
    """

    area: Area
    jobs: int
    quotient: float | None
    counted: int
    of: int

    @property
    def jobs_text(self) -> str:
        return jobs_text(self.jobs if self.counted else None)

    @property
    def quotient_text(self) -> str:
        return quotient_text(self.quotient)


@dataclass(frozen=True)
class IndustryProfile:
    """What the page and the panel show of an industry. `read_as` is the industry whose staffing was found."""

    industry: Industry
    read_as: Industry | None
    targets: list[TargetLine]
    matches: list[AreaMatch]
    covered: str


Cells = dict[tuple[str, str], OccupationFigure]


def staffing_of(industry: Industry) -> tuple[Industry | None, list[StaffingShare]]:
    """The largest occupations of an industry, or of the narrowest wider one that has figures."""
    codes = wider_codes(industry.code)
    found: dict[str, list[StaffingShare]] = {}
    rows = StaffingShare.objects.current().filter(industry__in=codes).select_related("occupation", "industry")
    for row in rows.order_by("-employment", "occupation"):
        found.setdefault(row.industry_id, []).append(row)
    narrowest = next((found[code] for code in codes if code in found), [])
    return (narrowest[0].industry if narrowest else None), narrowest[:MOST]


def profile_of(industry: Industry, state: State) -> IndustryProfile:
    """The industry's occupations in the state and in each of its areas."""
    return profile_in(industry, state.fips + "00000", list(shown_areas(state)))


def profile_in(industry: Industry, whole: str, areas: list[Area]) -> IndustryProfile:
    """The same for given areas, of which `whole` is the one that stands for all."""
    read_as, staffing = staffing_of(industry)
    socs = [row.occupation_id for row in staffing]
    wanted = {NATION, whole, *(a.pk for a in areas)}
    figures = (
        OccupationFigure.objects.current()
        .filter(area__in=wanted, occupation__in=[*socs, ALL_JOBS])
        .select_related("occupation")
    )
    cells = {(figure.area_id, figure.occupation_id): figure for figure in figures}
    matches = [match_of(area, socs, cells) for area in areas]
    matches.sort(key=lambda m: (m.area.kind == "state", -(m.quotient or 0), m.area.name))
    targets = [_target(row, whole, cells) for row in staffing]
    covered = percent_text(sum(row.share for row in staffing), 0) if staffing else NOT_PUBLISHED
    return IndustryProfile(industry, read_as, targets, matches, covered)


def _target(row: StaffingShare, whole: str, cells: Cells) -> TargetLine:
    here, nation, total = (
        cells.get(key) for key in ((whole, row.occupation_id), (NATION, row.occupation_id), (whole, ALL_JOBS))
    )
    return TargetLine(
        soc=row.occupation_id,
        title=row.occupation.title,
        share=percent_text(row.share),
        here=line_of(here, total.employment if total else None) if here else None,
        nation_median=line_of(nation, None).median if nation else NOT_PUBLISHED,
    )


def match_of(area: Area, socs: list[str], cells: Cells) -> AreaMatch:
    """Pool the occupations that are published and certain enough in the area, against the same in the nation."""
    jobs, nation, counted = 0, 0, 0
    for soc in socs:
        here, there = cells.get((area.pk, soc)), cells.get((NATION, soc))
        sure = here and here.reliability in (Reliability.GOOD, Reliability.FLAGGED)
        if here and there and sure and here.employment and there.employment:
            jobs, nation, counted = jobs + here.employment, nation + there.employment, counted + 1
    total, all_nation = cells.get((area.pk, ALL_JOBS)), cells.get((NATION, ALL_JOBS))
    quotient = None
    if counted and total and all_nation:
        quotient = location_quotient(jobs, total.employment, nation, all_nation.employment)
    return AreaMatch(area, jobs, quotient, counted, len(socs))


def match_chart(profile: IndustryProfile) -> Chart | None:
    """Which areas already have the industry's workers."""
    shown = [m for m in profile.matches if m.quotient is not None]
    if not shown:
        return None
    best = max(shown, key=lambda m: m.quotient or 0)
    return hbar(
        "match",
        [Bar(m.area.short_name, m.quotient) for m in shown],
        finding=f"{best.area.name} has {best.quotient:.2f} times the national share of these occupations",
        caption="Where the industry's occupations are (pooled location quotient; 1 is the national share)",
        show=lambda value: f"{value:.2f}",
        names=("Pooled location quotient", ""),
        left=220,
    )


@dataclass(frozen=True)
class CountyFigure:
    """Private jobs of an industry in a county, the newest year loaded, with the one before it."""

    county: str
    year: int
    jobs: Decimal | None
    jobs_before: Decimal | None
    pay: Decimal | None
    quotient: Decimal | None


def county_figures(code: str, fips: list[str]) -> list[tuple[str, CountyFigure]]:
    """QCEW of an industry in counties, as (fips, figure); a county without a row is not in the list."""
    rows = IndustryFigure.objects.current().yearly_private().filter(industry_code=code, area_fips__in=fips)
    by_county: dict[str, list[IndustryFigure]] = {}
    for row in rows.order_by("area_fips", "-year"):
        by_county.setdefault(row.area_fips, []).append(row)
    return [
        (
            county,
            CountyFigure(
                county,
                latest.year,
                latest.employment,
                earlier[0].employment if earlier and earlier[0].year == latest.year - 1 else None,
                latest.average_pay,
                latest.location_quotient,
            ),
        )
        for county, (latest, *earlier) in by_county.items()
    ]
