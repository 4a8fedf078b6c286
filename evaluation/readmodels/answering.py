"""One question of a survey as a page on a phone, in the respondent's language."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from evaluation.models import SurveyInvite
from evaluation.rules.words import LANGUAGES, WORDS
from questions.choices import QuestionType
from questions.models import Question
from questions.readmodels import Field, filling_of
from questions.rules import holds

SECONDS_EACH = 20


@dataclass(frozen=True)
class Step:
    """A question with its place: number `at` of `total`. `raw` is what stands chosen; `late` what another window said."""

    field: Field
    at: int
    total: int
    label: str
    help: str
    choices: tuple[dict[str, Any], ...]
    apart: tuple[dict[str, Any], ...]
    minutes: int
    late: str = ""

    @property
    def is_last(self) -> bool:
        return self.at == self.total

    @property
    def many(self) -> bool:
        return self.field.question.type == QuestionType.CHOICES

    @property
    def bars(self) -> list[bool]:
        """The progress bar: on for each question reached."""
        return [place <= self.at for place in range(1, self.total + 1)]

    @property
    def described(self) -> str:
        """The ids of what describes the box: its error, its hint."""
        return " ".join(name for name, given in (("q-error", self.field.error), ("q-hint", self.help)) if given)


def steps_of(invite: SurveyInvite) -> tuple[list[Field], int]:
    """The questions that he sees, and how many there will be with those that an answer still to come may show."""
    assert invite.response is not None
    filling = filling_of(invite.response)
    fields = [field for section in filling.sections for field in section.fields]
    reached = max((field.question.position for field in fields if field.is_answered), default=0)
    shown = {field.key for field in fields}
    questions = Question.objects.filter(section__version_id=invite.survey.form_version_id).exclude(show_if={})
    maybe = [
        q
        for q in questions
        if q.key not in shown and q.position > reached and holds(q.show_if, filling.answers) is None
    ]
    return fields, len(fields) + len(maybe)


def resume_at(fields: list[Field]) -> int:
    """Where he goes on: after the last question that he answered."""
    answered = [place for place, field in enumerate(fields, start=1) if field.is_answered]
    return min(max(answered, default=0) + 1, len(fields))


def step_of(fields: list[Field], total: int, at: int, language: str, *, raw: str = "", late: str = "") -> Step:
    """The page of question `at`; with `raw` what he chose now stands, and `late` is what another window saved."""
    field = fields[at - 1]
    if late:
        field = replace(field, raw=raw)
    own = field.options.get(language, {}) if language != "en" else {}
    words = dict(own.get("choices", ()))
    boxes = [
        {"value": one.value, "label": words.get(one.value, one.label), "on": one.chosen, "apart": one.apart}
        for one in field.choices
    ]
    return Step(
        field,
        at,
        total,
        own.get("label") or field.question.label,
        own.get("help", "") if own else field.question.help,
        tuple(box for box in boxes if not box["apart"]),
        tuple(box for box in boxes if box["apart"]),
        max(1, round((total - at + 1) * SECONDS_EACH / 60)),
        words.get(late, late),
    )


def words_in(language: str) -> dict[str, str]:
    """Everything the pages say, in a language."""
    return WORDS.get(language, WORDS["en"])


def languages(current: str, at: str) -> list[dict[str, Any]]:
    """The links that change the language and keep the place; what is answered stays answered."""
    place = f"q={at}&" if at else ""
    return [
        {"code": code, "label": label, "url": f"?{place}lang={code}", "current": code == current}
        for code, label in LANGUAGES
    ]


MONTHS_ES = [
    *("enero", "febrero", "marzo", "abril", "mayo", "junio"),
    *("julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
]
DAYS_ES = ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"]


def day_in(language: str, day: dt.datetime) -> str:
    """Monday, December 21, 2026, or lunes 21 de diciembre de 2026. The instant is in the state's zone already."""
    if language == "es":
        return f"{DAYS_ES[day.weekday()]} {day.day} de {MONTHS_ES[day.month - 1]} de {day.year}"
    return f"{day:%A, %B} {day.day}, {day.year}"
