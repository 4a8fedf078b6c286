"""What awards have reported so far: figures and dollars added up over quarters."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Sum

from core.calendars import Quarter, quarters_between
from grants.checks.reports import Pace
from grants.choices import BudgetCategory, ReportStatus
from grants.choices.awarding import RevisionStatus
from grants.models import (
    Application,
    Award,
    AwardRevision,
    BudgetLine,
    Report,
    ReportFigure,
    ReportSpending,
    ReportVersion,
)
from grants.rules.amendments import Terms
from grants.rules.revisions import is_partial

NOTHING = Decimal(0)
SENT = (ReportStatus.SUBMITTED, ReportStatus.ACCEPTED)


class Ledger(NamedTuple):
    """Totals of one award: (value, denominator) by measure, and dollars of grant and match by budget category."""

    figures: dict[int, tuple[Decimal, Decimal]]
    grant: dict[str, Decimal]
    match: dict[str, Decimal]


class Budget(NamedTuple):
    """What an application's budget gives to each category, in the order of SF-424A: dollars of grant and of match."""

    grant: dict[str, Decimal]
    match: dict[str, Decimal]


def ledger_of(award: Award, *, before: dt.date | None = None, status: Collection[str] = ("accepted",)) -> Ledger:
    """What the award's reports in these statuses say, up to a quarter. Two queries."""
    asked = {"report__award_id": award.pk, "report__status__in": list(status)}
    if before is not None:
        asked["report__period_start__lt"] = before
    figures = ReportFigure.objects.filter(**asked).order_by().values("measure_id")
    spending = ReportSpending.objects.filter(**asked).order_by().values("category")
    lines = list(spending.annotate(grant=Sum("amount"), beside=Sum("match")))
    return Ledger(
        {
            row["measure_id"]: (row["counted"] or NOTHING, row["of"] or NOTHING)
            for row in figures.annotate(counted=Sum("value"), of=Sum("denominator"))
        },
        {row["category"]: row["grant"] for row in lines},
        {row["category"]: row["beside"] for row in lines},
    )


def budget_of(application: Application) -> Budget:
    """The application's budget by category. One query."""
    rows = BudgetLine.objects.filter(application_id=application.pk).order_by().values("category")
    found = {
        row["category"]: (row["grant"], row["cash"] + row["kind"])
        for row in rows.annotate(grant=Sum("amount"), cash=Sum("match_cash"), kind=Sum("match_in_kind"))
    }
    ordered = [category for category in BudgetCategory.values if category in found]
    return Budget({name: found[name][0] for name in ordered}, {name: found[name][1] for name in ordered})


def accepted_revision(award: Award) -> AwardRevision | None:
    """The revised budget in force, where less is awarded than was asked for. No query for any other award."""
    if not is_partial(award.amount, award.application.requested):
        return None
    return AwardRevision.objects.filter(award_id=award.pk, status=RevisionStatus.ACCEPTED).first()


def budget_of_award(award: Award, revision: AwardRevision | None) -> Budget:
    """What the award's budget gives to each category: the revised one, else the application's. One query."""
    if revision is None:
        return budget_of(award.application)
    found: dict[str, tuple[Decimal, Decimal]] = {}
    for category, *dollars in revision.lines.values_list("line__category", "amount", "match_cash", "match_in_kind"):
        grant, match = found.get(category, (NOTHING, NOTHING))
        found[category] = (grant + dollars[0], match + dollars[1] + dollars[2])
    ordered = [category for category in BudgetCategory.values if category in found]
    return Budget({name: found[name][0] for name in ordered}, {name: found[name][1] for name in ordered})


def spent_by_award(award_ids: Iterable[int], status: Collection[str] = SENT) -> dict[int, tuple[Decimal, Decimal]]:
    """Grant and match dollars reported so far by each award. One query."""
    rows = ReportSpending.objects.filter(report__award_id__in=list(award_ids), report__status__in=list(status))
    totals: dict[int, tuple[Decimal, Decimal]] = defaultdict(lambda: (NOTHING, NOTHING))
    for row in rows.order_by().values("report__award_id").annotate(grant=Sum("amount"), beside=Sum("match")):
        totals[row["report__award_id"]] = (row["grant"], row["beside"])
    return totals


def pace_of(period: Award | Terms, period_start: dt.date) -> Pace:
    """Which quarter of the award this is, and of how many: of its original period, or of that in its terms on a day."""
    quarters = list(quarters_between(period.starts_on, period.ends_on))
    number = min(max(Quarter.of(period_start) - quarters[0] + 1, 1), len(quarters))
    return Pace(number, len(quarters))


def first_sent(report: Report) -> dt.datetime | None:
    """When the report was first sent: lateness is counted by that, not by a resubmission."""
    sent = ReportVersion.objects.filter(report_id=report.pk).order_by("number")
    return sent.values_list("at", flat=True).first()
