"""Amendments of awards: one request with typed items, each with its effect from a day on. The award's row stays as made."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from core.isolation import StateForeignKey, StateModel, isolated
from core.models import Member
from grants.choices import AskedHow, BudgetCategory
from grants.choices.amending import AmendmentStatus, ChangeKind, Event, Level
from grants.models.awards import Award
from grants.models.rounds import money
from grants.rules.amendments import Change
from partnerships.models import Measure


class Amendment(StateModel):
    """One request to change an award. It is numbered when it is sent; a draft has no number.

    Items that need no approval take force when it is sent, the others when somebody else approves it. Where staff ask
    on behalf of the convener, `asked_by` is who turned to them, `asked_how`, and `evidence` the words.
    """

    award = StateForeignKey(Award, related_name="amendments")
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    status = models.CharField(max_length=10, choices=AmendmentStatus, default=AmendmentStatus.DRAFT)
    requested_by = StateForeignKey(Member, related_name="+")
    requested_at = models.DateTimeField(null=True, blank=True)
    wanted_on = models.DateField(null=True, blank=True, help_text="From when the changes should hold")
    asked_by = models.CharField(max_length=160, blank=True)
    asked_how = models.CharField(max_length=8, choices=AskedHow, blank=True)
    evidence = models.TextField(blank=True)
    decided_by = StateForeignKey(Member, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    justification = models.TextField(blank=True, help_text="Why it was approved or denied")
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["award", "number", "pk"]
        verbose_name = "amendment"
        constraints = [
            *isolated("grants_amendment", "award", "requested_by", "decided_by"),
            models.UniqueConstraint(fields=["state", "award", "number"], name="amendment_numbered"),
            models.UniqueConstraint(
                fields=["state", "award", "requested_by"],
                condition=Q(status=AmendmentStatus.DRAFT),
                name="amendment_one_draft_a_person",
            ),
            models.CheckConstraint(condition=Q(status__in=AmendmentStatus.values), name="amendment_status_known"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("requested_by")), name="amendment_two_people"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["approved", "denied"])
                | (Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(justification="")),
                name="amendment_decided_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "withdrawn"])
                | Q(number__isnull=False, requested_at__isnull=False, wanted_on__isnull=False),
                name="amendment_sent_is_numbered",
            ),
            models.CheckConstraint(
                condition=Q(asked_by="", asked_how="", evidence="")
                | (~Q(asked_by="") & Q(asked_how__in=AskedHow.values) & ~Q(evidence="")),
                name="amendment_on_behalf_has_evidence",
            ),
        ]
        indexes = [models.Index(fields=["state", "status"], name="amendment_by_status")]

    def __str__(self) -> str:
        return f"Amendment {self.number} of {self.award}" if self.number else f"Draft amendment of {self.award}"


class AmendmentItem(StateModel):
    """One change. What of its fields are used depends on its kind; `what` says it in the asker's words.

    `level` and `why` are what the rule said when it was sent. `in_force_on` is the first day of its effect, empty until
    it has one; `settled_at` the instant from which that was certain.
    """

    amendment = StateForeignKey(Amendment, related_name="items", on_delete=models.CASCADE)
    kind = models.CharField(max_length=14, choices=ChangeKind)
    what = models.TextField()
    amount = money(null=True, blank=True)
    category_from = models.CharField(max_length=12, choices=BudgetCategory, blank=True)
    category_to = models.CharField(max_length=12, choices=BudgetCategory, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    measure = StateForeignKey(Measure, null=True, blank=True, related_name="+")
    value = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    party = models.CharField(max_length=160, blank=True, help_text="The person or the subrecipient")
    event = models.CharField(max_length=10, choices=Event, blank=True)
    months = models.PositiveSmallIntegerField(null=True, blank=True)
    percent = models.PositiveSmallIntegerField(null=True, blank=True)
    for_participants = models.BooleanField(default=False)
    level = models.CharField(max_length=6, choices=Level, blank=True)
    why = models.TextField(blank=True)
    in_force_on = models.DateField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["amendment", "pk"]
        constraints = [
            *isolated("grants_amendmentitem", "amendment", "measure"),
            models.CheckConstraint(condition=Q(kind__in=ChangeKind.values), name="amendmentitem_kind_known"),
            models.CheckConstraint(condition=Q(level="") | Q(level__in=Level.values), name="amendmentitem_level_known"),
            models.CheckConstraint(
                condition=Q(in_force_on__isnull=True, settled_at__isnull=True)
                | (Q(in_force_on__isnull=False, settled_at__isnull=False) & ~Q(level="")),
                name="amendmentitem_in_force_by_a_rule",
            ),
            models.CheckConstraint(
                condition=~Q(kind=ChangeKind.BUDGET) | (Q(amount__gt=0) & ~Q(category_from="") & ~Q(category_to="")),
                name="amendmentitem_budget_whole",
            ),
            models.CheckConstraint(
                condition=~Q(kind=ChangeKind.AMOUNT) | (Q(amount__isnull=False) & ~Q(amount=0) & ~Q(category_to="")),
                name="amendmentitem_amount_whole",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["extension", "period"]) | Q(ends_on__isnull=False),
                name="amendmentitem_period_whole",
            ),
            models.CheckConstraint(
                condition=~Q(kind=ChangeKind.TARGET) | Q(measure__isnull=False, value__gte=0),
                name="amendmentitem_target_whole",
            ),
        ]
        indexes = [models.Index(fields=["state", "kind", "in_force_on"], name="amendmentitem_in_force")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}"

    @property
    def change(self) -> Change:
        """The item as plain data."""
        return Change(**{name: getattr(self, name) for name in Change._fields})


class AmendmentQuestion(StateModel):
    """A question with which a request was sent back, and what was answered when it was sent again. Both stay."""

    amendment = StateForeignKey(Amendment, related_name="questions")
    question = models.TextField()
    asked_by = StateForeignKey(Member, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    answer = models.TextField(blank=True)
    answered_by = StateForeignKey(Member, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        verbose_name = "question about an amendment"
        verbose_name_plural = "questions about amendments"
        constraints = [
            *isolated("grants_amendmentquestion", "amendment", "asked_by", "answered_by"),
            models.UniqueConstraint(
                fields=["state", "amendment"], condition=Q(answered_at__isnull=True), name="amendmentquestion_one_open"
            ),
            models.CheckConstraint(condition=~Q(question=""), name="amendmentquestion_asks"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, answer="")
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer="")),
                name="amendmentquestion_answered_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.question
