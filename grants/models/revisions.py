"""The budget and work plan of an award that is less than what was asked for. The application stays as it was sent."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.isolation import StateForeignKey, StateModel, isolated
from core.models import Member
from grants.choices import LAST_MONTH
from grants.choices.awarding import RevisionStatus
from grants.models.application_case import Activity
from grants.models.applications import BudgetLine, Target
from grants.models.awards import Award
from grants.models.rounds import money


class AwardRevision(StateModel):
    """What the convener makes of the application for the smaller award; one an award, sent until it is accepted."""

    award = StateForeignKey(Award, related_name="revisions")
    status = models.CharField(max_length=8, choices=RevisionStatus, default=RevisionStatus.DRAFT)
    note = models.TextField(blank=True, help_text="What changes, in the convener's words")
    version = models.PositiveIntegerField(default=1)
    changed_by = StateForeignKey(Member, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    decided_by = StateForeignKey(Member, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True, help_text="Why it was returned")

    class Meta:
        verbose_name = "revised budget"
        constraints = [
            *isolated("grants_awardrevision", "award", "changed_by", "decided_by"),
            models.UniqueConstraint(fields=["state", "award"], name="awardrevision_once"),
            models.CheckConstraint(condition=Q(status__in=RevisionStatus.values), name="awardrevision_status_known"),
            models.CheckConstraint(
                condition=~Q(status__in=["returned", "accepted"])
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="awardrevision_decision_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"Revised budget of {self.award}"


class RevisedLine(StateModel):
    """A budget line of the application with its amounts for the smaller award."""

    revision = StateForeignKey(AwardRevision, related_name="lines", on_delete=models.CASCADE)
    line = StateForeignKey(BudgetLine, related_name="+")
    description = models.CharField(max_length=300)
    amount = money(default=0)
    match_cash = money(default=0)
    match_in_kind = money(default=0)

    class Meta:
        constraints = [
            *isolated("grants_revisedline", "revision", "line"),
            models.UniqueConstraint(fields=["state", "revision", "line"], name="revisedline_once"),
            models.CheckConstraint(
                condition=Q(amount__gte=0, match_cash__gte=0, match_in_kind__gte=0), name="revisedline_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return self.description


class RevisedTarget(StateModel):
    """A target of the application with its value for the smaller award."""

    revision = StateForeignKey(AwardRevision, related_name="targets", on_delete=models.CASCADE)
    target = StateForeignKey(Target, related_name="+")
    value = models.DecimalField(max_digits=14, decimal_places=2)

    class Meta:
        constraints = [
            *isolated("grants_revisedtarget", "revision", "target"),
            models.UniqueConstraint(fields=["state", "revision", "target"], name="revisedtarget_once"),
            models.CheckConstraint(condition=Q(value__gte=0), name="revisedtarget_not_negative"),
        ]

    def __str__(self) -> str:
        return str(self.value)


class RevisedActivity(StateModel):
    """An activity of the work plan as it is for the smaller award; one that is dropped is kept as such."""

    revision = StateForeignKey(AwardRevision, related_name="activities", on_delete=models.CASCADE)
    activity = StateForeignKey(Activity, related_name="+")
    starts = models.PositiveSmallIntegerField(null=True, blank=True)
    ends = models.PositiveSmallIntegerField(null=True, blank=True)
    deliverable = models.CharField(max_length=300, blank=True)
    is_dropped = models.BooleanField(default=False)

    class Meta:
        verbose_name_plural = "revised activities"
        constraints = [
            *isolated("grants_revisedactivity", "revision", "activity"),
            models.UniqueConstraint(fields=["state", "revision", "activity"], name="revisedactivity_once"),
            models.CheckConstraint(
                condition=(Q(starts__isnull=True) | Q(starts__range=(1, LAST_MONTH)))
                & (Q(ends__isnull=True) | Q(ends__range=(1, LAST_MONTH))),
                name="revisedactivity_months_possible",
            ),
        ]

    def __str__(self) -> str:
        return self.deliverable
