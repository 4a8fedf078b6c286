"""Our own employer survey as a frozen form version of a state."""

from __future__ import annotations

from django.db import transaction

from core.models import Member
from evaluation.rules.instrument import QUESTIONS, SECTION, TITLE
from questions.actions.composing import create_form, freeze_version
from questions.choices import FormKind, VersionStatus
from questions.models import FormVersion, Question, Section


@transaction.atomic
def make_employer_instrument(*, by: Member) -> FormVersion:
    """The frozen employer survey in English and Spanish; the one that the state has already, if any.

    Every question may be skipped. Raises nothing of its own.
    """
    found = FormVersion.objects.filter(form__title=TITLE, form__kind=FormKind.SURVEY, status=VersionStatus.FROZEN)
    if (version := found.order_by("-number").first()) is not None:
        return version
    version = create_form(TITLE, FormKind.SURVEY, by=by)
    key, title = SECTION
    section = Section.objects.create(version=version, position=1, key=key, title=title)
    Question.objects.bulk_create(
        [
            Question(section=section, position=place, required=False, **question)
            for place, question in enumerate(QUESTIONS, start=1)
        ]
    )
    return freeze_version(version, by=by)
