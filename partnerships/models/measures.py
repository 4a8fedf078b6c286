"""The catalogue of measures, and each partnership's goals on them."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from core.isolation import StateForeignKey, StateModel, isolated
from partnerships.choices import Comparability, MeasureTier, Unit
from partnerships.models.partnerships import Partnership


class Measure(StateModel):
    """One definition of one measure, such as W4 Completed training. A changed definition is a new version.

    A rate names what its numerator and denominator count; a count leaves both empty.
    """

    code = models.CharField(max_length=12)
    version = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(max_length=120)
    definition = models.TextField()
    tier = models.CharField(max_length=10, choices=MeasureTier, default=MeasureTier.CORE)
    comparability = models.CharField(max_length=1, choices=Comparability, default=Comparability.COUNT)
    unit = models.CharField(max_length=12, choices=Unit, default=Unit.PEOPLE)
    numerator = models.CharField(max_length=200, blank=True)
    denominator = models.CharField(max_length=200, blank=True)
    statutes = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    is_reported_quarterly = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "code"]
        constraints = [
            *isolated("partnerships_measure"),
            models.UniqueConstraint(fields=["state", "code", "version"], name="measure_version_once"),
            models.CheckConstraint(
                condition=~Q(comparability=Comparability.RATE) | (~Q(numerator="") & ~Q(denominator="")),
                name="measure_rate_names_both_counts",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Goal(StateModel):
    """What a partnership set out to do, on one measure, by a day."""

    partnership = StateForeignKey(Partnership, related_name="goals")
    measure = StateForeignKey(Measure, related_name="goals")
    text = models.CharField(max_length=300)
    baseline = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    target = models.DecimalField(max_digits=14, decimal_places=2)
    due_on = models.DateField()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [*isolated("partnerships_goal", "partnership", "measure")]

    def __str__(self) -> str:
        return self.text
