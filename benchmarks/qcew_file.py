"""Writes a synthetic annual singlefile of the QCEW, as large as the real one: made a line at a time, straight to disk.

    python -m benchmarks.qcew_file /tmp/qcew.csv --rows 5000000 --year 2024

The areas, codes and columns are real, the figures invented; of every ten lines four are withheld, as at six digits.
"""

from __future__ import annotations

import csv
import gzip
import io
import random
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "labor_market" / "data"
STATES = 56
WITHHELD = 0.4
FIGURES = (
    "annual_avg_estabs",
    "annual_avg_emplvl",
    "total_annual_wages",
    "taxable_annual_wages",
    "annual_contributions",
)
PAY = ("annual_avg_wkly_wage", "avg_annual_pay")
CHANGES = [f"oty_{name}_{what}" for name in (*FIGURES, *PAY) for what in ("chg", "pct_chg")]
HEADER = [
    "area_fips", "own_code", "industry_code", "agglvl_code", "size_code", "year", "qtr", "disclosure_code", *FIGURES,
    *PAY, "lq_disclosure_code", *(f"lq_{name}" for name in (*FIGURES, *PAY)), "oty_disclosure_code", *CHANGES,
]  # fmt: skip
PRIVATE_LEVEL = {2: 74, 3: 75, 4: 76, 5: 77, 6: 78}


def packaged(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(gzip.decompress((DATA / name).read_bytes()).decode())))


def areas() -> list[str]:
    """The nation, the states and every county."""
    counties = [row["fips5"] for row in packaged("counties_2020.csv.gz") if row["geo_vintage"] == "2020"]
    states = sorted({fips[:2] for fips in counties})
    return ["US000", *(f"{state}000" for state in states), *counties]


def lines_of_an_area() -> list[tuple[str, str, int]]:
    """(owner, industry, level): the total, the kinds of government, then private by depth."""
    codes = [row["code"] for row in packaged("naics_2022.csv.gz")]
    deep = {code: 2 if "-" in code else len(code) for code in codes}
    private = sorted(codes, key=lambda code: (deep[code], code))
    government = [(owner, code, PRIVATE_LEVEL[deep[code]]) for owner in "123" for code in private[:60]]
    first = [("0", "10", 70), *((owner, "10", 71) for owner in "1235"), *government]
    return first + [("5", code, PRIVATE_LEVEL[deep[code]]) for code in private]


def rows(wanted: int, year: int, seed: int = 2024) -> Iterator[list[object]]:
    """So many lines, spread over every area."""
    rng = random.Random(seed)
    places, kinds = areas(), lines_of_an_area()
    each, over = divmod(wanted, len(places))
    for number, place in enumerate(places):
        for owner, code, level in kinds[: each + (number < over)]:
            yield line(rng, place, owner, code, level, year)


def line(rng: random.Random, place: str, owner: str, code: str, level: int, year: int) -> list[object]:
    """One line of a file, with everything at 0 where it is withheld."""
    head: list[object] = [place, owner, code, level, 0, year, "A"]
    shops = rng.randrange(1, 400)
    if level >= 74 and rng.random() < WITHHELD * 1.02:  # totals are never withheld
        return [*head, "N", shops, *[0] * 6, "N", *[0] * 7, "N", *[0] * 14]
    jobs, weekly = rng.randrange(1, 60000), rng.randrange(400, 2600)
    wages, quotient, change = jobs * weekly * 52, rng.randrange(1, 400) / 100, rng.randrange(-900, 900)
    share = round(100 * change / jobs, 1)
    apart = rng.random() < 0.05  # withheld over the year alone
    changes = (
        [0] * 14 if apart else [2, 0.5, change, share, change * 900, share, change * 300, share, 1, 0.1, 9, 1, 400, 1]
    )
    quotients = [quotient] * 7
    figures = [shops, jobs, wages, wages // 3, wages // 90, weekly, weekly * 52]
    return [*head, "", *figures, "", *quotients, "N" if apart else "", *changes]


def write(path: Path, wanted: int, year: int) -> None:
    """The whole file; the figures of one year are those of another moved, so two files make a trend."""
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, quoting=csv.QUOTE_NONNUMERIC)
        out.writerow(HEADER)
        out.writerows(rows(wanted, year, seed=year))


def main() -> int:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("path", type=Path)
    parser.add_argument("--rows", type=int, default=5_000_000)
    parser.add_argument("--year", type=int, default=2024)
    options = parser.parse_args()
    if options.rows > len(areas()) * len(lines_of_an_area()):
        raise SystemExit(f"At most {len(areas()) * len(lines_of_an_area()):,} lines differ from each other.")
    write(options.path, options.rows, options.year)
    print(f"{options.path}: {options.rows:,} lines, {options.path.stat().st_size / 1024**2:,.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
