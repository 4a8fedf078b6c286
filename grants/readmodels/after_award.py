"""What an award's page says of its life after acceptance: its amendments."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from grants.choices import AwardStatus
from grants.choices.amending import AmendmentStatus
from grants.models import Award

BEFORE = (AwardStatus.OFFERED, AwardStatus.REFUSED)
SETTLED = (AmendmentStatus.APPROVED, AmendmentStatus.RECORDED)


@dataclass(frozen=True)
class AfterAward:
    """The panels beside an award that was accepted."""

    award: Award
    amended: int
    waiting: int

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


def after_award(award: Award) -> AfterAward:
    """One query."""
    counts = award.amendments.aggregate(
        amended=Count("pk", filter=Q(status__in=SETTLED)),
        waiting=Count("pk", filter=Q(status=AmendmentStatus.REQUESTED)),
    )
    return AfterAward(award, counts["amended"], counts["waiting"])
