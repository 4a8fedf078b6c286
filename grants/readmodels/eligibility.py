"""A round's eligibility check as it is asked and answered, and the other rounds that the same answers fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from django.utils import timezone

from grants.models import EligibilityCheck, Round
from grants.readmodels.eligibility_default import TYPE
from grants.readmodels.open_rounds import Notice
from grants.rules.eligibility import Asked, Verdict, bars, verdict
from partnerships.choices import OrganizationType
from questions.models import FormVersion, Question
from questions.readmodels import Field, Filling, blank, typed_filling

SECONDS_EACH = 15


class Problem(NamedTuple):
    """What keeps the check from being answered: the id of the box, and a sentence."""

    anchor: str
    text: str


def asked_in(version: FormVersion) -> list[Field]:
    """Every question of the check, unanswered, numbered 1, 2, 3. Two queries."""
    fields = [field for section in blank(version).sections for field in section.fields]
    return numbered(fields)


def answered_in(version: FormVersion, typed: Mapping[str, str]) -> list[Field]:
    """The questions that are asked given these answers, each with what was typed. Three queries."""
    filling: Filling = typed_filling(version, typed)
    return numbered([field for section in filling.sections for field in section.fields])


def numbered(fields: Sequence[Field]) -> list[Field]:
    """Numbered on, and without the messages of broken rules: those belong to the result, not beside a box."""
    return [replace(field, number=str(place), broken="") for place, field in enumerate(fields, start=1)]


def problems_in(fields: Sequence[Field]) -> list[Problem]:
    """What is missing or cannot be read."""
    return [Problem(field.id, f"{field.question.label} {field.problem}") for field in fields if field.problem]


def rules_of(questions: Sequence[Question]) -> list[Asked]:
    return [Asked(one.key, one.type, one.label, one.show_if, one.validations) for one in questions]


def judged(fields: Sequence[Field]) -> Verdict:
    """What the answers come to."""
    answers = {field.key: field.value for field in fields if field.is_answered}
    return verdict(rules_of([field.question for field in fields]), answers)


def content_of(version: FormVersion, fields: Sequence[Field], found: Verdict) -> dict[str, Any]:
    """The check as it is kept, as plain JSON."""
    return {
        "form": {"title": version.form.title, "number": version.number, "sha256": version.sha256},
        "answers": [
            {
                "key": field.key,
                "type": field.question.type,
                "question": field.question.label,
                "value": field.value,
                "shown": field.shown,
            }
            for field in fields
        ],
        "result": str(found.result),
        "reasons": [
            {"key": one.key, "question": one.label, "text": one.text, "bars": one.bars} for one in found.reasons
        ],
    }


def minutes(count: int) -> int:
    """How long so many questions take, in whole minutes."""
    return max(1, -(-count * SECONDS_EACH // 60))


class Fit(NamedTuple):
    """Another open round; `more` questions of its own check are not answered yet."""

    notice: Notice
    more: int
    has_check: bool


def fitting_rounds(check: EligibilityCheck) -> list[Fit]:
    """The other rounds of the state that are open and that these answers do not rule out, by deadline. Two queries.

    Where a round asks a question of the same key and kind, the answer is taken; one without a check is judged by the
    kind of organization alone.
    """
    given = {one["key"]: (one["type"], one["value"]) for one in check.content["answers"]}
    others = list(Round.objects.open_now().exclude(pk=check.round_id).order_by("closes_at", "pk"))
    asked: dict[int, list[Question]] = {}
    versions = [one.eligibility_version_id for one in others if one.eligibility_version_id]
    rows = Question.objects.filter(section__version__in=versions).select_related("section")
    for one in rows.order_by("section__position", "position"):
        asked.setdefault(one.section.version_id, []).append(one)
    now = timezone.now()
    found = [_fit(one, asked.get(one.eligibility_version_id or 0), given, Notice(one, now)) for one in others]
    return [one for one in found if one is not None]


def _fit(
    round: Round, asked: list[Question] | None, given: Mapping[str, tuple[str, Any]], notice: Notice
) -> Fit | None:
    if asked is None:
        kind = given.get(TYPE, ("", None))[1]
        is_out = kind in OrganizationType.values and round.eligible_types and kind not in round.eligible_types
        return None if is_out else Fit(notice, 0, False)
    known = {one.key: given[one.key][1] for one in asked if given.get(one.key, ("", None))[0] == one.type}
    if bars(rules_of(asked), known):
        return None
    return Fit(notice, sum(one.key not in known for one in asked), True)
