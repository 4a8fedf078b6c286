"""Reports of the whole state: awards by quarters, and what waits for an officer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Max, Min, Q
from django.db.models.fields.json import KeyTransform
from django.urls import reverse
from django.utils import timezone

from core.calendars import Quarter
from core.models import Member, State
from grants.access.awards import visible_to
from grants.access.reports import visible_to as reports_visible_to
from grants.choices import ReportStatus
from grants.models import Award, Report, ReportVersion
from grants.models.awards import AwardQuerySet
from grants.models.reports import ReportQuerySet
from grants.rules.reports import WRITABLE, days_late

QUARTERS = 8
AWARDS_A_PAGE = 40
REPORTS_A_PAGE = 50


class Cell(NamedTuple):
    """One award's report for one quarter: where it stands, and how late."""

    pk: int
    status: str
    label: str
    days_late: int

    @property
    def tone(self) -> str:
        """The status whose chip it wears: an open report past its due instant is bad news."""
        return "error" if self.days_late and self.status in WRITABLE else self.status

    @property
    def late_note(self) -> str:
        return f"{self.days_late} day{'s' if self.days_late != 1 else ''} late" if self.days_late else ""


class GridRow(NamedTuple):
    """An award with each quarter's report; None where it owes none."""

    award: Award
    pairs: list[tuple[Quarter, Cell | None]]


@dataclass(frozen=True)
class Grid:
    quarters: list[Quarter]
    rows: list[GridRow]
    page: Page
    counts: list[dict[str, Any]]


class Waiting(NamedTuple):
    """A report that waits for a decision."""

    report: Report
    quarter: Quarter
    days: int
    days_late: int
    explained: int
    version: int


def with_first_sent(reports: ReportQuerySet) -> ReportQuerySet:
    """Each report with `first_sent`, by which lateness is counted."""
    return reports.annotate(first_sent=Min("versions__at"))


def cell_of(report: Any, now: dt.datetime, state: State) -> Cell:
    late = days_late(report.due_at, report.first_sent or (report.submitted_at), now, state.zone)
    if report.status == ReportStatus.SCHEDULED:
        late = 0
    return Cell(report.pk, report.status, report.get_status_display(), late)


def awards_found(wanted: Mapping[str, str], member: Member) -> AwardQuerySet:
    """The awards that owe reports and that she may see, by words of the partnership, convener or number, and by officer."""
    awards = visible_to(member).filter(reports__isnull=False).distinct()
    if words := wanted.get("q", "").strip():
        awards = awards.filter(
            Q(partnership__name__icontains=words)
            | Q(number__icontains=words)
            | Q(organization__legal_name__icontains=words)
        )
    return awards.filter(officer_id=int(wanted["officer"])) if wanted.get("officer") else awards


def grid_of(wanted: Mapping[str, str], member: Member, state: State, *, page: str | None = None) -> Grid:
    """A page of awards with their reports of the last quarters. Six queries, whatever the number of awards."""
    now, current = timezone.now(), Quarter.of(timezone.localdate())
    quarters = [current + number for number in range(1 - QUARTERS, 1)]
    window = Q(period_start__gte=quarters[0].start, period_start__lte=quarters[-1].start)
    awards = awards_found(wanted, member).filter(pk__in=_in_status(wanted.get("status", ""), window).values("award_id"))
    found = Paginator(
        awards.select_related("partnership", "organization").order_by("partnership__name", "number"), AWARDS_A_PAGE
    ).get_page(page)
    ids = [award.pk for award in found]
    reports = with_first_sent(Report.objects.filter(window, award_id__in=ids))
    cells = {(report.award_id, report.period_start): cell_of(report, now, state) for report in reports}
    rows = [
        GridRow(award, [(quarter, cells.get((award.pk, quarter.start))) for quarter in quarters]) for award in found
    ]
    return Grid(quarters, rows, found, counts_of(wanted, member, window))


def _in_status(status: str, window: Q) -> ReportQuerySet:
    reports = Report.objects.filter(window)
    if status == "late":
        return reports.overdue()
    return reports.filter(status=status) if status else reports


def counts_of(wanted: Mapping[str, str], member: Member, window: Q) -> list[dict[str, Any]]:
    """How many reports of the window stand where, as figures."""
    now = timezone.now()
    overdue = Q(status__in=WRITABLE, due_at__lt=now)
    row = Report.objects.filter(window, award__in=awards_found(wanted, member)).aggregate(
        owed=Count("pk"),
        accepted=Count("pk", filter=Q(status=ReportStatus.ACCEPTED)),
        waiting=Count("pk", filter=Q(status=ReportStatus.SUBMITTED)),
        returned=Count("pk", filter=Q(status=ReportStatus.RETURNED)),
        late=Count("pk", filter=overdue),
        not_due=Count("pk", filter=Q(status__in=[ReportStatus.SCHEDULED, ReportStatus.OPEN]) & ~overdue),
    )
    return [
        {"label": "Owed", "value": row["owed"], "note": "in eight quarters"},
        {"label": "Accepted", "value": row["accepted"], "note": "their figures count"},
        {"label": "Waiting for a decision", "value": row["waiting"], "note": "sent, not decided"},
        {"label": "Returned", "value": row["returned"], "note": "with the convener"},
        {"label": "Late", "value": row["late"], "note": "past due, not sent"},
        {"label": "Not due yet", "value": row["not_due"], "note": "open or scheduled"},
    ]


def waiting_for(
    member: Member, wanted: Mapping[str, str], state: State, *, own: bool = False, page: str | None = None
) -> Page:
    """Submitted reports that she may see, longest waiting first: of awards whose officer she is, or all. Three queries."""
    reports = Report.objects.filter(status=ReportStatus.SUBMITTED, award__in=awards_found(wanted, member)).for_list()
    if own:
        reports = reports.filter(award__officer=member)
    found = Paginator(with_first_sent(reports).order_by("submitted_at", "pk"), REPORTS_A_PAGE).get_page(page)
    latest = _latest([report.pk for report in found])
    now = timezone.now()
    found.object_list = [_waiting(report, latest.get(report.pk, (0, [])), now, state) for report in found]
    return found


def waiting_count(member: Member, *, own: bool) -> int:
    reports = reports_visible_to(member).filter(status=ReportStatus.SUBMITTED)
    return (reports.filter(award__officer=member) if own else reports).count()


def _waiting(report: Any, sent: tuple[int, list], now: dt.datetime, state: State) -> Waiting:
    explained = sum(bool(flag["note"].strip()) for flag in sent[1])
    late = days_late(report.due_at, report.first_sent or report.submitted_at, now, state.zone)
    return Waiting(report, Quarter.of(report.period_start), (now - report.submitted_at).days, late, explained, sent[0])


def _latest(ids: list[int]) -> dict[int, tuple[int, list]]:
    """By report: the number of its last version, and that version's flags."""
    last = ReportVersion.objects.filter(report_id__in=ids)
    rows = last.annotate(newest=Max("report__versions__number")).filter(number=F("newest"))
    return {
        row["report_id"]: (row["number"], row["flags"] or [])
        for row in rows.values("report_id", "number", flags=KeyTransform("flags", "content"))
    }


def report_tabs(member: Member, view: str) -> list[dict[str, Any]]:
    """The three ways to look at reports, with how many wait."""
    url = reverse("reports")
    return [
        {
            "label": "Waiting for me",
            "url": f"{url}?view=mine",
            "count": waiting_count(member, own=True),
            "current": view == "mine",
        },
        {
            "label": "All waiting",
            "url": f"{url}?view=waiting",
            "count": waiting_count(member, own=False),
            "current": view == "waiting",
        },
        {"label": "By quarter", "url": f"{url}?view=quarters", "count": None, "current": view == "quarters"},
    ]
