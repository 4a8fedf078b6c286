"""Who opens the charter of a partnership, and the letters by which members committed themselves to it."""

from __future__ import annotations

from core import files
from core.models import Member, StoredFile
from core.permissions import Permission
from partnerships.access import held_over, visible_to
from partnerships.access.work import ENDINGS as LETTER_ENDINGS
from partnerships.access.work import sees_work
from partnerships.models import Partnership, PartnershipMember

CHARTER, LETTER = "partnership_charter", "seat_letter"
ENDINGS = (".pdf", ".docx")


@files.purpose(CHARTER, endings=ENDINGS)
def may_open_charter(stored: StoredFile, member: Member | None) -> bool:
    """The charter of today; one that was replaced is opened by nobody, and stays in the trail by its hash."""
    found = Partnership.objects.filter(charter=stored.pk).first()
    if found is None:
        return False
    if member is not None and Permission.PARTNERSHIP_JOIN in held_over(member, found):
        return True
    return visible_to(member).filter(pk=found.pk).exists()


@files.purpose(LETTER, endings=LETTER_ENDINGS)
def may_open_letter(stored: StoredFile, member: Member | None) -> bool:
    """For those who see the seat with what it committed to: its partnership's members and convener, the state's people."""
    seat = PartnershipMember.objects.select_related("partnership").filter(commitment_file=stored.pk).first()
    return seat is not None and sees_work(member, seat.partnership)
