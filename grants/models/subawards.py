"""What comes before a subaward of federal money: the assessment of risk and the data sheet."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.isolation import StateForeignKey, StateModel, isolated
from core.models import Member, StoredFile
from grants.choices.awarding import RiskLevel, SpecificCondition
from grants.models.awards import Award
from grants.rules.risk import WHOLE, total_of


class RiskAssessment(StateModel):
    """One assessment of the risk of fraud and non-compliance (BR-32). Inserted once; the latest of an award counts.

    `points` holds 0 to 3 by the key of each factor and `notes` what was found; `level` is what the rule made of them then.
    """

    award = StateForeignKey(Award, related_name="assessments")
    number = models.PositiveSmallIntegerField()
    points = models.JSONField()
    notes = models.JSONField(default=dict, blank=True)
    level = models.CharField(max_length=6, choices=RiskLevel)
    conditions = ArrayField(models.CharField(max_length=12, choices=SpecificCondition), default=list, blank=True)
    lifting = models.TextField(blank=True, help_text="What has to be done for the conditions to be lifted")
    lift_by = models.DateField(null=True, blank=True)
    monitoring = ArrayField(models.CharField(max_length=300))
    reason = models.TextField(blank=True)
    by = StateForeignKey(Member, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["award", "-number"]
        verbose_name = "risk assessment"
        constraints = [
            *isolated("grants_riskassessment", "award", "by"),
            models.UniqueConstraint(fields=["state", "award", "number"], name="riskassessment_number_once"),
            models.CheckConstraint(condition=Q(level__in=RiskLevel.values), name="riskassessment_level_known"),
            models.CheckConstraint(condition=~Q(monitoring=[]), name="riskassessment_plans_monitoring"),
            models.CheckConstraint(
                condition=Q(conditions=[]) | ~Q(lifting=""), name="riskassessment_says_how_conditions_end"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()} risk, assessment {self.number}"

    @property
    def score(self) -> str:
        return f"{total_of(self.points)} of {WHOLE} points"

    @property
    def condition_labels(self) -> list[str]:
        return [SpecificCondition(one).label for one in self.conditions]


class SubawardSheet(StateModel):
    """What staff gave for a subaward's data sheet (BR-31); the other elements come from the records.

    `to_follow` names the elements that are sent as the best available information.
    """

    award = StateForeignKey(Award, related_name="sheets")
    uei = models.CharField("UEI", max_length=12, blank=True)
    fain = models.CharField("FAIN", max_length=40, blank=True)
    federal_award_on = models.DateField(null=True, blank=True)
    federal_agency = models.CharField(max_length=160, blank=True)
    aln = models.CharField(max_length=6, blank=True)
    aln_title = models.CharField(max_length=160, blank=True)
    budget_from = models.DateField(null=True, blank=True)
    budget_to = models.DateField(null=True, blank=True)
    description = models.CharField(max_length=600, blank=True)
    is_research = models.BooleanField(null=True, blank=True)
    indirect = models.CharField(max_length=160, blank=True)
    contact = models.CharField(max_length=200, blank=True)
    excluded_checked_on = models.DateField(null=True, blank=True)
    to_follow = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_by = StateForeignKey(Member, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "subaward data sheet"
        constraints = [
            *isolated("grants_subawardsheet", "award", "changed_by"),
            models.UniqueConstraint(fields=["state", "award"], name="subawardsheet_once"),
        ]

    def __str__(self) -> str:
        return f"Data sheet of {self.award}"


class SheetVersion(StateModel):
    """A data sheet as it stood once, frozen under its hash and drawn from that. Inserted once."""

    award = StateForeignKey(Award, related_name="sheet_versions")
    number = models.PositiveSmallIntegerField()
    facts = models.JSONField()
    facts_sha256 = models.CharField(max_length=64)
    is_executed = models.BooleanField(default=False, help_text="Frozen when the award became active")
    by = StateForeignKey(Member, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)
    file = StateForeignKey(StoredFile, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["award", "-number"]
        verbose_name = "version of a data sheet"
        constraints = [
            *isolated("grants_sheetversion", "award", "by", "file"),
            models.UniqueConstraint(fields=["state", "award", "number"], name="sheetversion_number_once"),
        ]

    def __str__(self) -> str:
        return f"Data sheet {self.number} of {self.award}"
