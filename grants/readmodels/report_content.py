"""A report as it is frozen at submission: plain JSON that can be read without the tables it came from.

    {"award": {"id", "number", "partnership", "organization", "amount", "match_required"},
     "period": {"start", "end"}, "is_final", "pace": [quarter, of],
     "figures": [{"measure" (its id), "code", "version", "title", "unit", "is_rate", "numerator", "denominator_words",
                  "value", "denominator", "prior", "prior_denominator", "target"}],
     "spending": [{"category", "label", "amount", "match", "prior", "prior_match", "budget", "budget_match",
                   "asks_grant", "asks_match"}],
     "narrative": [sections as questions.readmodels.answers_content gives them], "story": {…},
     "flags": [{"key", "level", "part", "field", "strong", "text", "note"}], "certified_as"}

Counts and dollars are strings with their decimals ("58", "1200.50"), because JSON has no decimals; null is not given.
`grants.readmodels.accepted` reads `figures` (measure, value, denominator) and `spending` (category, amount, match).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from grants.readmodels.report_page import ReportPage
from grants.readmodels.report_rows import MeasureRow
from partnerships.models import Measure
from questions.readmodels import answers_content


def content_of(page: ReportPage, *, certified_as: str) -> dict[str, Any]:
    """Everything that is sent."""
    report, award = page.report, page.report.award
    measures = Measure.objects.in_bulk([row.line.pk for row in page.measures])
    return {
        "award": {
            "id": award.pk,
            "number": award.number,
            "partnership": award.partnership.name,
            "organization": award.organization.legal_name,
            "amount": str(page.terms.amount),
            "match_required": str(page.terms.match_required),
        },
        "period": {"start": report.period_start.isoformat(), "end": report.period_end.isoformat()},
        "is_final": report.is_final,
        "pace": [page.pace.quarter, page.pace.of],
        "figures": [_figure(row, measures[row.line.pk]) for row in page.measures],
        "spending": _spending(page),
        "narrative": answers_content(page.filling) if page.filling else [],
        "story": {name: box.raw for name, box in page.story.items() if box.raw.strip()},
        "flags": [flag._asdict() | {"note": page.given_notes.get(flag.key, "")} for flag in page.flags],
        "certified_as": certified_as,
    }


def _figure(row: MeasureRow, measure: Measure) -> dict[str, Any]:
    line = row.line
    return {
        "measure": measure.pk,
        "code": measure.code,
        "version": measure.version,
        "title": measure.title,
        "unit": measure.unit,
        "is_rate": line.is_rate,
        "numerator": measure.numerator,
        "denominator_words": measure.denominator,
        "value": _text(line.reading.value),
        "denominator": _text(line.reading_of.value),
        "prior": _text(line.prior),
        "prior_denominator": _text(line.prior_of),
        "target": _text(line.target),
    }


def _spending(page: ReportPage) -> list[dict[str, Any]]:
    return [
        {
            "category": row.line.category,
            "label": row.line.label,
            "amount": str(row.line.amount),
            "match": str(row.line.match),
            "prior": str(row.line.prior),
            "prior_match": str(row.line.prior_match),
            "budget": str(row.line.budget),
            "budget_match": str(row.line.budget_match),
            "asks_grant": row.line.asks_grant,
            "asks_match": row.line.asks_match,
        }
        for row in page.money
    ]


def _text(number: Decimal | None) -> str | None:
    return None if number is None else str(number)
