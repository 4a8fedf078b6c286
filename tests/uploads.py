"""Files as people send them, and as attackers do: made from code, the same each time."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import NamedTuple

import pikepdf
from PIL import Image

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
TYPES = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"></Types>'


class Sent(NamedTuple):
    """A file, its name, and whether an honest product takes it in."""

    name: str
    content: bytes
    is_good: bool = False


def pdf(*, extra: bytes = b"", script: str = "", action: str = "", attach: bool = False) -> bytes:
    document = pikepdf.new()
    document.add_blank_page(page_size=(200, 200))
    if script:
        document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=script)
    if action:
        document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name(action), F="calc.exe")
    if attach:
        document.attachments["other.exe"] = b"MZ" + extra
    out = io.BytesIO()
    document.save(out, deterministic_id=True)
    return out.getvalue() + (b"" if attach else extra)


def picture(form: str = "PNG", size: tuple[int, int] = (8, 8), **more: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (20, 80, 140)).save(out, form, **more)
    return out.getvalue()


def office(ending: str, parts: dict[str, bytes] | None = None, **more: object) -> bytes:
    main = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml"}[ending]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr(main, b"<root>Text</root>")
        for name, content in (parts or {}).items():
            archive.writestr(name, content)
    return out.getvalue()


def huge_png(width: int, height: int) -> bytes:
    """A picture that says it is enormous and holds almost nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 64)) + chunk(b"IEND", b"")


def wrapped(virus: bytes) -> Iterator[Sent]:
    """The test virus in five wrappings, each a file that is otherwise in order."""
    yield Sent("plan.pdf", pdf(extra=virus))
    yield Sent("letter.docx", office(".docx", {"word/media/a.txt": virus}))
    yield Sent("budget.xlsx", office(".xlsx", {"xl/media/a.txt": virus}))
    yield Sent("photo.png", picture() + virus)
    yield Sent("photo.jpg", picture("JPEG") + virus)


BOMB = b"\0" * 30_000_000
XXE = b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r>&x;</r>'
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def hostile() -> Iterator[Sent]:
    """One of each kind."""
    yield Sent("script.pdf", pdf(script="app.alert(1)"))
    yield Sent("launch.pdf", pdf(action="/Launch"))
    yield Sent("carrier.pdf", pdf(attach=True))
    yield Sent("late.pdf", b"MZ" + pdf())
    yield Sent("empty.pdf", b"")
    yield Sent("zero.pdf", b"\0" * 2048)
    yield Sent("html.pdf", b"<html><script>alert(1)</script></html>")
    yield Sent("bomb.docx", office(".docx", {"word/a.xml": BOMB}))
    yield Sent("many.xlsx", office(".xlsx", {f"xl/{n}.txt": b"x" for n in range(1_100)}))
    yield Sent("climb.docx", office(".docx", {"../../etc/cron.d/x": b"x"}))
    yield Sent("macro.docx", office(".docx", {"word/vbaProject.bin": b"x"}))
    yield Sent("xxe.docx", office(".docx", {"word/footnotes.xml": XXE}))
    yield Sent("xxe.xlsx", office(".xlsx", {"xl/sharedStrings.xml": XXE}))
    yield Sent("bare.docx", zipped({"a.txt": b"x"}))
    yield Sent("script.svg", SVG)
    yield Sent("script.png", SVG)
    yield Sent("huge.png", huge_png(60_000, 60_000))
    yield Sent("gif.png", picture("GIF"))
    yield Sent("tiff.jpg", picture("TIFF"))
    yield Sent("program.exe", b"MZ" + b"\0" * 100)
    yield Sent("page.html", b"<html></html>")
    yield Sent("double.pdf.exe", pdf())
    yield Sent("turned\u202efdp.exe", pdf())
    yield Sent("none", pdf())
    yield Sent("program.pdf", b"MZ\x90\0" + bytes(400))


def zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def good() -> Iterator[Sent]:
    """What honest people send."""
    yield Sent("plan.pdf", pdf(), True)
    yield Sent("letter.docx", office(".docx"), True)
    yield Sent("budget.xlsx", office(".xlsx"), True)
    yield Sent("photo.png", picture(), True)
    yield Sent("photo.jpeg", picture("JPEG"), True)
    yield Sent("../../etc/passwd.pdf", pdf(), True)
    yield Sent("..\\..\\windows\\plan.pdf", pdf(), True)
    yield Sent("plan\u202ecod.pdf", pdf(), True)
    yield Sent("a" * 300 + ".pdf", pdf(), True)
    yield Sent("Łódź ñ 計画.pdf", pdf(), True)
    yield Sent('quote".pdf', pdf(), True)


def damaged(rng: random.Random, number: int) -> Iterator[Sent]:
    """Good files with a few bytes turned over, cut off, or with another's ending: taken or refused, never an error."""
    kinds = [one for one in good() if len(one.name) < 40]
    for _ in range(number):
        one = rng.choice(kinds)
        content = bytearray(one.content)
        deed = rng.randrange(4)
        if deed == 0:
            for _ in range(rng.randint(1, 12)):
                content[rng.randrange(len(content))] = rng.randrange(256)
        elif deed == 1:
            content = content[: rng.randrange(1, len(content))]
        elif deed == 2:
            other = rng.choice(kinds)
            yield Sent(f"mixed{other.name[other.name.rindex('.') :]}", bytes(content))
            continue
        else:
            content += bytes(rng.randrange(256) for _ in range(rng.randint(1, 400)))
        yield Sent(one.name, bytes(content))
