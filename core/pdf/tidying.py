"""What WeasyPrint 70 leaves undone for PDF/UA-1: header scope, printable links, running lines as artifacts.

Open upstream as Kozea/WeasyPrint #2508 and #1836; when they are closed this module can go.
"""

from __future__ import annotations

import io
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Operator

PRINT_FLAG = 4


def tidied(data: bytes) -> bytes:
    """Bytes from WeasyPrint, made good. The same bytes in give the same bytes out."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        tidy(pdf)
        return saved(pdf)


def saved(pdf: pikepdf.Pdf) -> bytes:
    """Compact bytes, without anything that differs from one time to the next."""
    out = io.BytesIO()
    pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return out.getvalue()


def tidy(pdf: pikepdf.Pdf) -> None:
    """Fix an open document in place."""
    for thing in pdf.objects:
        if isinstance(thing, Dictionary):
            if thing.get("/S") == Name.TH:
                give_scope(thing)
            if thing.get("/Subtype") == Name.Link:
                thing.F = int(thing.get("/F", 0)) | PRINT_FLAG
    tagged = marks_in_use(pdf)
    for page in pdf.pages:
        demote_running_lines(pdf, page, tagged.get(page.obj.objgen, set()))


def give_scope(header: Dictionary) -> None:
    """A header cell in <thead> heads a column, any other heads a row."""
    section = header.P.get("/P")
    scope = Name.Column if section is not None and section.get("/S") == Name.THead else Name.Row
    attributes = header.get("/A")
    if attributes is None:
        header.A = Dictionary(O=Name.Table, Scope=scope)
    elif isinstance(attributes, Array):
        attributes.append(Dictionary(O=Name.Table, Scope=scope))
    else:
        attributes.Scope = scope


def marks_in_use(pdf: pikepdf.Pdf) -> dict[tuple[int, int], set[int]]:
    """Page → the marked-content ids that the structure tree reaches."""
    found: dict[tuple[int, int], set[int]] = {}
    waiting: list[tuple[Any, Any]] = [(pdf.Root.StructTreeRoot, None)]
    while waiting:
        element, page = waiting.pop()
        page = element.get("/Pg", page)
        kids = element.get("/K")
        for kid in kids if isinstance(kids, Array) else [] if kids is None else [kids]:
            if isinstance(kid, int):
                found.setdefault(page.objgen, set()).add(int(kid))
            elif isinstance(kid, Dictionary) and kid.get("/Type") != Name.OBJR:
                waiting.append((kid, page))
    return found


def demote_running_lines(pdf: pikepdf.Pdf, page: pikepdf.Page, tagged: set[int]) -> None:
    """Marked content that no element reaches (page headers and footers) becomes a pagination artifact."""
    out: list[Any] = []
    for instruction in pikepdf.parse_content_stream(page):
        operands: list[Any] = list(instruction.operands)
        marked = str(instruction.operator) == "BDC" and len(operands) == 2 and isinstance(operands[1], Dictionary)
        if marked and "/MCID" in operands[1] and int(operands[1].MCID) not in tagged:
            out.append(([Name.Artifact, Dictionary(Type=Name.Pagination)], Operator("BDC")))
        else:
            out.append(instruction)
    page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(out))
