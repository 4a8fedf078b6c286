"""Legal holds: while one stands, nothing of an award's records is deleted."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from core.audit import record
from core.models import FileStatus, Member
from core.moves import ClockNow, MoveRefused
from grants.actions.barring import refuse_barred
from grants.models import Award, LegalHold
from grants.readmodels.closing import files_of


@transaction.atomic
def place_hold(award: Award, reason: str, *, by: Member) -> LegalHold:
    """Hold the award's records, with the reason. The files that are kept of it are marked at once."""
    refuse_barred(award, by)
    if not reason.strip():
        raise MoveRefused("Give the reason for the hold: the suit, the claim or the audit.")
    try:
        with transaction.atomic():
            made = LegalHold.objects.create(award=award, reason=reason.strip(), placed_by=by)
    except IntegrityError:
        raise MoveRefused(f"A legal hold stands on award {award.number} already.") from None
    record("legalhold.place", made, by=by, reason=reason.strip(), files=mark_files(award))
    return made


@transaction.atomic
def release_hold(hold: LegalHold, reason: str, *, by: Member) -> LegalHold:
    """Release a hold, with the reason. Records are kept no shorter than until this day."""
    refuse_barred(hold.award, by)
    if not reason.strip():
        raise MoveRefused("Give the reason for the release. It becomes part of the record.")
    rows = LegalHold.objects.filter(pk=hold.pk, released_at__isnull=True)
    if not rows.update(released_at=ClockNow(), released_by=by, release_reason=reason.strip()):
        raise MoveRefused("This hold was released already.")
    hold.refresh_from_db()
    freed = files_of(hold.award).filter(is_held=True).update(is_held=False)
    record("legalhold.release", hold, by=by, reason=reason.strip(), files=freed)
    return hold


def mark_files(award: Award) -> int:
    """Mark every kept file of a held award; returns how many. The clock does it again for what came since."""
    kept = files_of(award).filter(is_held=False).exclude(status=FileStatus.DELETED)
    return kept.update(is_held=True)
