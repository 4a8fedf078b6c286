"""Where the money comes from, and the rounds it is given out in."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from core.choices import YearNamedBy
from core.isolation import StateForeignKey, StateManager, StateModel, StateQuerySet, isolated
from core.models import Member
from core.money import to_cents
from grants.choices import (
    FundOrigin,
    IndirectRule,
    LettersRule,
    MatchBasis,
    Merit,
    Prerequisite,
    Ranking,
    ReasonRule,
    RoundKind,
    RoundStatus,
)
from grants.choices.deciding import Debrief
from questions.models import FormVersion

ALN = r"^\d{2}\.\d{3}$"
"""Shape of an Assistance Listings Number."""


def money(**kwargs: object) -> models.DecimalField:
    """US dollars and cents, numeric(14,2)."""
    return models.DecimalField(max_digits=14, decimal_places=2, **kwargs)  # type: ignore[arg-type]


class Fund(StateModel):
    """A source of money, with the agency that answers for it.

    `amount` is the appropriation; of it `admin_percent` pays for administration, and the rest is there for awards.
    Where `blending_confirmed_by` names the fund's steward, its dollars may lose their origin in a blended pool (BR-50).
    The report of its share is by its agency's fiscal year: that which starts in `fiscal_year_start_month`, the state's
    where there is none.
    """

    name = models.CharField(max_length=160)
    agency = models.CharField(max_length=160)
    origin = models.CharField(max_length=20, choices=FundOrigin)
    aln = models.CharField("Assistance Listings Number", max_length=6, blank=True)
    amount = money()
    admin_percent = models.DecimalField("administrative share", max_digits=5, decimal_places=2, default=0)
    available_from = models.DateField()
    available_to = models.DateField()
    blending_confirmed_by = models.CharField(
        max_length=120, blank=True, help_text="The steward who confirmed in writing that it may be blended"
    )
    record_years = models.PositiveSmallIntegerField(
        default=3, help_text="Years that records are kept after the final report"
    )
    fiscal_year_start_month = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Where the agency's fiscal year is another than the state's"
    )
    fiscal_year_named_by = models.CharField(max_length=10, choices=YearNamedBy, default=YearNamedBy.END)

    class Meta:
        ordering = ["name"]
        constraints = [
            *isolated("grants_fund"),
            models.UniqueConstraint(fields=["state", "name"], name="fund_name_once"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="fund_amount_not_negative"),
            models.CheckConstraint(condition=Q(record_years__range=(3, 50)), name="fund_record_years_possible"),
            models.CheckConstraint(
                condition=Q(admin_percent__gte=0, admin_percent__lt=100), name="fund_admin_share_below_all"
            ),
            models.CheckConstraint(condition=Q(available_to__gte=F("available_from")), name="fund_ends_after_start"),
            models.CheckConstraint(
                condition=Q(fiscal_year_start_month__isnull=True) | Q(fiscal_year_start_month__range=(1, 12)),
                name="fund_fiscal_year_starts_in_a_month",
            ),
            models.CheckConstraint(
                condition=Q(fiscal_year_named_by__in=YearNamedBy.values), name="fund_fiscal_year_naming_known"
            ),
            models.CheckConstraint(condition=Q(aln="") | Q(aln__regex=ALN), name="fund_aln_shape"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def for_awards(self) -> Decimal:
        """What is left of the appropriation for awards, in dollars; the administrative share is rounded to the cent."""
        return self.amount - to_cents(self.amount * self.admin_percent / 100)


class RoundQuerySet(StateQuerySet):
    def counted(self) -> RoundQuerySet:
        """Without rehearsals, which leave no trace in any count."""
        return self.filter(is_rehearsal=False)

    def opened(self) -> RoundQuerySet:
        """Opened and not cancelled, rehearsals too."""
        return self.exclude(status__in=[RoundStatus.DRAFT, RoundStatus.CANCELLED])

    def published(self) -> RoundQuerySet:
        """What everybody may see: opened, not cancelled, and no rehearsal."""
        return self.opened().counted()

    def open_now(self) -> RoundQuerySet:
        """Open and not yet closed by the clock; no rehearsal."""
        now = timezone.now()
        return self.counted().filter(status=RoundStatus.OPEN, opens_at__lte=now, closes_at__gt=now)


class Round(StateModel):
    """One call for applications. Its limits are this round's policy; the FAQ's ranges are only defaults (BR-01).

    `closes_at` is the first instant that is too late for those who had not started; drafts that were started before it
    may still be sent for `grace_minutes`. `composition` is the rule of who must sit at the table (BR-05), as plain data.
    A rehearsal is left out of every count and of the public's pages. Of a sealed round staff see no application before it
    closes. `split_points` is the spread from which reviewers count as split. `visibility` is what reviewers see, by
    phase, where it is not the default (`grants/rules/visibility.py`). A round that was copied from last year's keeps in
    `to_look_at` what somebody has to look at before it opens.
    """

    program = StateForeignKey("grants.Program", related_name="rounds", null=True, blank=True)
    pool = StateForeignKey("grants.Pool", related_name="rounds", null=True, blank=True)
    name = models.CharField(max_length=160)
    slug = models.SlugField(max_length=80)
    kind = models.CharField(max_length=16, choices=RoundKind)
    status = models.CharField(max_length=10, choices=RoundStatus, default=RoundStatus.DRAFT)
    summary = models.TextField(help_text="What the money is for, in two or three sentences")
    who_may_apply = models.TextField()
    form_version = StateForeignKey(FormVersion, related_name="rounds", null=True, blank=True)
    eligibility_version = StateForeignKey(FormVersion, related_name="+", null=True, blank=True)
    number_prefix = models.CharField(
        max_length=12, help_text="Applications are numbered after it: PA-27 gives PA-27-0001"
    )
    total_available = money()
    min_award = money()
    max_award = money()
    limits_reason = models.TextField(blank=True, help_text="Why the limits leave the typical range")
    min_months = models.PositiveSmallIntegerField()
    max_months = models.PositiveSmallIntegerField()
    match_percent = models.PositiveSmallIntegerField(default=0)
    match_basis = models.CharField(max_length=10, choices=MatchBasis, default=MatchBasis.NONE)
    eligible_types = ArrayField(models.CharField(max_length=24), default=list, blank=True)
    min_employers = models.PositiveSmallIntegerField(default=2)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    award_by = models.DateField(null=True, blank=True)
    period_starts_on = models.DateField(null=True, blank=True)
    review_due_at = models.DateTimeField(null=True, blank=True)
    reviewers_each = models.PositiveSmallIntegerField(default=3)
    split_points = models.PositiveSmallIntegerField(default=45)
    ranking = models.CharField(max_length=8, choices=Ranking, default=Ranking.RAW)
    debrief = models.CharField(max_length=8, choices=Debrief, default=Debrief.SCORES)
    appeal_days = models.PositiveSmallIntegerField(
        default=14, help_text="Days after the letter in which the process can be appealed; 0 for no appeals (BR-23)"
    )
    head_start_hours = models.PositiveSmallIntegerField(
        default=0,
        help_text="Hours by which legislators learn of an award before the press; 0: awards are public at once",
    )
    answer_days = models.PositiveSmallIntegerField(
        default=30, help_text="Days after its letter in which an award is accepted or refused, and an agreement signed"
    )
    questions_due_at = models.DateTimeField(null=True, blank=True)
    grace_minutes = models.PositiveSmallIntegerField(default=0)
    review_opens_at = models.DateTimeField(null=True, blank=True)
    panel_at = models.DateTimeField(null=True, blank=True)
    is_sealed = models.BooleanField(default=False)
    is_rehearsal = models.BooleanField(default=False)
    composition = models.JSONField(default=dict, blank=True)
    match_from_employers_only = models.BooleanField(default=False)
    prerequisite = models.CharField(max_length=10, choices=Prerequisite, default=Prerequisite.NONE)
    prerequisite_kind = models.CharField(max_length=16, choices=RoundKind, blank=True)
    indirect_rule = models.CharField(max_length=6, choices=IndirectRule, default=IndirectRule.GUIDANCE_2024)
    letters_rule = models.CharField(max_length=6, choices=LettersRule, default=LettersRule.NONE)
    letters_due_at = models.DateTimeField(null=True, blank=True)
    waiver_days = models.PositiveSmallIntegerField(
        default=5, help_text="The longest that a deadline may be extended for one"
    )
    agreement_template = StateForeignKey(
        "grants.AgreementTemplate",
        related_name="rounds",
        null=True,
        blank=True,
        help_text="None: no agreement is asked",
    )
    visibility = models.JSONField(default=dict, blank=True)
    to_look_at = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar = StateManager.from_queryset(RoundQuerySet)()

    class Meta:
        ordering = ["-closes_at"]
        verbose_name = "round"
        constraints = [
            *isolated("grants_round", "form_version", "eligibility_version", "program", "pool", "agreement_template"),
            models.UniqueConstraint(fields=["state", "slug"], name="round_slug_once"),
            models.UniqueConstraint(fields=["state", "number_prefix"], name="round_prefix_once"),
            models.CheckConstraint(condition=Q(status__in=RoundStatus.values), name="round_status_known"),
            models.CheckConstraint(condition=Q(kind__in=RoundKind.values), name="round_kind_known"),
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="round_closes_after_it_opens"),
            models.CheckConstraint(condition=Q(grace_minutes__lte=120), name="round_grace_is_short"),
            models.CheckConstraint(condition=Q(answer_days__range=(5, 180)), name="round_answer_days_possible"),
            models.CheckConstraint(condition=Q(ranking__in=Ranking.values), name="round_ranking_known"),
            models.CheckConstraint(condition=Q(debrief__in=Debrief.values), name="round_debrief_known"),
            models.CheckConstraint(condition=Q(head_start_hours__lte=168), name="round_head_start_possible"),
            models.CheckConstraint(
                condition=~Q(prerequisite__in=[Prerequisite.PREFERRED, Prerequisite.REQUIRED])
                | ~Q(prerequisite_kind=""),
                name="round_prerequisite_named",
            ),
            models.CheckConstraint(
                condition=Q(min_award__gte=0, max_award__gte=F("min_award")),
                name="round_award_limits_in_order",
            ),
            models.CheckConstraint(
                condition=Q(min_months__gte=1, max_months__gte=F("min_months")), name="round_months_in_order"
            ),
            models.CheckConstraint(
                condition=Q(status=RoundStatus.DRAFT) | Q(status=RoundStatus.CANCELLED) | Q(form_version__isnull=False),
                name="round_has_a_form_before_it_opens",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RoundFund(StateModel):
    """How much of a fund a round gives out."""

    round = StateForeignKey(Round, related_name="round_funds")
    fund = StateForeignKey(Fund, related_name="round_funds")
    amount = money()

    class Meta:
        constraints = [
            *isolated("grants_roundfund", "round", "fund"),
            models.UniqueConstraint(fields=["state", "round", "fund"], name="roundfund_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="roundfund_amount_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.fund}: {self.amount}"


class Criterion(StateModel):
    """One criterion of a round's rubric. Weights are whole points of the rubric's total, never percents (BR-20).

    `bands` is [[from, to, label, description], …], highest first. `section_keys` are the sections it judges; `merit` is
    the part of a merit review that it covers (BR-22). `tie_place` says in which order ties are broken: 1 first, then 2;
    those of one place count together; none for a criterion that breaks none (BR-24). Where `may_not_apply`, a reviewer
    may say so, and it leaves both what was given and what that is out of.
    """

    round = StateForeignKey(Round, related_name="criteria")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    points = models.PositiveSmallIntegerField()
    guidance = models.TextField(blank=True)
    bands = models.JSONField(default=list, blank=True)
    section_keys = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    tie_place = models.PositiveSmallIntegerField(null=True, blank=True, help_text="1 breaks ties first, then 2, …")
    merit = models.CharField(max_length=16, choices=Merit, blank=True)
    may_not_apply = models.BooleanField(default=False)
    reason_rule = models.CharField(max_length=10, choices=ReasonRule, default=ReasonRule.ALWAYS)

    class Meta:
        ordering = ["position"]
        verbose_name_plural = "criteria"
        constraints = [
            *isolated("grants_criterion", "round"),
            models.UniqueConstraint(fields=["state", "round", "position"], name="criterion_position_once"),
            models.CheckConstraint(condition=Q(points__gte=1), name="criterion_has_points"),
            models.CheckConstraint(
                condition=Q(tie_place__isnull=True) | Q(tie_place__gte=1), name="criterion_tie_place_from_one"
            ),
            models.CheckConstraint(condition=Q(reason_rule__in=ReasonRule.values), name="criterion_reason_rule_known"),
        ]

    def __str__(self) -> str:
        return self.title


class RoundPromise(StateModel):
    """What was promised when a round opened: form, rubric and terms as plain data, with its hash. Inserted once."""

    round = StateForeignKey(Round, related_name="promises")
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now, editable=False)
    by = StateForeignKey(Member, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["at"]
        constraints = [
            *isolated("grants_roundpromise", "round", "by"),
            models.UniqueConstraint(fields=["state", "round"], name="roundpromise_once"),
        ]

    def __str__(self) -> str:
        return f"{self.round}: {self.sha256[:12]}"
