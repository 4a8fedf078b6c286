"""From an edition's facts to the HTML of its documents. Nothing else is read: the same facts, the same bytes."""

from __future__ import annotations

import re
from typing import Any

from django.template.loader import render_to_string

from core.charts import Theme
from legislature.readmodels.report import report_of
from legislature.readmodels.saying import theme_from
from legislature.readmodels.sheet_page import sheet

TABLE = re.compile(r"<table\b.*?</table>", re.DOTALL)
ROW_HEAD = re.compile(r'<th scope="row"([^>]*)>(.*?)</th>', re.DOTALL)


def document_html(
    facts: dict[str, Any],
    sha256: str,
    *,
    pages: int,
    with_district: bool,
    statewide: bool = True,
    district_id: int | None = None,
) -> str:
    """The source of a document: the statewide pages, a district's sheet, or both.

    `pages` is how many the statewide part has; `with_district` says that a sheet follows, so pages are counted so.
    """
    context: dict[str, Any] = {
        "edition": facts["edition"],
        "state": facts["state"],
        "words": facts["state"]["words"],
        "snapshot": short(sha256),
        "sha256": sha256,
        "total": pages + with_district,
        "district_page": pages + 1 if with_district else None,
        "report": report_of(facts, sha256) if statewide else None,
        "sheet": sheet(facts, district_id, pages + 1) if district_id is not None else None,
    }
    return TABLE.sub(_with_heads, render_to_string("legislature/report_pdf.html", context))


def _with_heads(found: re.Match[str]) -> str:
    """A table so small that most of its cells would be heads keeps those of its columns alone (PDF/UA checkers)."""
    table = found[0]
    columns, rows, data = table.count('scope="col"'), len(ROW_HEAD.findall(table)), table.count("<td")
    return table if data >= rows + 2 * columns else ROW_HEAD.sub(r"<td\1>\2</td>", table)


def short(sha256: str) -> str:
    """7f3c-91a2: enough of the hash to tell two snapshots apart by eye."""
    return f"{sha256[:4]}-{sha256[4:8]}"


def theme_of(facts: dict[str, Any]) -> Theme:
    """The state's colors, as they were when the facts were frozen."""
    return theme_from(facts["state"])
