"""Monitoring of one award as its page shows it: the plan, the visits with what they looked at, and the findings."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple

from django.utils import timezone

from core.models import Member
from core.permissions import Permission
from core.templatetags.rt import long_day
from grants.access.awards import held_over
from grants.choices import AwardStatus
from grants.choices.monitoring import Answer, FindingStatus, VisitStatus
from grants.models import Award, MonitoringFinding, MonitoringVisit
from grants.rules.monitoring import CHECKLIST

MARKS = {Answer.YES: "ok", Answer.NO: "bad", Answer.NOT_SEEN: "calm"}
TONES = {"observation": "info", "concern": "warn", "finding": "bad"}


class Point(NamedTuple):
    """One point of a visit's checklist."""

    title: str
    tone: str
    label: str
    comment: str


class VisitRow(NamedTuple):
    visit: MonitoringVisit
    when: str
    points: list[Point]


class FindingRow(NamedTuple):
    """A finding, how urgent it is, and what she may do about it."""

    finding: MonitoringFinding
    tone: str
    due: str
    is_late: bool
    may_answer: bool
    may_decide: bool
    may_send_back: bool


@dataclass(frozen=True)
class MonitoringPage:
    """Everything that the page shows."""

    award: Award
    visits: list[VisitRow]
    findings: list[FindingRow]
    may_manage: bool

    @property
    def open_findings(self) -> list[FindingRow]:
        return [row for row in self.findings if row.finding.status != FindingStatus.CLOSED]

    @property
    def closed_findings(self) -> list[FindingRow]:
        return [row for row in self.findings if row.finding.status == FindingStatus.CLOSED]


def monitoring_page(award: Award, member: Member) -> MonitoringPage:
    """Two queries, whatever the number of visits and findings."""
    today = timezone.localdate()
    running = award.status in (AwardStatus.ACTIVE, AwardStatus.ENDED)
    manages = member.can(Permission.AWARD_MANAGE)
    answers = Permission.AWARD_ACCEPT in held_over(member, award)
    visits = award.visits.select_related("planned_by", "held_by").order_by("-planned_on", "-pk")
    findings = award.monitoring_findings.select_related("visit", "made_by", "answered_by", "closed_by")
    return MonitoringPage(
        award=award,
        visits=[_visit(one) for one in visits],
        findings=[_finding(one, today, answers, manages) for one in findings.order_by("due_on", "pk")],
        may_manage=manages and running,
    )


def _visit(visit: MonitoringVisit) -> VisitRow:
    if visit.status == VisitStatus.HELD and visit.held_on and visit.held_by:
        when = f"Held on {long_day(visit.held_on)} by {visit.held_by.name}"
    else:
        when = f"Planned for {long_day(visit.planned_on)} by {visit.planned_by.name}"
    points = []
    for key, title in CHECKLIST.items():
        kept = visit.answers.get(key)
        if kept:
            answer = Answer(kept["answer"])
            points.append(Point(title, MARKS[answer], answer.label, kept["comment"]))
    return VisitRow(visit, when, points)


def _finding(finding: MonitoringFinding, today: dt.date, answers: bool, manages: bool) -> FindingRow:
    is_open = finding.status != FindingStatus.CLOSED
    late = finding.status == FindingStatus.OPEN and finding.due_on < today
    days = (today - finding.due_on).days
    due = f"{days} day{'' if days == 1 else 's'} late" if late else f"by {long_day(finding.due_on)}"
    return FindingRow(
        finding,
        TONES[finding.severity],
        due,
        late,
        answers and is_open,
        manages and is_open,
        manages and finding.status == FindingStatus.ANSWERED,
    )
