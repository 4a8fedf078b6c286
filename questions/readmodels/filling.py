"""A form with its answers, as pages show it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from core import geography, money
from questions.checks import APART, choice_label, scale_of
from questions.choices import QuestionType as T
from questions.models import Answer, FormVersion, Question, Response, Section
from questions.rules import holds

LABELS = {
    "not_started": "Not started",
    "in_progress": "In progress",
    "attention": "Needs attention",
    "complete": "Complete",
}
SEVERAL = (T.CHOICES, T.COUNTIES, T.INDUSTRY)


@dataclass(frozen=True)
class Choice:
    """One answer that can be chosen. `apart` ones stand below the others."""

    value: str
    label: str
    chosen: bool
    apart: bool


@dataclass(frozen=True)
class Field:
    """One question with its answer: everything that `questions/_question.html` reads.

    `theirs` is what somebody else saved meanwhile, when a save was refused; `raw` is then what this person typed.
    """

    question: Question
    number: str
    raw: str = ""
    value: Any = None
    error: str = ""
    version: int = 0
    saved_at: dt.datetime | None = None
    saved_by: str = ""
    theirs: str = ""

    @property
    def key(self) -> str:
        return self.question.key

    @property
    def name(self) -> str:
        """The name of its inputs."""
        return f"q-{self.key}"

    @property
    def id(self) -> str:
        return f"id_q-{self.key}"

    @property
    def options(self) -> dict[str, Any]:
        return self.question.options

    @property
    def is_grouped(self) -> bool:
        """Whether it is a set of boxes under one legend, rather than one box with a label."""
        return self.question.type in (T.YES_NO, T.CHOICE, T.CHOICES, T.SCALE, T.COUNTIES, T.INDUSTRY)

    @property
    def is_answered(self) -> bool:
        return self.value not in (None, "", [])

    @property
    def rows(self) -> int:
        """The height of the box of a long text."""
        return int(self.options.get("rows") or (12 if int(self.options.get("words") or 0) > 250 else 7))

    @property
    def problem(self) -> str:
        """What keeps the answer from being complete, as a sentence; empty when nothing does."""
        if self.error:
            return self.error
        if self.is_answered or not self.question.required:
            return ""
        if self.question.type == T.ATTESTATION:
            return "Confirm the statement."
        return "Choose an answer." if self.is_grouped else "Answer this question."

    @cached_property
    def typed(self) -> list[str]:
        """The single values of what was typed."""
        return [line.strip() for line in self.raw.splitlines() if line.strip()]

    @property
    def box(self) -> str:
        """What stands in its one box: what was typed, a date as browsers want it."""
        if self.question.type == T.DATE and self.value and self.value not in self.options.get("apart", ()):
            return str(self.value)
        apart = self.options.get("apart", ())
        return "\n".join(line for line in self.raw.split("\n") if line.strip() not in apart) if apart else self.raw

    @cached_property
    def choices(self) -> list[Choice]:
        """What can be chosen, with what was."""
        apart = [str(value) for value in self.options.get("apart", ())]
        if self.question.type == T.YES_NO:
            pairs = [("yes", "Yes"), ("no", "No")]
        elif self.question.type == T.SCALE:
            low, high = scale_of(self.options)
            pairs = [(str(n), self._on_scale(n, low, high)) for n in range(low, high + 1)]
        else:
            pairs = [(str(value), str(label)) for value, label in self.options.get("choices", ())]
        known = {value for value, _ in pairs}
        pairs += [(value, APART.get(value, value)) for value in apart if value not in known]
        found = [Choice(value, label, value in self.typed, value in apart) for value, label in pairs]
        return sorted(found, key=lambda choice: choice.apart)

    def _on_scale(self, number: int, low: int, high: int) -> str:
        word = self.options.get("low") if number == low else self.options.get("high") if number == high else ""
        return f"{number} {word}" if word else str(number)

    @cached_property
    def tags(self) -> list[tuple[str, str, str]]:
        """The counties or industries named so far: (value, code to print, name)."""
        values = self.value if isinstance(self.value, list) else self.typed
        if self.question.type == T.COUNTIES:
            return [(value, "", place(value)) for value in values]
        return [(value, value, "") for value in values]

    @property
    def shown(self) -> str:
        """The answer in words, as it is read."""
        if not self.is_answered:
            return self.raw
        return words_of(self.question, self.value)


def place(fips: str) -> str:
    """Lehigh for a county's code; a code that no county has is printed as it is."""
    county = geography.all_counties().get(fips)
    return county.name if county else fips


def words_of(question: Question, value: Any) -> str:
    """A typed value in words."""
    if isinstance(value, bool):
        return ("Confirmed" if question.type == T.ATTESTATION else "Yes") if value else "No"
    if isinstance(value, list):
        if question.type == T.COUNTIES:
            return ", ".join(place(one) for one in value)
        return ", ".join(choice_label(one, question.options) for one in value)
    if isinstance(value, dict):
        return str(value.get("name", ""))
    if str(value) in question.options.get("apart", ()) or question.type == T.CHOICE:
        return choice_label(str(value), question.options)
    if question.type == T.MONEY:
        return money.show(Decimal(value))
    if question.type == T.DATE:
        day = dt.date.fromisoformat(value)
        return f"{day:%b} {day.day}, {day.year}"
    if isinstance(value, int | float):
        return f"{value:,} {question.options.get('unit', '')}".strip()
    return str(value)


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
        """not_started, in_progress, attention (something cannot be read) or complete."""
        if any(field.error for field in self.fields):
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
    """A whole form with its answers."""

    sections: tuple[FilledSection, ...]

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


def filling_of(response: Response) -> Filling:
    """The response's form with its answers. Three queries."""
    rows = Answer.objects.filter(response_id=response.pk).select_related("saved_by")
    keys = set(response.open_sections) if response.status == "returned" else None
    return _fill(response.version_id, {answer.question_id: answer for answer in rows}, keys)


def blank(version: FormVersion) -> Filling:
    """The form unanswered, with every question, the conditional ones too. Two queries."""
    return _fill(version.pk, None, None)


def _fill(version_id: int, answers: dict[int, Answer] | None, open_keys: set[str] | None) -> Filling:
    sections = list(Section.objects.filter(version_id=version_id).order_by("position"))
    questions: dict[int, list[Question]] = {section.pk: [] for section in sections}
    for question in Question.objects.filter(section__version_id=version_id).order_by("section__position", "position"):
        questions[question.section_id].append(question)
    values: dict[str, Any] = {}
    filled = []
    for number, section in enumerate(sections, start=1):
        fields = tuple(_visible(number, questions[section.pk], answers, values))
        filled.append(FilledSection(section, number, fields, open_keys is None or section.key in open_keys))
    return Filling(tuple(filled))


def _visible(
    section: int, questions: Iterable[Question], answers: dict[int, Answer] | None, values: dict[str, Any]
) -> Iterable[Field]:
    """The questions that show, numbered; `values` gathers the answers that later conditions may look at."""
    place = 0
    for question in questions:
        if answers is not None and holds(question.show_if, values) is not True:
            continue
        place += 1
        answer = (answers or {}).get(question.pk)
        if answer is None:
            yield Field(question, f"{section}.{place}")
            continue
        if answer.value is not None:
            values[question.key] = answer.value
        who = answer.saved_by.name if answer.saved_by else ""
        yield Field(
            question,
            f"{section}.{place}",
            answer.raw,
            answer.value,
            answer.error,
            answer.version,
            answer.saved_at,
            who,
        )
