"""Files of answers: those that are there with their status, those that were there, and those that nothing needs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from core.models import StoredFile
from questions.choices import QuestionType
from questions.models import AnswerFile, Response
from questions.readmodels.fields import Field


def earlier_files(response: Response, *, only_sent: bool = False) -> list[AnswerFile]:
    """What was replaced or removed and is still kept, latest first; `only_sent`: what was part of something sent."""
    rows = AnswerFile.objects.filter(answer__response=response, removed_at__isnull=False, file__deleted_at__isnull=True)
    if only_sent:
        rows = rows.filter(sent_at__isnull=False)
    return list(rows.select_related("file", "answer__question", "removed_by").order_by("-removed_at", "-pk"))


def unused_files(purpose: str, before: dt.datetime) -> QuerySet[StoredFile]:
    """Files of a purpose that no answer has held since `before`, and that were never part of anything sent."""
    needed = Q(removed_at__isnull=True) | Q(removed_at__gte=before) | Q(sent_at__isnull=False)
    links = AnswerFile.objects.filter(needed, file_id=OuterRef("pk"))
    return StoredFile.objects.filter(~Exists(links), purpose=purpose, created_at__lt=before)


def earlier_in(response: Response, fields: Iterable[Field]) -> list[AnswerFile]:
    """The same of these questions alone; no query where none of them asks for files."""
    asked = {one.question.pk for one in fields if one.question.type == QuestionType.FILE}
    return [one for one in earlier_files(response) if one.answer.question_id in asked] if asked else []
