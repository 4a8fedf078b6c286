"""A reviewer's note to herself: the autosave, and the plain button once her review is in."""

from __future__ import annotations

from urllib.parse import quote

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from core.access import StateRequest, needs
from core.models import Member
from core.moves import MoveRefused
from core.permissions import Permission
from grants.access import reviews as access
from grants.actions import review_notes as actions
from grants.forms.reviews import NoteTyped, note_from
from grants.models import Review
from grants.readmodels.review_page import Note, page_of
from grants.views.reviewer_reading import reading_of

BOTH = "Another window saved your note. Yours is in the box."


@require_POST
@needs(Permission.REVIEW_DO)
def review_note(request: StateRequest, pk: int) -> HttpResponse:
    """The plain button under the note of a review that can no longer be written."""
    found = access.get_cleared_review(request, pk)
    note = keep_note(found, note_from(request.POST), by=request.member)
    if note is None or not note.error:
        messages.success(request, "Your note is saved.")
        return redirect("review", pk)
    page = page_of(found, note=note)
    errors, status = [("id_note", note.error)], 409 if note.theirs else 422
    context = {"page": page, "review": found, "progress": page.progress, "errors": errors, "keys": "off"}
    context |= reading_of(request, page)
    return render(request, "grants/review_write.html", context, status=status)


def keep_note(review: Review, typed: NoteTyped | None, *, by: Member) -> Note | None:
    """Save the note that a page brought. Returns it with what is wrong where it could not be saved; None without one."""
    if typed is None:
        return None
    try:
        return Note(typed.text, actions.save_note(review, typed.text, typed.version, by=by))
    except actions.StaleNote as late:
        return Note(typed.text, late.note.version, late.note, BOTH)
    except MoveRefused as refusal:
        return Note(typed.text, typed.version, None, str(refusal))


def save_typed_note(request: StateRequest, review: Review) -> HttpResponse:
    """The autosave of the note: 200, 409 with both texts, 403 where it cannot be saved."""
    note = keep_note(review, note_from(request.POST), by=request.member)
    if note is None or (note.error and not note.theirs):
        why = note.error if note else "No note was sent."
        return HttpResponse(why, status=403, headers={"X-Refused": quote(why)})
    if note.theirs:
        page = render(request, "grants/_review_note_both.html", {"note": note}, status=409)
    else:
        context = {"answer_version": note.version, "saved_at": timezone.now(), "error": ""}
        page = render(request, "components/field_status.html", context)
    page["X-Version"] = str(note.version)
    return page
