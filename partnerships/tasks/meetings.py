"""Draws the minutes of a partnership's meetings."""

from __future__ import annotations

from django.template.loader import render_to_string

from core import files, jobs, pdf
from core.isolation import state_scope
from partnerships.access.work import MINUTES
from partnerships.models import Meeting

DRAW_MINUTES = "draw_partnership_minutes"


@jobs.handler(DRAW_MINUTES)
def draw_minutes(*, state_id: int, meeting_id: int) -> None:
    """Draw the minutes from their frozen facts, and keep the PDF. Safe to run twice."""
    with state_scope(state_id):
        meeting = Meeting.objects.get(pk=meeting_id)
        context = {"meeting": meeting, "facts": meeting.facts}
        html = render_to_string("partnerships/minutes_pdf.html", context) if meeting.file_id is None else ""
    content = pdf.draw(html, stylesheet="letter") if html else b""
    with state_scope(state_id):
        held = Meeting.objects.select_for_update(no_key=True, of=("self",))
        meeting = held.get(pk=meeting_id)
        if meeting.file_id is None:
            name = f"Minutes {meeting.starts_at:%Y-%m-%d} {meeting.pk}.pdf"
            meeting.file = files.store(content, name=name, purpose=MINUTES)
            meeting.save(update_fields=["file"])
