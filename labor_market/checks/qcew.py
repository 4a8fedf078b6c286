"""Reading the Quarterly Census of Employment and Wages: annual and quarterly, whole or by area, old and new headings.

A `disclosure_code` of N means that the figures beside it, printed as 0, are withheld: they become missing. The changes
over the year and the location quotients have codes of their own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal

from labor_market.checks.tally import PassedOver, Reader, Row
from labor_market.rules.layouts import LayoutError, demand, figure, plain_headings

WHAT = "QCEW counts"
REQUIRED = ("area_fips", "own_code", "industry_code", "year", "qtr", "disclosure_code")
OWNERS = frozenset("01234589")
AREA = re.compile(r"\d{5}$|C\d{4}$|CS\d{3}$|US(?:000|CMS|MSA|NMS)$")
INDUSTRY = re.compile(r"(?:\d{2}[-_]\d{2}|\d{2,6})$")
TITLES = {"area_title", "own_title", "industry_title", "agglvl_title", "size_title"}
MONTHS = ("month1", "month2", "month3")
Cell = Callable[[list[str]], object]


def known_headings() -> set[str]:
    """Every heading of a QCEW file, read or not."""
    base = {"annual_avg_estabs", "annual_avg_emplvl", "annual_contributions", "annual_avg_wkly_wage", "avg_annual_pay"}
    base |= {"total_annual_wages", "taxable_annual_wages", "qtrly_estabs", "total_qtrly_wages", "taxable_qtrly_wages"}
    base |= {"qtrly_contributions", "avg_wkly_wage", *(f"{m}_emplvl" for m in MONTHS)}
    found = {*REQUIRED, *TITLES, *base, "agglvl_code", "size_code", "lq_disclosure_code", "oty_disclosure_code"}
    found |= {f"lq_{name}" for name in base} | {f"oty_{name}_chg" for name in base}
    pct = {f"oty_{name}{end}" for name in base for end in ("_pct_chg", "_pct")}
    return found | pct


class QcewReader(Reader):
    """The rows of a QCEW file with these headings."""

    columns = (
        "area_fips", "own_code", "industry_code", "year", "quarter", "disclosed", "establishments", "employment",
        "total_wages", "average_pay", "location_quotient", "agglvl", "weekly_wage", "wages_quotient",
        "employment_change", "wages_change",
    )  # fmt: skip
    withheld = 5

    def __init__(self, header: Sequence[str]) -> None:
        names = plain_headings(header)
        demand(names, REQUIRED, WHAT)
        self.at = {name: place for place, name in enumerate(names)}
        annual = "annual_avg_emplvl" in self.at
        if not annual and "month1_emplvl" not in self.at:
            raise LayoutError("This QCEW file has neither annual averages nor monthly employment.")
        known = known_headings()
        self.unknown = tuple(given.strip() for given, name in zip(header, names, strict=True) if name not in known)
        self.is_quarterly = not annual
        self._areas: dict[str, str] = {}
        self._industries: dict[str, str] = {}
        self._times: dict[tuple[str, str], tuple[int, int]] = {}
        self._levels: dict[str, int | None] = {}
        self.parse = self._compile(annual)

    def __call__(self, cells: list[str]) -> Row:
        return self.parse(cells)

    def years(self) -> set[int]:
        return {year for year, _ in self._times.values()}

    def _compile(self, annual: bool) -> Callable[[list[str]], Row]:
        """The function that reads a line: places are looked up once, not five million times."""
        at = self.at
        area, own, industry, year, quarter, code = (at[name] for name in REQUIRED)
        size, level = at.get("size_code"), at.get("agglvl_code")
        quotient_code, change_code = at.get("lq_disclosure_code"), at.get("oty_disclosure_code")
        establishments = self._cell("annual_avg_estabs" if annual else "qtrly_estabs", 9)
        figures = self._figures(annual)
        quotients, changes = self._quotients(annual), self._changes(annual)
        areas, industries, times, levels = self._areas, self._industries, self._times, self._levels

        def parse(cells: list[str]) -> Row:
            if size is not None and cells[size] not in {"0", ""}:
                raise PassedOver("counts by size of establishment")
            place = areas.get(cells[area]) or self._area(cells[area])
            trade = industries.get(cells[industry]) or self._industry(cells[industry])
            when = times.get((cells[year], cells[quarter])) or self._time(cells[year], cells[quarter], annual)
            owner, said = cells[own].strip(), cells[code].strip()
            if owner not in OWNERS:
                raise LayoutError(f"own_code is {owner!r}; known are 0 to 5, 8 and 9.")
            if said not in {"", "N"}:
                raise LayoutError(f"disclosure_code is {said!r}; known are N and nothing.")
            disclosed = not said
            shops = establishments(cells)
            jobs, wages, pay, weekly = (read(cells) for read in figures) if disclosed else (None,) * 4
            apart = disclosed and (quotient_code is None or cells[quotient_code].strip() != "N")
            lq, wages_lq = (read(cells) for read in quotients) if apart else (None, None)
            apart = disclosed and (change_code is None or cells[change_code].strip() != "N")
            more, wages_more = (read(cells) for read in changes) if apart else (None, None)
            depth = None if level is None else levels.get(cells[level]) or self._level(cells[level])
            return (
                place, owner, trade, *when, disclosed, shops if disclosed or shops not in {"0", 0} else None,
                jobs, wages, pay, lq, depth, weekly, wages_lq, more, wages_more,
            )  # fmt: skip

        return parse

    def _figures(self, annual: bool) -> tuple[Cell, Cell, Cell, Cell]:
        """Employment, total wages, average pay, weekly wage."""
        if annual:
            names = ("annual_avg_emplvl", "total_annual_wages", "avg_annual_pay", "annual_avg_wkly_wage")
            jobs, wages, pay, weekly = names
            return self._cell(jobs, 11, 1), self._cell(wages, 16), self._cell(pay, 10), self._cell(weekly, 8)
        months = self._mean([f"{month}_emplvl" for month in MONTHS])
        return months, self._cell("total_qtrly_wages", 16), _nothing, self._cell("avg_wkly_wage", 8)

    def _quotients(self, annual: bool) -> tuple[Cell, Cell]:
        """Of employment and of wages, against the nation; the Bureau prints the first for years only."""
        if annual:
            return self._cell("lq_annual_avg_emplvl", 6, 2), self._cell("lq_total_annual_wages", 6, 2)
        return _nothing, self._cell("lq_total_qtrly_wages", 6, 2)

    def _changes(self, annual: bool) -> tuple[Cell, Cell]:
        """Of employment and of wages, over the year."""
        if annual:
            jobs = self._cell("oty_annual_avg_emplvl_chg", 11, 1, signed=True)
            return jobs, self._cell("oty_total_annual_wages_chg", 16, signed=True)
        months = self._mean([f"oty_{month}_emplvl_chg" for month in MONTHS], signed=True)
        return months, self._cell("oty_total_qtrly_wages_chg", 16, signed=True)

    def _cell(self, name: str, whole: int, places: int = 0, *, signed: bool = False) -> Cell:
        """How the cell of a heading is read; nothing where the file lacks it. Plain digits are taken as they are."""
        place = self.at.get(name)
        if place is None:
            return _nothing

        def read(cells: list[str]) -> object:
            text = cells[place]
            if text.isdigit() and text.isascii() and len(text) < whole:
                return text
            return figure(text, name, whole=whole, places=places, signed=signed)

        return read

    def _mean(self, names: list[str], *, signed: bool = False) -> Cell:
        """Of three months; missing where one is."""
        if any(name not in self.at for name in names):
            return _nothing
        places = [(self.at[name], name) for name in names]

        def read(cells: list[str]) -> object:
            known = [figure(cells[place], name, whole=11, signed=signed) for place, name in places]
            return None if None in known else round(sum((k or Decimal(0) for k in known), Decimal(0)) / 3, 1)

        return read

    def _area(self, text: str) -> str:
        plain = text.strip().upper()
        if plain.isdigit() and len(plain) == 4:
            plain = plain.zfill(5)  # a spreadsheet took the 0 away
        if not AREA.match(plain):
            raise LayoutError(f"area_fips is {plain[:20]!r}; an area has five signs, such as 40143, US000 or C4614.")
        return self._areas.setdefault(text, plain)

    def _industry(self, text: str) -> str:
        plain = text.strip().replace("_", "-")
        if not INDUSTRY.match(plain):
            raise LayoutError(f"industry_code is {plain[:20]!r}; it has two to six digits, or two pairs such as 31-33.")
        return self._industries.setdefault(text, plain)

    def _time(self, year: str, quarter: str, annual: bool) -> tuple[int, int]:
        if not (year.strip().isdigit() and 1975 <= int(year) <= 2100):
            raise LayoutError(f"year is {year.strip()[:20]!r}; QCEW begins in 1975.")
        said = quarter.strip().upper()
        if said not in ({"A", "0", ""} if annual else {"1", "2", "3", "4"}):
            raise LayoutError(f"qtr is {said[:20]!r}; {'an annual file has A' if annual else 'it is 1, 2, 3 or 4'}.")
        return self._times.setdefault((year, quarter), (int(year), 0 if annual else int(said)))

    def _level(self, text: str) -> int | None:
        plain = text.strip()
        if plain and not (plain.isdigit() and len(plain) <= 2):
            raise LayoutError(f"agglvl_code is {plain[:20]!r}; it has two digits.")
        return self._levels.setdefault(text, int(plain) if plain else None)


def _nothing(cells: list[str]) -> None:
    """A figure that the file does not have."""
