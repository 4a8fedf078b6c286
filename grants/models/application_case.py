"""The case that an application makes in tables: labor-market regions, the work plan, the convener's own interests."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from core.isolation import StateForeignKey, StateModel, isolated
from grants.choices import LAST_MONTH, Interest
from grants.models.applications import Application
from partnerships.models import Measure


class AssessmentRegion(StateModel):
    """A distinct labor-market region of the industry, why it is one, and the evidence for it."""

    application = StateForeignKey(Application, related_name="assessment_regions", on_delete=models.CASCADE)
    name = models.CharField(max_length=120)
    county_fips = ArrayField(models.CharField(max_length=5), default=list, blank=True)
    distinct = models.TextField(blank=True, help_text="Why it is a region of its own")
    source = models.CharField(max_length=200, blank=True)
    evidence = models.TextField(blank=True, help_text="What the source says")
    employers_asked = models.PositiveSmallIntegerField(null=True, blank=True)
    asked_until = models.DateField(null=True, blank=True, help_text="When the last of them was talked to")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [*isolated("grants_assessmentregion", "application")]

    def __str__(self) -> str:
        return self.name


class Activity(StateModel):
    """One line of the work plan. Months are counted from the first of the award, both ends included."""

    application = StateForeignKey(Application, related_name="activities", on_delete=models.CASCADE)
    title = models.CharField(max_length=200)
    owner = models.CharField(max_length=200, blank=True, help_text="Who answers for it, as on the roster")
    starts = models.PositiveSmallIntegerField(null=True, blank=True)
    ends = models.PositiveSmallIntegerField(null=True, blank=True)
    deliverable = models.CharField(max_length=300, blank=True)
    measure = StateForeignKey(Measure, related_name="+", null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name_plural = "activities"
        constraints = [
            *isolated("grants_activity", "application", "measure"),
            models.CheckConstraint(
                condition=(Q(starts__isnull=True) | Q(starts__range=(1, LAST_MONTH)))
                & (Q(ends__isnull=True) | Q(ends__range=(1, LAST_MONTH))),
                name="activity_months_possible",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Disclosure(StateModel):
    """What the convener says of one interest of its own, and how it is kept out of the employers' decisions (BR-60)."""

    application = StateForeignKey(Application, related_name="disclosures", on_delete=models.CASCADE)
    interest = models.CharField(max_length=12, choices=Interest)
    is_so = models.BooleanField()
    what = models.TextField(blank=True)
    managed = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            *isolated("grants_disclosure", "application"),
            models.UniqueConstraint(fields=["state", "application", "interest"], name="disclosure_once_an_interest"),
            models.CheckConstraint(condition=Q(interest__in=Interest.values), name="disclosure_interest_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_interest_display()}: {'yes' if self.is_so else 'no'}"
