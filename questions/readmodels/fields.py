"""One question with its answer, and typed values in words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from core import geography, money
from core.models import StoredFile
from questions.checks import APART, ORGANIZATION, choice_label, organization_typed, parse, rows_typed, scale_of
from questions.checks.files import files_in, most_files, tier_of
from questions.choices import QuestionType as T
from questions.models import Question

GROUPED = (T.YES_NO, T.CHOICE, T.CHOICES, T.SCALE, T.COUNTIES, T.INDUSTRY, T.TABLE, T.ORGANIZATION)
"""Sets of boxes under one legend."""
SPARE_ROWS = 2
"""Empty rows that a table shows below those that are filled in."""


@dataclass(frozen=True)
class Cell:
    """One box of a table or of an organization: its column, the name and id of its input, what was typed."""

    column: dict[str, Any]
    name: str
    id: str
    typed: str = ""
    error: str = ""

    @property
    def choices(self) -> list[tuple[str, str]]:
        return [(str(value), str(label)) for value, label in self.column.get("choices", ())]


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
    `broken` is the message of a validation that the answer does not keep.
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
    broken: str = ""

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
        return self.question.type in GROUPED

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
        if self.error or self.broken:
            return self.error or self.broken
        if self.is_answered or not self.question.required:
            return ""
        if self.question.type == T.ATTESTATION:
            return "Confirm the statement."
        if self.question.type == T.TABLE:
            return "Fill in at least one row."
        return "Choose an answer." if self.is_grouped else "Answer this question."

    @cached_property
    def table(self) -> list[list[Cell]]:
        """The rows of a table as typed, and a few empty ones to go on with."""
        rows: list[dict[str, str]] = rows_typed(self.raw)
        least = int(self.options.get("min_rows") or 1)
        rows = [*rows, *({} for _ in range(max(SPARE_ROWS, least - len(rows))))]
        return [self._row(place, row) for place, row in enumerate(rows)]

    def _row(self, place: int, row: dict[str, str]) -> list[Cell]:
        made = []
        for column in self.options.get("columns", ()):
            typed = row.get(column["key"], "")
            error = parse(column.get("type", T.TEXT), typed, column).error if typed.strip() else ""
            name = f"{self.name}.{column['key']}"
            made.append(Cell(column, name, f"{self.id}.{column['key']}.{place}", typed, error))
        return made

    @cached_property
    def boxes(self) -> list[Cell]:
        """The boxes of an organization."""
        typed = organization_typed(self.raw)
        return [
            Cell({"key": key, "label": label}, f"{self.name}.{key}", f"{self.id}.{key}", typed.get(key, ""))
            for key, label in ORGANIZATION
        ]

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

    @cached_property
    def files(self) -> list[StoredFile]:
        """The files of its answer with where each stands, in the order they were added. One query where there are any."""
        there = [one["file"] for one in files_in(self.value)] if self.question.type == T.FILE else []
        found = {one.pk: one for one in StoredFile.objects.filter(pk__in=there)} if there else {}
        return [found[pk] for pk in there if pk in found]

    @property
    def most_files(self) -> int:
        return most_files(self.options)

    @property
    def takes_more(self) -> bool:
        """Whether one more file can be added, or another sent in place of the only one."""
        return self.most_files == 1 or len(files_in(self.value)) < self.most_files

    @property
    def file_hint(self) -> str:
        """How many files, and how large each may be."""
        each = f"{tier_of(self.options).mb} MB"
        return (
            f"One file, up to {each}." if self.most_files == 1 else f"Up to {self.most_files} files, each up to {each}."
        )

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
    """A typed value in words; the rows of a table on a line each."""
    if question.type == T.FILE:
        return ", ".join(str(one.get("name", "")) for one in files_in(value))
    if question.type == T.TABLE and isinstance(value, list):
        return "\n".join(_row_words(row, question.options) for row in value)
    if question.type == T.ORGANIZATION and isinstance(value, dict):
        return ", ".join(str(value[key]) for key in ("name", "city") if value.get(key))
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


def _row_words(row: dict[str, Any], options: dict[str, Any]) -> str:
    said = []
    for column in options.get("columns", ()):
        value = row.get(column["key"])
        if value not in (None, ""):
            plain = Question(type=column.get("type", T.TEXT), options=column)
            said.append(f"{column['label']}: {words_of(plain, value)}")
    return "; ".join(said)
