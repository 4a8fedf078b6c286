"""Draws decision letters and mails them."""

from __future__ import annotations

from django.template.loader import render_to_string

from core import files, jobs, pdf
from core.isolation import state_scope
from grants.access.awards import LETTER
from grants.emails import decisions as emails
from grants.models import Letter

DRAW_LETTER = "draw_letter"


@jobs.handler(DRAW_LETTER)
def draw_letter(*, state_id: int, letter_id: int) -> None:
    """Draw the letter from its frozen facts, keep the PDF, and tell the applicant. Safe to run twice."""
    with state_scope(state_id):
        letter = Letter.objects.get(pk=letter_id)
        html = render_to_string("grants/letter_pdf.html", {"letter": letter, "facts": letter.facts})
    content = pdf.draw(html, stylesheet="letter") if letter.file_id is None else b""
    with state_scope(state_id):
        letter = Letter.objects.select_for_update(no_key=True, of=("self",)).get(pk=letter_id)
        if letter.file_id is None:
            name = f"{letter.facts['number']} {letter.get_kind_display().lower()}.pdf"
            letter.file = files.store(content, name=name, purpose=LETTER)
            letter.save(update_fields=["file"])
        person = letter.application.submitted_by
        if person is not None:
            emails.letter_ready(letter, person)
