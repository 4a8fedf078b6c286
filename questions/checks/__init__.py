"""What people type, read into typed values: `parse`. Pure functions on plain data."""

from __future__ import annotations

from questions.checks.tables import (
    CELL_TYPES,
    ORGANIZATION,
    UEI,
    organization_typed,
    read_organization,
    read_table,
    rows_typed,
    uei_fault,
)
from questions.checks.values import (
    APART,
    LARGEST,
    LINE,
    NotAnAnswer,
    Options,
    Parsed,
    choice_label,
    county_code,
    lines,
    nested,
    parse_value,
    read_counties,
    read_industries,
    scale_of,
)
from questions.choices import QuestionType as T

STRUCTURED = {T.TABLE: read_table, T.ORGANIZATION: read_organization}
"""Answers of several boxes, whose text is JSON."""

__all__ = [
    "APART",
    "CELL_TYPES",
    "LARGEST",
    "LINE",
    "ORGANIZATION",
    "STRUCTURED",
    "UEI",
    "NotAnAnswer",
    "Options",
    "Parsed",
    "choice_label",
    "county_code",
    "lines",
    "nested",
    "organization_typed",
    "parse",
    "read_counties",
    "read_industries",
    "rows_typed",
    "scale_of",
    "uei_fault",
]


def parse(kind: str, raw: str, options: Options | None = None) -> Parsed:
    """Read what was typed, of whatever type. Several values stand on a line each; tables and organizations are JSON.

    Tables: a list of rows, each a mapping from column key to typed cell. Organizations: name, UEI, EIN, city.
    """
    reader = STRUCTURED.get(T(kind)) if kind in STRUCTURED else None
    if reader is None:
        return parse_value(kind, raw, options)
    if not raw.strip() or raw.strip() in ("[]", "{}"):
        return Parsed(None)
    try:
        return Parsed(reader(raw, options or {}))
    except NotAnAnswer as error:
        return Parsed(None, str(error))
