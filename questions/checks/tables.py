"""Answers of several boxes: tables with repeating rows, and organizations. What was typed is JSON, to lose nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from questions.checks.values import NotAnAnswer, Options, parse_value
from questions.choices import QuestionType as T

MOST_ROWS = 60
CELL_TYPES = (T.TEXT, T.NUMBER, T.MONEY, T.DATE, T.CHOICE)
"""What a column of a table may hold."""
UEI = re.compile(r"^(?!.*\d{9})[1-9A-HJ-NP-Z][0-9A-HJ-NP-Z]{11}$")
"""The shape of a Unique Entity Identifier (BR-30); its checksum is not published."""
EIN = re.compile(r"^\d{2}-?\d{7}$")
ORGANIZATION = (("name", "Legal name"), ("uei", "UEI, if it has one"), ("ein", "EIN, if it has one"), ("city", "City"))
"""The boxes of an organization, each with its label."""


def rows_typed(raw: str) -> list[dict[str, str]]:
    """The rows of a table as they were typed; empty for nothing or for what is no table."""
    try:
        found = json.loads(raw) if raw else []
    except ValueError:
        return []
    if not isinstance(found, list):
        return []
    return [{str(key): str(cell) for key, cell in row.items()} for row in found if isinstance(row, dict)]


def read_table(text: str, options: Options) -> list[dict[str, Any]]:
    """Each row's typed cells by column key. Every wrong cell is said at once, with its row and column."""
    rows, columns = rows_typed(text), options.get("columns", ())
    wrong: list[str] = []
    read = [_read_row(place, row, columns, wrong) for place, row in enumerate(rows, start=1)]
    least, most = int(options.get("min_rows") or 0), int(options.get("max_rows") or MOST_ROWS)
    if rows and len(rows) < least:
        wrong.append(f"{len(rows)} of at least {least} rows. Add {least - len(rows)}.")
    if len(rows) > most:
        wrong.append(f"{len(rows)} rows. Take out {len(rows) - most}: at most {most} fit.")
    if wrong:
        raise NotAnAnswer(" ".join(wrong))
    return read


def _read_row(
    place: int, row: Mapping[str, str], columns: Sequence[Mapping[str, Any]], wrong: list[str]
) -> dict[str, Any]:
    read = {}
    for column in columns:
        text = row.get(column["key"], "").strip()
        if not text and column.get("required"):
            wrong.append(f"Row {place} has no {column['label']}. Fill it in, or empty the row.")
        value, error = parse_value(column.get("type", T.TEXT), text, column)
        if error:
            wrong.append(f"Row {place}, {column['label']}: {error}")
        read[column["key"]] = value
    return read


def organization_typed(raw: str) -> dict[str, str]:
    """The boxes of an organization as they were typed."""
    try:
        found = json.loads(raw) if raw else {}
    except ValueError:
        return {}
    return {key: str(found.get(key, "")) for key, _ in ORGANIZATION} if isinstance(found, dict) else {}


def read_organization(text: str, options: Options) -> dict[str, str]:
    """An organization by its legal name; UEI and EIN in the shape that they have, capitals and hyphen put right."""
    given = {key: " ".join(value.split()) for key, value in organization_typed(text).items()}
    if not given.get("name"):
        raise NotAnAnswer("Write the organization's legal name, as it stands on its registration.")
    if len(given["name"]) > 200:
        raise NotAnAnswer(f"The name has {len(given['name'])} characters. Shorten it to 200.")
    uei, ein = given.get("uei", "").upper().replace(" ", ""), given.get("ein", "").replace(" ", "")
    if uei and not UEI.match(uei):
        raise NotAnAnswer(uei_fault(uei))
    if ein and not EIN.match(ein):
        raise NotAnAnswer(f"“{ein[:20]}” is not an EIN. It has nine digits, such as 23-1234567.")
    return given | {"uei": uei, "ein": f"{ein[:2]}-{ein[-7:]}" if ein else ""}


def uei_fault(uei: str) -> str:
    """What is wrong with the shape of a UEI (BR-30)."""
    if len(uei) != 12:
        return f"“{uei[:20]}” has {len(uei)} characters; a UEI has 12. Copy it from the SAM.gov registration."
    if set(uei) & set("IO"):
        return f"“{uei}” has a letter I or O, which no UEI has. It may be the digit 1 or 0."
    return f"“{uei}” is not shaped like a UEI. Copy it from the SAM.gov registration."
