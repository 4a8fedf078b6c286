"""What applicants are told when the form of an open round changes."""

from __future__ import annotations

from core import mail
from grants.access.teams import lead_of
from grants.models import DraftMove


def form_changed(move: DraftMove) -> None:
    """To the lead of a draft: what is asked otherwise, which answers are asked again, and why."""
    application = move.application
    lead = lead_of(application)
    context = {"application": application, "move": move, "change": move.change, "person": lead}
    mail.send("form_changed", to=lead.email, context=context, key=f"form-changed-{move.change_id}-{application.pk}")
