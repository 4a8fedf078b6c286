"""The documents of a round: sent in by staff, replaced by newer ones, taken back. Of an open round each is an addendum."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from core import files
from core.audit import record
from core.models import Member
from core.moves import MoveRefused
from grants.access.round_documents import DOCUMENT
from grants.actions.notices import publish
from grants.actions.round_versions import keep_first
from grants.choices import RoundStatus
from grants.models import Round, RoundDocument
from grants.readmodels.round_versions import current_documents

MOST = 20


@transaction.atomic
def add_document(
    round: Round, content: bytes, *, name: str, title: str, by: Member, replaces: RoundDocument | None = None
) -> RoundDocument:
    """Keep a document of the round; the one that it replaces stays readable in the versions that named it.

    Raises MoveRefused, and core.files.FileRefused with a sentence for the person who sent the file.
    """
    held = _held(round)
    current = current_documents(held)
    if replaces is not None and replaces.pk not in {one.pk for one in current}:
        raise MoveRefused(f"“{replaces}” was replaced or taken back already. Open the page again.")
    if replaces is None and len(current) >= MOST:
        raise MoveRefused(f"A round has at most {MOST} documents. Replace one, or take one back.")
    title = title.strip() or (replaces.title if replaces else "")
    if not title:
        raise MoveRefused("Give the document a title, such as “Budget form”.")
    if held.status == RoundStatus.OPEN:
        keep_first(held, by=by)
    stored = files.store(content, name=name, purpose=DOCUMENT, by=by)
    made = RoundDocument.objects.create(round=held, title=title, file=stored, replaces=replaces, by=by)
    record("round.document", held, by=by, title=title, name=stored.name, sha256=stored.sha256)
    if held.status == RoundStatus.OPEN:
        said = f"The document “{title}” was {'replaced by a newer one' if replaces else 'added'}."
        before = replaces.file.name if replaces else ""
        change = {"term": "document", "label": title, "before": before, "after": stored.name}
        publish(held, said, [change], by)
    return made


@transaction.atomic
def withdraw_document(document: RoundDocument, *, reason: str, by: Member) -> None:
    """Take a document back: nobody can download it any more, and the notice says why."""
    held = _held(document.round)
    if not reason.strip():
        raise MoveRefused("Say why the document is taken back. In an open round everybody reads it.")
    if document.pk not in {one.pk for one in current_documents(held)}:
        raise MoveRefused(f"“{document}” was replaced or taken back already. Open the page again.")
    if held.status == RoundStatus.OPEN:
        keep_first(held, by=by)
    RoundDocument.objects.filter(pk=document.pk).update(withdrawn_at=timezone.now())
    record("round.withdraw_document", held, by=by, title=document.title, reason=reason)
    if held.status == RoundStatus.OPEN:
        publish(held, f"The document “{document}” was taken back. {reason.strip()}", [], by)


def _held(round: Round) -> Round:
    held = Round.objects.select_for_update(of=("self",)).get(pk=round.pk)
    if held.status not in (RoundStatus.DRAFT, RoundStatus.OPEN):
        raise MoveRefused(f"{held.name} is {held.get_status_display().lower()}. Its documents stay as they are.")
    return held
