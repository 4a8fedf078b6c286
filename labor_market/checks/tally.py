"""What a reading of a file finds: good rows, rows withheld, lines refused with their reasons, what was passed over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from labor_market.checks.archives import CannotRead
from labor_market.checks.streams import Lines, Rows, place_of
from labor_market.rules.layouts import LayoutError

MOST_SHOWN = 200
MOST_REFUSED = 100_000
SAMPLE = 8
Row = Sequence[Any]


class PassedOver(Exception):
    """A line that is right, but of something else than what is loaded. The message counts them together."""


class Fault(NamedTuple):
    """A line that was refused, and why. `part`: the file it is in, where an archive holds several."""

    line: int
    text: str
    part: str = ""

    @property
    def place(self) -> str:
        return place_of(self.line, self.part)


class Area(NamedTuple):
    """An area that a file names: code, name, kind, and the code of the state it mostly lies in."""

    code: str
    name: str
    kind: str
    prim_state: str


class Reader:
    """Turns the cells of a line into a row: the figures of `columns`, which are fields of the model.

    `withheld` is the place of the cell that is empty or False in a row without figures, `area` that of the area's.
    """

    columns: tuple[str, ...] = ()
    withheld: int | None = None
    area: int = 0
    unknown: tuple[str, ...] = ()
    is_quarterly = False

    def __call__(self, cells: list[str]) -> Row:
        """Raises LayoutError for a line that cannot be read, PassedOver for one that is something else."""
        raise NotImplementedError

    def years(self) -> set[int]:
        """The years met so far."""
        return set()

    def new_areas(self) -> list[Area]:
        """The areas met so far, where the file names them."""
        return []


@dataclass
class Tally:
    """The counts of a reading, kept while it goes on. `again`: areas that have two files of their own in an archive."""

    read: int = 0
    good: int = 0
    withheld: int = 0
    refused: int = 0
    faults: list[Fault] = field(default_factory=list)
    passed: Counter[str] = field(default_factory=Counter)
    areas: set[str] = field(default_factory=set)
    here: set[str] = field(default_factory=set)
    file_of: dict[str, str] | None = field(default_factory=dict)
    again: dict[str, tuple[str, str]] = field(default_factory=dict)
    sample: list[list[str]] = field(default_factory=list)
    on_fault: Callable[[Fault], None] | None = None

    def refuse(self, fault: Fault) -> None:
        """Count a line that cannot be read; stop where so many are that the file must be another."""
        self.refused += 1
        if len(self.faults) < MOST_SHOWN:
            self.faults.append(fault)
        if self.on_fault is not None:
            self.on_fault(fault)
        if self.refused >= MOST_REFUSED:
            raise CannotRead(
                f"{MOST_REFUSED:,} lines up to {fault.place} could not be read, so the reading stopped. The first:"
                f" {self.faults[0].place}: {self.faults[0].text}"
            )

    def finish(self, part: str) -> None:
        """One file of an archive, or the only one, is read. Where each has one area, those that come again are kept."""
        here, self.here = self.here, set()
        self.areas |= here
        if not part or self.file_of is None:
            return
        if len(here) > 1:
            self.file_of, self.again = None, {}
            return
        for area in here:
            before = self.file_of.setdefault(area, part)
            if before != part:
                self.again.setdefault(area, (before, part))


def rows_of(lines: Rows, source: Lines, reader: Reader, width: int, tally: Tally) -> Iterator[Row]:
    """The rows of a file after its headings, `width` cells wide, counted as they go by."""
    withheld, area = reader.withheld, reader.area
    areas = tally.here
    for cells in lines:
        tally.read += 1
        try:
            if len(cells) != width and not _is_wide_enough(cells, width):
                raise LayoutError(_odd_width(cells, width))
            row = reader(cells)
        except PassedOver as other:
            tally.passed[str(other)] += 1
            continue
        except LayoutError as wrong:
            if isinstance(wrong, CannotRead):
                raise
            tally.refuse(Fault(source.line, str(wrong), source.part))
            continue
        tally.good += 1
        areas.add(row[area])
        if withheld is not None and not row[withheld]:
            tally.withheld += 1
        if len(tally.sample) < SAMPLE:
            tally.sample.append(["" if cell is None else str(cell) for cell in row])
        yield row
    tally.finish(source.part)


def _is_wide_enough(cells: list[str], width: int) -> bool:
    """More cells than headings are right where the rest is empty."""
    return len(cells) > width and not any(cells[width:])


def _odd_width(cells: list[str], width: int) -> str:
    if not cells:
        return "A quotation mark in this line, or in one before it, is not closed."
    return f"The line has {len(cells)} cells; the headings are {width}."
