"""How the Bureau of Labor Statistics writes its files: headings in every spelling met so far, and printed figures.

A cell that was not released is None, never 0.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from labor_market.choices import AreaKind

NOT_RELEASED = {"", "*", "**", "-", "--", "N/A", "ND"}
TOP = "#"
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
}
AREA_TYPES = {"N": AreaKind.NATION, "1": AreaKind.NATION, "S": AreaKind.STATE, "2": AreaKind.STATE, "3": AreaKind.STATE}
POSTAL = (
    "AL:01 AK:02 AZ:04 AR:05 CA:06 CO:08 CT:09 DE:10 DC:11 FL:12 GA:13 HI:15 ID:16 IL:17 IN:18 IA:19 KS:20 KY:21 LA:22"
    " ME:23 MD:24 MA:25 MI:26 MN:27 MS:28 MO:29 MT:30 NE:31 NV:32 NH:33 NJ:34 NM:35 NY:36 NC:37 ND:38 OH:39 OK:40 OR:41"
    " PA:42 RI:44 SC:45 SD:46 TN:47 TX:48 UT:49 VT:50 VA:51 WA:53 WV:54 WI:55 WY:56 GU:66 PR:72 VI:78"
)
FIPS = dict(pair.split(":") for pair in POSTAL.split())
"""Postal letters → code of the state."""
PLAIN = re.compile(r"-?\d{1,12}(?:\.\d{1,6})?$")


class LayoutError(ValueError):
    """The file is not in a layout that we know. The message is fit to show the person who brought it."""


def number(text: str | None) -> Decimal | None:
    """A printed figure; None when it was not released or stands at the ceiling."""
    cleaned = (text or "").replace(",", "").strip()
    if cleaned in NOT_RELEASED or cleaned == TOP:
        return None
    try:
        if PLAIN.match(cleaned):
            return Decimal(cleaned)
    except InvalidOperation:  # the pattern lets none through; kept so that no file can raise
        pass
    raise LayoutError(f"{cleaned[:40]!r} is not a number.")


def figure(text: str, name: str, *, whole: int, places: int = 0, signed: bool = False) -> Decimal | None:
    """A figure that fits its column: at most `whole` digits before the point, rounded to `places`.

    Raises LayoutError with a sentence that names the column.
    """
    try:
        found = number(text)
    except LayoutError as wrong:
        raise LayoutError(f"{name} is {text.strip()[:40]!r}, which is not a number.") from wrong
    if found is None:
        return None
    if found < 0 and not signed:
        raise LayoutError(f"{name} is {found}; it cannot be below 0.")
    if abs(found) >= 10**whole:
        raise LayoutError(f"{name} is {found:,}, which is more than can be true.")
    return found if places is None else found.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def plain_headings(header: Sequence[str]) -> list[str]:
    """Headings in the short spelling, whatever the file called them."""
    cleaned = [name.strip().strip("\ufeff").lower().replace(" ", "_") for name in header]
    return [PLAIN_NAMES.get(name, name.replace("estabs_count", "estabs")) for name in cleaned]


def demand(headings: Iterable[str], columns: Iterable[str], kind: str) -> None:
    """Refuse a file that lacks a column."""
    have = set(headings)
    lacking = [name for name in columns if name not in have]
    if lacking:
        raise LayoutError(f"This is not a file of {kind}: it has no column {', '.join(lacking)}.")


def area_kind(code: str, area_type: str) -> AreaKind:
    """Which kind an area is; the series files write M for metropolitan and nonmetropolitan alike."""
    if area_type in AREA_TYPES:
        return AREA_TYPES[area_type]
    metro = area_type == "4" or (area_type == "M" and code.startswith("00"))
    return AreaKind.METRO if metro else AreaKind.NONMETRO


def area_code(printed: str, area_type: str) -> str:
    """Seven digits: May files print the nation as 99 and a state by its two digits, series files print all seven."""
    if len(printed) == 7:
        return printed
    if area_type in {"1", "N"}:
        return "0000000"
    if area_type in {"2", "3", "S"}:
        return f"{printed.zfill(2)}00000"
    return printed.zfill(7)
