"""A file as rows of cells, read a piece at a time: CSV, the same compressed, many of them in an archive, or a workbook.

What the content is decides, not the ending. Nothing is ever held whole: not the file, not what it unpacks to, not a
line that has no end. Whatever is wrong with the file as a whole is a sentence for the person who brought it.
"""

from __future__ import annotations

import csv
import gzip
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from typing import Any, BinaryIO, cast

from labor_market.checks.archives import (
    MEGABYTE,
    PIECE,
    TAKEN,
    CannotRead,
    check_directory,
    check_workbook,
    tables_of,
)
from labor_market.rules.layouts import LayoutError

LONGEST_LINE = 64 * 1024
MOST_UNPACKED = 6_000 * MEGABYTE
GZIP, ZIP = b"\x1f\x8b", b"PK\x03\x04"
OTHERS = {
    b"%PDF": "a PDF",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook (.xls)",
    b"\x89PNG": "a picture",
    b"Rar!": "a RAR",
}
Rows = Iterator[list[str]]


class Lines:
    """The rows of a file, each a list of cells; `line` is the number of the last one in the file.

    An archive may hold many files: `part` is the name of the one that is read (nothing where there is one alone),
    `number` its place among `parts`, and `line` is counted in it. `ignored` names what else lies in the archive.
    `done` of `size` bytes of the file as it was brought have been read.
    """

    def __init__(self, file: BinaryIO, *, most: int = MOST_UNPACKED) -> None:
        self.file, self.most = file, most
        self.size = file.seek(0, 2)
        self.line = 0
        self.part, self.number, self.parts = "", 1, 1
        self.ignored: list[str] = []
        self.unpacked = 0
        self.is_over = False
        file.seek(0)

    @property
    def done(self) -> int:
        return self.size if self.is_over else min(self.file.tell(), self.size)

    @property
    def place(self) -> str:
        """Where the last row stands, as it is told."""
        return place_of(self.line, self.part)

    def files(self) -> Iterator[Rows]:
        """The rows of each file: one after the other, each to be read to its end before the next is asked for."""
        with self._told():
            for rows in self._files():
                yield self._guarded(rows)
        self.is_over = True

    def _guarded(self, rows: Rows) -> Rows:
        with self._told():
            yield from rows

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What is wrong with a packed file, as a sentence."""
        try:
            yield
        except (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile, NotImplementedError) as error:
            what = f"“{self.part}” in it" if self.part else "it"
            raise CannotRead(
                f"The file is damaged or was cut short: {what} cannot be unpacked. Download it again."
            ) from error

    def _files(self) -> Iterator[Rows]:
        head = self.file.read(8)
        self.file.seek(0)
        if not head:
            raise CannotRead("The file is empty. Choose it again.")
        if head.startswith(GZIP):
            with gzip.GzipFile(fileobj=self.file) as unpacked:
                yield self._csv(cast(BinaryIO, unpacked))
        elif head.startswith(ZIP):
            check_directory(self.file)
            with zipfile.ZipFile(self.file) as archive:
                yield from self._zip(archive)
        else:
            for first, what in OTHERS.items():
                if head.startswith(first):
                    raise CannotRead(f"The file is {what}. {TAKEN}")
            yield self._csv(self.file)

    def _zip(self, archive: zipfile.ZipFile) -> Iterator[Rows]:
        if "xl/workbook.xml" in archive.NameToInfo:
            yield self._workbook(archive)
            return
        tables, self.ignored = tables_of(archive)
        if sum(member.file_size for _, member in tables) > self.most:
            raise self._too_large()
        self.parts = len(tables)
        for self.number, (name, member) in enumerate(tables, 1):
            self.line, self.part = 0, name if self.parts > 1 else ""
            with archive.open(member) as unpacked:
                if not name.lower().endswith(".xlsx"):
                    yield self._csv(cast(BinaryIO, unpacked))
                    continue
                with tempfile.TemporaryFile() as kept:
                    while piece := unpacked.read(PIECE):
                        kept.write(piece)
                    check_directory(cast(BinaryIO, kept))
                    with zipfile.ZipFile(kept) as inner:
                        yield self._workbook(inner)

    def _too_large(self) -> CannotRead:
        return CannotRead(
            f"The file unpacks to more than {self.most // MEGABYTE:,} MB, and no file of this kind does. Bring the"
            " annual or the quarterly file of one year."
        )

    def _csv(self, file: BinaryIO) -> Rows:
        reader = csv.reader(chain.from_iterable(self._pieces(file)))
        while True:
            try:
                for cells in reader:
                    self.line = reader.line_num
                    if cells:
                        yield cells
                return
            except csv.Error:
                self.line = reader.line_num
                yield []  # a quotation mark that is not closed: refused as a line, and read on

    def _pieces(self, file: BinaryIO) -> Iterator[list[str]]:
        """Lists of whole lines, decoded."""
        rest, before = b"", 0
        while piece := file.read(PIECE):
            self.unpacked += len(piece)
            if self.unpacked > self.most:
                raise self._too_large()
            if not before and not rest:
                piece = piece.removeprefix(b"\xef\xbb\xbf")
            whole, newline, rest = (rest + piece).rpartition(b"\n")
            if len(rest) > LONGEST_LINE:
                line = before + whole.count(b"\n") + (2 if newline else 1)
                raise CannotRead(
                    f"{capitalized(place_of(line, self.part))} has no end within {LONGEST_LINE:,} characters, so this"
                    f" is not a file of lines. {TAKEN}"
                )
            if newline:
                lines = text_of(whole, before, self.part).split("\n")
                before += len(lines)
                yield lines
        if rest:
            yield text_of(rest, before, self.part).split("\n")

    def _workbook(self, archive: zipfile.ZipFile) -> Rows:
        check_workbook(archive, self.most)
        import openpyxl  # noqa: PLC0415  # takes a while to load, and few files are workbooks

        try:
            book = openpyxl.load_workbook(cast(Any, archive.fp), read_only=True, data_only=True)
            sheet = book.worksheets[0]
            sheet.reset_dimensions()
            for self.line, row in enumerate(sheet.iter_rows(values_only=True), 1):
                cells = [cell_text(value) for value in row]
                if any(cells):
                    yield cells
        except (KeyError, IndexError, ValueError, SyntaxError, TypeError) as error:
            if isinstance(error, LayoutError):
                raise
            raise CannotRead("The workbook is damaged. Open it, save it again as .xlsx and bring that.") from error


def place_of(line: int, part: str) -> str:
    """A line, and of an archive with several files the one that it is in."""
    return f"line {line:,} of “{part}”" if part else f"line {line:,}"


def capitalized(text: str) -> str:
    return text[:1].upper() + text[1:]


def text_of(content: bytes, before: int, part: str) -> str:
    """Lines as text; `before` says how many came before them in the file `part`."""
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        line = before + content.count(b"\n", 0, error.start) + 1
        raise CannotRead(
            f"{capitalized(place_of(line, part))} is not in UTF-8: it holds the byte {content[error.start]:#04x}. Save"
            " the file as “CSV UTF-8” and bring it again."
        ) from error
    if "\0" in text:
        raise CannotRead(f"{f'“{part}”' if part else 'The file'} is not text: it holds zero bytes. {TAKEN}")
    return text


def cell_text(value: object) -> str:
    """A cell of a workbook as a CSV file would print it."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
