"""Awards and the letters that announce decisions."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from core.isolation import StateForeignKey, StateManager, StateModel, StateQuerySet, isolated
from core.models import Member, StoredFile
from grants.choices import AwardStatus, LetterKind
from grants.models.applications import Application
from grants.models.rounds import Fund, money
from partnerships.models import Organization, Partnership


class AwardQuerySet(StateQuerySet):
    def active(self) -> AwardQuerySet:
        return self.filter(status=AwardStatus.ACTIVE)


class Award(StateModel):
    """Money granted to a partnership, for a period, from a fund. What it promised are its application's targets."""

    application = StateForeignKey(Application, related_name="awards")
    partnership = StateForeignKey(Partnership, related_name="awards")
    organization = StateForeignKey(Organization, related_name="awards")
    fund = StateForeignKey(Fund, related_name="awards")
    number = models.CharField(max_length=24)
    amount = money()
    match_required = money(default=0)
    status = models.CharField(max_length=10, choices=AwardStatus, default=AwardStatus.OFFERED)
    starts_on = models.DateField()
    ends_on = models.DateField()
    officer = StateForeignKey(Member, null=True, blank=True, related_name="awards_handled")
    offered_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = StateForeignKey(Member, null=True, blank=True, related_name="+")
    signature = models.CharField(max_length=160, blank=True, help_text="Name typed by the person who accepted")

    objects: ClassVar = StateManager.from_queryset(AwardQuerySet)()

    class Meta:
        ordering = ["-starts_on", "number"]
        verbose_name = "award"
        constraints = [
            *isolated("grants_award", "application", "partnership", "organization", "fund", "officer", "answered_by"),
            models.UniqueConstraint(fields=["state", "number"], name="award_number_once"),
            models.UniqueConstraint(fields=["state", "application"], name="award_once_an_application"),
            models.CheckConstraint(condition=Q(status__in=AwardStatus.values), name="award_status_known"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="award_amount_positive"),
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="award_ends_after_start"),
            models.CheckConstraint(
                condition=Q(status=AwardStatus.OFFERED) | Q(answered_at__isnull=False),
                name="award_answered_before_it_moves",
            ),
        ]
        indexes = [models.Index(fields=["state", "status"], name="award_by_status")]

    def __str__(self) -> str:
        return f"{self.number} {self.partnership}"


class Letter(StateModel):
    """A decision letter: its facts frozen when it was made, drawn from them alone by a job, mailed once."""

    application = StateForeignKey(Application, related_name="letters")
    kind = models.CharField(max_length=10, choices=LetterKind)
    facts = models.JSONField()
    facts_sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    file = StateForeignKey(StoredFile, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            *isolated("grants_letter", "application", "file"),
            models.UniqueConstraint(fields=["state", "application", "kind"], name="letter_once"),
            models.CheckConstraint(condition=Q(kind__in=LetterKind.values), name="letter_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} for {self.application}"
