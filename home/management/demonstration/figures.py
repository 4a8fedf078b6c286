"""County figures for screening, invented: jobs by subsector of every county in two years, small ones withheld.

They belong to the state alone and say in their title that they are invented, so that nobody takes them for the Bureau's.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from core import geography
from home.management.demonstration.world import World
from labor_market.choices import DatasetKind
from labor_market.models import Dataset, Industry, IndustryFigure
from labor_market.rules.indicators import sector_of
from labor_market.tasks.copying import copy

NATION, PRIVATE, FEWEST = "US000", "5", 3
PAY = {
    "11": 38, "21": 88, "22": 104, "23": 66, "31-33": 69, "42": 82, "44-45": 37, "48-49": 57, "51": 103, "52": 98, "53": 63,
    "54": 102, "55": 121, "56": 46, "61": 55, "62": 60, "71": 36, "72": 25, "81": 43,
}  # fmt: skip
"""Thousands of dollars a year, about what each sector pays."""
SHARE = {
    "11": 1, "21": 1, "22": 1, "23": 6, "31-33": 10, "42": 5, "44-45": 12, "48-49": 5, "51": 2, "52": 5, "53": 2, "54": 8,
    "55": 2, "56": 7, "61": 3, "62": 16, "71": 2, "72": 10, "81": 3,
}  # fmt: skip
"""Percent of private jobs, about."""


class Cell(NamedTuple):
    """Jobs in two years, pay, and firms of one industry in one county."""

    before: int
    now: int
    pay: int
    firms: int


def make_figures(world: World) -> None:
    """A data set of two years; counties of 6,000 to 400,000 private jobs with strengths of their own."""
    year = world.now.year - 1
    key = f"qcew-invented-{world.state.code}"
    held = Dataset.objects.create(
        key=key,
        kind=DatasetKind.QCEW,
        state=world.state,
        title="Quarterly Census of Employment and Wages, invented for the demonstration",
        source="Roundtable",
        vintage=f"{year - 1} and {year}",
        released=dt.date(world.now.year, 6, 3),
        licence="Invented figures",
        first_year=year - 1,
        last_year=year,
        rows=0,
        sha256=hashlib.sha256(key.encode()).hexdigest(),
    )
    columns = ["dataset", "area_fips", "own_code", "industry_code", "year", "quarter", "disclosed", "establishments"]
    columns += ["employment", "total_wages", "average_pay"]
    subsectors = Industry.objects.filter(level=3).values_list("code", flat=True)
    codes = [code for code in subsectors if sector_of(code) in SHARE]  # read first: COPY lets no query in between
    held.rows = copy(IndustryFigure, columns, _rows(world, codes, held.pk, year))
    held.withheld = held.industry_figures.filter(disclosed=False).count()
    held.areas = held.industry_figures.values("area_fips").distinct().count()
    held.save(update_fields=["rows", "withheld", "areas"])


def _rows(world: World, codes: list[str], dataset: int, year: int) -> Iterator[tuple[object, ...]]:
    state: dict[str, list[Cell]] = defaultdict(list)
    for county in geography.counties_of(world.state.fips):
        for code, cells in _summed(_county(world, codes)).items():
            yield from _printed(dataset, county.fips, code, cells, year, withhold=True)
            state[code].append(cells)
    for code, found in state.items():
        whole = _together(found)
        yield from _printed(dataset, f"{world.state.fips}000", code, whole, year, withhold=False)
        rng = world.rng
        nation = Cell(
            round(whole.before * 24 * rng.uniform(0.8, 1.25)),
            0,
            round(whole.pay * rng.uniform(0.96, 1.05)),
            whole.firms * 24,
        )
        nation = nation._replace(now=round(nation.before * rng.uniform(0.985, 1.04)))
        yield from _printed(dataset, NATION, code, nation, year, withhold=False)


def _county(world: World, codes: list[str]) -> dict[str, Cell]:
    """The subsectors of one county: many small, one or two large."""
    rng = world.rng
    size = 6000 * 2 ** rng.triangular(0, 6, 1)
    siblings: dict[str, int] = defaultdict(int)
    for code in codes:
        siblings[sector_of(code)] += 1
    found = {}
    for code in codes:
        sector = sector_of(code)
        usual = size * SHARE[sector] / 100 / siblings[sector]
        before = round(usual * rng.lognormvariate(-0.3, 0.8))
        if before < 4 and rng.random() < 0.6:
            continue
        now = max(0, round(before * rng.gauss(1.01, 0.05)))
        pay = round(PAY[sector] * 1000 * rng.uniform(0.82, 1.15))
        found[code] = Cell(before, now, pay, max(1, round(now / rng.triangular(6, 60, 14))))
    return found


def _summed(cells: dict[str, Cell]) -> dict[str, Cell]:
    """Subsectors, their sectors, and all."""
    sectors: dict[str, list[Cell]] = defaultdict(list)
    for code, cell in cells.items():
        sectors[sector_of(code)].append(cell)
    sums = {sector: _together(found) for sector, found in sectors.items() if sector not in cells}
    return cells | sums | {"10": _together(list(cells.values()))}


def _together(cells: list[Cell]) -> Cell:
    now = sum(cell.now for cell in cells)
    pay = round(sum(cell.now * cell.pay for cell in cells) / now) if now else 0
    return Cell(sum(cell.before for cell in cells), now, pay, sum(cell.firms for cell in cells))


def _printed(
    dataset: int, area: str, code: str, cell: Cell, year: int, *, withhold: bool
) -> Iterator[tuple[object, ...]]:
    """Two rows; a county's industry of fewer than three firms is withheld, as the Bureau does it."""
    hidden = withhold and cell.firms < FEWEST and code != "10"
    for when, jobs in ((year - 1, cell.before), (year, cell.now)):
        start = (dataset, area, PRIVATE, code, when, 0, not hidden, cell.firms)
        yield (*start, None, None, None) if hidden else (*start, jobs, jobs * cell.pay, cell.pay)
