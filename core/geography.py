"""Counties: their names and codes everywhere, their outlines for the states that have a file in
core/data/counties.

Public facts without a state column in the database; read once a process. See core/data/NOTICE.md.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).resolve().parent / "data"
GEO_VINTAGE = "2017"
"""Census vintage of codes and outlines. A trend may not cross vintages where codes changed (BR-80)."""

USPS = re.compile(r"^[A-Za-z]{2}$")
STATES = (
    "AL01 AK02 AZ04 AR05 CA06 CO08 CT09 DE10 DC11 FL12 GA13 HI15 ID16 IL17 IN18 IA19 KS20 KY21 LA22 ME23 MD24 MA25 MI26"
    " MN27 MS28 MO29 MT30 NE31 NV32 NH33 NJ34 NM35 NY36 NC37 ND38 OH39 OK40 OR41 PA42 RI44 SC45 SD46 TN47 TX48 UT49 VT50"
    " VA51 WA53 WV54 WI55 WY56 AS60 GU66 MP69 PR72 VI78"
)
USPS_OF = {pair[2:]: pair[:2] for pair in STATES.split()}


@dataclass(frozen=True)
class County:
    """A county or its equivalent; `fips` has five digits, the first two the state's."""

    fips: str
    name: str
    state_fips: str


@dataclass(frozen=True)
class Shape:
    """A county's outline in points: SVG path, where its number stands, and how wide that may be."""

    name: str
    path: str
    x: float
    y: float
    room: float


@dataclass(frozen=True)
class Geography:
    """A state's map."""

    width: float
    height: float
    counties: Mapping[str, Shape]


@cache
def all_counties() -> dict[str, County]:
    """FIPS → county, for the whole country."""
    with (DATA / "counties.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        return {r["county_fips"]: County(r["county_fips"], r["county_name"], r["state_fips"]) for r in rows}


@cache
def counties_of(state_fips: str) -> list[County]:
    """A state's counties by name; empty for a code that has none."""
    found = [county for county in all_counties().values() if county.state_fips == state_fips]
    return sorted(found, key=lambda county: county.name)


@cache
def touching() -> dict[str, frozenset[str]]:
    """FIPS → the counties that share a stretch of border with it, across state lines too."""
    with (DATA / "county_neighbors.csv").open(encoding="utf-8", newline="") as file:
        return {r["county_fips"]: frozenset(r["touches"].split()) for r in csv.DictReader(file)}


def parts_of(counties: Iterable[str]) -> list[list[str]]:
    """The counties in groups that hang together by their borders, the largest group first; one group is contiguous."""
    left, parts = set(counties), []
    while left:
        waiting, part = [min(left)], set[str]()
        while waiting:
            one = waiting.pop()
            if one in left:
                left.remove(one)
                part.add(one)
                waiting += touching().get(one, frozenset()) & left
        parts.append(sorted(part))
    return sorted(parts, key=lambda part: (-len(part), part))


def usps_of(state_fips: str) -> str:
    """PA for 42; the code itself where no state has it."""
    return USPS_OF.get(state_fips, state_fips)


def county_name(fips: str) -> str:
    """Lycoming. Raises KeyError for a code that no county has."""
    return all_counties()[fips].name


@cache
def geography(usps: str) -> Geography | None:
    """The map of "PA", or None where no outlines are kept: say it in bars and a table then."""
    if not USPS.match(usps):
        raise ValueError(f"A state's postal abbreviation is two letters, not {usps!r}.")
    file = DATA / "counties" / f"{usps.lower()}.json"
    if not file.exists():
        return None
    found = json.loads(file.read_text(encoding="utf-8"))
    shapes = {fips: Shape(**shape) for fips, shape in found["counties"].items()}
    return Geography(found["width"], found["height"], shapes)
