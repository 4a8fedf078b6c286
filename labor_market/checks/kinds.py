"""Opening a file of a kind: its headings are found, and the reader that knows them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, BinaryIO

from labor_market.checks import projections
from labor_market.checks.archives import CannotRead
from labor_market.checks.oews import OewsReader, StaffingReader
from labor_market.checks.qcew import QcewReader
from labor_market.checks.streams import MOST_UNPACKED, Lines, Rows
from labor_market.checks.tally import Reader, Row, Tally, rows_of
from labor_market.choices import ImportKind
from labor_market.rules.layouts import LayoutError, plain_headings

MOST_HEADINGS = 400
SIGNS = {
    ImportKind.QCEW: {"area_fips", "own_code", "industry_code", "qtr"},
    ImportKind.OEWS: {"occ_code", "tot_emp", "area"},
    ImportKind.STAFFING: {"occ_code", "naics", "industry_employment"},
}
"""Headings by which a file of a kind is known when it was brought as another."""


@dataclass(frozen=True)
class Known:
    """Codes that the database knows, which some files are held against."""

    occupations: Set[str] = frozenset()
    industries: Set[str] = frozenset()


@dataclass
class Opened:
    """A file with its headings read: iterate `rows`, and watch `tally` and `lines` meanwhile.

    `rest` has the rows below the headings, of each file of an archive in turn.
    """

    lines: Lines
    header: list[str]
    reader: Reader
    tally: Tally = field(default_factory=Tally)
    rest: Iterator[Rows] = field(default_factory=lambda: iter([]))

    @property
    def rows(self) -> Iterator[Row]:
        for rows in self.rest:
            yield from rows_of(rows, self.lines, self.reader, len(self.header), self.tally)


def open_file(
    file: BinaryIO, kind: str, options: Mapping[str, Any], known: Known, *, most: int = MOST_UNPACKED
) -> Opened:
    """The file as one of its kind. Raises LayoutError with a sentence where it is not."""
    lines = Lines(file, most=most)
    files = lines.files()
    first = next(files)
    header = headings(first, kind, lines.part)
    try:
        reader = reader_for(kind, header, options, known)
    except CannotRead:
        raise
    except LayoutError as wrong:
        refused = CannotRead(f"{wrong} {other_kind(header, kind)}".strip())
        refused.header = tuple(header)
        raise refused from wrong
    return Opened(lines, header, reader, rest=chain([first], others(files, lines, header, kind)))


def others(files: Iterator[Rows], lines: Lines, header: list[str], kind: str) -> Iterator[Rows]:
    """The files of an archive after the first, below their headings, which must be the first one's in any spelling."""
    first, wanted = lines.part, plain_headings(header)
    for rows in files:
        found = headings(rows, kind, lines.part)
        if plain_headings(found) != wanted:
            raise CannotRead(
                f"The files of the archive do not belong together: “{lines.part}” has other headings than “{first}”."
                f" {difference(found, header)} Bring an archive of one download, or unpack it and bring one file at a"
                " time."
            )
        yield rows


def difference(found: list[str], header: list[str]) -> str:
    """In what headings differ from those of the first file, as a sentence."""
    have, wanted = set(plain_headings(found)), set(plain_headings(header))
    lacking = [name for name, plain in zip(header, plain_headings(header), strict=True) if plain not in have]
    more = [name for name, plain in zip(found, plain_headings(found), strict=True) if plain not in wanted]
    said = [f"It {verb} {listed(names)}." for verb, names in (("lacks", lacking), ("adds", more)) if names]
    return " ".join(said) or "They stand in another order."


def listed(names: list[str]) -> str:
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")


def headings(rest: Rows, kind: str, part: str = "") -> list[str]:
    """The line of headings: the first, or in projections the first of the first ten that has at least three."""
    what = f"“{part}” in the archive" if part else "The file"
    for _ in range(10):
        cells = next(rest, None)
        if cells is None:
            break
        while cells and not cells[-1].strip():
            cells.pop()
        if len(cells) > MOST_HEADINGS:
            raise CannotRead(f"{what} has {len(cells):,} columns; no file of this kind has so many.")
        if kind != ImportKind.PROJECTION or len([cell for cell in cells if cell.strip()]) >= 3:
            return [cell.strip().strip("\ufeff")[:120] for cell in cells]
    raise CannotRead(f"{what} has no line of headings. {'Download it' if part else 'Choose it'} again.")


def reader_for(kind: str, header: list[str], options: Mapping[str, Any], known: Known) -> Reader:
    """The reader of that kind for these headings."""
    if kind == ImportKind.QCEW:
        return QcewReader(header)
    if kind == ImportKind.OEWS:
        return OewsReader(header, known.occupations)
    if kind == ImportKind.STAFFING:
        return StaffingReader(header, known.occupations, known.industries)
    return projections.ProjectionReader(
        header,
        options.get("mapping") or projections.guess(header),
        years=(options.get("base_year"), options.get("projected_year")),
        all_area=options.get("all_area") or "Statewide",
        is_total=bool(options.get("is_total")),
    )


def other_kind(header: list[str], kind: str) -> str:
    """What the file seems to be instead, as a sentence; nothing where it is not known."""
    names = set(plain_headings(header))
    for other, signs in SIGNS.items():
        if other != kind and signs <= names:
            return f"It looks like a file of {other.upper()}: choose that kind."
    return "" if kind == ImportKind.PROJECTION else f"Its headings are {', '.join(header[:8])}."
