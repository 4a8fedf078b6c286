"""Answering: one answer at a time as it is typed, a whole section at once, and the moment that it is sent.

Autosaves write no audit line each: who saved what last, when and in which version stands on the answer itself, and
sending freezes everything.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from core import audit, files
from core.models import FileStatus, Member, State
from questions.checks import Parsed, parse
from questions.checks.files import files_in, most_bytes, most_files
from questions.choices import QuestionType, ResponseStatus
from questions.models import Answer, AnswerFile, FormVersion, Question, Response, Section, Snapshot
from questions.readmodels import answers_content, filling_of, sha256_of

SAME_PAGE = dt.timedelta(seconds=15)
"""A save by the same person so short ago is the autosave that her own button overtook, not another window."""


class StaleAnswer(Exception):
    """Somebody saved this answer since the page was opened. `answer` is what stands; what was typed was not saved."""

    def __init__(self, answer: Answer, raw: str) -> None:
        super().__init__("This answer was changed elsewhere since you opened it.")
        self.answer, self.raw = answer, raw


class NotOpen(Exception):
    """The response can no longer be written. The message is fit to show the user."""


def start_response(version: FormVersion) -> Response:
    """An empty response to a frozen version. Part of the deed that starts what the answers belong to."""
    if not version.is_frozen:
        raise NotOpen(f"{version} is still a draft. Freeze it before anybody answers it.")
    return Response.objects.create(version=version)


@transaction.atomic
def save_answer(
    response: Response, question: Question, raw: str, *, version: int, by: Member | None, parsed: Parsed | None = None
) -> Answer:
    """Save one answer as typed, readable or not. `version` is the one that the page was opened with, 0 for none.

    Raises StaleAnswer when somebody else saved another text since, NotOpen when the response was sent.
    """
    _hold(response, question.section)
    raw = raw.replace("\r\n", "\n").replace("\x00", "").replace("\\u0000", "")
    answer = _locked(response, question)
    if answer.raw == raw and answer.version:
        return answer
    if answer.version != version and not _own_and_fresh(answer, by):
        raise StaleAnswer(answer, raw)
    found = parsed or parse(question.type, raw, question.options)
    answer.raw, answer.value, answer.error = raw, found.value, found.error[:300]
    answer.version, answer.saved_at, answer.saved_by = answer.version + 1, timezone.now(), by
    answer.save()
    return answer


def _hold(response: Response, section: Section) -> None:
    """Hold the response while it is written, so that nothing slips in after it was sent."""
    now = Response.objects.select_for_update(no_key=True).get(pk=response.pk)
    if now.status == ResponseStatus.SUBMITTED:
        raise NotOpen("This was sent and can no longer be changed. What you typed now was not saved.")
    if now.status == ResponseStatus.RETURNED and section.key not in now.open_sections:
        raise NotOpen("Only the sections that were sent back can be changed. What you typed now was not saved.")
    if section.version_id != now.version_id:
        raise NotOpen("The form changed this moment. Open the page again: what you typed now was not saved.")


def _locked(response: Response, question: Question) -> Answer:
    """The answer's row, held; made with version 0 when there was none."""
    Answer.objects.bulk_create([Answer(response=response, question=question, version=0)], ignore_conflicts=True)
    rows = Answer.objects.select_for_update(no_key=True, of=("self",)).select_related("saved_by")
    return rows.get(response=response, question=question)


def _own_and_fresh(answer: Answer, by: Member | None) -> bool:
    return by is not None and answer.saved_by_id == by.pk and timezone.now() - answer.saved_at < SAME_PAGE


@transaction.atomic
def save_file(response: Response, question: Question, upload: UploadedFile, *, purpose: str, by: Member) -> Answer:
    """Keep a file as the answer, or one more where the question takes several.

    A question of one file takes the new one in place of the earlier, which is kept. Raises core.files.FileRefused with a
    sentence for the person who sent it.
    """
    _hold(response, question.section)
    answer, most, name = _locked(response, question), most_files(question.options), files.plain_name(upload.name or "")
    there = files_in(answer.value)
    if most > 1 and len(there) >= most:
        raise files.FileRefused(f"{name} was not added: {most} files are here, the most for this question. Remove one.")
    _check_room(response, upload.size or 0, name)
    stored = files.store_upload(upload, purpose=purpose, by=by, most=most_bytes(question.options))
    if most == 1:
        _take_out(answer, [one["file"] for one in there], by)
        there = []
    AnswerFile.objects.create(answer=answer, file=stored)
    fact = {"file": stored.pk, "name": stored.name, "size": stored.size, "sha256": stored.sha256}
    _set_files(answer, [*there, fact], by, is_one=most == 1)
    audit.record("response.file", response, by=by, question=question.key, name=stored.name, sha256=stored.sha256)
    return answer


@transaction.atomic
def remove_file(response: Response, question: Question, file_id: int, *, by: Member) -> Answer:
    """Take a file out of an answer. It is kept where it was part of something that was sent; else it goes after a while.

    Removing twice changes nothing.
    """
    _hold(response, question.section)
    answer = _locked(response, question)
    there = files_in(answer.value)
    gone = next((one for one in there if one["file"] == file_id), None)
    if gone is not None:
        _take_out(answer, [file_id], by)
        kept = [one for one in there if one["file"] != file_id]
        _set_files(answer, kept, by, is_one=most_files(question.options) == 1)
        details = {"question": question.key, "name": str(gone.get("name")), "sha256": str(gone.get("sha256"))}
        audit.record("response.file_removed", response, by=by, **details)
    return answer


def _take_out(answer: Answer, ids: list[int], by: Member) -> None:
    AnswerFile.objects.filter(answer=answer, file_id__in=ids).update(removed_at=timezone.now(), removed_by=by)


def _set_files(answer: Answer, there: list[dict[str, Any]], by: Member, *, is_one: bool) -> None:
    answer.value = (there[0] if is_one else there) if there else None
    answer.raw, answer.error = "\n".join(str(one["name"]) for one in there), ""
    answer.version, answer.saved_at, answer.saved_by = answer.version + 1, timezone.now(), by
    answer.save()


def _check_room(response: Response, size: int, name: str) -> None:
    """The quota of one response's files, those that were sent and replaced too."""
    kept = AnswerFile.objects.filter(answer__response=response).exclude(file__status=FileStatus.DELETED)
    used = kept.aggregate(sum=Sum("file__size"))["sum"] or 0
    most = State.objects.get(pk=response.state_id).quota_each_mb
    if used + size > most * files.MEGABYTE:
        have, more = used / files.MEGABYTE, size / files.MEGABYTE
        raise files.FileRefused(
            f"{name} was not added: the files here take {have:.1f} MB, and with its {more:.1f} MB they would be more than "
            f"{most:,} MB. Send a smaller one."
        )


@transaction.atomic
def save_section(
    response: Response, questions: Iterable[Question], typed: Mapping[str, tuple[str, int]], *, by: Member | None
) -> list[StaleAnswer]:
    """Save what an explicit Save brought: for each key the text and the version that the page was opened with.

    Everything that can be saved is saved; the answers that somebody else changed meanwhile are returned.
    """
    stale = []
    for question in questions:
        if question.key in typed and question.type != QuestionType.FILE:
            raw, version = typed[question.key]
            try:
                save_answer(response, question, raw, version=version, by=by)
            except StaleAnswer as late:
                stale.append(late)
    return stale


@transaction.atomic
def submit_response(response: Response, *, by: Member | None, extra: Mapping[str, Any] | None = None) -> Snapshot:
    """Close the response and freeze its answers, with `extra` beside them. Part of the deed that sends it."""
    now = Response.objects.select_for_update(no_key=True).get(pk=response.pk)
    if now.status == ResponseStatus.SUBMITTED:
        raise NotOpen("This was sent already.")
    content = dict(extra or {}) | {"sections": answers_content(filling_of(now))}
    number = now.snapshots.count() + 1
    snapshot = Snapshot.objects.create(response=now, number=number, content=content, sha256=sha256_of(content), by=by)
    there = AnswerFile.objects.filter(answer__response=now, removed_at__isnull=True, sent_at__isnull=True)
    there.update(sent_at=timezone.now())
    response.status, response.open_sections = ResponseStatus.SUBMITTED, []
    response.save(update_fields=["status", "open_sections"])
    return snapshot


@transaction.atomic
def return_response(response: Response, section_keys: Iterable[str]) -> Response:
    """Open some sections of a sent response again. Part of the deed that sends it back."""
    response.status, response.open_sections = ResponseStatus.RETURNED, sorted(section_keys)
    response.save(update_fields=["status", "open_sections"])
    return response


def copy_response(response: Response) -> Response:
    """A draft with the same answers and the same files. Part of the deed that starts again from what was sent."""
    made = Response.objects.create(version_id=response.version_id)
    for answer in Answer.objects.filter(response=response).order_by("pk"):
        links = list(AnswerFile.objects.filter(answer=answer, removed_at__isnull=True))
        answer.pk, answer._state.adding = None, True
        answer.response, answer.version = made, 1
        answer.save()
        AnswerFile.objects.bulk_create(AnswerFile(answer=answer, file_id=link.file_id) for link in links)
    return made
