"""What makes a partnership outlive its grants: steps with a day, and what shows that they are done."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from core.audit import record
from core.models import Member
from core.moves import MoveRefused
from partnerships.models import Partnership, PartnershipMember, SustainabilityMilestone


@transaction.atomic
def add_milestone(
    partnership: Partnership,
    *,
    kind: str,
    title: str,
    owner: PartnershipMember | None,
    yearly: Decimal | None,
    due_on: dt.date,
    by: Member,
) -> SustainabilityMilestone:
    """A step by which the work goes on without the grant."""
    if owner is not None and owner.partnership_id != partnership.pk:
        raise MoveRefused("The owner has to sit at this table. Choose a member that does.")
    made = SustainabilityMilestone.objects.create(
        partnership=partnership, kind=kind, title=title.strip(), owner=owner, yearly=yearly, due_on=due_on, made_by=by
    )
    record("lasting.add", made, by=by, kind=kind, due_on=due_on, yearly=yearly)
    return made


@transaction.atomic
def finish_milestone(milestone: SustainabilityMilestone, done_on: dt.date, evidence: str, *, by: Member) -> None:
    """It is in place, with what shows it."""
    if done_on > timezone.localdate():
        raise MoveRefused("That day is still to come. Give the day from which it is in place.")
    if not evidence.strip():
        raise MoveRefused("Say what shows it: the decision, the contract, the budget line.")
    _close(milestone, {"done_on": done_on, "evidence": evidence.strip()})
    record("lasting.finish", milestone, by=by, done_on=done_on, evidence=evidence.strip())


@transaction.atomic
def drop_milestone(milestone: SustainabilityMilestone, why: str, *, by: Member) -> None:
    """It will not come, and why."""
    if not why.strip():
        raise MoveRefused("Say why it will not come. It stays in the record.")
    _close(milestone, {"dropped_on": timezone.localdate(), "evidence": why.strip()})
    record("lasting.drop", milestone, by=by, reason=why.strip())


def _close(milestone: SustainabilityMilestone, changes: dict[str, object]) -> None:
    rows = SustainabilityMilestone.objects.filter(pk=milestone.pk, done_on__isnull=True, dropped_on__isnull=True)
    if not rows.update(**changes):
        raise MoveRefused(f"“{milestone}” was settled already. Open the page again.")
