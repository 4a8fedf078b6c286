"""Quarterly reports: figures against targets, money by category, a narrative and a story."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from core.isolation import StateForeignKey, StateManager, StateModel, StateQuerySet, isolated
from core.models import Member
from grants.choices import AwardStatus, BudgetCategory, ReportStatus
from grants.models.awards import Award
from grants.models.rounds import money
from partnerships.models import Measure
from questions.models import Response


class ReportQuerySet(StateQuerySet):
    def overdue(self) -> ReportQuerySet:
        """Open or returned, and past the due instant."""
        return self.filter(status__in=[ReportStatus.OPEN, ReportStatus.RETURNED], due_at__lt=timezone.now())

    def due_to_open(self, today: dt.date) -> ReportQuerySet:
        """Scheduled, of an award in force, and its quarter is over."""
        running = [AwardStatus.ACTIVE, AwardStatus.ENDED]
        return self.filter(status=ReportStatus.SCHEDULED, period_end__lt=today, award__status__in=running)

    def for_list(self) -> ReportQuerySet:
        return self.select_related("award__partnership", "award__organization", "award__officer")


class Report(StateModel):
    """One award's report for one calendar quarter (`period_start` is its first day).

    `story` holds title, text, speaker, role, consent (the words) and until of the story the convener offers; evaluation
    takes it up. `typed` keeps each box of the page as it was typed, readable or not: {key: {raw, version, by, at}}.
    `version` rises with every save.
    """

    award = StateForeignKey(Award, related_name="reports")
    period_start = models.DateField()
    period_end = models.DateField()
    due_at = models.DateTimeField()
    status = models.CharField(max_length=10, choices=ReportStatus, default=ReportStatus.SCHEDULED)
    response = StateForeignKey(Response, null=True, blank=True, related_name="reports")
    story = models.JSONField(default=dict, blank=True)
    flag_notes = models.JSONField(default=dict, blank=True, help_text="The convener's explanation by flag key")
    typed = models.JSONField(default=dict, blank=True, help_text="Each box as it was typed, with who saved it and when")
    is_final = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    opened_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = StateForeignKey(Member, null=True, blank=True, related_name="+")
    certified_as = models.CharField(max_length=160, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = StateForeignKey(Member, null=True, blank=True, related_name="+")

    objects: ClassVar = StateManager.from_queryset(ReportQuerySet)()

    class Meta:
        ordering = ["-period_start", "pk"]
        verbose_name = "report"
        constraints = [
            *isolated("grants_report", "award", "response", "submitted_by", "decided_by"),
            models.UniqueConstraint(fields=["state", "award", "period_start"], name="report_once_a_quarter"),
            models.CheckConstraint(condition=Q(status__in=ReportStatus.values), name="report_status_known"),
            models.CheckConstraint(condition=Q(period_end__gt=F("period_start")), name="report_period_in_order"),
            models.CheckConstraint(
                condition=Q(status__in=[ReportStatus.SCHEDULED, ReportStatus.OPEN])
                | Q(submitted_at__isnull=False, submitted_by__isnull=False),
                name="report_submitted_before_it_moves",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "status", "due_at"], name="report_by_due_instant"),
            models.Index(fields=["state", "period_start", "status", "due_at"], name="report_by_quarter"),
        ]

    def __str__(self) -> str:
        return f"Report of {self.award} for the quarter from {self.period_start}"


class ReportFigure(StateModel):
    """What happened in the quarter on one measure; rates bring numerator and denominator, never a percent."""

    report = StateForeignKey(Report, related_name="figures")
    measure = StateForeignKey(Measure, related_name="figures")
    value = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    denominator = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["measure__position"]
        constraints = [
            *isolated("grants_reportfigure", "report", "measure"),
            models.UniqueConstraint(fields=["state", "report", "measure"], name="reportfigure_once"),
            models.CheckConstraint(
                condition=(Q(value__isnull=True) | Q(value__gte=0))
                & (Q(denominator__isnull=True) | Q(denominator__gte=0)),
                name="reportfigure_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure}: {self.value}"


class ReportSpending(StateModel):
    """What was spent in the quarter in one budget category, from the grant and as match. May be negative to correct."""

    report = StateForeignKey(Report, related_name="spending")
    category = models.CharField(max_length=12, choices=BudgetCategory)
    amount = money(default=0)
    match = money(default=0)
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            *isolated("grants_reportspending", "report"),
            models.UniqueConstraint(fields=["state", "report", "category"], name="reportspending_once"),
            models.CheckConstraint(
                condition=Q(category__in=BudgetCategory.values), name="reportspending_category_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_category_display()}: {self.amount}"


class ReportReturn(StateModel):
    """One return of a report, with every comment at once, by part (measures, money, story, or a section's key)."""

    report = StateForeignKey(Report, related_name="returns")
    comments = models.JSONField()
    by = StateForeignKey(Member, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-at"]
        constraints = [*isolated("grants_reportreturn", "report", "by")]

    def __str__(self) -> str:
        return f"Return of {self.report}"


class ReportVersion(StateModel):
    """What was submitted, frozen. Inserted once, never changed; measures are pooled from accepted versions only."""

    report = StateForeignKey(Report, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now, editable=False)
    by = StateForeignKey(Member, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            *isolated("grants_reportversion", "report", "by"),
            models.UniqueConstraint(fields=["state", "report", "number"], name="reportversion_numbered"),
        ]

    def __str__(self) -> str:
        return f"Version {self.number} of {self.report}"
