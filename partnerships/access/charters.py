"""Who opens the charter of a partnership: everybody who may see the partnership."""

from __future__ import annotations

from core import files
from core.models import Member, StoredFile
from core.permissions import Permission
from partnerships.access import held_over, visible_to
from partnerships.models import Partnership

CHARTER = "partnership_charter"
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
