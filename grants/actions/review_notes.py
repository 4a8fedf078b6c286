"""A reviewer's note to herself: kept as she types, read by nobody else, deleted when it has served."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from core import audit
from core.models import Member, State
from core.moves import MoveRefused
from grants.choices import OUT_OF_REVIEW
from grants.models import Appeal, LegalHold, Letter, Review, ReviewNote
from grants.rules.appeals import OPEN as OPEN_APPEAL
from grants.rules.reviews import NOTE_LONGEST, NOTES_KEPT_DAYS


class StaleNote(Exception):
    """Another window saved the note since the page was opened. `note` is what stands."""

    def __init__(self, note: ReviewNote) -> None:
        super().__init__("Your note was saved from another window since you opened it. Both are shown.")
        self.note = note


@transaction.atomic
def save_note(review: Review, text: str, version: int, *, by: Member) -> int:
    """Keep what she wrote, or delete the note where she emptied it. Returns its version, 0 for none.

    The line in the trail says that she wrote, never what. Raises StaleNote, and MoveRefused for a note of a review that
    is not hers to do any more, or one that is too long.
    """
    fresh = Review.objects.select_for_update(no_key=True, of=("self",)).get(pk=review.pk)
    if fresh.status in OUT_OF_REVIEW or fresh.reviewer_id != by.pk:
        raise MoveRefused("This review is not yours any more, so your note was not saved.")
    if len(text) > NOTE_LONGEST:
        raise MoveRefused(f"Your note has {len(text):,} characters. Shorten it to {NOTE_LONGEST:,}; it was not saved.")
    note = ReviewNote.objects.filter(review=review).first()
    if (note.text if note else "") == text.strip():
        return note.version if note else 0
    if note is not None and note.version != version:
        raise StaleNote(note)
    audit.record("review.note", review, by=by)
    if not text.strip():
        ReviewNote.objects.filter(review=review).delete()
        return 0
    kept, _ = ReviewNote.objects.update_or_create(
        review=review, defaults={"text": text.strip(), "version": version + 1, "saved_at": timezone.now()}
    )
    return int(kept.version)


@transaction.atomic
def delete_old_notes(state: State) -> int:
    """Delete the notes of reviews that are nobody's any more, and those whose application was decided long ago.

    While an appeal is open or a legal hold stands nothing is deleted for its age. Returns how many there were.
    """
    before = timezone.now() - dt.timedelta(days=NOTES_KEPT_DAYS)
    here = OuterRef("review__application_id")
    told = Exists(Letter.objects.filter(application_id=here, sent_at__lte=before))
    appealed = Exists(Appeal.objects.filter(application_id=here, status__in=OPEN_APPEAL))
    held = Exists(LegalHold.objects.filter(award__application_id=here, released_at__isnull=True))
    old = Q(told) & ~Q(appealed) & ~Q(held)
    rows = ReviewNote.objects.filter(Q(review__status__in=OUT_OF_REVIEW) | old)
    deleted = rows.delete()[0]
    if deleted:
        audit.record("review.forget_notes", state, by=None, actor="the clock", notes=deleted)
    return deleted
