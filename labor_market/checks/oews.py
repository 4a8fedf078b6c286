"""Reading Occupational Employment and Wage Statistics: May files in either case, series extracts, the packaged file.

The same files hold, for the nation, the occupations of each industry: those lines are the staffing pattern.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from decimal import Decimal

from labor_market.checks.tally import Area, PassedOver, Reader, Row
from labor_market.rules.layouts import (
    FIPS,
    PLAIN_NAMES,
    TOP,
    LayoutError,
    area_code,
    area_kind,
    demand,
    figure,
    plain_headings,
)

WHAT = "OEWS estimates"
REQUIRED = ("area", "area_title", "area_type", "occ_code", "tot_emp", "emp_prse", "loc_quotient", "h_median")
REQUIRED_STAFFING = ("naics", "occ_code", "tot_emp")
PERCENTILES = {10: "h_pct10", 25: "h_pct25", 50: "h_median", 75: "h_pct75", 90: "h_pct90"}
KNOWN = {
    *REQUIRED, *PLAIN_NAMES.values(), "prim_state", "naics", "naics_title", "i_group", "own_code", "occ_title",
    "o_group", "pct_total", "pct_rpt", "mean_prse", "a_pct10", "a_pct25", "a_median", "a_pct75", "a_pct90", "annual",
    "hourly", "st", "state", "group", "occ_group", "industry_employment", "year",
}  # fmt: skip
ALL_INDUSTRIES = {"", "000000", "00"}
DIGITS = {"3-digit": 3, "4-digit": 4, "5-digit": 5, "6-digit": 6}


def soc_of(text: str) -> str:
    """49-3011 as six digits."""
    plain = text.strip().replace("-", "").removesuffix(".00")
    if len(plain) != 6 or not plain.isdigit():
        raise LayoutError(
            f"The occupation {text.strip()[:20]!r} is no SOC code, which has six digits, such as 49-3011."
        )
    return plain


class _Headed(Reader):
    """What both readers of OEWS files know of their headings."""

    def __init__(self, header: Sequence[str], required: Sequence[str], what: str) -> None:
        names = plain_headings(header)
        demand(names, required, what)
        self.at = {name: place for place, name in enumerate(names)}
        self.unknown = tuple(given.strip() for given, name in zip(header, names, strict=True) if name not in KNOWN)

    def cell(self, cells: list[str], name: str) -> str:
        place = self.at.get(name)
        return "" if place is None else cells[place].strip()

    def number(self, cells: list[str], name: str, whole: int, places: int = 0) -> Decimal | None:
        return figure(self.cell(cells, name), name, whole=whole, places=places)


class OewsReader(_Headed):
    """Occupations in areas. `occupations` are the codes that are known; groups that the SOC lacks are passed over."""

    columns = (
        "area", "occupation", "employment", "rse", "jobs_1000", "location_quotient", "hourly_mean", "annual_mean",
        "annual_median", "hourly_p10", "hourly_p25", "hourly_median", "hourly_p75", "hourly_p90", "top_coded_from",
    )  # fmt: skip
    withheld = 2

    def __init__(self, header: Sequence[str], occupations: Set[str]) -> None:
        super().__init__(header, REQUIRED, WHAT)
        self.occupations = occupations
        self._areas: dict[str, Area] = {}

    def __call__(self, cells: list[str]) -> Row:
        if self.cell(cells, "naics") not in ALL_INDUSTRIES:
            raise PassedOver("occupations of one industry or of one kind of owner")
        area, soc = self._area(cells), soc_of(self.cell(cells, "occ_code"))
        if soc not in self.occupations:
            raise PassedOver("occupations that the 2018 SOC does not have")
        money = [(name, self.cell(cells, name)) for name in PERCENTILES.values()]
        topped = [p for p, (_, text) in zip(PERCENTILES, money, strict=True) if text == TOP]
        return (
            area,
            soc,
            self.number(cells, "tot_emp", 10),
            self.number(cells, "emp_prse", 4, 1),
            self.number(cells, "jobs_1000", 5, 3),
            self.number(cells, "loc_quotient", 5, 2),
            self.number(cells, "h_mean", 6, 2),
            self.number(cells, "a_mean", 9),
            self.number(cells, "a_median", 9),
            *(figure(text, name, whole=6, places=2) for name, text in money),
            min(topped, default=None),
        )

    def new_areas(self) -> list[Area]:
        return list(self._areas.values())

    def _area(self, cells: list[str]) -> str:
        printed, kind = self.cell(cells, "area"), self.cell(cells, "area_type")
        if not (printed.isdigit() and len(printed) <= 7):
            raise LayoutError(f"The area {printed[:20]!r} is no code of the Bureau, which has up to seven digits.")
        code = area_code(printed, kind)
        if code not in self._areas:
            state = self.cell(cells, "prim_state").upper()
            state = FIPS.get(state, state if state.isdigit() and len(state) == 2 else "")
            found = area_kind(code, kind)
            if not state and found == "state":
                state = code[:2]
            name = self.cell(cells, "area_title")[:120] or code
            self._areas[code] = Area(code, name, found, "" if state == "00" else state)
        return code


class StaffingReader(_Headed):
    """Occupations of the nation's industries, from a May file or the packaged one."""

    columns = ("industry", "occupation", "employment", "industry_employment")

    def __init__(self, header: Sequence[str], occupations: Set[str], industries: Set[str]) -> None:
        super().__init__(header, REQUIRED_STAFFING, "staffing by industry")
        self.occupations, self.industries = occupations, industries
        self._totals: dict[str, Decimal] = {}
        self._owners: dict[str, str] = {}

    def __call__(self, cells: list[str]) -> Row:
        if self.cell(cells, "area_type") not in {"", "1", "N"}:
            raise PassedOver("areas other than the nation")
        printed = self.cell(cells, "naics")
        if printed in ALL_INDUSTRIES:
            raise PassedOver("all industries together")
        naics = self._naics(printed, self.cell(cells, "i_group").lower())
        if naics not in self.industries:
            raise PassedOver("industries that NAICS 2022 does not have")
        owner = self.cell(cells, "own_code")
        if self._owners.setdefault(naics, owner) != owner:
            raise PassedOver("an industry under one kind of owner, beside the whole")
        soc, jobs = soc_of(self.cell(cells, "occ_code")), self.number(cells, "tot_emp", 10)
        total = self.number(cells, "industry_employment", 10) or self._totals.get(naics)
        if soc == "000000":
            if jobs:
                self._totals[naics] = jobs
            raise PassedOver("totals of an industry, which its occupations are shares of")
        if soc not in self.occupations:
            raise PassedOver("occupations that the 2018 SOC does not have")
        if jobs is None:
            raise PassedOver("jobs that were not released")
        if not total:
            raise LayoutError(
                f"There is no total for industry {naics} before this line, so this is a share of nothing."
            )
        return (naics, soc, jobs, total)

    def _naics(self, printed: str, group: str) -> str:
        plain = printed.replace("_", "-")
        if group == "sector" and plain[2:].strip("0") == "":
            return plain[:2]
        return plain[: DIGITS[group]] if group in DIGITS and plain.isdigit() else plain
