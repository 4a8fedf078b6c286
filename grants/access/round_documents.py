"""Who may download a round's documents: everybody once the round is published and the file was checked."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from core import files
from core.models import FileStatus, Member, StoredFile
from core.permissions import Permission
from grants.access.applications import is_tester
from grants.models import Round, RoundDocument

DOCUMENT = "round_document"
"""The purpose of a round's documents in the store of files."""
ENDINGS = (".pdf", ".docx", ".xlsx", ".csv", ".txt")


def get_document(round: Round, pk: int) -> RoundDocument:
    return get_object_or_404(RoundDocument.objects.select_related("round", "file"), round=round, pk=pk)


@files.purpose(DOCUMENT, endings=ENDINGS)
def may_open_document(stored: StoredFile, member: Member | None) -> bool:
    """Staff at any time; everybody a document of a published round that was checked and not taken back."""
    found = RoundDocument.objects.select_related("round").filter(file=stored.pk).first()
    if found is None:
        return False
    if member is not None and member.can(Permission.ROUND_SEE):
        return True
    is_ready = stored.status in (FileStatus.CLEAN, FileStatus.UNSCANNED) and found.withdrawn_at is None
    is_public = Round.objects.opened().filter(pk=found.round_id).exists()
    return is_ready and is_public and (not found.round.is_rehearsal or is_tester(member))
