"""The register of state policies: what the state has decided, what it wants by it, and whom it owes a report."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from core.isolation import StateForeignKey, StateModel, isolated
from core.models import Member
from partnerships.choices.policies import PolicyKind, SupportType
from partnerships.models.measures import Measure


class StatePolicy(StateModel):
    """A statute, order, appropriation, plan, rule or memorandum that supports sector partnerships (domain 2.2)."""

    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=16, choices=PolicyKind)
    citation = models.CharField(max_length=160, blank=True)
    url = models.URLField(max_length=400, blank=True)
    effective_on = models.DateField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    support_types = ArrayField(models.CharField(max_length=24, choices=SupportType), default=list)
    summary = models.TextField(blank=True)
    made_by = StateForeignKey(Member, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["title"]
        verbose_name = "policy"
        verbose_name_plural = "policies"
        constraints = [
            *isolated("partnerships_statepolicy", "made_by"),
            models.UniqueConstraint(fields=["state", "title"], name="statepolicy_title_once"),
            models.CheckConstraint(condition=Q(kind__in=PolicyKind.values), name="statepolicy_kind_known"),
            models.CheckConstraint(
                condition=Q(support_types__contained_by=SupportType.values, support_types__len__gte=1),
                name="statepolicy_supports_somehow",
            ),
            models.CheckConstraint(
                condition=Q(effective_on__isnull=True)
                | Q(expires_on__isnull=True)
                | Q(expires_on__gte=F("effective_on")),
                name="statepolicy_expires_after_effect",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class PolicyGoal(StateModel):
    """What the state wants by a policy: a sentence, and so much of a measure by a day."""

    policy = StateForeignKey(StatePolicy, related_name="goals", on_delete=models.CASCADE)
    text = models.CharField(max_length=300)
    measure = StateForeignKey(Measure, related_name="policy_goals")
    target = models.DecimalField(max_digits=14, decimal_places=2)
    due_on = models.DateField()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [*isolated("partnerships_policygoal", "policy", "measure")]

    def __str__(self) -> str:
        return self.text


class ReportDuty(StateModel):
    """A report that a policy asks for each year: by which day, to whom, about what, and how it is delivered."""

    policy = StateForeignKey(StatePolicy, related_name="duties", on_delete=models.CASCADE)
    month = models.PositiveSmallIntegerField()
    day = models.PositiveSmallIntegerField()
    recipients = models.TextField(help_text="Offices and committees, one a line")
    required_items = ArrayField(models.CharField(max_length=300), default=list)
    delivery = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["month", "day", "pk"]
        constraints = [
            *isolated("partnerships_reportduty", "policy"),
            models.CheckConstraint(condition=Q(month__range=(1, 12)), name="reportduty_month_possible"),
            models.CheckConstraint(condition=Q(day__range=(1, 31)), name="reportduty_day_possible"),
        ]

    def __str__(self) -> str:
        return f"Report of {self.policy}"
