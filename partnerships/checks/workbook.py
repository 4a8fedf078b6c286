"""A spreadsheet of partnerships as it comes in: two sheets, their columns, and each row as text. Nothing is known yet."""

from __future__ import annotations

import datetime as dt
import io
import warnings
from collections.abc import Iterator
from typing import Any, NamedTuple

from openpyxl import load_workbook

MOST_ROWS = {"Partnerships": 2_000, "Members": 20_000}
MOST_COLUMNS, LONGEST = 40, 4_000


class Column(NamedTuple):
    """A column: its head, the key of its value, whether it must be there, and what is told of it in the template."""

    head: str
    key: str
    needed: bool
    hint: str


PARTNERSHIPS = (
    Column("Name", "name", True, "Each once. One that the state has is changed, not doubled."),
    Column("Industry", "industry", True, "The title of one of the state's industries."),
    Column("NAICS", "naics", False, "Codes of two to six digits. Needed for an industry that the state does not have."),
    Column("Region", "region", True, "The name of one of the state's regions."),
    Column("Counties", "counties", False, "Names or codes, between semicolons. Left empty: the whole region."),
    Column("Stage", "stage", True, "Where it stands. A partnership that the state has keeps its own stage."),
    Column("Convener", "convener", True, "The organization that convenes it."),
    Column("Kind of convener", "convener_kind", False, "Needed for a convener that the state does not have on record."),
    Column("Founded", "founded", False, "A date, such as 2019-06-30."),
    Column("Chair", "chair", False, "Name and company of the employer who chairs it."),
    Column("Summary", "summary", False, "One or two sentences for the public page."),
    Column("Website", "website", False, "https://…"),
    Column("Public", "public", False, "Yes or no. Yes when left empty, from convening on."),
)
MEMBERS = (
    Column("Partnership", "partnership", True, "A name of the first sheet, or one that the state has."),
    Column("Organization", "organization", True, "One that the state has by another form of its name is found."),
    Column("Kind", "kind", False, "Needed for an organization that the state does not have on record."),
    Column("Role", "role", True, "Its role at the table."),
    Column("How close", "tier", False, "Core, active or kept informed. Active when left empty."),
    Column("Champion", "champion", False, "Yes or no."),
    Column("Since", "since", False, "A date. Today when left empty."),
    Column("Left", "left", False, "A date, for one that has left."),
)
SHEETS = {"Partnerships": PARTNERSHIPS, "Members": MEMBERS}


class Unreadable(Exception):
    """The file as a whole cannot be used. The message is fit to show the user."""


class Row(NamedTuple):
    """One row: its number in the sheet, and the text of each known column."""

    line: int
    cells: dict[str, str]


class Workbook(NamedTuple):
    partnerships: list[Row]
    members: list[Row]


def read_workbook(content: bytes) -> Workbook:
    """The rows of both sheets; the second may be left out. Raises Unreadable."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions that are not read
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
            sheets = {str(sheet.title).strip().casefold(): sheet for sheet in book.worksheets}
            if "partnerships" not in sheets:
                raise Unreadable("The workbook has no sheet named Partnerships. Use the template and keep its sheets.")
            first = list(_rows("Partnerships", sheets["partnerships"]))
            second = list(_rows("Members", sheets["members"])) if "members" in sheets else []
    except Unreadable:
        raise
    except Exception as error:  # a damaged workbook raises whatever the reader stumbles over
        raise Unreadable("The workbook cannot be read. Save it again as .xlsx and send that.") from error
    if not first and not second:
        raise Unreadable("The workbook has no row under its heads. Fill in at least one partnership or member.")
    return Workbook(first, second)


def _rows(title: str, sheet: Any) -> Iterator[Row]:
    lines = sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS)
    heads = [_text(cell).casefold() for cell in next(lines, ())]
    places = {
        column.key: heads.index(column.head.casefold()) for column in SHEETS[title] if column.head.casefold() in heads
    }
    missing = [column.head for column in SHEETS[title] if column.needed and column.key not in places]
    if missing:
        raise Unreadable(
            f"The sheet {title} has no column {', '.join(missing)} in its first row. Use the template and keep its heads."
        )
    found = 0
    for number, cells in enumerate(lines, start=2):
        texts = {key: _text(cells[place]) if place < len(cells) else "" for key, place in places.items()}
        if not any(texts.values()):
            continue
        found += 1
        if found > MOST_ROWS[title]:
            raise Unreadable(
                f"The sheet {title} has more than {MOST_ROWS[title]:,} rows. Split it and send it in parts."
            )
        yield Row(number, texts)


def _text(value: Any) -> str:
    """A cell as text: days as 2019-06-30, whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        value = value.date()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(str(value).replace("\x00", "").split())[:LONGEST]
