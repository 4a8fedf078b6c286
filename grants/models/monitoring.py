"""Monitoring of an award: visits with their checklist, and findings that the convener answers and the state closes."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.isolation import StateForeignKey, StateModel, isolated
from core.models import Member
from grants.choices.monitoring import FindingStatus, Severity, VisitKind, VisitStatus
from grants.models.awards import Award


class MonitoringVisit(StateModel):
    """A look at an award, planned and then held. `answers` are {point: {answer, comment}} of the checklist."""

    award = StateForeignKey(Award, related_name="visits")
    kind = models.CharField(max_length=8, choices=VisitKind)
    status = models.CharField(max_length=10, choices=VisitStatus, default=VisitStatus.PLANNED)
    planned_on = models.DateField()
    about = models.TextField(blank=True, help_text="What it is about, and who takes part")
    planned_by = StateForeignKey(Member, related_name="+")
    held_on = models.DateField(null=True, blank=True)
    held_by = StateForeignKey(Member, null=True, blank=True, related_name="+")
    participants = models.TextField(blank=True)
    answers = models.JSONField(default=dict, blank=True)
    notes = models.TextField(blank=True)
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-planned_on", "-pk"]
        verbose_name = "visit"
        constraints = [
            *isolated("grants_monitoringvisit", "award", "planned_by", "held_by"),
            models.CheckConstraint(condition=Q(kind__in=VisitKind.values), name="monitoringvisit_kind_known"),
            models.CheckConstraint(condition=Q(status__in=VisitStatus.values), name="monitoringvisit_status_known"),
            models.CheckConstraint(
                condition=~Q(status=VisitStatus.HELD) | Q(held_on__isnull=False, held_by__isnull=False),
                name="monitoringvisit_held_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["state", "status", "planned_on"], name="visit_by_planned_day")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.award}"


class MonitoringFinding(StateModel):
    """Something that a visit found, what has to be done about it, by whom and until when."""

    visit = StateForeignKey(MonitoringVisit, related_name="findings")
    award = StateForeignKey(Award, related_name="monitoring_findings")
    severity = models.CharField(max_length=12, choices=Severity)
    status = models.CharField(max_length=10, choices=FindingStatus, default=FindingStatus.OPEN)
    text = models.TextField()
    action = models.TextField(help_text="What has to be done")
    owner = models.CharField(max_length=160, help_text="Who of the convener answers for it")
    due_on = models.DateField()
    made_by = StateForeignKey(Member, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    answer = models.TextField(blank=True)
    answered_by = StateForeignKey(Member, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    closed_by = StateForeignKey(Member, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True, help_text="Why it was closed, or sent back")

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name = "finding"
        constraints = [
            *isolated("grants_monitoringfinding", "visit", "award", "made_by", "answered_by", "closed_by"),
            models.CheckConstraint(condition=Q(severity__in=Severity.values), name="monitoringfinding_severity_known"),
            models.CheckConstraint(condition=Q(status__in=FindingStatus.values), name="monitoringfinding_status_known"),
            models.CheckConstraint(
                condition=~Q(status=FindingStatus.ANSWERED)
                | (Q(answered_by__isnull=False, answered_at__isnull=False) & ~Q(answer="")),
                name="monitoringfinding_answer_whole",
            ),
            models.CheckConstraint(
                condition=~Q(status=FindingStatus.CLOSED)
                | (Q(closed_by__isnull=False, closed_at__isnull=False) & ~Q(reason="")),
                name="monitoringfinding_closed_with_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["state", "status", "due_on"], name="finding_by_due_day")]

    def __str__(self) -> str:
        return f"{self.get_severity_display()} of {self.visit}"
