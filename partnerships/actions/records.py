"""Keeping a partnership's record: its words, who sits at the table, whom to write to, what it set out to do."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone

from core import audit
from core.models import Member
from partnerships.models import Contact, Goal, Measure, Organization, Partnership, PartnershipMember


class Refused(Exception):
    """It cannot be done so. The message is fit to show the user."""


@transaction.atomic
def edit_record(partnership: Partnership, *, by: Member, **words: str) -> Partnership:
    """Change the words of the public page. Only what changed is written to the trail."""
    changed = {name: text for name, text in words.items() if getattr(partnership, name) != text}
    if changed:
        for name, text in changed.items():
            setattr(partnership, name, text)
        partnership.save(update_fields=list(changed))
        audit.record("partnership.edit", partnership, by=by, changed=sorted(changed))
    return partnership


@transaction.atomic
def add_seat(
    partnership: Partnership,
    *,
    organization: str,
    type: str,
    role: str,
    is_champion: bool,
    by: Member,
    joined_on: dt.date | None = None,
) -> PartnershipMember:
    """Somebody joins, today unless a day is given. An organization that the state knows by this name is taken, else added.

    Raises Refused for a day to come, and for a seat that is taken already.
    """
    today = timezone.localdate()
    if joined_on is not None and joined_on > today:
        raise Refused(
            f"{joined_on:%B} {joined_on.day}, {joined_on.year} is still to come. Give today or an earlier day."
        )
    name = " ".join(organization.split())
    known = Organization.objects.filter(legal_name__iexact=name).order_by("pk").first()
    found = known or Organization.objects.create(legal_name=name, type=type)
    try:
        with transaction.atomic():
            seat = PartnershipMember.objects.create(
                partnership=partnership,
                organization=found,
                role=role,
                is_champion=is_champion,
                joined_on=joined_on or today,
            )
    except IntegrityError:
        raise Refused(f"{found.legal_name} sits at this table in that role already.") from None
    audit.record("partnership.join", partnership, by=by, organization=found.legal_name, role=role)
    return seat


@transaction.atomic
def end_seat(seat: PartnershipMember, *, by: Member, left_on: dt.date | None = None) -> None:
    """Somebody leaves as of a day, today when none is given. The seat stays in the record with its dates."""
    today = timezone.localdate()
    left_on = left_on or max(today, seat.joined_on)
    if not seat.joined_on <= left_on <= max(today, seat.joined_on):
        since = f"{seat.joined_on:%B} {seat.joined_on.day}, {seat.joined_on.year}"
        raise Refused(f"{seat.organization.legal_name} joined on {since}. Give a day from then to today.")
    if PartnershipMember.objects.filter(pk=seat.pk, left_on__isnull=True).update(left_on=left_on):
        audit.record(
            "partnership.leave", seat.partnership, by=by, organization=seat.organization.legal_name, left_on=left_on
        )


@transaction.atomic
def add_contact(
    partnership: Partnership, *, organization_id: int, name: str, email: str, title: str, by: Member
) -> Contact:
    """A person to write to at a member. The same address is taken up again rather than doubled."""
    contact, _ = Contact.objects.update_or_create(
        organization_id=organization_id,
        email=email.strip().lower(),
        defaults={"name": name, "title": title, "is_active": True},
    )
    audit.record("partnership.contact", partnership, by=by, contact=contact.email)
    return contact


@transaction.atomic
def end_contact(partnership: Partnership, contact: Contact, *, by: Member) -> None:
    """Nobody is written to there any more."""
    if Contact.objects.filter(pk=contact.pk, is_active=True).update(is_active=False):
        audit.record("partnership.contact_end", partnership, by=by, contact=contact.email)


@transaction.atomic
def add_goal(
    partnership: Partnership, *, text: str, measure: Measure, target: Decimal, due_on: dt.date, by: Member
) -> Goal:
    """A new goal on a measure of the catalogue."""
    goal = Goal.objects.create(partnership=partnership, measure=measure, text=text, target=target, due_on=due_on)
    audit.record("partnership.goal", partnership, by=by, goal=text, measure=measure.code, promised=str(target))
    return goal
