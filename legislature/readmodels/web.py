"""The web edition: the same facts and pictures as the PDF, with a table beside each chart and a file of all figures."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from core.charts import Chart
from evaluation.models import Story
from legislature.models import Edition
from legislature.readmodels import page_year
from legislature.readmodels.document import short
from legislature.readmodels.report import report_of
from legislature.readmodels.sheet_page import sheet
from legislature.readmodels.sources import sources_of

IDS = re.compile(r'(id="|href="#|url\(#|aria-labelledby=")([a-z])')


def page_of(edition: Edition, district_id: int | None = None) -> dict[str, Any]:
    """What the web page of an edition shows; with a district, its sheet comes first."""
    facts = edition.frozen_facts
    report = report_of(facts, edition.facts_sha256)
    known = district_id is not None and str(district_id) in facts["districts"]
    return {
        "edition_row": edition,
        "edition": facts["edition"],
        "frozen": facts["state"],
        "own_words": facts["state"]["words"],
        "snapshot": short(edition.facts_sha256),
        "sha256": edition.facts_sha256,
        "report": report,
        "sheet": sheet(facts, district_id, 0) if known and district_id is not None else None,
        "withdrawn": withdrawn_voices(facts),
        "later": later_than(edition),
    }


def withdrawn_voices(facts: dict[str, Any]) -> list[int]:
    """Voices of a frozen report whose consent was taken back since: the page shows that they were, not the words."""
    printed = {voice["id"] for voice in facts["voices"]["drawn"]}
    printed |= {sheet["voice"]["id"] for sheet in facts["districts"].values() if sheet["voice"]}
    return list(Story.objects.filter(pk__in=printed, revoked_at__isnull=False).values_list("pk", flat=True))


def later_than(edition: Edition) -> Edition | None:
    """The published edition that corrects this one, if there is one."""
    return Edition.objects.filter(corrects=edition, status="published").order_by("-pk").first()


def listed_editions(editions: Iterable[Edition]) -> list[dict[str, Any]]:
    """What the public list shows of each: its year's figures, and what it corrects or is corrected by."""
    found = list(editions)
    corrected = dict(
        Edition.objects.filter(corrects__in=found, status="published").order_by("pk").values_list("corrects_id", "pk")
    )
    numbers = {one.pk: one.frozen_facts["edition"]["number"] for one in found}
    return [
        {
            "pk": one.pk,
            "title": one.title,
            "published_at": one.published_at,
            "head": one.frozen_facts["edition"],
            "figures": page_year.figures(one.frozen_facts)[:3],
            "corrected_by": corrected.get(one.pk),
            "corrected_by_number": numbers.get(corrected.get(one.pk, 0), ""),
        }
        for one in found
    ]


def rows_of(edition: Edition) -> list[list[str]]:
    """The file of figures: those of the year, then the table of every chart."""
    facts = edition.frozen_facts
    rows = page_year.csv_rows(facts, page_year.figures(facts), sources_of(facts))
    report = report_of(facts, edition.facts_sha256)
    for name, chart in charts_of(report):
        rows += [[], [name], chart.header, *chart.rows]
    head = facts["edition"]
    rows += [[], ["Edition", head["number"]], ["As of", head["as_of"]], ["SHA-256 of the facts", edition.facts_sha256]]
    return [[safe_cell(cell) for cell in row] for row in rows]


def charts_of(report: dict[str, Any]) -> list[tuple[str, Chart]]:
    """Every chart of the report with what it shows."""
    return [
        (value.finding, value)
        for page in report.values()
        if isinstance(page, dict)
        for value in page.values()
        if isinstance(value, Chart)
    ]


def safe_cell(cell: str) -> str:
    """A spreadsheet takes a cell that begins with one of these for a formula."""
    return f"'{cell}" if cell[:1] in "=+-@\t" and not re.match(r"^[+-]?[\d.,]+%?$", cell) else cell
