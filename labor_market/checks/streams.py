"""A file as rows of cells, read a piece at a time: CSV, the same compressed, or a workbook.

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
from itertools import chain
from typing import Any, BinaryIO, cast

from labor_market.rules.layouts import LayoutError

MEGABYTE = 1024 * 1024
PIECE = 256 * 1024
LONGEST_LINE = 64 * 1024
MOST_UNPACKED = 6_000 * MEGABYTE
MOST_SHARED = 64 * MEGABYTE
"""Of a workbook: its table of texts, the one part that is held while it is read."""
GZIP, ZIP = b"\x1f\x8b", b"PK\x03\x04"
OTHERS = {
    b"%PDF": "a PDF",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook (.xls)",
    b"\x89PNG": "a picture",
    b"Rar!": "a RAR",
}
TAKEN = "Bring a CSV file, plain or as .gz or .zip, or an Excel workbook (.xlsx)."


class CannotRead(LayoutError):
    """The whole file cannot be read. The message says why and what to bring instead.

    `header`: its headings, where these were found before it went wrong.
    """

    header: tuple[str, ...] = ()


class Lines:
    """The rows of a file, each a list of cells; `line` is the number of the last one in the file.

    `done` of `size` bytes of the file as it was brought have been read.
    """

    def __init__(self, file: BinaryIO, *, most: int = MOST_UNPACKED) -> None:
        self.file, self.most = file, most
        self.size = file.seek(0, 2)
        self.line = 0
        self.is_over = False
        file.seek(0)

    @property
    def done(self) -> int:
        return self.size if self.is_over else min(self.file.tell(), self.size)

    def __iter__(self) -> Iterator[list[str]]:
        try:
            yield from self._rows()
            self.is_over = True
        except (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile, NotImplementedError) as error:
            raise CannotRead(
                "The file is damaged or was cut short: it cannot be unpacked. Download it again."
            ) from error

    def _rows(self) -> Iterator[list[str]]:
        head = self.file.read(8)
        self.file.seek(0)
        if not head:
            raise CannotRead("The file is empty. Choose it again.")
        if head.startswith(GZIP):
            with gzip.GzipFile(fileobj=self.file) as unpacked:
                yield from self._csv(cast(BinaryIO, unpacked))
        elif head.startswith(ZIP):
            with zipfile.ZipFile(self.file) as archive:
                yield from self._zip(archive)
        else:
            for first, what in OTHERS.items():
                if head.startswith(first):
                    raise CannotRead(f"The file is {what}. {TAKEN}")
            yield from self._csv(self.file)

    def _zip(self, archive: zipfile.ZipFile) -> Iterator[list[str]]:
        if "xl/workbook.xml" in archive.NameToInfo:
            yield from self._workbook(archive)
            return
        member = the_one(archive)
        if member.file_size > self.most:
            raise self._too_large()
        with archive.open(member) as unpacked:
            if not member.filename.lower().endswith(".xlsx"):
                yield from self._csv(cast(BinaryIO, unpacked))
                return
            with tempfile.TemporaryFile() as kept:
                while piece := unpacked.read(PIECE):
                    kept.write(piece)
                with zipfile.ZipFile(kept) as inner:
                    yield from self._workbook(inner)

    def _too_large(self) -> CannotRead:
        return CannotRead(
            f"The file unpacks to more than {self.most // MEGABYTE:,} MB, and no file of this kind does. Bring the"
            " annual or the quarterly file of one year."
        )

    def _csv(self, file: BinaryIO) -> Iterator[list[str]]:
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
        rest, total, before = b"", 0, 0
        while piece := file.read(PIECE):
            total += len(piece)
            if total > self.most:
                raise self._too_large()
            if not before and not rest:
                piece = piece.removeprefix(b"\xef\xbb\xbf")
            whole, newline, rest = (rest + piece).rpartition(b"\n")
            if len(rest) > LONGEST_LINE:
                raise CannotRead(
                    f"Line {before + whole.count(10) + 2:,} has no end within {LONGEST_LINE:,} characters, so this is"
                    f" not a file of lines. {TAKEN}"
                )
            if newline:
                lines = text_of(whole, before).split("\n")
                before += len(lines)
                yield lines
        if rest:
            yield text_of(rest, before).split("\n")

    def _workbook(self, archive: zipfile.ZipFile) -> Iterator[list[str]]:
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


def text_of(content: bytes, before: int) -> str:
    """Lines as text; `before` says how many came before them."""
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        line = before + content.count(b"\n", 0, error.start) + 1
        raise CannotRead(
            f"Line {line:,} is not in UTF-8: it holds the byte {content[error.start]:#04x}. Save the file as"
            " “CSV UTF-8” and bring it again."
        ) from error
    if "\0" in text:
        raise CannotRead(f"The file is not text: it holds zero bytes. {TAKEN}")
    return text


def the_one(archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    """The one table in an archive."""
    members = [one for one in archive.infolist() if not one.is_dir() and not one.filename.startswith("__MACOSX/")]
    tables = [one for one in members if one.filename.lower().endswith((".csv", ".txt", ".xlsx"))]
    if any(one.flag_bits & 0x1 for one in members):
        raise CannotRead("The archive is locked with a password. Unpack it and bring the file that is inside.")
    if not tables:
        raise CannotRead(f"The archive holds no CSV file and no workbook. {TAKEN}")
    if len(tables) > 1:
        names = ", ".join(one.filename.rpartition("/")[2][:60] for one in tables[:3])
        more = f" and {len(tables) - 3:,} more" if len(tables) > 3 else ""
        raise CannotRead(
            f"The archive holds {len(tables):,} files: {names}{more}. Unpack it and bring one at a time. Of QCEW the"
            " file called singlefile has every area in one."
        )
    return tables[0]


def check_workbook(archive: zipfile.ZipFile, most: int) -> None:
    """That a workbook is no larger than one may be, and asks for nothing outside itself."""
    if sum(one.file_size for one in archive.infolist()) > most:
        raise CannotRead(f"The workbook unpacks to more than {most // MEGABYTE:,} MB, and none of this kind does.")
    shared = archive.NameToInfo.get("xl/sharedStrings.xml")
    if shared is not None and shared.file_size > MOST_SHARED:
        raise CannotRead("The workbook holds more text than any table of figures. Save its first sheet as CSV.")
    for name in archive.namelist():
        if name.endswith((".xml", ".rels")):
            with archive.open(name) as part:
                head = part.read(PIECE)
            if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
                raise CannotRead("The workbook asks to load other files while it is read. Save its sheet as CSV.")


def cell_text(value: object) -> str:
    """A cell of a workbook as a CSV file would print it."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
