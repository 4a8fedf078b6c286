"""What is told about changes of stage, and about a table that no longer holds."""

from __future__ import annotations

from core import mail
from partnerships.access.people import convener_people, officers
from partnerships.models import StageChange, TableCheck


def stage_proposed(change: StageChange) -> None:
    """To the officers, not to whoever proposed it: what is to be confirmed."""
    for person in officers():
        if person.pk != change.proposed_by_id:
            _send("stage_proposed", change, person.email, key=f"stage-{change.pk}")


def stage_decided(change: StageChange) -> None:
    """To whoever proposed it and to the convener's people: confirmed, or why not."""
    people = {person.pk: person for person in [change.proposed_by, *convener_people(change.partnership)]}
    for person in people.values():
        _send("stage_decided", change, person.email, key=f"stage-{change.pk}-{change.outcome}")


def table_falls_short(check: TableCheck) -> None:
    """To the convener's people: who is missing at the table this quarter; once for each look that found more missing."""
    key = f"table-{check.pk}-{check.checked_at:%Y%m%d%H%M%S%f}"
    lines = [one["sentence"] for one in check.lines if not one["met"]]
    for person in convener_people(check.partnership):
        context = {"partnership": check.partnership, "lines": lines}
        mail.send(
            "table_falls_short",
            to=person.email,
            context=context,
            key=key,
        )


def _send(template: str, change: StageChange, to: str, *, key: str) -> None:
    context = {"change": change, "partnership": change.partnership}
    mail.send(template, to=to, context=context, key=key)
