"""Files for a spreadsheet, written while they are read: a line at a time, and no cell that would run as a formula."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from typing import Any

FORMULA = re.compile(r"^[=+\-@\t\r]")
MARK = "\ufeff"
"""By which spreadsheets know the encoding; it stands before the first line."""


class _Echo:
    """What csv writes into: it hands each line back."""

    def write(self, line: str) -> str:
        return line


def safe(cell: Any) -> Any:
    """Text that a spreadsheet would run as a formula gets an apostrophe in front; numbers stay numbers."""
    return f"'{cell}" if isinstance(cell, str) and FORMULA.match(cell) else cell


def csv_text(rows: Iterable[Iterable[Any]]) -> str:
    """Rows as lines of CSV."""
    writer = csv.writer(_Echo())
    return "".join(writer.writerow([safe(cell) for cell in row]) for row in rows)
