"""Draws the receipt of an application from what was frozen."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.utils import timezone

from core import files, jobs, pdf
from core.isolation import state_scope
from core.models import State
from grants.access.applications import RECEIPT
from grants.models import Submission
from grants.readmodels.receipt import receipt_of

DRAW_RECEIPT = "draw_receipt"


@jobs.handler(DRAW_RECEIPT)
def draw_receipt(*, state_id: int, submission_id: int) -> None:
    """Draw the receipt and keep the PDF. Safe to run twice."""
    with state_scope(state_id):
        submission = Submission.objects.select_related("application", "by").get(pk=submission_id)
        if submission.receipt_id is not None:
            return
        state = State.objects.get(pk=state_id)
        with timezone.override(state.zone):
            context = {"receipt": receipt_of(submission), "state": state, "agency": state.word("agency")}
            html = render_to_string("grants/receipt_pdf.html", context)
    content = pdf.draw(html, stylesheet="letter")
    with state_scope(state_id):
        submission = Submission.objects.select_for_update(no_key=True, of=("self",)).get(pk=submission_id)
        if submission.receipt_id is None:
            submission.receipt = files.store(content, name=f"{submission.number} receipt.pdf", purpose=RECEIPT)
            submission.save(update_fields=["receipt"])
