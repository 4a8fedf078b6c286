"""Conflicts of interest between people and applications, and what a late one means for a decision."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.isolation import StateForeignKey, StateManager, StateModel, StateQuerySet, isolated
from core.models import Member
from grants.choices import UNSURE, ConflictKind
from grants.choices.reviewing import STANDING, ConflictSeverity, ConflictSource, ConflictStatus, TieRule
from grants.models.applications import Application

KINDS = dict(TieRule.choices) | dict(ConflictKind.choices) | {UNSURE: "I am not sure"}


class ConflictQuerySet(StateQuerySet):
    def standing(self) -> ConflictQuerySet:
        """Open or confirmed: nothing of the application is hers to see."""
        return self.filter(status__in=STANDING)


class Conflict(StateModel):
    """One tie between a person and an application: what it is, who found it, and what was decided on it.

    What she declared, what staff determined and what a rule found are rows of their own. `decided_by` is None for a hard
    one that a rule confirmed.
    """

    reviewer = StateForeignKey(Member, related_name="conflicts")
    application = StateForeignKey(Application, related_name="conflicts")
    source = models.CharField(max_length=6, choices=ConflictSource)
    kind = models.CharField(max_length=14)
    severity = models.CharField(max_length=6, choices=ConflictSeverity)
    status = models.CharField(max_length=10, choices=ConflictStatus, default=ConflictStatus.OPEN)
    evidence = models.TextField()
    declared_at = models.DateTimeField(default=timezone.now, editable=False)
    declared_by = StateForeignKey(Member, null=True, blank=True, related_name="+")
    decided_by = StateForeignKey(Member, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.TextField(blank=True)

    objects: ClassVar = StateManager.from_queryset(ConflictQuerySet)()

    class Meta:
        ordering = ["-declared_at", "-pk"]
        verbose_name = "conflict"
        constraints = [
            *isolated("grants_conflict", "reviewer", "application", "declared_by", "decided_by"),
            models.UniqueConstraint(
                fields=["state", "reviewer", "application", "kind"],
                condition=Q(source=ConflictSource.RULE),
                name="conflict_once_a_rule",
            ),
            models.CheckConstraint(condition=Q(kind__in=list(KINDS)), name="conflict_kind_known"),
            models.CheckConstraint(condition=Q(status__in=ConflictStatus.values), name="conflict_status_known"),
            models.CheckConstraint(condition=~Q(evidence=""), name="conflict_has_evidence"),
            models.CheckConstraint(
                condition=~Q(status=ConflictStatus.CLEARED)
                | (Q(severity=ConflictSeverity.SOFT, decided_by__isnull=False) & ~Q(decision_reason="")),
                name="conflict_hard_is_never_cleared",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | (~Q(decided_by=models.F("reviewer")) & ~Q(status=ConflictStatus.CLEARED))
                | (~Q(decided_by=models.F("reviewer")) & Q(declared_by__isnull=True))
                | (~Q(decided_by=models.F("reviewer")) & ~Q(decided_by=models.F("declared_by"))),
                name="conflict_cleared_by_another",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "reviewer", "status", "application"], name="conflict_of_a_reviewer"),
            models.Index(fields=["state", "application", "status"], name="conflict_of_an_application"),
        ]

    def __str__(self) -> str:
        return f"{self.get_source_display()}: {self.kind_label}"

    @property
    def kind_label(self) -> str:
        return KINDS[self.kind]

    @property
    def is_standing(self) -> bool:
        return self.status in STANDING


class Finding(StateModel):
    """A conflict that came to light after the decision: the decision stands as it was made, and this stands beside it.

    The sums are those of the counted reviews as decided, and without hers.
    """

    conflict = StateForeignKey(Conflict, related_name="findings")
    application = StateForeignKey(Application, related_name="findings")
    text = models.TextField()
    found_at = models.DateTimeField(default=timezone.now, editable=False)
    answer = models.TextField(blank=True)
    answered_by = StateForeignKey(Member, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-found_at", "-pk"]
        verbose_name = "finding"
        constraints = [
            *isolated("grants_finding", "conflict", "application", "answered_by"),
            models.UniqueConstraint(fields=["state", "conflict"], name="finding_once_a_conflict"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | (Q(answered_by__isnull=False) & ~Q(answer="")),
                name="finding_answer_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"Finding on {self.application}"
