"""The partnerships themselves, and who sits at their tables."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.isolation import StateForeignKey, StateManager, StateModel, StateQuerySet, isolated
from core.models import StoredFile
from partnerships.choices import ACTIVE_STAGES, PartnerRole, Stage
from partnerships.choices.standing import Tier
from partnerships.models.organizations import Organization
from partnerships.models.places import Region, TargetIndustry


class PartnershipQuerySet(StateQuerySet):
    def active(self) -> PartnershipQuerySet:
        """Metric P1: in a stage from convening to sustaining."""
        return self.filter(stage__in=ACTIVE_STAGES)


class Partnership(StateModel):
    """A standing coalition of employers and others around one industry in one region. It outlives its grants.

    `convener` is who convenes it now; all that ever did are its engagements. `no_labor_reason` says why nobody speaks for
    labor or workers at its table, where nobody does.
    """

    name = models.CharField(max_length=160)
    slug = models.SlugField(max_length=80)
    industry = StateForeignKey(TargetIndustry, related_name="partnerships")
    region = StateForeignKey(Region, related_name="partnerships")
    county_fips = ArrayField(models.CharField(max_length=5), help_text="The counties it serves")
    stage = models.CharField(max_length=14, choices=Stage, default=Stage.PROPOSED)
    convener = StateForeignKey(Organization, related_name="partnerships_convened")
    chair = models.CharField(max_length=160, blank=True, help_text="Name and company of the employer who chairs it")
    summary = models.TextField(blank=True)
    challenge = models.TextField(blank=True, help_text="The problem employers and workers named")
    disclosure = models.TextField(
        blank=True, help_text="The convener's interests, and what guards against them (BR-60)"
    )
    no_labor_reason = models.TextField(blank=True)
    website = models.URLField(blank=True)
    charter = StateForeignKey(StoredFile, null=True, blank=True, related_name="+")
    founded_on = models.DateField(null=True, blank=True)
    is_public = models.BooleanField(default=True)
    merged_into = StateForeignKey("self", null=True, blank=True, related_name="merged_from")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar = StateManager.from_queryset(PartnershipQuerySet)()

    class Meta:
        ordering = ["name"]
        constraints = [
            *isolated("partnerships_partnership", "industry", "region", "convener", "charter", "merged_into"),
            models.UniqueConstraint(fields=["state", "slug"], name="partnership_slug_once"),
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="partnership_stage_known"),
            models.CheckConstraint(
                condition=~Q(stage=Stage.MERGED) | Q(merged_into__isnull=False), name="partnership_merged_somewhere"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PartnershipMember(StateModel):
    """An organization at the table, in a role, between two dates: how close to the work, and what it committed to."""

    partnership = StateForeignKey(Partnership, related_name="members")
    organization = StateForeignKey(Organization, related_name="seats")
    role = models.CharField(max_length=24, choices=PartnerRole)
    tier = models.CharField(max_length=10, choices=Tier, default=Tier.ACTIVE)
    commitment = models.TextField(blank=True, help_text="What it committed itself to, in its words")
    commitment_file = StateForeignKey(StoredFile, null=True, blank=True, related_name="+")
    is_champion = models.BooleanField(default=False)
    joined_on = models.DateField(default=timezone.localdate)
    left_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            *isolated("partnerships_member", "partnership", "organization", "commitment_file"),
            models.UniqueConstraint(
                fields=["state", "partnership", "organization", "role"],
                condition=Q(left_on__isnull=True),
                name="partnershipmember_once",
            ),
            models.CheckConstraint(condition=Q(role__in=PartnerRole.values), name="partnershipmember_role_known"),
            models.CheckConstraint(condition=Q(tier__in=Tier.values), name="partnershipmember_tier_known"),
        ]

    def __str__(self) -> str:
        return f"{self.organization} ({self.get_role_display().lower()})"
