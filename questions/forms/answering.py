"""What people typed into the questions of a page: `typed_in` before a save, `with_conflicts` after one."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from itertools import zip_longest

from django.http import QueryDict

from questions.actions.answers import StaleAnswer
from questions.checks import ORGANIZATION
from questions.choices import QuestionType
from questions.readmodels import Field, FilledSection


def raw_of(data: QueryDict, field: Field) -> str:
    """What was typed into a question's inputs, a value a line; of a table or an organization as JSON."""
    if field.question.type == QuestionType.TABLE:
        return _table(data, field)
    if field.question.type == QuestionType.ORGANIZATION:
        typed = {key: data.get(f"{field.name}.{key}", "") for key, _ in ORGANIZATION}
        return json.dumps(typed, ensure_ascii=False) if any(text.strip() for text in typed.values()) else ""
    return "\n".join(text for text in data.getlist(field.name) if text.strip())


def _table(data: QueryDict, field: Field) -> str:
    """The rows with something in them, without the one whose button to take it out was pressed."""
    keys = [str(column["key"]) for column in field.options.get("columns", ())]
    columns = [data.getlist(f"{field.name}.{key}") for key in keys]
    rows = [dict(zip(keys, cells, strict=True)) for cells in zip_longest(*columns, fillvalue="")]
    dropped = data.get("drop", "")
    kept = [
        row for place, row in enumerate(rows) if dropped != f"{field.key}.{place}" and any(map(str.strip, row.values()))
    ]
    return json.dumps(kept, ensure_ascii=False) if kept else ""


def version_of(data: QueryDict, name: str) -> int:
    """The version that the page was opened with; 0 where it is missing or nonsense."""
    text = data.get(name, "0")
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def typed_in(data: QueryDict, fields: Iterable[Field]) -> dict[str, tuple[str, int]]:
    """For each question of a posted section: what was typed, and the version it was based on."""
    return {field.key: (raw_of(data, field), version_of(data, f"v-{field.key}")) for field in fields}


def with_conflicts(section: FilledSection, stale: Iterable[StaleAnswer]) -> FilledSection:
    """The section as it is shown after a save that others overtook: her own text in the box, theirs beside it."""
    late = {one.answer.question_id: one for one in stale}
    fields = tuple(
        replace(
            field,
            raw=late[field.question.pk].raw,
            theirs=field.shown or "nothing",
        )
        if field.question.pk in late
        else field
        for field in section.fields
    )
    return replace(section, fields=fields)
