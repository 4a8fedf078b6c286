"""Draws the copy of a signed letter from what was frozen when it was signed."""

from __future__ import annotations

from django.template.loader import render_to_string

from core import files, jobs, pdf
from core.isolation import state_scope
from grants.access.letters_asked import SIGNED_LETTER
from grants.models import LetterRequest

DRAW_SIGNED = "draw_signed_letter"


@jobs.handler(DRAW_SIGNED)
def draw_signed_letter(*, state_id: int, letter_id: int) -> None:
    """Draw the letter and keep the PDF. Safe to run twice."""
    with state_scope(state_id):
        letter = LetterRequest.objects.get(pk=letter_id)
        if letter.file_id is not None:
            return
        html = render_to_string("grants/signed_letter_pdf.html", {"letter": letter, "facts": letter.facts})
    content = pdf.draw(html, stylesheet="letter")
    with state_scope(state_id):
        letter = LetterRequest.objects.select_for_update(no_key=True, of=("self",)).get(pk=letter_id)
        if letter.file_id is None:
            name = f"{letter.facts['number']} letter of {letter.organization[:60]}.pdf"
            letter.file = files.store(content, name=name, purpose=SIGNED_LETTER)
            letter.save(update_fields=["file"])
