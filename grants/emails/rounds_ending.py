"""What applicants are told when a round ends before its time."""

from __future__ import annotations

from core import mail
from grants.models import Application, Round


def round_cancelled(application: Application, round: Round, reason: str) -> None:
    """To whoever started the application, and whoever sent it: the round is cancelled, and why."""
    people = {one.pk: one for one in (application.started_by, application.submitted_by) if one is not None}
    for person in people.values():
        context = {"application": application, "round": round, "reason": reason, "person": person}
        mail.send("round_cancelled", to=person.email, context=context, key=f"cancelled-{application.pk}-{person.pk}")
