"""Fetching letters: by their link without an account, or through the application that asked for them."""

from __future__ import annotations

from django.http import Http404
from django.shortcuts import get_object_or_404

from core import files, links
from core.models import Member, StoredFile
from grants.access.applications import may_read
from grants.models import Application, LetterRequest

PURPOSE, LETTER_SCAN, SIGNED_LETTER = "letter", "letter_scan", "signed_letter"


def get_letter_by_token(token: str) -> LetterRequest:
    """The letter that a link opens. 404 for any other token, with the same words for all."""
    link = links.find(token, PURPOSE)
    if link is None:
        raise Http404
    rows = LetterRequest.objects.select_related("application__round", "application__organization", "requested_by__user")
    return get_object_or_404(rows, pk=link.subject.get("letter", 0))


def get_letter(application: Application, pk: int) -> LetterRequest:
    return get_object_or_404(LetterRequest, application=application, pk=pk)


@files.purpose(LETTER_SCAN, endings=(".pdf", ".png", ".jpg", ".jpeg"), max_size=25 * files.MEGABYTE)
def may_open_scan(stored: StoredFile, member: Member | None) -> bool:
    """The letter as it was signed on paper: for those who read the application."""
    letter = LetterRequest.objects.select_related("application__round").filter(scan=stored).first()
    return letter is not None and member is not None and may_read(member, letter.application, was_sent=True)


@files.purpose(SIGNED_LETTER, is_ours=True)
def may_open_signed(stored: StoredFile, member: Member | None) -> bool:
    """The drawn copy: for those who read the application. The signer has it through her link."""
    letter = LetterRequest.objects.select_related("application__round").filter(file=stored).first()
    return letter is not None and member is not None and may_read(member, letter.application, was_sent=True)
