"""A proposal of who reviews what: made by the solver, edited and accepted by staff."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.isolation import StateForeignKey, StateModel, isolated
from core.models import Member
from grants.choices.reviewing import ProposalStatus
from grants.models.applications import Application
from grants.models.rounds import Round


class Proposal(StateModel):
    """One run: what was asked of the solver, and what could not be met, in sentences. Nothing is assigned by it."""

    round = StateForeignKey(Round, related_name="proposals")
    status = models.CharField(max_length=10, choices=ProposalStatus, default=ProposalStatus.DRAFT)
    each = models.PositiveSmallIntegerField(help_text="Reviewers an application")
    most = models.PositiveSmallIntegerField(
        help_text="The most applications a reviewer, where her own limit is not lower"
    )
    unmet = models.JSONField(default=list)
    seconds = models.DecimalField(max_digits=6, decimal_places=2, default=0)
    made_by = StateForeignKey(Member, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    settled_by = StateForeignKey(Member, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = "proposal"
        constraints = [
            *isolated("grants_proposal", "round", "made_by", "settled_by"),
            models.UniqueConstraint(
                fields=["state", "round"], condition=Q(status=ProposalStatus.DRAFT), name="proposal_one_draft_a_round"
            ),
            models.CheckConstraint(condition=Q(status__in=ProposalStatus.values), name="proposal_status_known"),
            models.CheckConstraint(
                condition=Q(status=ProposalStatus.DRAFT) | Q(settled_by__isnull=False, settled_at__isnull=False),
                name="proposal_settled_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"Proposal for {self.round}"


class ProposalLine(StateModel):
    """One reviewer for one application. `by_hand` where staff put her there."""

    proposal = StateForeignKey(Proposal, related_name="lines", on_delete=models.CASCADE)
    application = StateForeignKey(Application, related_name="+")
    reviewer = StateForeignKey(Member, related_name="+")
    by_hand = models.BooleanField(default=False)

    class Meta:
        ordering = ["application_id", "pk"]
        constraints = [
            *isolated("grants_proposalline", "proposal", "application", "reviewer"),
            models.UniqueConstraint(fields=["state", "proposal", "application", "reviewer"], name="proposalline_once"),
        ]

    def __str__(self) -> str:
        return f"{self.reviewer} for {self.application}"
