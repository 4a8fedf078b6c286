"""The pool of reviewers: what each knows, to whom she is tied, and what she has signed."""

from __future__ import annotations

import datetime as dt

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.isolation import StateForeignKey, StateModel, isolated
from core.models import Member
from grants.choices.reviewing import AffiliationKind, AffiliationPart, Expertise
from partnerships.models import Organization, Partnership


class ReviewerProfile(StateModel):
    """What a reviewer knows and how much she takes on.

    Her register of affiliations holds until `register_expires_on`, twelve months after she last said that it is complete.
    """

    member = StateForeignKey(Member, related_name="reviewer_profiles")
    county_fips = models.CharField(max_length=5, blank=True)
    industry_ids = ArrayField(models.BigIntegerField(), default=list, blank=True)
    region_ids = ArrayField(models.BigIntegerField(), default=list, blank=True)
    expertise = ArrayField(models.CharField(max_length=12, choices=Expertise), default=list, blank=True)
    most = models.PositiveSmallIntegerField(default=8, help_text="The most applications that she reviews in a round")
    register_declared_at = models.DateTimeField(null=True, blank=True)
    register_expires_on = models.DateField(null=True, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            *isolated("grants_reviewerprofile", "member"),
            models.UniqueConstraint(fields=["state", "member"], name="reviewerprofile_once"),
            models.CheckConstraint(condition=Q(most__gte=1, most__lte=60), name="reviewerprofile_most_in_reason"),
            models.CheckConstraint(
                condition=Q(register_declared_at__isnull=True) | Q(register_expires_on__isnull=False),
                name="reviewerprofile_declaration_expires",
            ),
        ]

    def __str__(self) -> str:
        return f"Profile of {self.member}"

    def has_register(self, on: dt.date | None = None) -> bool:
        """Whether her register was declared and has not expired."""
        return self.register_expires_on is not None and self.register_expires_on >= (on or timezone.localdate())


class Affiliation(StateModel):
    """One line of a reviewer's standing register. A line that she took out is kept, with when."""

    member = StateForeignKey(Member, related_name="affiliations")
    kind = models.CharField(max_length=12, choices=AffiliationKind)
    part = models.CharField(max_length=12, choices=AffiliationPart, default=AffiliationPart.OTHER)
    name = models.CharField(max_length=200)
    organization = StateForeignKey(Organization, null=True, blank=True, related_name="+")
    partnership = StateForeignKey(Partnership, null=True, blank=True, related_name="+")
    parent = models.CharField(max_length=200, blank=True, help_text="The larger organization that it belongs to")
    words = models.CharField(max_length=300, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    declared_at = models.DateTimeField(default=timezone.now)
    expires_on = models.DateField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["kind", "name", "pk"]
        constraints = [
            *isolated("grants_affiliation", "member", "organization", "partnership"),
            models.CheckConstraint(condition=Q(kind__in=AffiliationKind.values), name="affiliation_kind_known"),
            models.CheckConstraint(condition=Q(part__in=AffiliationPart.values), name="affiliation_part_known"),
        ]
        indexes = [models.Index(fields=["state", "organization"], name="affiliation_of_an_org")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.name}"


class Agreement(StateModel):
    """A version of the confidentiality agreement. The latest is what reviewers sign; issued versions never change."""

    version = models.PositiveSmallIntegerField()
    text = models.TextField()
    issued_at = models.DateTimeField(default=timezone.now, editable=False)
    issued_by = StateForeignKey(Member, related_name="+")

    class Meta:
        ordering = ["-version"]
        constraints = [
            *isolated("grants_agreement", "issued_by"),
            models.UniqueConstraint(fields=["state", "version"], name="agreement_version_once"),
        ]

    def __str__(self) -> str:
        return f"Confidentiality agreement, version {self.version}"


class AgreementSignature(StateModel):
    """A reviewer's signature by typed name under one version."""

    member = StateForeignKey(Member, related_name="agreement_signatures")
    version = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    signed_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-version"]
        constraints = [
            *isolated("grants_agreementsignature", "member"),
            models.UniqueConstraint(fields=["state", "member", "version"], name="agreementsignature_once"),
            models.CheckConstraint(condition=~Q(name=""), name="agreementsignature_named"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, version {self.version}"
