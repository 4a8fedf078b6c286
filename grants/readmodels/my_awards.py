"""A convener's awards and reports: what is open first."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.urls import reverse
from django.utils import timezone

from core import money
from core.calendars import Quarter
from core.models import Member, State
from core.templatetags.rt import long_day
from grants.access.awards import visible_to
from grants.access.reports import own_reports
from grants.choices import ReportStatus
from grants.models import Award, Report
from grants.readmodels.report_grid import Cell, cell_of, with_first_sent
from grants.readmodels.terms import with_terms
from grants.rules.reports import opens_on

ACTS = {
    ReportStatus.OPEN: "Fill in",
    ReportStatus.RETURNED: "Answer comments",
    ReportStatus.SUBMITTED: "Read",
    ReportStatus.ACCEPTED: "Read",
}


class OwnReport(NamedTuple):
    report: Report
    quarter: Quarter
    cell: Cell
    note: str
    act: str


class OwnReports(NamedTuple):
    """Her reports in three groups."""

    to_do: list[OwnReport]
    sent: list[OwnReport]
    coming: list[OwnReport]


def my_report_list(member: Member, state: State) -> OwnReports:
    """One query, whatever the number of reports."""
    now = timezone.now()
    reports = with_first_sent(own_reports(member)).select_related("award__partnership", "decided_by")
    rows = [_own(report, cell_of(report, now, state)) for report in reports.order_by("due_at", "pk")]
    return OwnReports(
        [row for row in rows if row.report.status in (ReportStatus.OPEN, ReportStatus.RETURNED)],
        [row for row in reversed(rows) if row.report.status in (ReportStatus.SUBMITTED, ReportStatus.ACCEPTED)],
        [row for row in rows if row.report.status == ReportStatus.SCHEDULED],
    )


def _own(report: Any, cell: Cell) -> OwnReport:
    status = ReportStatus(report.status)
    note = {
        ReportStatus.SCHEDULED: f"opens {long_day(opens_on(report.period_end))}",
        ReportStatus.SUBMITTED: f"sent {long_day(report.submitted_at)}" if report.submitted_at else "",
        ReportStatus.ACCEPTED: f"accepted {long_day(report.decided_at)}" if report.decided_at else "",
        ReportStatus.RETURNED: "sent back with comments",
        ReportStatus.OPEN: "",
    }[status]
    late = cell.late_note
    return OwnReport(
        report,
        Quarter.of(report.period_start),
        cell,
        f"{late}, {note}".strip(", ") if late else note,
        ACTS.get(status, ""),
    )


def my_award_list(member: Member) -> list[Award]:
    """Her awards: offers to answer first, then the newest. One query."""
    awards = with_terms(visible_to(member)).select_related("partnership", "organization", "fund", "application__round")
    return sorted(awards.order_by("-starts_on", "number"), key=lambda award: award.status != "offered")


def offer_facts(award: Award) -> list[tuple[str, str]]:
    """What is offered, as pairs for the page."""
    match = money.show(award.match_required) if award.match_required else "none required"
    return [
        ("Award", award.number),
        ("Amount", money.show(award.amount)),
        ("From", award.fund.name),
        ("Period", f"{long_day(award.starts_on)} to {long_day(award.ends_on)}"),
        ("Match by the end", match),
        ("Round", award.application.round.name),
        ("Reports", "one a quarter, due 30 days after it ends"),
        ("Offered", long_day(award.offered_at)),
        *([("Answer by", f"{long_day(award.answer_by)}, the end of the day")] if award.answer_by else []),
    ]


def award_trail() -> list[tuple[str, str]]:
    return [("My awards", reverse("my-awards"))]
