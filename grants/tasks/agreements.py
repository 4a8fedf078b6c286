"""Draws agreements: the document to be signed, and once both have signed, the same with its certificate page."""

from __future__ import annotations

from django.template.loader import render_to_string

from core import files, jobs, pdf
from core.isolation import state_scope
from grants.access.agreements import AGREEMENT
from grants.models import AwardAgreement

DRAW_AGREEMENT, DRAW_EXECUTED = "draw_agreement", "draw_executed_agreement"


@jobs.handler(DRAW_AGREEMENT)
def draw_agreement(*, state_id: int, agreement_id: int) -> None:
    """Draw the document from its frozen facts and keep it. Safe to run twice."""
    with state_scope(state_id):
        agreement = AwardAgreement.objects.get(pk=agreement_id)
        if agreement.file_id is not None:
            return
        html = render_to_string("grants/agreement_pdf.html", {"agreement": agreement, "facts": agreement.facts})
    content = pdf.draw(html, stylesheet="letter")
    with state_scope(state_id):
        agreement = AwardAgreement.objects.select_for_update(no_key=True, of=("self",)).get(pk=agreement_id)
        if agreement.file_id is None:
            name = f"{agreement.facts['number'].replace('/', ' ')} agreement.pdf"
            agreement.file = files.store(content, name=name, purpose=AGREEMENT)
            agreement.save(update_fields=["file"])


@jobs.handler(DRAW_EXECUTED)
def draw_executed(*, state_id: int, agreement_id: int) -> None:
    """Join the signed document and its certificate page. Safe to run twice."""
    with state_scope(state_id):
        rows = AwardAgreement.objects.select_related("file")
        agreement = rows.get(pk=agreement_id)
        if agreement.executed_file_id is not None or agreement.file is None:
            return
        document = files.read(agreement.file)
        context = {"facts": agreement.facts, "certificate": agreement.certificate}
        html = render_to_string("grants/agreement_certificate_pdf.html", context)
    page = pdf.draw(html, stylesheet="letter", first_page=pdf.page_count(document) + 1)
    content = pdf.merge(document, page)
    with state_scope(state_id):
        agreement = AwardAgreement.objects.select_for_update(no_key=True, of=("self",)).get(pk=agreement_id)
        if agreement.executed_file_id is None:
            name = f"{agreement.facts['number'].replace('/', ' ')} agreement executed.pdf"
            agreement.executed_file = files.store(content, name=name, purpose=AGREEMENT)
            agreement.save(update_fields=["executed_file"])
