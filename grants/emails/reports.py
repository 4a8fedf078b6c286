"""What conveners and officers are told about quarterly reports. One function a message."""

from __future__ import annotations

from collections.abc import Iterable

from core import mail
from core.calendars import Quarter
from core.models import Member
from grants.models import Report, ReportReturn


def report_opened(report: Report, people: Iterable[Member]) -> None:
    """To those who prepare it: the report is open, what it is for, and until when."""
    _send("report_opened", report, people, key=f"opened-{report.pk}")


def report_submitted(report: Report, officers: Iterable[Member], *, version: int, explained: int, late: int) -> None:
    """To the officer: the report is here, how many explanations it brings, and how late it is."""
    extra = {"version": version, "explained": explained, "late": late}
    _send("report_submitted", report, officers, key=f"submitted-{report.pk}-{version}", **extra)


def report_returned(made: ReportReturn, people: Iterable[Member], titles: dict[str, str]) -> None:
    """To those who prepare it: every comment at once, by part, and that only these parts are open."""
    comments = [(titles.get(part, part), text) for part, text in made.comments.items()]
    _send("report_returned", made.report, people, key=f"returned-{made.pk}", comments=comments, by=made.by)


def report_accepted(report: Report, people: Iterable[Member], *, note: str) -> None:
    """To those who prepare it: the report is accepted, with the officer's word for next time."""
    _send("report_accepted", report, people, key=f"accepted-{report.pk}", note=note)


def _send(template: str, report: Report, people: Iterable[Member], *, key: str, **extra: object) -> None:
    context = {"report": report, "award": report.award, "quarter": Quarter.of(report.period_start).label} | extra
    for person in people:
        mail.send(template, to=person.email, context=context | {"person": person}, key=key)
