"""Keeping a partnership's record: its words, who sits at the table, whom to write to."""

from __future__ import annotations

import datetime as dt

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from core import audit, files
from core.models import Member
from core.templatetags.rt import long_day
from partnerships.access.charters import CHARTER, LETTER
from partnerships.choices.standing import Tier
from partnerships.models import Contact, Organization, Partnership, PartnershipMember


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
def keep_charter(partnership: Partnership, upload: UploadedFile, *, by: Member) -> Partnership:
    """Keep the charter that the partnership works by, in place of an earlier one. Raises FileRefused."""
    stored = files.store_upload(upload, purpose=CHARTER, by=by)
    partnership.charter = stored
    partnership.save(update_fields=["charter"])
    audit.record("partnership.charter", partnership, by=by, file=stored.name, sha256=stored.sha256)
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
    tier: str = Tier.ACTIVE,
) -> PartnershipMember:
    """Somebody joins, today unless a day is given. An organization that the state knows by this name is taken, else added.

    Raises Refused for a day to come, and for a seat that is taken already.
    """
    today = timezone.localdate()
    if joined_on is not None and joined_on > today:
        raise Refused(f"{long_day(joined_on)} is still to come. Give today or an earlier day.")
    name = " ".join(organization.split())
    found = Organization.objects.named(name) or Organization.objects.create(legal_name=name, type=type)
    try:
        with transaction.atomic():
            seat = PartnershipMember.objects.create(
                partnership=partnership,
                organization=found,
                role=role,
                tier=tier,
                is_champion=is_champion,
                joined_on=joined_on or today,
            )
    except IntegrityError:
        raise Refused(f"{found.legal_name} sits at this table in that role already.") from None
    audit.record("partnership.join", partnership, by=by, organization=found.legal_name, role=role)
    return seat


@transaction.atomic
def change_seat(
    seat: PartnershipMember, *, by: Member, tier: str, is_champion: bool, commitment: str
) -> PartnershipMember:
    """How close it is to the work, whether it speaks for the partnership, and what it committed itself to."""
    wanted = {"tier": tier, "is_champion": is_champion, "commitment": commitment.strip()}
    changed = {name: value for name, value in wanted.items() if getattr(seat, name) != value}
    if changed:
        for name, value in changed.items():
            setattr(seat, name, value)
        seat.save(update_fields=list(changed))
        audit.record(
            "partnership.seat", seat.partnership, by=by, organization=seat.organization.legal_name, changed=changed
        )
    return seat


@transaction.atomic
def keep_letter(seat: PartnershipMember, upload: UploadedFile, *, by: Member) -> PartnershipMember:
    """Keep the letter by which a member committed itself, in place of an earlier one, which stays in the trail by its hash.

    Raises FileRefused.
    """
    rows = PartnershipMember.objects.select_related("organization", "partnership", "commitment_file")
    held = rows.select_for_update(of=("self",), no_key=True).get(pk=seat.pk)
    before, stored = held.commitment_file, files.store_upload(upload, purpose=LETTER, by=by)
    held.commitment_file = stored
    held.save(update_fields=["commitment_file"])
    said = {"organization": held.organization.legal_name, "file": stored.name, "sha256": stored.sha256}
    if before is not None:
        said |= {"replaced": before.name, "replaced_sha256": before.sha256}
    audit.record("partnership.letter", held.partnership, by=by, seat=held.pk, **said)
    return held


@transaction.atomic
def end_seat(seat: PartnershipMember, *, by: Member, left_on: dt.date | None = None) -> None:
    """Somebody leaves as of a day, today when none is given. The seat stays in the record with its dates."""
    today = timezone.localdate()
    left_on = left_on or max(today, seat.joined_on)
    if not seat.joined_on <= left_on <= max(today, seat.joined_on):
        since = long_day(seat.joined_on)
        raise Refused(f"{seat.organization.legal_name} joined on {since}. Give a day from then to today.")
    if PartnershipMember.objects.filter(pk=seat.pk, left_on__isnull=True).update(left_on=left_on):
        audit.record(
            "partnership.leave", seat.partnership, by=by, organization=seat.organization.legal_name, left_on=left_on
        )


@transaction.atomic
def add_contact(
    partnership: Partnership,
    *,
    organization_id: int,
    name: str,
    email: str,
    title: str,
    by: Member,
    consent_how: str = "",
    consented_on: dt.date | None = None,
) -> Contact:
    """A person to write to at a member, with how she agreed. The same address is taken up again rather than doubled.

    Raises Refused for one who took her consent back, unless she agreed again since.
    """
    email, today = email.strip().lower(), timezone.localdate()
    if consented_on is not None and consented_on > today:
        raise Refused("The day of the consent is still to come. Give today or an earlier day.")
    agreed_on = (consented_on or today) if consent_how else None
    known = Contact.objects.filter(organization=organization_id, email=email, withdrawn_on__isnull=False).first()
    if known is not None and known.withdrawn_on is not None and (agreed_on is None or agreed_on < known.withdrawn_on):
        said = long_day(known.withdrawn_on)
        raise Refused(f"{known.name} asked on {said} not to be written to. Say how and when she agreed again.")
    given = {"consent_how": consent_how, "consented_on": agreed_on} if agreed_on else {}
    contact, _ = Contact.objects.update_or_create(
        organization_id=organization_id,
        email=email,
        defaults={"name": name, "title": title, "is_active": True, "withdrawn_on": None, **given},
    )
    audit.record("partnership.contact", partnership, by=by, contact=contact.email, consent=consent_how)
    return contact


@transaction.atomic
def end_contact(partnership: Partnership, contact: Contact, *, by: Member) -> None:
    """Nobody is written to there any more."""
    if Contact.objects.filter(pk=contact.pk, is_active=True).update(is_active=False):
        audit.record("partnership.contact_end", partnership, by=by, contact=contact.email)
