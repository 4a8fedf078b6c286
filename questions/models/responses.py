"""What people answer: one response to one version, its answers, and what was sent, frozen."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.isolation import StateForeignKey, StateModel, isolated
from core.models import Member, StoredFile
from questions.choices import ResponseStatus
from questions.models.forms import FormVersion, Question


class Response(StateModel):
    """The answers to one form version. An application, a report's narrative or a survey answer owns it from above."""

    version = StateForeignKey(FormVersion, related_name="responses")
    status = models.CharField(max_length=10, choices=ResponseStatus, default=ResponseStatus.DRAFT)
    open_sections = models.JSONField(default=list, blank=True, help_text="Keys of the sections that a return reopened")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            *isolated("questions_response", "version"),
            models.CheckConstraint(condition=Q(status__in=ResponseStatus.values), name="response_status_known"),
        ]

    def __str__(self) -> str:
        return f"Response {self.pk}"


class Answer(StateModel):
    """The answer to one question. `value` is typed JSON; `raw` what was typed, kept even when it does not parse.

    `version` rises with every save, so that a late or stale save is noticed and never overwrites.
    """

    response = StateForeignKey(Response, related_name="answers")
    question = StateForeignKey(Question, related_name="answers")
    value = models.JSONField(null=True, blank=True)
    raw = models.TextField(blank=True)
    error = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField(default=timezone.now)
    saved_by = StateForeignKey(Member, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            *isolated("questions_answer", "response", "question", "saved_by"),
            models.UniqueConstraint(fields=["state", "response", "question"], name="answer_once"),
        ]

    def __str__(self) -> str:
        return f"Answer {self.pk}"


class AnswerFile(StateModel):
    """A file of an answer, now or earlier. The answer's value says which are there now; this row stays when one goes.

    `sent_at`: when it was first part of something that was sent. Such a file is kept for good.
    """

    answer = StateForeignKey(Answer, related_name="files")
    file = StateForeignKey(StoredFile, related_name="+")
    added_at = models.DateTimeField(default=timezone.now, editable=False)
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = StateForeignKey(Member, null=True, blank=True, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["added_at", "pk"]
        constraints = [
            *isolated("questions_answerfile", "answer", "file", "removed_by"),
            models.UniqueConstraint(fields=["state", "answer", "file"], name="answerfile_once"),
        ]

    def __str__(self) -> str:
        return f"File {self.file_id} of answer {self.answer_id}"


class Snapshot(StateModel):
    """What was sent, frozen: the canonical JSON of everything and its SHA-256. Inserted once, never changed."""

    response = StateForeignKey(Response, related_name="snapshots")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now, editable=False)
    by = StateForeignKey(Member, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            *isolated("questions_snapshot", "response", "by"),
            models.UniqueConstraint(fields=["state", "response", "number"], name="snapshot_numbered"),
        ]

    def __str__(self) -> str:
        return f"Snapshot {self.number} of response {self.response_id}"
