"""Spreadsheets of partnerships for tests."""

from __future__ import annotations

import io
from typing import Any

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from partnerships.checks.workbook import SHEETS

ROW = {
    "name": "Lehigh Manufacturing",
    "industry": "Manufacturing",
    "region": "Lehigh Valley",
    "stage": "Implementing",
    "convener": "Lehigh Valley Board",
    "convener_kind": "Local workforce board",
}
SEAT = {"partnership": "Lehigh Manufacturing", "organization": "Alpha Inc.", "kind": "Employer", "role": "Employer"}


def workbook(partnerships: list[dict[str, Any]], members: list[dict[str, Any]] = ()) -> bytes:  # type: ignore[assignment]
    """Rows by key as an .xlsx with the template's heads."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        for (title, columns), rows in zip(SHEETS.items(), (partnerships, members), strict=True):
            sheet = book.add_worksheet(title)
            sheet.write_row(0, 0, [column.head for column in columns])
            for line, row in enumerate(rows, start=1):
                for place, column in enumerate(columns):
                    sheet.write(line, place, row.get(column.key, ""))
    return out.getvalue()


def upload(content: bytes, name: str = "partnerships.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)
