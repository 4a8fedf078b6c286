"""How the Bureau of Labor Statistics writes its files: OEWS estimates and QCEW counts, in every spelling met so far.

A cell that was not released is None, never 0. In QCEW a `disclosure_code` of N means that the figures beside it,
printed as 0, are withheld.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from labor_market.choices import AreaKind

NOT_RELEASED = {"", "*", "**", "-", "N/A"}
TOP = "#"
PERCENTILES = (10, 25, 50, 75, 90)
PLAIN_NAMES = {
    "area_code": "area",
    "area_name": "area_title",
    "areatype": "area_type",
    "employment": "tot_emp",
    "employment_percent_relative_standard_error": "emp_prse",
    "employment_per_1000_jobs": "jobs_1000",
    "location_quotient": "loc_quotient",
    "hourly_mean_wage": "h_mean",
    "annual_mean_wage": "a_mean",
    "annual_median_wage": "a_median",
    "hourly_10th_percentile_wage": "h_pct10",
    "hourly_25th_percentile_wage": "h_pct25",
    "hourly_median_wage": "h_median",
    "hourly_75th_percentile_wage": "h_pct75",
    "hourly_90th_percentile_wage": "h_pct90",
    "annual_avg_estabs_count": "annual_avg_estabs",
    "qtrly_estabs_count": "qtrly_estabs",
}
REQUIRED_OEWS = ("area", "area_title", "area_type", "occ_code", "tot_emp", "emp_prse", "loc_quotient", "h_median")
REQUIRED_QCEW = ("area_fips", "own_code", "industry_code", "year", "qtr", "disclosure_code")
AREA_TYPES = {"N": AreaKind.NATION, "1": AreaKind.NATION, "S": AreaKind.STATE, "2": AreaKind.STATE, "3": AreaKind.STATE}


class LayoutError(ValueError):
    """The file is not in a layout that we know. The message is fit to show the person who brought it."""


@dataclass(frozen=True)
class OewsRow:
    """One occupation in one area. Wages in dollars; `top_coded_from` is the lowest percentile at the ceiling."""

    area: str
    area_name: str
    area_kind: AreaKind
    prim_state: str
    occupation: str
    employment: int | None
    rse: Decimal | None
    jobs_1000: Decimal | None
    location_quotient: Decimal | None
    hourly_mean: Decimal | None
    annual_mean: Decimal | None
    annual_median: Decimal | None
    hourly: tuple[Decimal | None, ...]
    top_coded_from: int | None


@dataclass(frozen=True)
class QcewRow:
    """One industry under one owner in one area, a year (`quarter` 0) or a quarter."""

    area_fips: str
    own_code: str
    industry_code: str
    year: int
    quarter: int
    disclosed: bool
    establishments: int | None
    employment: Decimal | None
    total_wages: Decimal | None
    average_pay: Decimal | None
    location_quotient: Decimal | None


def number(text: str | None) -> Decimal | None:
    """A printed figure; None when it was not released or stands at the ceiling."""
    cleaned = (text or "").replace(",", "").strip()
    if cleaned in NOT_RELEASED or cleaned == TOP:
        return None
    try:
        return Decimal(cleaned)
    except InvalidOperation as wrong:
        raise LayoutError(f"{cleaned!r} is not a number.") from wrong


def renamed(rows: Iterable[Mapping[str, str]]) -> Iterator[dict[str, str]]:
    """Rows under the short column names, whatever the file called them."""
    for row in rows:
        yield {PLAIN_NAMES.get(k.strip().lower(), k.strip().lower()): v for k, v in row.items() if k}


def demand(row: Mapping[str, str], columns: Iterable[str], kind: str) -> None:
    """Refuse a file that lacks a column."""
    lacking = [name for name in columns if name not in row]
    if lacking:
        raise LayoutError(f"This is not a file of {kind}: it has no column {', '.join(lacking)}.")


def area_kind(code: str, area_type: str) -> AreaKind:
    """Which kind an area is; the series files write M for metropolitan and nonmetropolitan alike."""
    if area_type in AREA_TYPES:
        return AREA_TYPES[area_type]
    metro = area_type == "4" or (area_type == "M" and code.startswith("00"))
    return AreaKind.METRO if metro else AreaKind.NONMETRO


def read_oews(rows: Iterable[Mapping[str, str]]) -> Iterator[OewsRow]:
    """OEWS estimates from a May file, a series extract or the packaged file."""
    for row in renamed(rows):
        demand(row, REQUIRED_OEWS, "OEWS estimates")
        cells = [row.get(f"h_pct{p}" if p != 50 else "h_median", "") for p in PERCENTILES]
        topped = [p for p, cell in zip(PERCENTILES, cells, strict=True) if cell.strip() == TOP]
        jobs = number(row["tot_emp"])
        yield OewsRow(
            area=row["area"].zfill(7),
            area_name=row["area_title"],
            area_kind=area_kind(row["area"].zfill(7), row["area_type"]),
            prim_state=row.get("prim_state", ""),
            occupation=row["occ_code"].replace("-", ""),
            employment=None if jobs is None else int(jobs),
            rse=number(row["emp_prse"]),
            jobs_1000=number(row.get("jobs_1000")),
            location_quotient=number(row["loc_quotient"]),
            hourly_mean=number(row.get("h_mean")),
            annual_mean=number(row.get("a_mean")),
            annual_median=number(row.get("a_median")),
            hourly=tuple(number(cell) for cell in cells),
            top_coded_from=min(topped, default=None),
        )


def read_qcew(rows: Iterable[Mapping[str, str]]) -> Iterator[QcewRow]:
    """QCEW counts from an annual or quarterly file, by area or whole, in the old and the new spelling."""
    for row in renamed(rows):
        demand(row, REQUIRED_QCEW, "QCEW counts")
        annual = "annual_avg_emplvl" in row
        if not annual and "month1_emplvl" not in row:
            raise LayoutError("This QCEW file has neither annual averages nor monthly employment.")
        disclosed = row["disclosure_code"].strip() != "N"
        establishments = number(row.get("annual_avg_estabs" if annual else "qtrly_estabs"))
        lq_disclosed = disclosed and row.get("lq_disclosure_code", "").strip() != "N"
        yield QcewRow(
            area_fips=row["area_fips"].strip(),
            own_code=row["own_code"].strip(),
            industry_code=row["industry_code"].strip().replace("_", "-"),
            year=int(row["year"]),
            quarter=0 if annual else int(row["qtr"]),
            disclosed=disclosed,
            establishments=int(establishments)
            if establishments is not None and (establishments or disclosed)
            else None,
            employment=_jobs(row, annual) if disclosed else None,
            total_wages=number(row.get("total_annual_wages" if annual else "total_qtrly_wages")) if disclosed else None,
            average_pay=number(row.get("avg_annual_pay")) if annual and disclosed else None,
            location_quotient=number(row.get("lq_annual_avg_emplvl")) if annual and lq_disclosed else None,
        )


def _jobs(row: Mapping[str, str], annual: bool) -> Decimal | None:
    """Average employment: of the year as printed, of a quarter from its three months."""
    if annual:
        return number(row["annual_avg_emplvl"])
    months = [number(row[f"month{i}_emplvl"]) for i in (1, 2, 3)]
    known = [m for m in months if m is not None]
    return round(sum(known, Decimal(0)) / 3, 1) if len(known) == 3 else None
