"""A form with its answers, as pages show it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from questions.checks import parse
from questions.models import Answer, FormVersion, Question, Response, Section
from questions.readmodels.fields import Field
from questions.rules import holds

LABELS = {
    "not_started": "Not started",
    "in_progress": "In progress",
    "attention": "Needs attention",
    "complete": "Complete",
}


@dataclass(frozen=True)
class FilledSection:
    """A section with the questions that are visible given the answers before them."""

    section: Section
    number: int
    fields: tuple[Field, ...]
    is_open: bool = True

    @property
    def key(self) -> str:
        return self.section.key

    @property
    def title(self) -> str:
        return self.section.title

    @property
    def panel(self) -> str:
        return self.section.panel

    @property
    def status(self) -> str:
        """not_started, in_progress, attention (something cannot be read, or breaks a rule of the form) or complete."""
        if any(field.error or field.broken for field in self.fields):
            return "attention"
        if not any(field.problem for field in self.fields):
            return "complete"
        return "in_progress" if any(field.raw or field.is_answered for field in self.fields) else "not_started"

    @property
    def status_label(self) -> str:
        return LABELS[self.status]

    @property
    def problems(self) -> list[tuple[Field, str]]:
        return [(field, field.problem) for field in self.fields if field.problem]

    @property
    def saved_at(self) -> dt.datetime | None:
        return max((field.saved_at for field in self.fields if field.saved_at), default=None)

    @property
    def saved_by(self) -> str:
        """Who saved an answer here last."""
        saved = [field for field in self.fields if field.saved_at]
        return max(saved, key=lambda field: field.saved_at or dt.datetime.min).saved_by if saved else ""


@dataclass(frozen=True)
class Filling:
    """A whole form with its answers. `not_needed` are answers to questions that no longer show: kept, and ignored."""

    sections: tuple[FilledSection, ...]
    not_needed: tuple[Field, ...] = ()

    def section(self, key: str) -> FilledSection | None:
        return next((section for section in self.sections if section.key == key), None)

    def with_panel(self, panel: str) -> FilledSection | None:
        return next((section for section in self.sections if section.panel == panel), None)

    def field(self, key: str) -> Field | None:
        """A visible question by its key."""
        return next((field for section in self.sections for field in section.fields if field.key == key), None)

    @property
    def answers(self) -> dict[str, Any]:
        """Typed values by key, of visible questions alone."""
        return {field.key: field.value for section in self.sections for field in section.fields if field.is_answered}

    @property
    def is_complete(self) -> bool:
        return all(section.status == "complete" for section in self.sections)


class Shape(NamedTuple):
    """A version's sections in order, and the questions of each by its id."""

    sections: list[Section]
    questions: dict[int, list[Question]]

    @property
    def by_key(self) -> dict[str, Question]:
        return {one.key: one for asked in self.questions.values() for one in asked}


def shape_of(version_id: int) -> Shape:
    """What a version asks. Two queries."""
    sections = list(Section.objects.filter(version_id=version_id).order_by("position"))
    questions: dict[int, list[Question]] = {section.pk: [] for section in sections}
    for question in Question.objects.filter(section__version_id=version_id).order_by("section__position", "position"):
        questions[question.section_id].append(question)
    return Shape(sections, questions)


def filling_of(response: Response) -> Filling:
    """The response's form with its answers. Three queries."""
    rows = Answer.objects.filter(response_id=response.pk).select_related("saved_by")
    keys = set(response.open_sections) if response.status == "returned" else None
    return filled(shape_of(response.version_id), {answer.question_id: answer for answer in rows}, keys)


def blank(version: FormVersion) -> Filling:
    """The form unanswered, with every question, the conditional ones too. Two queries."""
    return filled(shape_of(version.pk), None, None)


def typed_filling(version: FormVersion, typed: Mapping[str, str]) -> Filling:
    """The form as it would stand with these texts, by question key. Nothing is saved. Three queries."""
    answers = {}
    for question in Question.objects.filter(section__version_id=version.pk, key__in=typed):
        found = parse(question.type, typed[question.key], question.options)
        answers[question.pk] = Answer(raw=typed[question.key], value=found.value, error=found.error, version=0)
    return filled(shape_of(version.pk), answers, None)


def filled(shape: Shape, answers: dict[int, Answer] | None, open_keys: set[str] | None) -> Filling:
    """A version with these answers by their question's id (None: unanswered, everything shows). No query."""
    values: dict[str, Any] = {}
    shown: list[FilledSection] = []
    hidden: list[Field] = []
    for section in shape.sections:
        asked = shape.questions[section.pk]
        if answers is not None and not section.panel and holds(section.show_if, values) is not True:
            hidden += [_field(one, "", answers[one.pk], values) for one in asked if one.pk in answers]
            continue
        number = len(shown) + 1
        fields = tuple(_visible(number, asked, answers, values, hidden))
        shown.append(FilledSection(section, number, fields, open_keys is None or section.key in open_keys))
    return Filling(tuple(shown), tuple(one for one in hidden if one.is_answered or one.raw))


def _visible(
    section: int,
    questions: Iterable[Question],
    answers: dict[int, Answer] | None,
    values: dict[str, Any],
    hidden: list[Field],
) -> Iterable[Field]:
    """The questions that show, numbered; `values` gathers the answers that later expressions may look at."""
    place = 0
    for question in questions:
        answer = (answers or {}).get(question.pk)
        if answers is not None and holds(question.show_if, values) is not True:
            if answer is not None:
                hidden.append(_field(question, "", answer, values))
            continue
        place += 1
        number = f"{section}.{place}"
        if answer is None:
            yield Field(question, number)
            continue
        if answer.value is not None:
            values[question.key] = answer.value
        yield _field(question, number, answer, values)


def _field(question: Question, number: str, answer: Answer, values: Mapping[str, Any]) -> Field:
    who = answer.saved_by.name if answer.saved_by else ""
    return Field(
        question,
        number,
        answer.raw,
        answer.value,
        answer.error,
        answer.version,
        answer.saved_at,
        who,
        broken=_broken(question, answer, values),
    )


def _broken(question: Question, answer: Answer, values: Mapping[str, Any]) -> str:
    """The message of the first validation that is false; what is not known breaks none."""
    if answer.value is None:
        return ""
    return next((str(one["message"]) for one in question.validations if holds(one["expression"], values) is False), "")
