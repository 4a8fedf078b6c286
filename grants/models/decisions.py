"""The slate: who gets how much, recommended by one person and approved by another."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from core.isolation import StateForeignKey, StateModel, isolated
from core.models import Member
from grants.choices import SlateDecision, SlateStatus
from grants.models.applications import Application
from grants.models.rounds import Fund, Round, money


class Slate(StateModel):
    """The decisions of one round. Nobody approves what she recommended."""

    round = StateForeignKey(Round, related_name="slates")
    status = models.CharField(max_length=12, choices=SlateStatus, default=SlateStatus.DRAFT)
    note = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    recommended_by = StateForeignKey(Member, null=True, blank=True, related_name="+")
    recommended_at = models.DateTimeField(null=True, blank=True)
    approved_by = StateForeignKey(Member, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "slate"
        constraints = [
            *isolated("grants_slate", "round", "recommended_by", "approved_by"),
            models.UniqueConstraint(fields=["state", "round"], name="slate_one_a_round"),
            models.CheckConstraint(condition=Q(status__in=SlateStatus.values), name="slate_status_known"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("recommended_by")),
                name="slate_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(status=SlateStatus.APPROVED) | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="slate_approval_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"Slate of {self.round}"


class SlateLine(StateModel):
    """One application's line: what the reviews gave, what is recommended, from which fund, and why out of order.

    The mean is kept exactly, as `points_sum` over `reviews_counted`; `spread` is highest minus lowest total.
    """

    slate = StateForeignKey(Slate, related_name="lines")
    application = StateForeignKey(Application, related_name="slate_lines")
    rank = models.PositiveIntegerField()
    points_sum = models.PositiveIntegerField()
    reviews_counted = models.PositiveSmallIntegerField()
    spread = models.PositiveSmallIntegerField(default=0)
    decision = models.CharField(max_length=10, choices=SlateDecision, default=SlateDecision.DECLINE)
    amount = money(default=0)
    fund = StateForeignKey(Fund, null=True, blank=True, related_name="+")
    reason = models.TextField(blank=True, help_text="Required where the decision leaves the rank order (BR-25)")

    class Meta:
        ordering = ["rank", "pk"]
        constraints = [
            *isolated("grants_slateline", "slate", "application", "fund"),
            models.UniqueConstraint(fields=["state", "slate", "application"], name="slateline_once"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="slateline_amount_not_negative"),
            models.CheckConstraint(
                condition=~Q(decision=SlateDecision.FUND) | Q(amount__gt=0, fund__isnull=False),
                name="slateline_funded_with_money",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rank}. {self.application}"
