"""Regions, the industries that a state targets, and what was decided about each."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from core.isolation import StateForeignKey, StateManager, StateModel, StateQuerySet, isolated
from core.models import Member
from partnerships.choices import IndustryStatus, RegionKind
from partnerships.choices.analyses import CareerCluster, IndustryMove


class Region(StateModel):
    """A set of whole counties, by five-digit FIPS code. Neighboring states' counties are allowed."""

    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=RegionKind, default=RegionKind.WORKFORCE_AREA)
    county_fips = ArrayField(models.CharField(max_length=5))
    geo_vintage = models.PositiveSmallIntegerField(default=2017, help_text="Year of the county codes (BR-80)")
    apart_reason = models.TextField(blank=True, help_text="Why counties that do not touch are one region")

    class Meta:
        ordering = ["name"]
        constraints = [
            *isolated("partnerships_region"),
            models.UniqueConstraint(fields=["state", "name"], name="region_name_once"),
            models.CheckConstraint(condition=Q(kind__in=RegionKind.values), name="region_kind_known"),
        ]

    def __str__(self) -> str:
        return self.name


class TargetIndustryQuerySet(StateQuerySet):
    def targeted(self) -> TargetIndustryQuerySet:
        return self.filter(status=IndustryStatus.TARGETED)

    def overdue(self, on: dt.date) -> TargetIndustryQuerySet:
        """Targeted, and its yearly review is late."""
        return self.targeted().filter(review_due_on__lt=on)


class TargetIndustry(StateModel):
    """An industry that the state chose by analysis. `naics` holds codes of two to six digits.

    The codes of two targeted industries never overlap, so that no job is counted twice (`rules.industries`).
    """

    title = models.CharField(max_length=120)
    naics = ArrayField(models.CharField(max_length=6))
    soc = ArrayField(models.CharField(max_length=6), default=list, blank=True)
    career_cluster = models.CharField(max_length=14, choices=CareerCluster, blank=True)
    status = models.CharField(max_length=10, choices=IndustryStatus, default=IndustryStatus.TARGETED)
    targeted_from = models.DateField(null=True, blank=True)
    targeted_to = models.DateField(null=True, blank=True)
    review_due_on = models.DateField(null=True, blank=True, help_text="It is looked at again each year")
    rationale = models.TextField(blank=True)
    analysis = StateForeignKey(
        "partnerships.IndustryAnalysis", null=True, blank=True, related_name="industries", on_delete=models.PROTECT
    )

    objects: ClassVar = StateManager.from_queryset(TargetIndustryQuerySet)()

    class Meta:
        ordering = ["title"]
        constraints = [
            *isolated("partnerships_targetindustry", "analysis"),
            models.UniqueConstraint(fields=["state", "title"], name="targetindustry_title_once"),
            models.CheckConstraint(condition=Q(status__in=IndustryStatus.values), name="targetindustry_status_known"),
            models.CheckConstraint(
                condition=Q(career_cluster__in=["", *CareerCluster.values]), name="targetindustry_cluster_known"
            ),
            models.CheckConstraint(
                condition=Q(targeted_to__isnull=True) | Q(targeted_to__gte=F("targeted_from")),
                name="targetindustry_ends_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def is_overdue(self, on: dt.date) -> bool:
        return self.status == IndustryStatus.TARGETED and self.review_due_on is not None and self.review_due_on < on


class IndustryStep(StateModel):
    """Something that was decided about a target industry, by whom, with the reason."""

    industry = StateForeignKey(TargetIndustry, related_name="steps", on_delete=models.CASCADE)
    move = models.CharField(max_length=8, choices=IndustryMove)
    reason = models.TextField(blank=True)
    by = StateForeignKey(Member, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            *isolated("partnerships_industrystep", "industry", "by"),
            models.CheckConstraint(condition=Q(move__in=IndustryMove.values), name="industrystep_move_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_move_display()}: {self.industry_id}"
