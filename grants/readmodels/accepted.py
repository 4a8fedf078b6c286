"""What may be counted: figures and spending of accepted reports alone, and who owed a report and has none accepted.

Everything is read from the frozen version that was accepted, never from a draft. A period is given by its first and last
day and takes in the quarters that lie wholly inside it. Each function is one query, whatever the number of awards:

* `accepted_figures(start, end)`: one row a measure, award and quarter. Rates bring numerator (`value`) and denominator,
  never a percent; pool them by adding both up (a mean of rates is wrong). `denominator` is None for a count.
* `accepted_spending(start, end)`: one row a budget category, award and quarter; `match` is beside `amount`, not in it.
* `missing_reports(start, end)`: one row a quarter that an award owed and that has no accepted report. Print them: an
  award without a report is named, never left out. `standing` says why: "missing" (past due), "returned", "waiting"
  (sent, not decided yet) or "not due".
* `reports_owed_count(start, end)`: how many reports the period owes in all, for "23 of 31".
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import F
from django.db.models.fields.json import KeyTransform
from django.utils import timezone

from grants.choices import ReportStatus
from grants.models import Report, ReportVersion
from grants.models.reports import ReportQuerySet

STANDINGS = {ReportStatus.SUBMITTED: "waiting", ReportStatus.RETURNED: "returned"}


class AcceptedFigure(NamedTuple):
    """What one award reported on one measure for one quarter. `value` counts; for a rate it is the numerator."""

    award_id: int
    partnership_id: int
    measure_id: int
    period_start: dt.date
    value: Decimal
    denominator: Decimal | None
    report_id: int
    version_number: int


class AcceptedSpending(NamedTuple):
    """What one award spent in one budget category in one quarter, in dollars; negative where it corrects."""

    award_id: int
    partnership_id: int
    fund_id: int
    category: str
    period_start: dt.date
    amount: Decimal
    match: Decimal
    report_id: int
    version_number: int


class MissingReport(NamedTuple):
    """A quarter that an award owed and for which nothing was accepted."""

    award_id: int
    award_number: str
    partnership_id: int
    partnership: str
    organization: str
    period_start: dt.date
    due_at: dt.datetime
    standing: str
    report_id: int


def accepted_figures(start: dt.date, end: dt.date, *, partnership: int | None = None) -> list[AcceptedFigure]:
    """The figures of every accepted report of the period, by award, quarter and the order of the report's page.

    With the id of a partnership, those of its awards alone.
    """
    return [
        AcceptedFigure(
            row["award"],
            row["partnership"],
            figure["measure"],
            row["quarter"],
            Decimal(figure["value"]),
            _decimal(figure["denominator"]),
            row["report_id"],
            row["number"],
        )
        for row in _accepted("figures", start, end, partnership)
        for figure in row["part"] or ()
        if figure["value"] is not None
    ]


def accepted_spending(start: dt.date, end: dt.date) -> list[AcceptedSpending]:
    """The spending of every accepted report of the period, by award, quarter and budget category."""
    return [
        AcceptedSpending(
            row["award"],
            row["partnership"],
            row["fund"],
            line["category"],
            row["quarter"],
            Decimal(line["amount"]),
            Decimal(line["match"]),
            row["report_id"],
            row["number"],
        )
        for row in _accepted("spending", start, end)
        for line in row["part"] or ()
    ]


def missing_reports(start: dt.date, end: dt.date) -> list[MissingReport]:
    """Every report that the period owed and that is not accepted, by partnership and quarter."""
    now = timezone.now()
    rows = _owed(start, end).exclude(status=ReportStatus.ACCEPTED)
    rows = rows.select_related("award__partnership", "award__organization")
    return [
        MissingReport(
            report.award_id,
            report.award.number,
            report.award.partnership_id,
            report.award.partnership.name,
            report.award.organization.legal_name,
            report.period_start,
            report.due_at,
            STANDINGS.get(ReportStatus(report.status), "missing" if report.due_at < now else "not due"),
            report.pk,
        )
        for report in rows.order_by("award__partnership__name", "award_id", "period_start")
    ]


def reports_owed_count(start: dt.date, end: dt.date) -> int:
    """How many reports the awards owe for the quarters of the period, accepted or not."""
    return _owed(start, end).count()


def _owed(start: dt.date, end: dt.date) -> ReportQuerySet:
    return Report.objects.filter(period_start__gte=start, period_end__lte=end)


def _accepted(part: str, start: dt.date, end: dt.date, partnership: int | None = None) -> Iterator[Mapping[str, Any]]:
    """One part of each accepted version of the period; of a report with several, the newest accepted one."""
    rows = ReportVersion.objects.filter(
        accepted_at__isnull=False, report__period_start__gte=start, report__period_end__lte=end
    )
    if partnership is not None:
        rows = rows.filter(report__award__partnership=partnership)
    found = (
        rows.order_by("report__award_id", "report__period_start", "report_id", "-number")
        .distinct("report__award_id", "report__period_start", "report_id")
        .values(
            "report_id",
            "number",
            part=KeyTransform(part, "content"),
            award=F("report__award_id"),
            quarter=F("report__period_start"),
            partnership=F("report__award__partnership_id"),
            fund=F("report__award__fund_id"),
        )
        .iterator()
    )
    return (dict(row) for row in found)


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
