"""Industry analyses: which industries drive a region, by which figures and which method, and what employers said.

What was computed is frozen with its hash when the analysis is saved: a page of it reads the frozen facts and never the
data sets, so that it prints the same figures a year later.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from core.isolation import StateForeignKey, StateManager, StateModel, StateQuerySet, isolated
from core.models import Member
from partnerships.choices.analyses import AnalysisStatus, AuthorRole
from partnerships.models.organizations import Organization
from partnerships.models.places import Region

DAYS_UNTIL_OLD = 366


class IndustryAnalysisQuerySet(StateQuerySet):
    def published(self) -> IndustryAnalysisQuerySet:
        return self.filter(status=AnalysisStatus.PUBLISHED)

    def of_the_state(self) -> IndustryAnalysisQuerySet:
        return self.filter(author_role=AuthorRole.STATE)


class IndustryAnalysis(StateModel):
    """One analysis: the state's, or a region's version of it (`parent`). `replaces` is the one that it will follow.

    `asked` says what was chosen on the workbench (counties, reference, depth, sector), `weights` sum to 100, `result`
    is what `labor_market` made of it, `chosen` maps NAICS codes to the reason why each was chosen, `assessment` holds
    the answers to the region's questions.
    """

    title = models.CharField(max_length=160)
    author_role = models.CharField(max_length=6, choices=AuthorRole, default=AuthorRole.STATE)
    region = StateForeignKey(Region, null=True, blank=True, related_name="analyses")
    county_fips = ArrayField(models.CharField(max_length=5), default=list, blank=True, help_text="Empty: all the state")
    parent = StateForeignKey("self", null=True, blank=True, related_name="versions")
    replaces = StateForeignKey("self", null=True, blank=True, related_name="later")
    status = models.CharField(max_length=10, choices=AnalysisStatus, default=AnalysisStatus.DRAFT)
    method = models.CharField(max_length=60)
    asked = models.JSONField(default=dict)
    weights = models.JSONField(default=dict)
    datasets = models.JSONField(default=list, help_text="Key, vintage and SHA-256 of each data set that was read")
    result = models.JSONField(default=dict)
    sha256 = models.CharField(max_length=64)
    computed_at = models.DateTimeField(default=timezone.now)
    chosen = models.JSONField(default=dict, blank=True)
    rationale = models.TextField(blank=True)
    changes = models.TextField(blank=True, help_text="What the region's version changes, and why")
    assessment = models.JSONField(default=dict, blank=True)
    made_by = StateForeignKey(Member, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    shared_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = StateForeignKey(Member, null=True, blank=True, related_name="+")
    waiver_reason = models.TextField(blank=True, help_text="Why it was published with fewer talks than the least")
    ended_reason = models.TextField(blank=True)

    objects: ClassVar = StateManager.from_queryset(IndustryAnalysisQuerySet)()

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = "analysis"
        verbose_name_plural = "analyses"
        constraints = [
            *isolated("partnerships_industryanalysis", "region", "parent", "replaces", "made_by", "published_by"),
            models.CheckConstraint(condition=Q(status__in=AnalysisStatus.values), name="analysis_status_known"),
            models.CheckConstraint(condition=Q(author_role__in=AuthorRole.values), name="analysis_author_known"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="analysis_sha256_is_one"),
            models.CheckConstraint(
                condition=~Q(author_role=AuthorRole.REGION) | Q(region__isnull=False),
                name="analysis_of_a_region_has_one",
            ),
            models.CheckConstraint(
                condition=~Q(status=AnalysisStatus.PUBLISHED)
                | (Q(published_at__isnull=False, published_by__isnull=False) & ~Q(rationale="")),
                name="analysis_published_with_words",
            ),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="analysis_not_of_itself"),
        ]
        indexes = [models.Index(fields=["state", "status", "-published_at"], name="analysis_by_status")]

    def __str__(self) -> str:
        return self.title

    def is_old(self, on: dt.date) -> bool:
        """Published over a year ago: the page says so in a badge."""
        return self.published_at is not None and (on - timezone.localdate(self.published_at)).days > DAYS_UNTIL_OLD

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The frozen candidates in their order."""
        return list(self.result.get("candidates", []))

    @property
    def place(self) -> str:
        return str(self.result.get("place", ""))


class EmployerConversation(StateModel):
    """Primary data: a talk with an employer about what it needs. A confidential one is never named in public."""

    analysis = StateForeignKey(IndustryAnalysis, related_name="conversations", on_delete=models.CASCADE)
    held_on = models.DateField()
    organization = StateForeignKey(Organization, null=True, blank=True, related_name="+")
    employer = models.CharField(max_length=200)
    naics = models.CharField("NAICS", max_length=6, blank=True)
    county_fips = models.CharField(max_length=5, blank=True)
    is_confidential = models.BooleanField(default=True)
    interviewer = models.CharField(max_length=120)
    notes = models.TextField(blank=True)
    quote = models.TextField(blank=True)
    may_quote = models.BooleanField("the employer agreed that the words are printed", default=False)
    recorded_by = StateForeignKey(Member, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-held_on", "-pk"]
        verbose_name = "conversation"
        constraints = [
            *isolated("partnerships_employerconversation", "analysis", "organization", "recorded_by"),
            models.CheckConstraint(condition=~Q(employer=""), name="conversation_with_somebody"),
            models.CheckConstraint(condition=Q(may_quote=False) | ~Q(quote=""), name="conversation_quote_has_words"),
        ]

    def __str__(self) -> str:
        return f"{self.employer}, {self.held_on}"


class EmployerNeed(StateModel):
    """What one employer said of one occupation."""

    conversation = StateForeignKey(EmployerConversation, related_name="needs", on_delete=models.CASCADE)
    occupation = models.CharField(max_length=160)
    soc = models.CharField("SOC", max_length=6, blank=True)
    openings = models.PositiveIntegerField(null=True, blank=True)
    is_hard_to_fill = models.BooleanField(default=False)
    skills = models.CharField(max_length=300, blank=True)
    hourly_wage = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            *isolated("partnerships_employerneed", "conversation"),
            models.CheckConstraint(condition=~Q(occupation=""), name="employerneed_names_an_occupation"),
            models.CheckConstraint(
                condition=Q(hourly_wage__isnull=True) | Q(hourly_wage__gt=0), name="employerneed_wage_positive"
            ),
        ]

    def __str__(self) -> str:
        return self.occupation
