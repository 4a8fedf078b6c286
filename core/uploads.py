"""What a file that came from outside really is: its ending, its first bytes and its inside have to agree.

Nothing is run and nothing large is unpacked. Pictures are drawn again from their pixels, so that hidden data, places and
second files inside are gone. Whatever goes wrong while reading is a refusal, never an error page.
"""

from __future__ import annotations

import codecs
import io
import zipfile
import zlib
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import BinaryIO

import pikepdf
import puremagic
from defusedxml import ElementTree
from PIL import Image, UnidentifiedImageError

MEGABYTE = 1024 * 1024
MOST_PIXELS, MOST_OBJECTS, MOST_NESTED = 40_000_000, 200_000, 60
MOST_ENTRIES, MOST_RATIO, MOST_UNPACKED = 1_000, 100, 250 * MEGABYTE
ACTIVE = ("/JavaScript", "/JS", "/Launch", "/EmbeddedFile", "/EmbeddedFiles", "/RichMedia", "/XFA", "/ImportData")
"""Names in a PDF that can run something, or carry another file."""
MAIN_PARTS = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml"}
SAME = {".jpeg": ".jpg"}


BROKEN = (MemoryError, RecursionError, ValueError, OSError, RuntimeError, EOFError, KeyError, TypeError, zlib.error)
"""What the readers of damaged files raise."""


class Wrong(Exception):
    """Why the content cannot be taken: the end of a sentence that begins with the file's name."""


def inspected(content: bytes, ending: str) -> bytes:
    """The content as it is kept: a picture drawn again, everything else unchanged. Raises Wrong."""
    drawn = inspect(io.BytesIO(content), ending)
    return content if drawn is None else drawn.read()


def inspect(file: BinaryIO, ending: str) -> BinaryIO | None:
    """Look into an open file, a piece at a time. A picture comes back drawn again; None: keep it as it is. Raises Wrong."""
    file.seek(0)
    try:
        return READERS[ending](file, ending)
    except Wrong:
        raise
    except BROKEN as error:
        raise Wrong(f"cannot be read as a {ending} file") from error


def _text(file: BinaryIO, ending: str) -> None:
    decoder = codecs.getincrementaldecoder("utf-8")()
    while piece := file.read(MEGABYTE):
        if "\x00" in decoder.decode(piece):
            raise Wrong(f"is not a {ending} file")
    decoder.decode(b"", final=True)


def _begins(file: BinaryIO, ending: str) -> None:
    """The first bytes say what it is, at the very beginning: a file that hides behind another begins otherwise."""
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    head = file.read(65536)
    file.seek(max(0, size - 1024))
    try:
        found = {match.extension for match in puremagic.magic_string(head + file.read())}
    except (puremagic.PureError, ValueError) as error:
        raise Wrong(f"does not hold what a {ending} file holds") from error
    wanted = SAME.get(ending, ending)
    if not any(SAME.get(one, one) == wanted for one in found):
        raise Wrong(f"does not hold what a {ending} file holds")


def _pdf(file: BinaryIO, ending: str) -> None:
    if file.read(5) != b"%PDF-":
        raise Wrong("does not begin as a PDF does")
    try:
        with pikepdf.open(file, suppress_warnings=True) as document:
            if not document.pages:
                raise Wrong("has no pages")
            if len(document.objects) > MOST_OBJECTS:
                raise Wrong("is built of more parts than any document needs")
            for one in document.objects:
                _harmless(one)
            _harmless(document.trailer)
    except pikepdf.PasswordError as error:
        raise Wrong("is locked by a password. Save it without one") from error
    except pikepdf.PdfError as error:
        raise Wrong("is damaged") from error


def _harmless(one: object, depth: int = 0) -> None:
    """No name in this object, or in those written inside it, runs something or carries a file."""
    if depth > MOST_NESTED:
        raise Wrong("is nested deeper than any document")
    if isinstance(one, pikepdf.Array):
        inside: list[object] = list(one)
    elif isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
        names = [str(name) for name in one.keys()]  # noqa: SIM118  # pikepdf's objects are no mappings
        kinds = [str(one.get(name)) for name in ("/S", "/Type") if name in names]
        if set(ACTIVE) & {*names, *kinds}:
            raise Wrong("runs something or carries another file inside. Print it to a new PDF and send that")
        inside = [one.get(name) for name in names]
    else:
        return
    for part in inside:
        if isinstance(part, pikepdf.Object) and not part.is_indirect:
            _harmless(part, depth + 1)


def _office(file: BinaryIO, ending: str) -> None:
    if file.read(4) != b"PK\x03\x04":
        raise Wrong(f"does not begin as a {ending} file does")
    try:
        with zipfile.ZipFile(file) as archive:
            _archive(archive, file.seek(0, io.SEEK_END))
            names = set(archive.namelist())
            if MAIN_PARTS[ending] not in names or "[Content_Types].xml" not in names:
                raise Wrong(f"does not hold what a {ending} file holds")
            for name in names:
                if name.endswith((".xml", ".rels")):
                    _xml(archive, name)
            ElementTree.fromstring(archive.read("[Content_Types].xml"))
    except (zipfile.BadZipFile, ElementTree.ParseError, NotImplementedError) as error:
        raise Wrong("is damaged") from error


def _archive(archive: zipfile.ZipFile, size: int) -> None:
    """How much it would unpack to, and that nothing in it runs or climbs out."""
    entries = archive.infolist()
    whole = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_ENTRIES or whole > MOST_UNPACKED or whole > MOST_RATIO * max(size, 1):
        raise Wrong("would unpack to more than any document does")
    for entry in entries:
        path = PurePosixPath(entry.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or entry.flag_bits & 0x1:
            raise Wrong("is not built as an office document")
        if path.suffix.lower() in (".bin", ".exe", ".dll", ".js", ".vbs", ".ole") or "vbaproject" in path.name.lower():
            raise Wrong("holds a macro or a program. Save it without macros")


def _xml(archive: zipfile.ZipFile, name: str) -> None:
    """No document type and no entities: they fetch files and grow without end."""
    with archive.open(name) as part:
        head = part.read(64 * 1024)
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
        raise Wrong("asks to load other files while it is read")


def _picture(file: BinaryIO, ending: str) -> BinaryIO:
    _begins(file, ending)
    file.seek(0)
    form = "PNG" if ending == ".png" else "JPEG"
    try:
        with Image.open(file, formats=[form]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise Wrong(f"has {picture.width:,} by {picture.height:,} points. Make it smaller")
            picture.load()
            plain = picture.convert("RGBA" if form == "PNG" and "A" in picture.getbands() else "RGB")
    except (UnidentifiedImageError, Image.DecompressionBombError, SyntaxError) as error:
        raise Wrong(f"cannot be read as a {ending} picture") from error
    out = io.BytesIO()
    plain.save(out, form, **({"quality": 88} if form == "JPEG" else {}))
    out.seek(0)
    return out


READERS: dict[str, Callable[[BinaryIO, str], BinaryIO | None]] = {
    ".pdf": _pdf,
    ".docx": _office,
    ".xlsx": _office,
    ".png": _picture,
    ".jpg": _picture,
    ".jpeg": _picture,
    ".txt": _text,
    ".csv": _text,
    ".json": _text,
}
