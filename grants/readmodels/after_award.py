"""What an award's page says of its life after acceptance: its amendments, its monitoring and its end."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q

from core.templatetags.rt import long_day
from grants.choices import AwardStatus
from grants.choices.amending import AmendmentStatus
from grants.choices.monitoring import FindingStatus, VisitStatus
from grants.models import Award, Closeout
from grants.models.awards import CAME_TO_NOTHING

BEFORE = (AwardStatus.OFFERED, *CAME_TO_NOTHING)
SETTLED = (AmendmentStatus.APPROVED, AmendmentStatus.RECORDED)


@dataclass(frozen=True)
class AfterAward:
    """The panels beside an award that was accepted."""

    award: Award
    amended: int
    waiting: int
    closeout: Closeout | None
    is_held: bool
    findings: int
    next_visit: dt.date | None

    @property
    def is_shown(self) -> bool:
        return self.award.status not in BEFORE

    @property
    def words(self) -> str:
        if self.waiting:
            return (
                f"{self.waiting} waits for a decision" if self.waiting == 1 else f"{self.waiting} wait for a decision"
            )
        return f"amended {self.amended} time{'' if self.amended == 1 else 's'}" if self.amended else "as it was made"

    @property
    def monitoring_words(self) -> str:
        found = [f"{self.findings} open finding{'' if self.findings == 1 else 's'}"] if self.findings else []
        if self.next_visit:
            found.append(f"next visit {long_day(self.next_visit)}")
        return ", ".join(found) or "nothing open"

    @property
    def closing_words(self) -> str:
        if self.closeout is None:
            return "begins when the period is over"
        if self.closeout.closed_at is None:
            return f"due from the convener by {long_day(self.closeout.due_on)}"
        return f"closed {long_day(self.closeout.closed_at)}"


def after_award(award: Award) -> AfterAward:
    """Five queries."""
    counts = award.amendments.aggregate(
        amended=Count("pk", filter=Q(status__in=SETTLED)),
        waiting=Count("pk", filter=Q(status=AmendmentStatus.REQUESTED)),
    )
    findings = award.monitoring_findings.exclude(status=FindingStatus.CLOSED).count()
    visits = award.visits.filter(status=VisitStatus.PLANNED).order_by("planned_on")
    planned = visits.values_list("planned_on", flat=True).first()
    held = award.holds.filter(released_at__isnull=True).exists()
    return AfterAward(award, counts["amended"], counts["waiting"], award.closeouts.first(), held, findings, planned)
