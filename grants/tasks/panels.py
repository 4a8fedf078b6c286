"""Draws the minutes of panel meetings."""

from __future__ import annotations

from django.template.loader import render_to_string

from core import files, jobs, pdf
from core.isolation import state_scope
from grants.access.panels import MINUTES, hidden_on
from grants.emails import panels as emails
from grants.models import PanelMeeting

DRAW_MINUTES = "draw_panel_minutes"


@jobs.handler(DRAW_MINUTES)
def draw_minutes(*, state_id: int, meeting_id: int) -> None:
    """Draw the minutes from their frozen facts, keep the PDF, and tell those who may read it. Safe to run twice."""
    with state_scope(state_id):
        meeting = PanelMeeting.objects.get(pk=meeting_id)
        context = {"meeting": meeting, "facts": meeting.facts}
        html = render_to_string("grants/panel_minutes_pdf.html", context) if meeting.minutes_id is None else ""
    content = pdf.draw(html, stylesheet="letter") if html else b""
    with state_scope(state_id):
        held = PanelMeeting.objects.select_for_update(no_key=True, of=("self",))
        meeting = held.select_related("round", "closed_by__user").get(pk=meeting_id)
        if meeting.minutes_id is None:
            name = f"Panel minutes {meeting.starts_at:%Y-%m-%d} {meeting.pk}.pdf"
            meeting.minutes = files.store(content, name=name, purpose=MINUTES)
            meeting.save(update_fields=["minutes"])
        people = {one.member.pk: one.member for one in meeting.members.select_related("member__user")}
        if meeting.closed_by is not None:
            people[meeting.closed_by.pk] = meeting.closed_by
        for one in people.values():
            if not hidden_on(meeting, one):
                emails.minutes_ready(meeting, one)
