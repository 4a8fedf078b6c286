"""Offers from a round's waiting list, with money that came free after the decision."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from core.isolation import StateForeignKey, StateManager, StateModel, StateQuerySet, isolated
from core.models import Member
from grants.choices import ApplicationStatus
from grants.choices.deciding import WaitingStatus
from grants.models.awards import Letter
from grants.models.decisions import SlateLine
from grants.models.rounds import Fund, money


class WaitingOfferQuerySet(StateQuerySet):
    def pending(self) -> WaitingOfferQuerySet:
        """Proposed, or approved with a letter that was not sent: the money is kept for it."""
        return self.filter(status__in=[WaitingStatus.PROPOSED, WaitingStatus.APPROVED]).filter(
            line__application__status__in=[ApplicationStatus.WAITLISTED, ApplicationStatus.RECOMMENDED]
        )


class WaitingOffer(StateModel):
    """One application of the waiting list to be funded after all: proposed by one person and approved by another.

    The line of the slate stays as it was decided; amount and fund stand here. `reason` says why where another one waited
    before it.
    """

    line = StateForeignKey(SlateLine, related_name="waiting_offers")
    amount = money()
    fund = StateForeignKey(Fund, related_name="+")
    reason = models.TextField(blank=True)
    status = models.CharField(max_length=10, choices=WaitingStatus, default=WaitingStatus.PROPOSED)
    proposed_by = StateForeignKey(Member, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now, editable=False)
    decided_by = StateForeignKey(Member, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    letter = StateForeignKey(Letter, null=True, blank=True, related_name="waiting_offers")

    objects: ClassVar = StateManager.from_queryset(WaitingOfferQuerySet)()

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        verbose_name = "offer from the waiting list"
        constraints = [
            *isolated("grants_waitingoffer", "line", "fund", "proposed_by", "decided_by", "letter"),
            models.UniqueConstraint(
                fields=["state", "line"], condition=~Q(status=WaitingStatus.DROPPED), name="waitingoffer_once_a_line"
            ),
            models.CheckConstraint(condition=Q(status__in=WaitingStatus.values), name="waitingoffer_status_known"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="waitingoffer_amount_positive"),
            models.CheckConstraint(
                condition=~Q(status=WaitingStatus.APPROVED)
                | (Q(decided_by__isnull=False, letter__isnull=False) & ~Q(decided_by=F("proposed_by"))),
                name="waitingoffer_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"Offer from the waiting list to {self.line.application}"
