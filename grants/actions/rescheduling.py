"""What follows when an award's terms change: the reports that it owes, and the lines of those that are open."""

from __future__ import annotations

from core.models import State
from grants.actions.reports import fill_report
from grants.choices import ReportStatus
from grants.models import Award, Report
from grants.readmodels.terms import History, terms_history
from grants.rules.schedule import Due, reports_owed


def follow_terms(award: Award) -> None:
    """Bring the schedule and the open reports in line with the terms as they were decided on. Safe to run twice.

    More time adds quarters, an earlier end takes away those that have not opened; the last one owed is the final report.
    A category that an open report lacks is added to it.
    """
    history = terms_history(award)
    _schedule(award, history)
    for report in award.reports.filter(status__in=[ReportStatus.OPEN, ReportStatus.RETURNED]):
        report.award = award
        fill_report(report)


def _schedule(award: Award, history: History) -> None:
    terms = history.latest
    state = State.objects.get(pk=award.state_id)
    owed = reports_owed(terms.starts_on, terms.ends_on, zone=state.zone, next_business_day=state.due_next_business_day)
    have = {report.period_start: report for report in award.reports.all()}
    Report.objects.bulk_create(Report(award=award, **due._asdict()) for due in owed if due.period_start not in have)
    starts = {due.period_start for due in owed}
    gone = [report.pk for start, report in have.items() if start not in starts and report.status == "scheduled"]
    Report.objects.filter(pk__in=gone, status=ReportStatus.SCHEDULED).delete()
    _say_which_is_final(award, owed[-1])


def _say_which_is_final(award: Award, last: Due) -> None:
    """The last quarter's report is the final one; what was accepted stays as it was called."""
    open_ones = award.reports.exclude(status=ReportStatus.ACCEPTED)
    open_ones.exclude(period_start=last.period_start).filter(is_final=True).update(is_final=False)
    open_ones.filter(period_start=last.period_start, is_final=False).update(is_final=True)
