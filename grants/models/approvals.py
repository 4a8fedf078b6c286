"""Approvals of slates and of offers from the waiting list: how many an amount needs, and who gave one for what."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from core.isolation import StateForeignKey, StateManager, StateModel, StateQuerySet, isolated
from core.models import Member
from core.permissions import Role
from grants.choices import ApprovalBasis
from grants.models.decisions import Slate
from grants.models.programs import Program
from grants.models.rounds import money
from grants.models.waiting import WaitingOffer
from grants.rules.approving import asked_of

APPROVERS = (Role.DIRECTOR, Role.FISCAL)
"""The roles that may approve a slate or an offer."""


class ApprovalLevel(StateModel):
    """Above this amount a slate, or an offer from the waiting list, needs one more approval.

    Without a program it holds for those without their own.
    """

    program = StateForeignKey(Program, related_name="approval_levels", null=True, blank=True)
    basis = models.CharField(max_length=8, choices=ApprovalBasis, default=ApprovalBasis.TOTAL)
    above = money()
    role = models.CharField(max_length=16, choices=[(role.value, role.label) for role in APPROVERS], blank=True)
    set_by = StateForeignKey(Member, related_name="+")
    set_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = [F("program__name").asc(nulls_first=True), "above", "pk"]
        verbose_name = "approval level"
        constraints = [
            *isolated("grants_approvallevel", "program", "set_by"),
            models.UniqueConstraint(
                fields=["state", "program", "basis", "above", "role"],
                name="approvallevel_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(condition=Q(above__gte=0), name="approvallevel_above_not_negative"),
            models.CheckConstraint(condition=Q(basis__in=ApprovalBasis.values), name="approvallevel_basis_known"),
            models.CheckConstraint(condition=Q(role__in=["", *APPROVERS]), name="approvallevel_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_basis_display()} above {self.above:,.2f}"


class ApprovalQuerySet(StateQuerySet):
    def standing(self) -> ApprovalQuerySet:
        """Of the recommendation that is before the approvers now."""
        return self.filter(superseded_at__isnull=True)


class Approval(StateModel):
    """One approval that a recommended slate, or an offer from the waiting list, needs: fixed when it is recommended or
    proposed, and who gave it to exactly what.

    `turn` counts how often the slate was recommended; an offer has one. Asking for changes, or dropping the offer,
    supersedes all of the turn; they are kept.
    """

    slate = StateForeignKey(Slate, related_name="approvals", null=True, blank=True)
    offer = StateForeignKey(WaitingOffer, related_name="approvals", null=True, blank=True)
    turn = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=16, choices=[(role.value, role.label) for role in APPROVERS], blank=True)
    why = models.CharField(max_length=120)
    recommended_by = StateForeignKey(Member, related_name="+")
    sha256 = models.CharField(max_length=64, help_text="Of the lines and the note that were recommended")
    by = StateForeignKey(Member, null=True, blank=True, related_name="+")
    at = models.DateTimeField(null=True, blank=True)
    superseded_at = models.DateTimeField(null=True, blank=True)
    superseded_by = StateForeignKey(Member, null=True, blank=True, related_name="+")
    superseded_reason = models.TextField(blank=True)

    objects: ClassVar = StateManager.from_queryset(ApprovalQuerySet)()

    class Meta:
        ordering = ["turn", "number"]
        verbose_name = "approval"
        constraints = [
            *isolated("grants_approval", "slate", "offer", "recommended_by", "by", "superseded_by"),
            models.UniqueConstraint(fields=["state", "slate", "turn", "number"], name="approval_once_a_place"),
            models.UniqueConstraint(fields=["state", "slate", "turn", "by"], name="approval_once_a_person"),
            models.UniqueConstraint(fields=["state", "offer", "turn", "number"], name="approval_once_a_place_of_offer"),
            models.UniqueConstraint(fields=["state", "offer", "turn", "by"], name="approval_once_a_person_of_offer"),
            models.CheckConstraint(
                condition=Q(slate__isnull=False, offer__isnull=True) | Q(slate__isnull=True, offer__isnull=False),
                name="approval_of_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(by__isnull=True) | ~Q(by=F("recommended_by")), name="approval_by_another"
            ),
            models.CheckConstraint(
                condition=Q(by__isnull=True, at__isnull=True) | Q(by__isnull=False, at__isnull=False),
                name="approval_whole",
            ),
            models.CheckConstraint(
                condition=Q(superseded_at__isnull=True, superseded_by__isnull=True, superseded_reason="")
                | (Q(superseded_at__isnull=False, superseded_by__isnull=False) & ~Q(superseded_reason="")),
                name="approval_superseded_with_a_reason",
            ),
            models.CheckConstraint(condition=Q(role__in=["", *APPROVERS]), name="approval_role_known"),
        ]

    def __str__(self) -> str:
        return f"Approval {self.number} of {self.slate or self.offer}"

    @property
    def asked_of(self) -> str:
        """Whom this approval is asked of, in words."""
        return asked_of(self.role)
