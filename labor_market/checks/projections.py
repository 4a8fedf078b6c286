"""Reading a state's projections: every state has headings of its own, so the analyst says which is which.

The headings are guessed first. Exits, transfers and openings are kept as yearly means, whichever way the file has them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from labor_market.checks.oews import soc_of
from labor_market.checks.tally import Reader, Row
from labor_market.rules.layouts import LayoutError, figure

LABELS = {
    "area": "Area",
    "soc": "Occupation code (SOC)",
    "title": "Occupation title",
    "base_year": "Base year",
    "projected_year": "Projected year",
    "base_employment": "Jobs in the base year",
    "projected_employment": "Jobs in the projected year",
    "change": "Change in jobs",
    "percent": "Change, percent",
    "exits": "Exits",
    "transfers": "Transfers",
    "openings": "Openings",
}
NEEDED = ("soc", "base_employment", "projected_employment")
GUESSES = {
    "area": r"^area(_?(name|title))?$|^region|^geograph|^wda|^lwda|^workforce",
    "soc": r"soc(_?code)?$|^occ(upation)?_?code$|^code$|^matrix_?code$",
    "title": r"(occ(upation(al)?)?|soc)_?(title|name)|^occupation$|^title$",
    "base_year": r"^base_?(yr|year)$",
    "projected_year": r"^proj(ected|ection)?_?(yr|year)$",
    "base_employment": r"^base(_?(emp\w*|jobs))?$|^(emp\w*|jobs|est\w*)_?(20\d\d|base)|^20\d\d_?(est\w*|emp\w*|jobs)",
    "projected_employment": r"^proj(ected)?(_?(emp\w*|jobs))?$|^(emp\w*|jobs)_?proj|^20\d\d_?proj|^proj\w*_?20\d\d",
    "change": r"^(num\w*_?|emp\w*_?|net_?|total_?|job_?)?(change|growth|chg)(_?num\w*)?$",
    "percent": r"(pct|percent|%)",
    "exits": r"exit",
    "transfers": r"transfer",
    "openings": r"opening",
}
YEAR = re.compile(r"(?:19|20)\d\d")


def guess(header: Sequence[str]) -> dict[str, str]:
    """Field → heading, as far as the words of the headings tell. A heading is taken once."""
    plain = [re.sub(r"[^a-z0-9%]+", "_", name.strip().lower()).strip("_") for name in header]
    found: dict[str, str] = {}
    taken: set[int] = set()
    for name, pattern in GUESSES.items():
        fitting = [i for i, text in enumerate(plain) if i not in taken and re.search(pattern, text)]
        if name == "openings":  # the yearly total of growth, exits and transfers, where there are several
            fitting.sort(key=lambda i: ("total" not in plain[i], i))
        if fitting:
            found[name] = header[fitting[0]].strip()
            taken.add(fitting[0])
    return found


def year_in(heading: str) -> int | None:
    """The year that a heading names, such as 2022 Employment."""
    found = YEAR.search(heading)
    return int(found.group()) if found else None


class ProjectionReader(Reader):
    """The rows of a file whose headings are mapped: field → heading.

    `years` are base and projected year where the file has no columns of them; `all_area` is the area of a file without
    one; `is_total` says that exits, transfers and openings are sums over the whole period.
    """

    columns = (
        "area", "soc", "title", "base_year", "projected_year", "base_employment", "projected_employment", "change",
        "percent", "exits", "transfers", "openings",
    )  # fmt: skip
    withheld = 6

    def __init__(
        self,
        header: Sequence[str],
        mapping: Mapping[str, str],
        *,
        years: tuple[int | None, int | None] = (None, None),
        all_area: str = "Statewide",
        is_total: bool = False,
    ) -> None:
        places = {name.strip(): place for place, name in enumerate(header)}
        self.at = {field: places[given] for field, given in mapping.items() if given in places}
        self.unknown = tuple(name for name, place in places.items() if name and place not in self.at.values())
        if lacking := [LABELS[name] for name in NEEDED if name not in self.at]:
            raise LayoutError(
                f"It is not said which heading holds: {', '.join(lacking)}. The headings are"
                f" {', '.join(name for name in places if name)}."
            )
        self.base, self.projected = (
            given or year_in(mapping.get(field, "")) for given, field in zip(years, NEEDED[1:], strict=True)
        )
        for field, year in (("base_year", self.base), ("projected_year", self.projected)):
            if field not in self.at and year is None:
                raise LayoutError(f"No heading holds the {LABELS[field].lower()}, and it was not given. Give the year.")
        self.all_area, self.is_total = all_area, is_total
        self._years: set[int] = set()

    def __call__(self, cells: list[str]) -> Row:
        base = self._year(cells, "base_year", self.base)
        projected = self._year(cells, "projected_year", self.projected)
        if projected <= base:
            raise LayoutError(f"The projected year {projected} does not follow the base year {base}.")
        before, after = self._figure(cells, "base_employment"), self._figure(cells, "projected_employment")
        change = self._figure(cells, "change", signed=True)
        if change is None and before is not None and after is not None:
            change = after - before
        percent = self._percent(cells, before, change)
        divisor = projected - base if self.is_total else 1
        yearly = [self._yearly(cells, name, divisor) for name in ("exits", "transfers", "openings")]
        area = self._text(cells, "area")[:120] or self.all_area
        soc, title = soc_of(self._text(cells, "soc")), self._text(cells, "title")[:160]
        self._years.add(projected)
        return (area, soc, title, base, projected, before, after, change, percent, *yearly)

    def years(self) -> set[int]:
        return self._years

    def _text(self, cells: list[str], name: str) -> str:
        place = self.at.get(name)
        return "" if place is None else cells[place].strip()

    def _figure(self, cells: list[str], name: str, *, signed: bool = False) -> Decimal | None:
        return figure(self._text(cells, name), LABELS[name], whole=11, places=1, signed=signed)

    def _percent(self, cells: list[str], before: Decimal | None, change: Decimal | None) -> Decimal | None:
        text = self._text(cells, "percent").removesuffix("%")
        printed = figure(text, LABELS["percent"], whole=6, places=2, signed=True)
        if printed is None and before and change is not None:
            return round(change / before * 100, 2)
        return printed

    def _yearly(self, cells: list[str], name: str, divisor: int) -> Decimal | None:
        found = self._figure(cells, name)
        return None if found is None else round(found / divisor, 1)

    def _year(self, cells: list[str], name: str, given: int | None) -> int:
        text = self._text(cells, name)
        if not text and given is not None:
            return given
        if not (text.isdigit() and 1990 <= int(text) <= 2100):
            raise LayoutError(f"{LABELS[name]} is {text[:20]!r}; a year has four digits.")
        return int(text)
