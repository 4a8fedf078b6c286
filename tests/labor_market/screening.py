"""Figures to screen: a data set of two years, a region of counties, and what the Bureau withheld."""

from __future__ import annotations

import datetime as dt
import hashlib
from decimal import Decimal

from core.models import State
from labor_market.choices import DatasetKind
from labor_market.models import Dataset, IndustryFigure, OccupationProjection, StaffingShare

TEXTBOOK = {"11": (500, 1000), "21": (100, 100), "22": (200, 250), "23": (200, 280)}
TEXTBOOK_NATION = {"11": (10, 11), "21": (20, 24), "22": (40, 52), "23": (30, 42)}


def dataset(key: str = "qcew-test", released: dt.date | None = dt.date(2026, 6, 1)) -> Dataset:
    return Dataset.objects.create(
        key=key,
        kind=DatasetKind.QCEW,
        title="Quarterly Census of Employment and Wages",
        vintage="2024 and 2025",
        source="U.S. Bureau of Labor Statistics",
        licence="Public domain",
        rows=0,
        sha256=hashlib.sha256(key.encode()).hexdigest(),
        released=released,
    )


def figure(
    of: Dataset, area: str, code: str, year: int, jobs: object, *, pay: int = 50_000, **more: object
) -> IndustryFigure:
    """One industry of private employers; `jobs` None is withheld."""
    known = None if jobs is None else Decimal(str(jobs))
    fields = {
        "employment": known,
        "total_wages": None if known is None else (known * pay).quantize(Decimal(1)),
        "average_pay": None if known is None else pay,
        "disclosed": known is not None,
        "establishments": 10,
    } | more
    return IndustryFigure(dataset=of, area_fips=area, own_code="5", industry_code=code, year=year, **fields)


def fill(
    of: Dataset, area: str, industries: dict[str, tuple[object, object]], years: tuple[int, int] = (2024, 2025)
) -> None:
    """The industries of an area in two years, with their sum as the total."""
    rows = []
    for at, year in enumerate(years):
        rows += [figure(of, area, code, year, jobs[at]) for code, jobs in industries.items()]
        total = sum(Decimal(str(jobs[at] or 0)) for jobs in industries.values())
        rows.append(figure(of, area, "10", year, total))
    IndustryFigure.objects.bulk_create(rows)


def project(
    state: State, occupations: dict[str, tuple[object, object]], area: str = "Statewide", **more: object
) -> Dataset:
    """The state's projections from 2022 to 2032: occupation → jobs in 2022, openings a year."""
    key = f"projection-{state.code}-{area}".lower().replace(" ", "-")
    about = {
        "title": "Projections of employment by occupation",
        "vintage": "2022 to 2032",
        "source": "State projections",
        "licence": "As published by its source",
        "last_year": 2032,
        "rows": len(occupations),
        "sha256": hashlib.sha256(key.encode()).hexdigest(),
    }
    held, _ = Dataset.objects.get_or_create(key=key, kind=DatasetKind.PROJECTION, state=state, defaults=about)
    OccupationProjection.objects.bulk_create(
        OccupationProjection(
            dataset=held, area=area, soc=soc, base_employment=jobs, openings=openings,
            **{"base_year": 2022, "projected_year": 2032} | more,
        )
        for soc, (jobs, openings) in occupations.items()
    )  # fmt: skip
    return held


def staff(industries: dict[str, dict[str, int]], all_jobs: int = 1000) -> Dataset:
    """The nation's staffing: industry of so many jobs → occupation → its jobs. Replaces what is packaged."""
    Dataset.objects.filter(kind=DatasetKind.STAFFING).delete()
    held = Dataset.objects.create(
        key="staffing-test",
        kind=DatasetKind.STAFFING,
        title="Occupational Employment and Wage Statistics by industry, nation",
        vintage="May 2025",
        source="U.S. Bureau of Labor Statistics",
        licence="Public domain",
        last_year=2025,
        rows=0,
        sha256=hashlib.sha256(b"staffing").hexdigest(),
    )
    StaffingShare.objects.bulk_create(
        StaffingShare(dataset=held, industry_id=code, occupation_id=soc, employment=jobs, industry_employment=all_jobs)
        for code, occupations in industries.items()
        for soc, jobs in occupations.items()
    )
    return held
