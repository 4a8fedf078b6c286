"""Draws an edition's documents from its frozen facts. What all share is drawn once; a district's sheet is joined to it.

`draw_document` is the one way a legislator's document is made, and costs a sheet and a merge. `draw_whole` makes the
same pages in one piece, for comparison. Both give the same bytes whenever they are run again.
"""

from __future__ import annotations

from django.utils import timezone

from core import files, jobs, pdf
from core.isolation import state_scope
from core.models import StoredFile
from legislature.access.editions import DOCUMENT, PART
from legislature.choices import DocumentKind, EditionStatus
from legislature.models import District, Document, Edition
from legislature.readmodels.document import document_html, theme_of

DRAW_PREVIEW, DRAW_EDITION, DRAW_DOCUMENT = "draw_edition_preview", "draw_edition", "draw_document"
LIKELY_PAGES = 14
TRIES = 3


def draw_statewide(edition: Edition, *, with_district: bool = False) -> bytes:
    """The statewide pages: alone, or numbered as the first part of a document that ends with a district's sheet.

    Every page says of how many, so they are drawn again when that turns out otherwise.
    """
    pages, content = LIKELY_PAGES, b""
    for _ in range(TRIES):
        html = document_html(edition.frozen_facts, edition.facts_sha256, pages=pages, with_district=with_district)
        content = pdf.draw(html, theme=theme_of(edition.frozen_facts))
        drawn = pdf.page_count(content)
        if drawn == pages:
            break
        pages = drawn
    return content


def shared_part(edition: Edition) -> bytes:
    """The statewide pages that every legislator's document begins with: drawn for the first that asks, then kept."""
    name = f"{edition.pk}-{edition.facts_sha256[:24]}.pdf"
    with state_scope(edition.state_id):
        kept = StoredFile.objects.filter(purpose=PART, name=name).order_by("pk").first()
        if kept is not None:
            return files.read(kept)
    content = draw_statewide(edition, with_district=True)
    with state_scope(edition.state_id):
        files.store(content, name=name, purpose=PART)
    return content


def draw_document(edition: Edition, district: District) -> bytes:
    """One legislator's document: the shared pages, drawn once an edition, and her district's sheet."""
    part = shared_part(edition)
    pages = pdf.page_count(part)
    facts, sha256 = edition.frozen_facts, edition.facts_sha256
    html = document_html(facts, sha256, pages=pages, with_district=True, statewide=False, district_id=district.pk)
    return pdf.merge(part, pdf.draw(html, theme=theme_of(facts), first_page=pages + 1))


def draw_whole(edition: Edition, district: District, *, pages: int = LIKELY_PAGES) -> bytes:
    """The same document in one piece, as a plain loop would draw it. `pages` are the statewide ones."""
    html = document_html(
        edition.frozen_facts, edition.facts_sha256, pages=pages, with_district=True, district_id=district.pk
    )
    return pdf.draw(html, theme=theme_of(edition.frozen_facts))


@jobs.handler(DRAW_PREVIEW, queue="report")
def draw_preview(*, state_id: int, edition_id: int) -> None:
    """After freezing: the statewide document, so that who approves sees what will go out."""
    with state_scope(state_id):
        edition = Edition.objects.get(pk=edition_id)
        if edition.status == EditionStatus.DRAFT:
            return
        document, _ = Document.objects.get_or_create(edition=edition, kind=DocumentKind.STATEWIDE, district=None)
    if document.file_id is None:
        keep(document, edition, draw_statewide(edition))


@jobs.handler(DRAW_EDITION, queue="report")
def draw_edition(*, state_id: int, edition_id: int) -> None:
    """After approval: the statewide document and the shared part now, then one job for each district."""
    draw_preview(state_id=state_id, edition_id=edition_id)
    with state_scope(state_id):
        edition = Edition.objects.get(pk=edition_id)
        if edition.status == EditionStatus.DRAFT:
            return
        numbers = {int(number) for number in edition.frozen_facts["districts"]}
        Document.objects.bulk_create(
            [Document(edition=edition, kind=DocumentKind.DISTRICT, district_id=number) for number in sorted(numbers)],
            ignore_conflicts=True,
        )
    shared_part(edition)
    with state_scope(state_id):
        for document in Document.objects.filter(edition=edition, file__isnull=True).order_by("pk"):
            jobs.enqueue(DRAW_DOCUMENT, document_id=document.pk)


@jobs.handler(DRAW_DOCUMENT, queue="report")
def draw_one(*, state_id: int, document_id: int) -> None:
    """One document. Safe to run twice: the second finds it drawn."""
    with state_scope(state_id):
        document = Document.objects.select_related("edition", "district__chamber").get(pk=document_id)
    if document.file_id is not None:
        return
    edition = document.edition
    keep(document, edition, draw_document(edition, document.district) if document.district else draw_statewide(edition))


def keep(document: Document, edition: Edition, content: bytes) -> None:
    """Store a drawn document, unless another run was faster or its facts were thawed meanwhile."""
    with state_scope(edition.state_id):
        found = (
            Document.objects.select_for_update(no_key=True, of=("self",))
            .filter(pk=document.pk, file__isnull=True, edition__facts_sha256=edition.facts_sha256)
            .first()
        )
        if found is None:
            return
        place = document.district.name if document.district else "statewide"
        chamber = f"{document.district.chamber.name} " if document.district else ""
        name = f"{edition.frozen_facts['edition']['number']} {chamber}{place}.pdf"
        found.file = files.store(content, name=name, purpose=DOCUMENT)
        found.sha256, found.pages, found.drawn_at = found.file.sha256, pdf.page_count(content), timezone.now()
        found.save(update_fields=["file", "sha256", "pages", "drawn_at"])
