"""The catalogue of measures, and each partnership's goals on them."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.isolation import StateForeignKey, StateModel, isolated
from core.models import Member
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


LOWEST, EXPECTED, HIGHEST = -2, 0, 2
"""Goal-attainment scaling: from much less than expected to much more. 0 is what was expected."""


class Goal(StateModel):
    """What a partnership set out to do, on one measure, by a day.

    `levels` say in words, written beforehand, what each level of attainment looks like, from -2 to +2; empty where the
    goal is not scaled.
    """

    partnership = StateForeignKey(Partnership, related_name="goals")
    measure = StateForeignKey(Measure, related_name="goals")
    text = models.CharField(max_length=300)
    baseline = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    target = models.DecimalField(max_digits=14, decimal_places=2)
    due_on = models.DateField()
    levels = ArrayField(models.CharField(max_length=300), default=list, blank=True)
    levels_set_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name = "goal"
        constraints = [
            *isolated("partnerships_goal", "partnership", "measure"),
            models.CheckConstraint(
                condition=Q(levels__len=0) | Q(levels__len=5, levels_set_on__isnull=False), name="goal_five_levels"
            ),
        ]

    def __str__(self) -> str:
        return self.text


class GoalScore(StateModel):
    """How far a goal was on a day, on its own scale, with what shows it. A later score does not change an earlier one."""

    goal = StateForeignKey(Goal, related_name="scores")
    level = models.SmallIntegerField()
    value = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    scored_on = models.DateField()
    evidence = models.TextField()
    scored_by = StateForeignKey(Member, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["scored_on", "pk"]
        verbose_name = "score of a goal"
        constraints = [
            *isolated("partnerships_goalscore", "goal", "scored_by"),
            models.CheckConstraint(condition=Q(level__gte=LOWEST, level__lte=HIGHEST), name="goalscore_level_on_scale"),
            models.CheckConstraint(condition=~Q(evidence=""), name="goalscore_with_evidence"),
        ]

    def __str__(self) -> str:
        return f"{self.level:+d}: {self.goal}"
