"""Applications: the answers, the partners, the budget, the targets, and what was sent."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import ExpressionWrapper, F, Q, Value
from django.utils import timezone

from core.isolation import StateForeignKey, StateManager, StateModel, StateQuerySet, isolated
from core.models import Member, StoredFile
from grants.choices import (
    LAST_MONTH,
    ApplicationStatus,
    BudgetCategory,
    IndirectBase,
    IndirectBasis,
    MatchKind,
    Mtdc,
    RoundStatus,
    ScreeningOutcome,
    SentIn,
)
from grants.models.eligibility import EligibilityCheck
from grants.models.rounds import Round, money
from partnerships.choices import PartnerRole, SizeBand
from partnerships.models import Measure, Organization, Partnership
from questions.models import Response


def still_sealed() -> Q:
    """The condition on an application that its round is sealed and takes applications yet, in its grace period too."""
    grace = ExpressionWrapper(
        F("round__grace_minutes") * Value(dt.timedelta(minutes=1)), output_field=models.DurationField()
    )
    in_time = ExpressionWrapper(Value(timezone.now()) - grace, output_field=models.DateTimeField())
    return Q(round__is_sealed=True, round__status=RoundStatus.OPEN, round__closes_at__gt=in_time)


class ApplicationQuerySet(StateQuerySet):
    def sent(self) -> ApplicationQuerySet:
        """Everything that was submitted, whatever became of it since."""
        return self.exclude(status=ApplicationStatus.DRAFT).exclude(submitted_at__isnull=True)

    def counted(self) -> ApplicationQuerySet:
        """Without those of rehearsals, which leave no trace in any count."""
        return self.filter(round__is_rehearsal=False)

    def unsealed(self) -> ApplicationQuerySet:
        """Without those of a sealed round that still takes applications: nobody of the state reads them before."""
        return self.exclude(still_sealed())

    def sealed(self) -> ApplicationQuerySet:
        """Those of a sealed round that still takes applications, in its grace period too."""
        return self.filter(still_sealed())

    def for_list(self) -> ApplicationQuerySet:
        """With everything that a row of a list reads."""
        return self.select_related("round", "organization", "partnership", "officer")


class Application(StateModel):
    """One partnership's application in one round.

    `requested` is kept equal to the sum of the grant column of its budget by the action that saves the budget, so that
    lists need not add up lines. `number` is given when the draft is started. `panels` holds, for each table of the form
    (roster, budget …), its version and who saved it last and when, so that of two people who write one is told.
    """

    round = StateForeignKey(Round, related_name="applications")
    number = models.CharField(max_length=24)
    title = models.CharField(max_length=160)
    organization = StateForeignKey(Organization, related_name="applications")
    partnership = StateForeignKey(Partnership, related_name="applications", null=True, blank=True)
    response = StateForeignKey(Response, related_name="applications")
    eligibility = StateForeignKey(EligibilityCheck, related_name="applications", null=True, blank=True)
    status = models.CharField(max_length=14, choices=ApplicationStatus, default=ApplicationStatus.DRAFT)
    industry_title = models.CharField(max_length=120, blank=True)
    naics = ArrayField(models.CharField(max_length=6), default=list, blank=True)
    county_fips = ArrayField(models.CharField(max_length=5), default=list, blank=True)
    months = models.PositiveSmallIntegerField(null=True, blank=True)
    requested = money(default=0)
    no_labor_reason = models.TextField(
        blank=True, help_text="Why nobody speaks for labor or workers at the table, where nobody does"
    )
    panels = models.JSONField(default=dict, blank=True)
    indirect_basis = models.CharField(max_length=10, choices=IndirectBasis, default=IndirectBasis.DE_MINIMIS)
    indirect_rate = models.DecimalField(
        max_digits=5, decimal_places=2, null=True, blank=True, help_text="In percent, where it is negotiated"
    )
    indirect_base = models.CharField(max_length=8, choices=IndirectBase, default=IndirectBase.MTDC)
    officer = StateForeignKey(Member, null=True, blank=True, related_name="applications_handled")
    started_by = StateForeignKey(Member, related_name="applications_started")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = StateForeignKey(Member, null=True, blank=True, related_name="applications_submitted")

    objects: ClassVar = StateManager.from_queryset(ApplicationQuerySet)()

    class Meta:
        ordering = ["-changed_at", "-pk"]
        verbose_name = "application"
        constraints = [
            *isolated(
                "grants_application",
                "round",
                "organization",
                "partnership",
                "response",
                "eligibility",
                "officer",
                "started_by",
                "submitted_by",
            ),
            models.UniqueConstraint(fields=["state", "number"], name="application_number_once"),
            models.CheckConstraint(condition=Q(status__in=ApplicationStatus.values), name="application_status_known"),
            models.CheckConstraint(
                condition=Q(status__in=[ApplicationStatus.DRAFT, ApplicationStatus.WITHDRAWN])
                | Q(submitted_at__isnull=False, submitted_by__isnull=False),
                name="application_submitted_before_it_moves",
            ),
            models.CheckConstraint(condition=Q(requested__gte=0), name="application_requested_not_negative"),
        ]
        indexes = [
            models.Index(fields=["state", "-changed_at", "-id"], name="application_latest"),
            models.Index(fields=["state", "round", "status", "-changed_at"], name="application_of_a_round"),
            models.Index(fields=["state", "status"], name="application_by_status"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def is_sealed(self) -> bool:
        """Whether its round is sealed and still takes applications, in its grace period too."""
        ends = self.round.closes_at + dt.timedelta(minutes=self.round.grace_minutes)
        return self.round.is_sealed and self.round.status == RoundStatus.OPEN and ends > timezone.now()

    @property
    def trail_name(self) -> str:
        """In the audit trail one of a sealed round has its number alone: its title was written by its applicant."""
        return self.number if self.is_sealed else str(self)

    @property
    def is_writable(self) -> bool:
        """Whether something of it can be written: all of a draft, some sections of one that was returned."""
        return self.status in (ApplicationStatus.DRAFT, ApplicationStatus.RETURNED)


class Partner(StateModel):
    """One line of the application's roster: who sits at the table, in which role, with what commitment."""

    application = StateForeignKey(Application, related_name="partners", on_delete=models.CASCADE)
    organization = StateForeignKey(Organization, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=24, choices=PartnerRole)
    city = models.CharField(max_length=80, blank=True)
    commitment = models.CharField(max_length=300, blank=True)
    size_band = models.CharField(max_length=10, choices=SizeBand, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            *isolated("grants_partner", "application", "organization"),
            models.CheckConstraint(condition=Q(role__in=PartnerRole.values), name="partner_role_known"),
        ]

    def __str__(self) -> str:
        return self.name


class BudgetLine(StateModel):
    """One budget line in a category of SF-424A: the grant's money and the match beside it.

    A line with a `match_kind` is a row of the match: no grant, one contributor (`match_source`), how its value was
    worked out (`description`), the evidence, and the tests of 2 CFR 200.306(b) that were confirmed. So a match that
    is given by rows and one in the columns of a budget add up in one place.
    """

    application = StateForeignKey(Application, related_name="budget", on_delete=models.CASCADE)
    category = models.CharField(max_length=12, choices=BudgetCategory)
    description = models.CharField(max_length=300, help_text="Basis of calculation")
    amount = money(default=0)
    match_cash = money(default=0)
    match_in_kind = money(default=0)
    match_source = models.CharField(max_length=160, blank=True)
    mtdc = models.CharField(max_length=10, choices=Mtdc, blank=True, default=Mtdc.BY_CATEGORY)
    subrecipient = models.CharField(max_length=160, blank=True, help_text="To whom a subaward goes")
    match_kind = models.CharField(max_length=10, choices=MatchKind, blank=True)
    evidence = models.CharField(max_length=300, blank=True)
    tests = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            *isolated("grants_budgetline", "application"),
            models.CheckConstraint(
                condition=Q(match_kind="") | Q(match_kind__in=MatchKind.values, amount=0),
                name="budgetline_match_row_has_no_grant",
            ),
            models.CheckConstraint(condition=Q(category__in=BudgetCategory.values), name="budgetline_category_known"),
            models.CheckConstraint(
                condition=Q(amount__gte=0, match_cash__gte=0, match_in_kind__gte=0),
                name="budgetline_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_category_display()} {self.amount}"


class SubawardLine(StateModel):
    """One line of a subaward's own budget; those of a subrecipient add up to what the budget gives it."""

    application = StateForeignKey(Application, related_name="subaward_lines", on_delete=models.CASCADE)
    subrecipient = models.CharField(max_length=160)
    category = models.CharField(max_length=12, choices=BudgetCategory)
    description = models.CharField(max_length=300, blank=True)
    amount = money(default=0)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            *isolated("grants_subawardline", "application"),
            models.CheckConstraint(condition=Q(category__in=BudgetCategory.values), name="subawardline_category_known"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="subawardline_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.subrecipient}: {self.get_category_display()} {self.amount}"


class Target(StateModel):
    """What the partnership promises on a measure by the end of the award."""

    application = StateForeignKey(Application, related_name="targets", on_delete=models.CASCADE)
    measure = StateForeignKey(Measure, related_name="targets")
    value = models.DecimalField(max_digits=14, decimal_places=2)
    baseline = models.DecimalField(
        max_digits=14, decimal_places=2, null=True, blank=True, help_text="What it is today; null where not known"
    )
    by_month = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Month of the award; null for its end")
    source = models.CharField(max_length=300, blank=True, help_text="How it will be measured")
    remark = models.CharField(max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            *isolated("grants_target", "application", "measure"),
            models.UniqueConstraint(fields=["state", "application", "measure"], name="target_once_a_measure"),
            models.CheckConstraint(condition=Q(value__gte=0), name="target_not_negative"),
            models.CheckConstraint(
                condition=(Q(baseline__isnull=True) | Q(baseline__gte=0))
                & (Q(by_month__isnull=True) | Q(by_month__range=(1, LAST_MONTH))),
                name="target_start_and_month_possible",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure}: {self.value}"


class Submission(StateModel):
    """The receipt: what was sent, when it was received by the database's clock, and its hash. Inserted once.

    An application that was returned for correction and sent again has one of each; the latest is what counts.
    """

    application = StateForeignKey(Application, related_name="submissions")
    number = models.CharField(max_length=32)
    received_at = models.DateTimeField()
    by = StateForeignKey(Member, related_name="+")
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    receipt = StateForeignKey(StoredFile, null=True, blank=True, related_name="+")
    place = models.PositiveSmallIntegerField(default=1, help_text="1 for the first, 2 after a return for correction …")
    sent_in = models.CharField(max_length=8, choices=SentIn, default=SentIn.TIME)

    class Meta:
        ordering = ["application", "-place"]
        constraints = [
            *isolated("grants_submission", "application", "by", "receipt"),
            models.UniqueConstraint(fields=["state", "number"], name="submission_number_once"),
            models.UniqueConstraint(fields=["state", "application", "place"], name="submission_place_once"),
            models.CheckConstraint(condition=Q(sent_in__in=SentIn.values), name="submission_sent_in_known"),
        ]

    def __str__(self) -> str:
        return self.number


class Screening(StateModel):
    """Whether the application is eligible: each check's answer, and the reason."""

    application = StateForeignKey(Application, related_name="screenings")
    outcome = models.CharField(max_length=12, choices=ScreeningOutcome)
    checks = models.JSONField(default=list)
    reason = models.TextField(blank=True)
    by = StateForeignKey(Member, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-at"]
        constraints = [
            *isolated("grants_screening", "application", "by"),
            models.CheckConstraint(
                condition=Q(outcome=ScreeningOutcome.ELIGIBLE) | ~Q(reason=""),
                name="screening_refusal_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.get_outcome_display()
