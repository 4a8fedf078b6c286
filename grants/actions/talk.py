"""What the team says to each other beside the questions, and the mark that a section is ready for the lead."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from core.audit import record
from core.models import Member
from core.moves import MoveRefused
from grants.models import Application, Comment, ReadyMark, Thread

MOST = 500
"""How many threads one application may have."""


def _check_writable(application: Application) -> None:
    if not application.is_writable:
        raise MoveRefused(f"{application.number} can no longer be written, so nothing more is said about it here.")


@transaction.atomic
def comment(application: Application, section_key: str, question_key: str, text: str, *, by: Member) -> Comment:
    """Begin a thread about a question, or about the section where no question is named."""
    _check_writable(application)
    if application.threads.count() >= MOST:
        raise MoveRefused(f"An application has {MOST} threads of comments at the most. Answer in one that is there.")
    thread = Thread.objects.create(application=application, section_key=section_key, question_key=question_key)
    record("thread.open", thread, by=by, application=application.number, section=section_key, question=question_key)
    return Comment.objects.create(thread=thread, by=by, text=text.strip())


@transaction.atomic
def reply(thread: Thread, text: str, *, by: Member) -> Comment:
    """Answer in a thread. One that was resolved is open again."""
    _check_writable(thread.application)
    Thread.objects.filter(pk=thread.pk).update(resolved_by=None, resolved_at=None)
    record("thread.reply", thread, by=by, application=thread.application.number)
    return Comment.objects.create(thread=thread, by=by, text=text.strip())


@transaction.atomic
def resolve(thread: Thread, *, by: Member) -> None:
    """Nothing more is to be done about it. The thread is kept."""
    if Thread.objects.filter(pk=thread.pk, resolved_at=None).update(resolved_by=by, resolved_at=timezone.now()):
        record("thread.resolve", thread, by=by, application=thread.application.number)


@transaction.atomic
def reopen(thread: Thread, *, by: Member) -> None:
    """There is something to be done about it after all."""
    if Thread.objects.filter(pk=thread.pk, resolved_at__isnull=False).update(resolved_by=None, resolved_at=None):
        record("thread.reopen", thread, by=by, application=thread.application.number)


@transaction.atomic
def mark_ready(application: Application, section_key: str, *, by: Member) -> None:
    """The lead may read the section as it is saved now."""
    _check_writable(application)
    given = {"by": by, "at": timezone.now()}
    mark, _ = ReadyMark.objects.update_or_create(application=application, section_key=section_key, defaults=given)
    record("section.ready", application, by=by, section=mark.section_key)


@transaction.atomic
def take_mark_off(application: Application, section_key: str, *, by: Member) -> None:
    """The section is not ready after all."""
    if ReadyMark.objects.filter(application=application, section_key=section_key).delete()[0]:
        record("section.not_ready", application, by=by, section=section_key)
