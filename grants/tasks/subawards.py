"""Draws the data sheet of a subaward from what was frozen."""

from __future__ import annotations

from django.template.loader import render_to_string

from core import files, jobs, pdf
from core.isolation import state_scope
from grants.access.awards import SUBAWARD
from grants.models import SheetVersion

DRAW_SHEET = "draw_subaward_sheet"


@jobs.handler(DRAW_SHEET)
def draw_sheet(*, state_id: int, version_id: int) -> None:
    """Draw the sheet and keep the PDF. Safe to run twice."""
    with state_scope(state_id):
        version = SheetVersion.objects.get(pk=version_id)
        if version.file_id is not None:
            return
        html = render_to_string("grants/subaward_pdf.html", {"version": version, "facts": version.facts})
    content = pdf.draw(html, stylesheet="letter")
    with state_scope(state_id):
        version = SheetVersion.objects.select_for_update(no_key=True, of=("self",)).get(pk=version_id)
        if version.file_id is None:
            name = f"{version.facts['award']} subaward data sheet {version.number}.pdf"
            version.file = files.store(content, name=name, purpose=SUBAWARD)
            version.save(update_fields=["file"])
