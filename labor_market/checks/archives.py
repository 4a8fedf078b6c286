"""What of a ZIP archive is read: the one table in it, or every CSV file of a download by area or by industry.

Nothing is ever unpacked onto the disk, so a name in the archive is only a name. Whatever an honest download never has
is refused all the same: a directory of endless length, a lock, an archive inside the archive, a path that climbs out.
"""

from __future__ import annotations

import re
import struct
import zipfile
from typing import BinaryIO, NamedTuple

from labor_market.rules.layouts import LayoutError

MEGABYTE = 1024 * 1024
PIECE = 256 * 1024
MOST_FILES = 20_000
"""In an archive; the Bureau's by area have some 4,500, those by industry some 2,700."""
MOST_DIRECTORY = 4 * MEGABYTE
MOST_SHARED = 64 * MEGABYTE
"""Of a workbook: its table of texts, the one part that is held while it is read."""
LONGEST_NAME = 120
END, END_64, LOCATOR_64 = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
CLIMBS = re.compile(r"^(?:[/\\]|[A-Za-z]:)|(?:^|[/\\])\.\.(?:[/\\]|$)|[\x00-\x1f\x7f]")
PACKED = (".zip", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar", ".tar", ".zst")
TAKEN = "Bring a CSV file, plain or as .gz or .zip, or an Excel workbook (.xlsx)."


class CannotRead(LayoutError):
    """The whole file cannot be read. The message says why and what to bring instead.

    `header`: its headings, where these were found before it went wrong.
    """

    header: tuple[str, ...] = ()


class Tables(NamedTuple):
    """The tables of an archive under the names that people see, in the order in which they lie in it, and what else
    it holds."""

    read: list[tuple[str, zipfile.ZipInfo]]
    ignored: list[str]


def check_directory(file: BinaryIO) -> None:
    """That the list of what an archive holds is no longer than one may be: it is read whole when it is opened."""
    length = _told_length(file)
    file.seek(0)
    if length > MOST_DIRECTORY:
        raise CannotRead(
            f"The archive’s own list of files has {length // MEGABYTE:,} MB, and none of this kind has more than"
            f" {MOST_DIRECTORY // MEGABYTE} MB. {TAKEN}"
        )


def _told_length(file: BinaryIO) -> int:
    """How long the list of files is, by the record at the end; the most, where several records tell of it.

    Readers differ in which one they take: that at the place which the locator names, that directly before the locator,
    or the short one at the end, whose 4 bytes are all ones where only the long one tells.
    """
    size = file.seek(0, 2)
    start = max(0, size - 66 * 1024)
    file.seek(start)
    tail = file.read()
    end = tail.rfind(END, 0, max(0, len(tail) - 18))  # a whole record has 22 bytes; the mark may lie in its fields too
    if end < 0:
        return 0
    (short_one,) = struct.unpack_from("<I", tail, end + 12)
    told: list[int] = []
    locator = end - 20
    if locator >= 0 and tail[locator : locator + 4] == LOCATOR_64:
        (place,) = struct.unpack_from("<Q", tail, locator + 8)
        for at in (min(place, size), max(0, start + locator - 56)):
            file.seek(at)
            record = file.read(56)
            if record[:4] == END_64 and len(record) == 56:
                told += struct.unpack_from("<Q", record, 40)
    if not told or short_one != 0xFFFFFFFF:
        told.append(short_one)
    return max(told)


def tables_of(archive: zipfile.ZipFile) -> Tables:
    """Every CSV file of an archive; without one, its one text file or workbook."""
    members = [one for one in archive.infolist() if not one.is_dir() and not is_litter(one.filename)]
    refuse_tricks(members)
    members.sort(key=lambda one: one.header_offset)  # as they lie in the file, so that the progress only goes on
    tables = _ending(members, ".csv")
    if not tables:
        tables = _ending(members, ".txt", ".xlsx")
        if len(tables) > 1:
            raise CannotRead(
                f"The archive holds {len(tables):,} files and none of them is a CSV: {_some(tables)}. Unpack it and"
                " bring one at a time."
            )
    if not tables:
        raise CannotRead(f"The archive holds no CSV file and no workbook. {TAKEN}")
    names = [short(one.filename) for one in tables]
    if len(set(names)) < len(names):
        names = [one.filename[-LONGEST_NAME:] for one in tables]
    taken = {id(one) for one in tables}
    rest = [short(one.filename) for one in members if id(one) not in taken]
    return Tables(list(zip(names, tables, strict=True)), rest)


def refuse_tricks(members: list[zipfile.ZipInfo]) -> None:
    """Whatever makes an archive one that nobody publishes."""
    if len(members) > MOST_FILES:
        raise CannotRead(
            f"The archive holds {len(members):,} files, and none of this kind has more than {MOST_FILES:,}. {TAKEN}"
        )
    if any(one.flag_bits & 0x1 for one in members):
        raise CannotRead("The archive is locked with a password. Unpack it and bring the file that is inside.")
    for one in members:
        if CLIMBS.search(one.orig_filename):
            raise CannotRead(
                f"The archive holds a file whose path leads out of it: {short(one.filename)!r}. Download it again from"
                " where it was published."
            )
    if packed := _ending(members, *PACKED):
        raise CannotRead(
            f"The archive holds another archive: {_some(packed)}. Unpack it and bring the archive or the CSV file that"
            " is inside."
        )


def is_litter(name: str) -> bool:
    """What a Mac leaves in an archive, and files that are hidden."""
    return name.startswith("__MACOSX/") or re.split(r"[/\\]", name)[-1].startswith(".")


def short(name: str) -> str:
    """The name of a file without its folders."""
    return re.split(r"[/\\]", name)[-1][:LONGEST_NAME]


def _ending(members: list[zipfile.ZipInfo], *endings: str) -> list[zipfile.ZipInfo]:
    return [one for one in members if one.filename.lower().endswith(endings)]


def _some(members: list[zipfile.ZipInfo]) -> str:
    more = f" and {len(members) - 3:,} more" if len(members) > 3 else ""
    return ", ".join(short(one.filename)[:60] for one in members[:3]) + more


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
