"""What employers did with the partnership is written down, and taken out again where it was wrong."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from core.audit import record
from core.models import Member
from core.moves import MoveRefused
from partnerships.choices import OrganizationType
from partnerships.models import EngagementEvent, Organization, Partnership


@transaction.atomic
def record_event(
    partnership: Partnership,
    *,
    employer: Organization | None,
    named: str,
    happened_on: dt.date,
    kind: str,
    person: str,
    seniority: str,
    hours: Decimal | None,
    note: str,
    by: Member,
) -> EngagementEvent:
    """Write down what an employer did. One that has no seat is `named`: it is found by its name, else added.

    Raises MoveRefused for a day to come, and where no employer is named.
    """
    if happened_on > timezone.localdate():
        raise MoveRefused("That day is still to come. Write it down when it has happened.")
    found = employer or _named(named)
    made = EngagementEvent.objects.create(
        partnership=partnership,
        employer=found,
        happened_on=happened_on,
        kind=kind,
        person=person.strip(),
        seniority=seniority,
        hours=hours,
        note=note.strip(),
        entered_by=by,
    )
    record("engagement.record", made, by=by, kind=kind, happened_on=happened_on)
    return made


def _named(text: str) -> Organization:
    name = " ".join(text.split())[:200]
    if not name:
        raise MoveRefused("Choose an employer of the table, or name another.")
    known = Organization.objects.named(name)
    return known or Organization.objects.create(legal_name=name, type=OrganizationType.EMPLOYER)


@transaction.atomic
def remove_event(event: EngagementEvent, *, by: Member) -> None:
    """It was written down by mistake. The trail keeps what it said."""
    said = {"kind": event.kind, "happened_on": event.happened_on, "person": event.person, "note": event.note}
    record("engagement.remove", event, by=by, said=said)
    event.delete()
