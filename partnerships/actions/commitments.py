"""The ledger of commitments: pledged, committed in writing, delivered and documented, verified by another person."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, NamedTuple

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from core import files
from core.audit import record
from core.models import Member, StoredFile
from core.moves import MoveRefused, check_move, make_move
from core.templatetags.rt import long_day
from partnerships.access.work import PROOF
from partnerships.choices.work import IN_DOLLARS, LIVING, CommitmentStatus
from partnerships.models import Commitment, Partnership, PartnershipMember
from partnerships.rules.commitments import COMMITMENTS, status_after_correction


class Pledge(NamedTuple):
    """What a member promises. What is money has an amount, anything else a quantity."""

    seat: PartnershipMember
    kind: str
    counts_as: str
    source: str
    title: str
    amount: Decimal | None
    quantity: Decimal | None
    due_on: dt.date | None
    pledged_on: dt.date


@transaction.atomic
def pledge(partnership: Partnership, given: Pledge, *, by: Member) -> Commitment:
    """Enter what a member promised.

    Raises MoveRefused where it has no value in its unit, for a day to come, and for a member of another table.
    """
    made = Commitment.objects.create(partnership=partnership, entered_by=by, **_checked(partnership, given))
    record("commitment.pledge", made, by=by, kind=made.kind, amount=made.amount, quantity=made.quantity)
    return made


def _checked(partnership: Partnership, given: Pledge) -> dict[str, Any]:
    if given.seat.partnership_id != partnership.pk:
        raise MoveRefused("That organization does not sit at this table. Choose one that does.")
    if given.pledged_on > timezone.localdate():
        raise MoveRefused("The day of the pledge is still to come. Give the day on which it was made.")
    in_dollars = given.kind in IN_DOLLARS
    value = given.amount if in_dollars else given.quantity
    if value is None or value <= 0:
        raise MoveRefused("Give its value in dollars." if in_dollars else "Give how many, as a number.")
    whole = given._asdict() | {"title": given.title.strip()}
    return whole | ({"quantity": None} if in_dollars else {"amount": None})


@transaction.atomic
def commit(commitment: Commitment, upload: UploadedFile, committed_on: dt.date, *, by: Member) -> Commitment:
    """It is promised in writing: the letter or agreement is kept. Raises MoveRefused, and FileRefused for the file."""
    check_move(COMMITMENTS, "commit", commitment.status, thing="this commitment")
    _check_day(committed_on, commitment.pledged_on)
    stored = files.store_upload(upload, purpose=PROOF, by=by)
    done: Commitment = make_move(
        commitment,
        COMMITMENTS,
        "commit",
        by=by,
        details={"sha256": stored.sha256},
        document=stored,
        committed_on=committed_on,
        committed_by=by,
    )
    return done


@transaction.atomic
def document(
    commitment: Commitment, upload: UploadedFile, *, value: Decimal, documented_on: dt.date, note: str, by: Member
) -> Commitment:
    """It was delivered: how much of it, with the evidence.

    Raises MoveRefused, also where the same file is the evidence of another entry: a bill counts once.
    """
    check_move(COMMITMENTS, "document", commitment.status, thing="this commitment")
    _check_day(documented_on, commitment.pledged_on)
    if value <= 0:
        raise MoveRefused("Give what was delivered as a number above zero.")
    stored = files.store_upload(upload, purpose=PROOF, by=by)
    _check_used_once(commitment, stored)
    in_dollars = commitment.kind in IN_DOLLARS
    done: Commitment = make_move(
        commitment,
        COMMITMENTS,
        "document",
        by=by,
        details={"sha256": stored.sha256, "delivered": str(value)},
        evidence=stored,
        evidence_note=note.strip(),
        delivered=value if in_dollars else None,
        delivered_quantity=None if in_dollars else value,
        documented_on=documented_on,
        documented_by=by,
    )
    return done


def _check_used_once(commitment: Commitment, stored: StoredFile) -> None:
    others = Commitment.objects.filter(evidence__sha256=stored.sha256, status__in=LIVING).exclude(pk=commitment.pk)
    if other := others.first():
        is_own = other.partnership_id == commitment.partnership_id
        what = f"“{other.title}”" if is_own else "an entry of another partnership"
        raise MoveRefused(
            f"This file is the evidence of {what} already, and a gift counts once. Send what belongs to this one."
        )


def _check_day(day: dt.date, since: dt.date) -> None:
    if not since <= day <= timezone.localdate():
        raise MoveRefused(f"Give a day from the pledge, {long_day(since)}, to today.")


@transaction.atomic
def verify(commitment: Commitment, *, by: Member) -> Commitment:
    """Somebody who neither entered nor documented it finds the evidence good. Of two who press at once one is told."""
    check_move(COMMITMENTS, "verify", commitment.status, thing="this commitment")
    if by.pk in (commitment.entered_by_id, commitment.documented_by_id):
        raise MoveRefused("You entered this commitment or its evidence. Somebody else has to verify it.")
    done: Commitment = make_move(
        commitment,
        COMMITMENTS,
        "verify",
        by=by,
        only_if=~Q(entered_by=by) & ~Q(documented_by=by),
        details={"delivered": str(commitment.delivered or commitment.delivered_quantity)},
        verified_on=timezone.localdate(),
        verified_by=by,
    )
    return done


@transaction.atomic
def send_back(commitment: Commitment, reason: str, *, by: Member) -> Commitment:
    """The evidence does not show it: it is committed again, and why stands with it."""
    done: Commitment = make_move(
        commitment,
        COMMITMENTS,
        "send_back",
        by=by,
        reason=reason.strip(),
        delivered=None,
        delivered_quantity=None,
        evidence=None,
        documented_on=None,
        documented_by=None,
    )
    Commitment.objects.filter(pk=done.pk).update(reason=reason.strip())
    return done


@transaction.atomic
def withdraw(commitment: Commitment, why: str, *, by: Member) -> Commitment:
    """The member takes it back, or it came to nothing. The entry stays, and counts no more."""
    return _end(commitment, "withdraw", why, by)


@transaction.atomic
def correct(commitment: Commitment, given: Pledge, delivered: Decimal | None, why: str, *, by: Member) -> Commitment:
    """Enter it anew as it should have been; the wrong entry stays and counts no more. Verified ones are verified anew."""
    checked = _checked(commitment.partnership, given)
    before = Commitment.objects.select_for_update(no_key=True).get(pk=commitment.pk).status
    old = _end(commitment, "correct", why, by)
    status = status_after_correction(before)
    kept: dict[str, Any] = {"status": status, "replaces": old}
    if status in (CommitmentStatus.COMMITTED, CommitmentStatus.DOCUMENTED):
        kept |= {"document": old.document, "committed_on": old.committed_on, "committed_by": old.committed_by}
    if status == CommitmentStatus.DOCUMENTED:
        if delivered is None or delivered <= 0:
            raise MoveRefused("Give what was delivered as a number above zero.")
        unit = "delivered" if given.kind in IN_DOLLARS else "delivered_quantity"
        kept |= {"evidence": old.evidence, "evidence_note": old.evidence_note, unit: delivered}
        kept |= {"documented_on": _delivered_by(old, given), "documented_by": by}
        kept |= {"first_verified_on": old.first_verified_on or old.verified_on}
    made = Commitment.objects.create(partnership=commitment.partnership, entered_by=by, **checked, **kept)
    record("commitment.replace", made, by=by, replaces=old.pk, amount=made.amount, delivered=delivered)
    return made


def _delivered_by(old: Commitment, given: Pledge) -> dt.date:
    """The day of the delivery stays what it was: correcting a word of the entry moves no figure to another quarter."""
    day = old.documented_on or timezone.localdate()
    if given.pledged_on > day:
        raise MoveRefused(f"It was delivered by {long_day(day)}. Give a day of the pledge that is not after that.")
    return day


def _end(commitment: Commitment, move: str, why: str, by: Member) -> Commitment:
    """The reason is there before the move, as the database asks of an entry that ended."""
    held = Commitment.objects.select_for_update(no_key=True, of=("self",)).get(pk=commitment.pk)
    check_move(COMMITMENTS, move, held.status, thing="this commitment", reason=why)
    Commitment.objects.filter(pk=held.pk).update(reason=why.strip())
    done: Commitment = make_move(held, COMMITMENTS, move, by=by, reason=why.strip())
    return done
