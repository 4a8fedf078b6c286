"""What the open round hands out, and its notice as it was from version to version."""

from __future__ import annotations

import datetime as dt
import io

import pikepdf

from core import files
from grants.access.round_documents import DOCUMENT
from grants.models import Addendum, Round, RoundDocument, RoundVersion
from grants.readmodels.round_versions import notice_content
from home.management.demonstration.world import World
from questions.readmodels import sha256_of

BUDGET = (
    "Category,Description,Grant,Match in cash,Match in kind,Who gives the match\r\n"
    "a. Personnel,,,,,\r\nb. Fringe benefits,,,,,\r\nc. Travel,,,,,\r\nd. Equipment,,,,,\r\ne. Supplies,,,,,\r\n"
    "f. Contractual,,,,,\r\nh. Other,,,,,\r\nj. Indirect charges,,,,,\r\n"
)


def make_documents(world: World, round: Round) -> None:
    """The notice on paper, and a sheet to plan the budget in."""
    officer = world.officers[0]
    sent = (
        ("The notice as a PDF", f"{round.slug}.pdf", notice_pdf(round)),
        ("Budget planning sheet", "budget-planning.csv", BUDGET.encode()),
    )
    for title, name, content in sent:
        stored = files.store(content, name=name, purpose=DOCUMENT, by=officer)
        RoundDocument.objects.create(round=round, title=title, file=stored, by=officer, at=round.opens_at)


def keep_version(world: World, round: Round, *, at: dt.datetime, addendum: Addendum | None = None) -> None:
    """The notice as it is now, frozen as of an instant."""
    number = RoundVersion.objects.filter(round=round).count() + 1
    content = notice_content(round)
    RoundVersion.objects.create(
        round=round,
        number=number,
        addendum=addendum,
        content=content,
        sha256=sha256_of(content),
        at=at,
        by=world.officers[0],
    )


def notice_pdf(round: Round) -> bytes:
    """A page with the notice's first facts, in a font that every reader has."""
    lines = [round.name, "", *wrapped(round.summary), "", *wrapped(round.who_may_apply)]
    text = "".join(f"({escaped(line)}) Tj T* " for line in lines)
    document = pikepdf.new()
    document.add_blank_page(page_size=(612, 792))
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    page = document.pages[0]
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=document.make_indirect(font)))
    page.Contents = document.make_stream(f"BT /F1 12 Tf 16 TL 72 720 Td {text}ET".encode("latin-1", "replace"))
    with document.open_metadata() as about:
        about["dc:title"] = round.name
    out = io.BytesIO()
    document.save(out, deterministic_id=True)
    return out.getvalue()


def wrapped(text: str, width: int = 80) -> list[str]:
    lines, line = [], ""
    for word in text.split():
        if len(line) + len(word) + 1 > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return [*lines, line]


def escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
