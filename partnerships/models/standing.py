"""A partnership over the years: who convened it, how its stage changed, whether its table still holds, how it came in."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from core.isolation import StateForeignKey, StateModel, isolated
from core.models import Member, StoredFile
from partnerships.choices import OrganizationType, Stage
from partnerships.choices.standing import Disclosure, ImportStatus, StageOutcome
from partnerships.models.organizations import Organization
from partnerships.models.partnerships import Partnership


class ConvenerEngagement(StateModel):
    """One organization convenes a partnership, between two dates, with what it disclosed (BR-60).

    `convener_type` is its kind as it was then. `competencies` holds how it rates itself, topic → 1 to 4.
    """

    partnership = StateForeignKey(Partnership, related_name="engagements")
    organization = StateForeignKey(Organization, related_name="engagements")
    convener_type = models.CharField(max_length=24, choices=OrganizationType)
    started_on = models.DateField(default=timezone.localdate)
    ended_on = models.DateField(null=True, blank=True)
    disclosures = ArrayField(models.CharField(max_length=14, choices=Disclosure), default=list, blank=True)
    other_interest = models.TextField(blank=True)
    mitigation = models.TextField(blank=True, help_text="What keeps these interests out of the employers' decisions")
    disclosed_at = models.DateTimeField(null=True, blank=True)
    competencies = models.JSONField(default=dict, blank=True)
    accepted_by = StateForeignKey(Member, null=True, blank=True, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-started_on", "-pk"]
        constraints = [
            *isolated("partnerships_convenerengagement", "partnership", "organization", "accepted_by"),
            models.UniqueConstraint(
                fields=["state", "partnership"],
                condition=Q(ended_on__isnull=True),
                name="convenerengagement_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(convener_type__in=OrganizationType.values), name="convenerengagement_type_known"
            ),
            models.CheckConstraint(
                condition=Q(disclosures__contained_by=Disclosure.values), name="convenerengagement_disclosures_known"
            ),
            models.CheckConstraint(
                condition=~Q(disclosures__contains=[Disclosure.TRAINS.value]) | ~Q(mitigation=""),
                name="convenerengagement_trainer_says_what_guards",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")),
                name="convenerengagement_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(accepted_by__isnull=True, accepted_at__isnull=True)
                | Q(accepted_by__isnull=False, accepted_at__isnull=False, disclosed_at__isnull=False),
                name="convenerengagement_accepted_once_disclosed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization} convenes {self.partnership}"


class StageChange(StateModel):
    """A change of stage: proposed with a reason, decided by somebody else, with the facts as they were then."""

    partnership = StateForeignKey(Partnership, related_name="stage_changes")
    move = models.CharField(max_length=14)
    from_stage = models.CharField(max_length=14, choices=Stage)
    to_stage = models.CharField(max_length=14, choices=Stage)
    merged_into = StateForeignKey(Partnership, null=True, blank=True, related_name="+")
    reason = models.TextField()
    facts = models.JSONField(default=list)
    outcome = models.CharField(max_length=10, choices=StageOutcome, default=StageOutcome.PROPOSED)
    proposed_by = StateForeignKey(Member, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now, editable=False)
    decided_by = StateForeignKey(Member, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_note = models.TextField(blank=True)

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            *isolated("partnerships_stagechange", "partnership", "merged_into", "proposed_by", "decided_by"),
            models.UniqueConstraint(
                fields=["state", "partnership"],
                condition=Q(outcome=StageOutcome.PROPOSED),
                name="stagechange_one_at_a_time",
            ),
            models.CheckConstraint(condition=Q(outcome__in=StageOutcome.values), name="stagechange_outcome_known"),
            models.CheckConstraint(
                condition=Q(from_stage__in=Stage.values, to_stage__in=Stage.values), name="stagechange_stages_known"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="stagechange_has_a_reason"),
            models.CheckConstraint(
                condition=Q(outcome=StageOutcome.PROPOSED, decided_at__isnull=True, decided_by__isnull=True)
                | (~Q(outcome=StageOutcome.PROPOSED) & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="stagechange_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=StageOutcome.CONFIRMED) | ~Q(decided_by=F("proposed_by")),
                name="stagechange_confirmed_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partnership}: {self.get_from_stage_display()} to {self.get_to_stage_display()}"


class TableRule(StateModel):
    """Who must sit at the table of every partnership of the state, from a day on. The latest counts; all are kept."""

    rule = models.JSONField()
    from_day = models.DateField(default=timezone.localdate)
    reason = models.TextField(blank=True)
    made_by = StateForeignKey(Member, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-from_day", "-pk"]
        constraints = [*isolated("partnerships_tablerule", "made_by")]

    def __str__(self) -> str:
        return f"Who must sit at the table, from {self.from_day}"


class TableCheck(StateModel):
    """Whether a partnership's table held its state's rule in one quarter. `lines` are the needs as they were judged.

    It is looked at each day of the quarter: the row holds the latest result. Where that differs from the quarter's first,
    `first` keeps that one, as `is_met`, `lines` and `at`.
    """

    partnership = StateForeignKey(Partnership, related_name="table_checks")
    quarter_start = models.DateField()
    is_met = models.BooleanField()
    rule = models.JSONField()
    lines = models.JSONField(default=list)
    checked_at = models.DateTimeField(default=timezone.now)
    first = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["-quarter_start", "-pk"]
        constraints = [
            *isolated("partnerships_tablecheck", "partnership"),
            models.UniqueConstraint(fields=["state", "partnership", "quarter_start"], name="tablecheck_once_a_quarter"),
        ]

    def __str__(self) -> str:
        return f"{self.partnership} in the quarter from {self.quarter_start}"


class PartnershipImport(StateModel):
    """A spreadsheet of partnerships: what it would do, line by line, and whether it was done."""

    file = StateForeignKey(StoredFile, related_name="+")
    status = models.CharField(max_length=10, choices=ImportStatus, default=ImportStatus.CHECKED)
    plan = models.JSONField(default=dict)
    made_by = StateForeignKey(Member, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    applied_by = StateForeignKey(Member, null=True, blank=True, related_name="+")
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = "import"
        constraints = [
            *isolated("partnerships_partnershipimport", "file", "made_by", "applied_by"),
            models.CheckConstraint(condition=Q(status__in=ImportStatus.values), name="partnershipimport_status_known"),
            models.CheckConstraint(
                condition=~Q(status=ImportStatus.APPLIED) | Q(applied_at__isnull=False, applied_by__isnull=False),
                name="partnershipimport_applied_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"Import of {self.file}"
