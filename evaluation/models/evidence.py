"""Stories with consent, systems changes with proof, and claims that others published."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.isolation import StateForeignKey, StateManager, StateModel, StateQuerySet, isolated
from core.models import Member
from evaluation.choices import ChangeStatus, ChangeType, EvidenceLevel, StoryKind
from grants.models import Report
from partnerships.models import Measure, Organization, Partnership


class StoryQuerySet(StateQuerySet):
    def printable(self) -> StoryQuerySet:
        """With a consent that covers print, has not run out and was not taken back."""
        today = timezone.localdate()
        return self.filter(consent_on__isnull=False, revoked_at__isnull=True).filter(
            Q(consent_until__isnull=True) | Q(consent_until__gte=today)
        )


class Story(StateModel):
    """What somebody said, in her words, with her consent. Linked to a measure where it illustrates one."""

    partnership = StateForeignKey(Partnership, related_name="stories")
    organization = StateForeignKey(Organization, null=True, blank=True, related_name="stories")
    report = StateForeignKey(Report, null=True, blank=True, related_name="stories")
    measure = StateForeignKey(Measure, null=True, blank=True, related_name="stories")
    kind = models.CharField(max_length=10, choices=StoryKind)
    title = models.CharField(max_length=160, blank=True)
    text = models.TextField()
    speaker = models.CharField(max_length=120)
    speaker_role = models.CharField(max_length=160, blank=True)
    county_fips = models.CharField(max_length=5, blank=True)
    told_on = models.DateField(default=timezone.localdate)
    consent_on = models.DateField(null=True, blank=True)
    consent_until = models.DateField(null=True, blank=True)
    consent_note = models.CharField(max_length=300, blank=True, help_text="How consent was given, and for what")
    revoked_at = models.DateTimeField(null=True, blank=True)
    created_by = StateForeignKey(Member, null=True, blank=True, related_name="+")

    objects: ClassVar = StateManager.from_queryset(StoryQuerySet)()

    class Meta:
        ordering = ["-told_on", "pk"]
        verbose_name_plural = "stories"
        constraints = [
            *isolated("evaluation_story", "partnership", "organization", "report", "measure", "created_by"),
            models.CheckConstraint(condition=Q(kind__in=StoryKind.values), name="story_kind_known"),
        ]

    def __str__(self) -> str:
        return self.title or self.text[:60]


class SystemsChange(StateModel):
    """Changed practice that outlasts the project, with its evidence. Verified by somebody else than its author."""

    partnership = StateForeignKey(Partnership, related_name="systems_changes")
    type = models.CharField(max_length=16, choices=ChangeType)
    title = models.CharField(max_length=160)
    before = models.TextField()
    now = models.TextField()
    effective_on = models.DateField()
    depth = models.PositiveSmallIntegerField(help_text="1 pilot … 5 funded and sustained for 12 months")
    evidence = models.TextField(blank=True)
    status = models.CharField(max_length=10, choices=ChangeStatus, default=ChangeStatus.CLAIMED)
    created_by = StateForeignKey(Member, null=True, blank=True, related_name="+")
    verified_by = StateForeignKey(Member, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-effective_on", "pk"]
        constraints = [
            *isolated("evaluation_systemschange", "partnership", "created_by", "verified_by"),
            models.CheckConstraint(condition=Q(type__in=ChangeType.values), name="systemschange_type_known"),
            models.CheckConstraint(condition=Q(depth__range=(1, 5)), name="systemschange_depth_1_to_5"),
            models.CheckConstraint(
                condition=~Q(status=ChangeStatus.VERIFIED)
                | (Q(verified_by__isnull=False) & ~Q(verified_by=models.F("created_by"))),
                name="systemschange_verified_by_another",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Claim(StateModel):
    """A figure that somebody published, with its source and date. Claims may conflict; none is overwritten."""

    statement = models.CharField(max_length=300)
    value = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    unit = models.CharField(max_length=40, blank=True)
    population = models.CharField(max_length=160, blank=True)
    n = models.PositiveIntegerField(null=True, blank=True, help_text="Empty: not stated")
    period = models.CharField(max_length=80, blank=True)
    level = models.PositiveSmallIntegerField(choices=EvidenceLevel, default=EvidenceLevel.SELF_REPORT)
    topic = models.CharField(max_length=40, help_text="Claims of one topic are shown together")
    source_title = models.CharField(max_length=200)
    source_url = models.URLField(blank=True)
    source_date = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["topic", "source_date"]
        constraints = [*isolated("evaluation_claim")]

    def __str__(self) -> str:
        return self.statement
