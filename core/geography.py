"""Counties: their names and codes everywhere, their outlines for the states that have a file in
core/data/counties.

Public facts without a state column in the database; read once a process. See core/data/NOTICE.md. Connecticut's nine
planning regions stand beside its eight former counties, which they replaced in 2022 (docs/decisions/0018).
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
PLANNING_VINTAGE = "2022"
"""That of Connecticut's planning regions."""

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


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _counties(name: str) -> dict[str, County]:
    return {r["county_fips"]: County(r["county_fips"], r["county_name"], r["state_fips"]) for r in _rows(name)}


@cache
def planning_regions() -> dict[str, County]:
    """FIPS → planning region: what has stood for a county in Connecticut since 2022."""
    return _counties("planning_regions.csv")


@cache
def all_counties() -> dict[str, County]:
    """FIPS → county, for the whole country; both the former counties of Connecticut and its planning regions."""
    return _counties("counties.csv") | planning_regions()


@cache
def counties_of(state_fips: str) -> list[County]:
    """A state's counties by name, of Connecticut the eight former ones; empty for a code that has none."""
    planned = planning_regions()
    found = [one for one in all_counties().values() if one.state_fips == state_fips and one.fips not in planned]
    return sorted(found, key=lambda county: county.name)


def planning_regions_of(state_fips: str) -> list[County]:
    """The planning regions that replaced a state's counties; empty for every state but Connecticut."""
    return [one for one in planning_regions().values() if one.state_fips == state_fips]


def vintage_of(counties: Iterable[str]) -> int:
    """The year of the boundaries that these codes are of."""
    return int(PLANNING_VINTAGE if any(fips in planning_regions() for fips in counties) else GEO_VINTAGE)


def overlapping(counties: Iterable[str]) -> bool:
    """Whether these are codes of both vintages of one state, which lie over each other."""
    wanted, planned = set(counties), planning_regions()
    replaced = {planned[fips].state_fips for fips in wanted if fips in planned}
    return any(fips[:2] in replaced and fips not in planned for fips in wanted)


@cache
def touching() -> dict[str, frozenset[str]]:
    """FIPS → the counties that share a stretch of border with it, across state lines too.

    A planning region touches planning regions and counties of other states, and these touch it: no former county does.
    """
    found = {r["county_fips"]: set(r["touches"].split()) for r in _rows("county_neighbors.csv")}
    for row in _rows("planning_regions.csv"):
        found[row["county_fips"]] = set(row["touches"].split())
        for other in row["touches"].split():
            found.setdefault(other, set()).add(row["county_fips"])
    return {fips: frozenset(others) for fips, others in found.items()}


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
