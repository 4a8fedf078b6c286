"""Files of figures for the tests of imports, and the way from a file to its import."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from typing import Any

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import QuerySet

from core.models import Member
from labor_market.actions import imports
from labor_market.models import DataImport, Dataset
from labor_market.tasks.imports import check_import, load_import

HEADER = [
    "area_fips", "own_code", "industry_code", "agglvl_code", "size_code", "year", "qtr", "disclosure_code",
    "annual_avg_estabs", "annual_avg_emplvl", "total_annual_wages", "annual_avg_wkly_wage", "avg_annual_pay",
    "lq_disclosure_code", "lq_annual_avg_emplvl", "lq_total_annual_wages", "oty_disclosure_code",
    "oty_annual_avg_emplvl_chg", "oty_total_annual_wages_chg",
]  # fmt: skip
"""Of an annual file, shortened."""


def annual(
    area: str = "40143", industry: str = "3364", year: int = 2024, jobs: int = 3386, code: str = ""
) -> list[Any]:
    """A line of an annual file; with the code N everything is printed as 0."""
    start = [area, "5", industry, "76", "0", year, "A", code, 17]
    if code:
        return [*start, 0, 0, 0, 0, "N", 0, 0, "N", 0, 0]
    return [*start, jobs, jobs * 60000, 1154, 60000, "", "2.82", "3.05", "", -457, -1000000]


def csv_of(*lines: Sequence[Any], header: Sequence[str] = HEADER) -> bytes:
    """A file with these lines under the headings."""
    text = io.StringIO()
    out = csv.writer(text)
    out.writerow(header)
    out.writerows(lines)
    return text.getvalue().encode()


def bring(content: bytes, by: Member, *, name: str = "qcew.csv", kind: str = "qcew", **given: Any) -> DataImport:
    """The import of a file, read for the preview."""
    upload = SimpleUploadedFile(name, content)
    vintage, options = given.pop("vintage", "2024"), given.pop("options", {})
    held = imports.bring(upload, kind=kind, vintage=vintage, released=None, options=options, by=by)
    return checked(held)


def checked(held: DataImport) -> DataImport:
    """As its job leaves it."""
    check_import(state_id=held.state_id, import_id=held.pk)
    held.refresh_from_db()
    return held


def loaded(held: DataImport, by: Member) -> DataImport:
    """Loaded, when it can be."""
    imports.load(held, by=by)
    load_import(state_id=held.state_id, import_id=held.pk)
    held.refresh_from_db()
    return held


def zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", ".", 1) if "." not in name else name, content)
    return out.getvalue()


def workbook(*rows: list[object]) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


GOOD = csv_of(annual(), annual(industry="3331", code="N"), annual(area="40000", industry="10", jobs=90000))


def own() -> QuerySet[Dataset]:
    """What the states' analysts brought: other tests of this folder load the packaged data beside it."""
    return Dataset.objects.exclude(state=None)
