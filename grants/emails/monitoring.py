"""What conveners and officers are told about monitoring. One function a message."""

from __future__ import annotations

from core import mail
from grants.access.awards import officers_of
from grants.access.reports import preparers_of
from grants.models import MonitoringFinding, MonitoringVisit


def visit_planned(visit: MonitoringVisit) -> None:
    """To the convener's people: a visit is planned, when, and what it is about."""
    for person in preparers_of(visit.award):
        context = {"visit": visit, "award": visit.award, "person": person}
        mail.send("visit_planned", to=person.email, context=context, key=f"visit-{visit.pk}-{person.pk}")


def finding_made(finding: MonitoringFinding) -> None:
    """To the convener's people: what was found, what has to be done, and until when."""
    _to_convener(finding, "made")


def finding_moved(finding: MonitoringFinding) -> None:
    """To the convener's people: sent back or closed, and why."""
    _to_convener(finding, f"{finding.status}-{finding.reason[:40]}")


def finding_answered(finding: MonitoringFinding) -> None:
    """To the officer: the convener says what was done."""
    for officer in officers_of(finding.award):
        context = {"finding": finding, "award": finding.award, "person": officer}
        key = f"finding-{finding.pk}-{finding.answered_at}-{officer.pk}"
        mail.send("finding_answered", to=officer.email, context=context, key=key)


def _to_convener(finding: MonitoringFinding, deed: str) -> None:
    for person in preparers_of(finding.award):
        context = {"finding": finding, "award": finding.award, "person": person}
        mail.send("finding_told", to=person.email, context=context, key=f"finding-{finding.pk}-{deed}-{person.pk}")
