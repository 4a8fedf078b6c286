"""Which boundaries figures are counted in, and where that breaks a trend (BR-80).

Connecticut's eight counties were replaced by nine planning regions. The Quarterly Census of Employment and Wages counts
in these from the first quarter of 2024; the Bureau of Labor Statistics gives no way from one to the other.
"""

from __future__ import annotations

from collections.abc import Iterable

CONNECTICUT = "09"
BREAK_YEAR = 2024
BEFORE, AFTER = 2020, 2022
"""The vintages of boundaries on the two sides, as counties and data sets carry them."""
PLANNING_REGIONS = {
    "09110": "Capitol",
    "09120": "Greater Bridgeport",
    "09130": "Lower Connecticut River Valley",
    "09140": "Naugatuck Valley",
    "09150": "Northeastern Connecticut",
    "09160": "Northwest Hills",
    "09170": "South Central Connecticut",
    "09180": "Southeastern Connecticut",
    "09190": "Western Connecticut",
}
FORMER_COUNTIES = ("09001", "09003", "09005", "09007", "09009", "09011", "09013", "09015")


def geo_vintage(first_year: int | None, last_year: int | None) -> int | None:
    """The boundaries of counts of these years; None where they lie on both sides of the break, or are not known."""
    if first_year is None or last_year is None:
        return None
    if last_year < BREAK_YEAR:
        return BEFORE
    return AFTER if first_year >= BREAK_YEAR else None


def trend_refused(areas: Iterable[str], years: Iterable[int]) -> str:
    """Why no trend of county counts may be drawn for these areas over these years; empty where one may.

    The state as a whole (09000) is the same on both sides.
    """
    wanted, asked = sorted(set(areas)), sorted(set(years))
    old = [fips for fips in wanted if fips in FORMER_COUNTIES]
    new = [fips for fips in wanted if fips in PLANNING_REGIONS]
    if not asked or not (old or new):
        return ""
    if (old and asked[-1] >= BREAK_YEAR) or (new and asked[0] < BREAK_YEAR) or (old and new):
        span = str(asked[0]) if asked[0] == asked[-1] else f"{asked[0]} to {asked[-1]}"
        return (
            f"No trend of {span} can be drawn for {', '.join(old + new)}: Connecticut’s eight counties were replaced by"
            f" nine planning regions (09110 to 09190), in which jobs are counted from {BREAK_YEAR}, and the Bureau of"
            " Labor Statistics gives no way from one to the other. Choose years on one side of"
            f" {BREAK_YEAR}, or the state as a whole (09000)."
        )
    return ""
