"""The slate: who gets how much, recommended by one person and approved by another."""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from core.isolation import StateForeignKey, StateManager, StateModel, StateQuerySet, isolated
from core.models import Member
from grants.choices import ApplicationStatus, Ranking, SlateDecision, SlateStatus
from grants.models.applications import Application
from grants.models.rounds import Fund, Round, money


class ScoringRun(StateModel):
    """One calculation of a round's ranking, kept whole: the reviews that went in, the method, what came out. Inserted once.

    `result` holds raw and adjusted scores by application and severities by reviewer. Where the reviews do not allow the
    adjustment, `refused` says why, and the raw mean made the ranking whatever the round had said.
    """

    round = StateForeignKey(Round, related_name="scoring_runs")
    at = models.DateTimeField(default=timezone.now, editable=False)
    by = StateForeignKey(Member, null=True, blank=True, related_name="+")
    method = models.CharField(max_length=80)
    governs = models.CharField(max_length=8, choices=Ranking)
    refused = models.TextField(blank=True)
    inputs = models.JSONField()
    result = models.JSONField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            *isolated("grants_scoringrun", "round", "by"),
            models.CheckConstraint(condition=Q(governs__in=Ranking.values), name="scoringrun_governs_known"),
        ]

    def __str__(self) -> str:
        return f"{self.round}: {self.sha256[:12]}"


class Slate(StateModel):
    """The decisions of one round, from the ranking of one scoring run. Nobody approves what she recommended."""

    round = StateForeignKey(Round, related_name="slates")
    status = models.CharField(max_length=12, choices=SlateStatus, default=SlateStatus.DRAFT)
    run = StateForeignKey(ScoringRun, related_name="slates", null=True, blank=True)
    note = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    recommended_by = StateForeignKey(Member, null=True, blank=True, related_name="+")
    recommended_at = models.DateTimeField(null=True, blank=True)
    approved_by = StateForeignKey(Member, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "slate"
        constraints = [
            *isolated("grants_slate", "round", "run", "recommended_by", "approved_by"),
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


class SlateLineQuerySet(StateQuerySet):
    def awaiting_offer(self) -> SlateLineQuerySet:
        """Approved and funded, with a letter that was not sent yet: the money is given, though no award is made."""
        return self.filter(
            slate__status=SlateStatus.APPROVED,
            decision=SlateDecision.FUND,
            application__status__in=[ApplicationStatus.SCORED, ApplicationStatus.RECOMMENDED],
        )


class SlateLine(StateModel):
    """One application's line: what the reviews gave, what is recommended, from which fund, and why out of order.

    `rank` is the one that governs; `raw_rank` and `adjusted_rank` stand side by side. The mean in points of the rubric is
    kept exactly, as a fraction, and so is what the panel agreed on, where it did; `spread` is highest minus lowest total,
    cut to four places.
    """

    slate = StateForeignKey(Slate, related_name="lines")
    application = StateForeignKey(Application, related_name="slate_lines")
    rank = models.PositiveIntegerField()
    raw_rank = models.PositiveIntegerField()
    adjusted_rank = models.PositiveIntegerField(null=True, blank=True)
    mean_top = models.DecimalField(max_digits=60, decimal_places=0)
    mean_bottom = models.DecimalField(max_digits=60, decimal_places=0)
    adjusted = models.DecimalField(max_digits=12, decimal_places=6, null=True, blank=True)
    agreed_top = models.DecimalField(max_digits=60, decimal_places=0, null=True, blank=True)
    agreed_bottom = models.DecimalField(max_digits=60, decimal_places=0, null=True, blank=True)
    reviews_counted = models.PositiveSmallIntegerField()
    spread = models.DecimalField(max_digits=9, decimal_places=4, default=0)
    decision = models.CharField(max_length=10, choices=SlateDecision, default=SlateDecision.DECLINE)
    amount = money(default=0)
    fund = StateForeignKey(Fund, null=True, blank=True, related_name="+")
    reason = models.TextField(blank=True, help_text="Required where the decision leaves the rank order (BR-25)")

    objects: ClassVar = StateManager.from_queryset(SlateLineQuerySet)()

    class Meta:
        ordering = ["rank", "pk"]
        constraints = [
            *isolated("grants_slateline", "slate", "application", "fund"),
            models.UniqueConstraint(fields=["state", "slate", "application"], name="slateline_once"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="slateline_amount_not_negative"),
            models.CheckConstraint(
                condition=Q(agreed_top__isnull=True, agreed_bottom__isnull=True) | Q(agreed_bottom__gte=1),
                name="slateline_consensus_whole",
            ),
            models.CheckConstraint(
                condition=~Q(decision=SlateDecision.FUND) | Q(amount__gt=0, fund__isnull=False),
                name="slateline_funded_with_money",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rank}. {self.application}"

    @property
    def mean(self) -> Fraction:
        """The exact mean of the counted reviews' totals, in points of the rubric."""
        return Fraction(int(self.mean_top), int(self.mean_bottom))

    @property
    def agreed(self) -> Fraction | None:
        """The exact total that the panel agreed on; None where it did not."""
        if self.agreed_top is None or self.agreed_bottom is None:
            return None
        return Fraction(int(self.agreed_top), int(self.agreed_bottom))


class WhatIf(StateModel):
    """Another slate to lay beside the draft: its lines as plain data, and what it says of itself where a solver made it.

    `lines` holds by line id a decision, an amount in dollars as text, a fund or null, and a reason. It decides nothing.
    """

    slate = StateForeignKey(Slate, related_name="whatifs")
    name = models.CharField(max_length=80)
    lines = models.JSONField()
    wishes = models.JSONField(default=list, blank=True)
    unmet = models.JSONField(default=list, blank=True)
    is_suggested = models.BooleanField(default=False)
    made_by = StateForeignKey(Member, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["made_at", "pk"]
        verbose_name = "what-if"
        constraints = [
            *isolated("grants_whatif", "slate", "made_by"),
            models.UniqueConstraint(fields=["state", "slate", "name"], name="whatif_name_once"),
        ]

    def __str__(self) -> str:
        return self.name
