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
    """Draw the letter from its facts and keep the PDF; tell the applicant where it was sent. Safe to run twice.

    What was drawn from facts that changed meanwhile is thrown away: whoever changed them asked for another drawing.
    """
    with state_scope(state_id):
        letter = Letter.objects.filter(pk=letter_id).first()
        if letter is None:
            return
        html = render_to_string("grants/letter_pdf.html", {"letter": letter, "facts": letter.facts})
        mark = letter.facts_sha256
    content = pdf.draw(html, stylesheet="letter") if letter.file_id is None else b""
    with state_scope(state_id):
        letter = Letter.objects.select_for_update(no_key=True, of=("self",)).filter(pk=letter_id).first()
        if letter is None or letter.facts_sha256 != mark:
            return
        if letter.file_id is None:
            name = f"{letter.facts['number']} {letter.get_kind_display().lower()}.pdf"
            letter.file = files.store(content, name=name, purpose=LETTER)
            letter.save(update_fields=["file"])
        person = letter.application.submitted_by
        if person is not None and letter.sent_at is not None:
            emails.letter_ready(letter, person)
