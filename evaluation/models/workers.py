"""Workers who trained, by pseudonym, before and after. No name, no birth date, no social security number."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from core.isolation import StateForeignKey, StateModel, isolated
from evaluation.choices import WorkerType
from grants.models import Award
from partnerships.models import Partnership


class Worker(StateModel):
    """One person in one partnership's training. `pseudonym` is salted for the state, so a person is counted once.

    An outcome left empty is not known; it is never taken for "no". "_before" is at entry, "_after" at follow-up.
    """

    partnership = StateForeignKey(Partnership, related_name="workers")
    award = StateForeignKey(Award, null=True, blank=True, related_name="workers")
    pseudonym = models.CharField(max_length=12)
    entered_on = models.DateField()
    county_fips = models.CharField(max_length=5, blank=True)
    worker_type = models.CharField(max_length=10, choices=WorkerType)
    sex = models.CharField(max_length=20, blank=True)
    race = models.CharField(max_length=60, blank=True)
    education = models.CharField(max_length=60, blank=True)
    completed = models.BooleanField(null=True, blank=True)
    credential = models.BooleanField(null=True, blank=True)
    placed = models.BooleanField(null=True, blank=True)
    followed_up_on = models.DateField(null=True, blank=True)
    poverty_before = models.BooleanField(null=True, blank=True)
    poverty_after = models.BooleanField(null=True, blank=True)
    insurance_before = models.BooleanField(null=True, blank=True)
    insurance_after = models.BooleanField(null=True, blank=True)
    sick_leave_before = models.BooleanField(null=True, blank=True)
    sick_leave_after = models.BooleanField(null=True, blank=True)
    wage_before = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    wage_after = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)

    class Meta:
        ordering = ["entered_on", "pk"]
        constraints = [
            *isolated("evaluation_worker", "partnership", "award"),
            models.UniqueConstraint(fields=["state", "partnership", "pseudonym"], name="worker_once_a_partnership"),
            models.CheckConstraint(condition=Q(worker_type__in=WorkerType.values), name="worker_type_known"),
        ]
        indexes = [
            models.Index(fields=["state", "entered_on"], name="worker_by_entry"),
            models.Index(fields=["state", "pseudonym"], name="worker_by_pseudonym"),
        ]

    def __str__(self) -> str:
        return self.pseudonym
