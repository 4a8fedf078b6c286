"""The end of an award: its closeout with the steps done, and legal holds on its records."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.isolation import StateForeignKey, StateModel, isolated
from core.models import Member
from grants.choices.closing import CloseoutStatus, Step
from grants.models.awards import Award
from grants.models.rounds import money


class Closeout(StateModel):
    """One award's closing. `ends_on` is the end of the period that its clocks count from.

    `due_on` is the convener's last day, `state_due_on` the state's; staff may give more time with a reason. A closeout
    that was reopened is open again; `closed_on` and who closed it are then empty.
    """

    award = StateForeignKey(Award, related_name="closeouts")
    status = models.CharField(max_length=8, choices=CloseoutStatus, default=CloseoutStatus.OPEN)
    ends_on = models.DateField()
    due_on = models.DateField()
    state_due_on = models.DateField()
    extension_reason = models.TextField(blank=True)
    opened_at = models.DateTimeField(default=timezone.now, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = StateForeignKey(Member, null=True, blank=True, related_name="+")
    released = money(default=0, help_text="Unspent when it was closed, and given back to the fund")
    reason = models.TextField(blank=True, help_text="Why it was closed without the convener, or reopened")

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name = "closeout"
        constraints = [
            *isolated("grants_closeout", "award", "closed_by"),
            models.UniqueConstraint(fields=["state", "award"], name="closeout_once_an_award"),
            models.CheckConstraint(condition=Q(status__in=CloseoutStatus.values), name="closeout_status_known"),
            models.CheckConstraint(
                condition=Q(status=CloseoutStatus.OPEN, closed_at__isnull=True, closed_by__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="closeout_closed_by_somebody",
            ),
            models.CheckConstraint(condition=Q(released__gte=0), name="closeout_released_not_negative"),
            models.CheckConstraint(
                condition=~Q(status=CloseoutStatus.OPEN) | Q(released=0), name="closeout_open_gives_nothing_back"
            ),
            models.CheckConstraint(
                condition=~Q(status=CloseoutStatus.ALONE) | ~Q(reason=""), name="closeout_alone_has_a_reason"
            ),
        ]
        indexes = [models.Index(fields=["state", "status", "due_on"], name="closeout_by_due_day")]

    def __str__(self) -> str:
        return f"Closeout of {self.award}"


class CloseoutStep(StateModel):
    """A step that a person did or waived. What the system knows by itself has no row.

    `on` is the day on which equipment was disposed of.
    """

    closeout = StateForeignKey(Closeout, related_name="steps")
    step = models.CharField(max_length=12, choices=Step)
    is_waived = models.BooleanField(default=False)
    note = models.TextField(help_text="What was done, or why it is waived")
    on = models.DateField(null=True, blank=True)
    by = StateForeignKey(Member, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["closeout", "pk"]
        constraints = [
            *isolated("grants_closeoutstep", "closeout", "by"),
            models.UniqueConstraint(fields=["state", "closeout", "step"], name="closeoutstep_once"),
            models.CheckConstraint(condition=Q(step__in=Step.values), name="closeoutstep_known"),
            models.CheckConstraint(condition=~Q(note=""), name="closeoutstep_says_what"),
        ]

    def __str__(self) -> str:
        return f"{self.get_step_display()} of {self.closeout}"


class LegalHold(StateModel):
    """Records of an award that nobody may destroy: a suit, a claim or an audit. One stands at a time."""

    award = StateForeignKey(Award, related_name="holds")
    reason = models.TextField()
    placed_by = StateForeignKey(Member, related_name="+")
    placed_at = models.DateTimeField(default=timezone.now, editable=False)
    released_by = StateForeignKey(Member, null=True, blank=True, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True)
    release_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-placed_at", "-pk"]
        verbose_name = "legal hold"
        constraints = [
            *isolated("grants_legalhold", "award", "placed_by", "released_by"),
            models.UniqueConstraint(
                fields=["state", "award"], condition=Q(released_at__isnull=True), name="legalhold_one_stands"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="legalhold_has_a_reason"),
            models.CheckConstraint(
                condition=Q(released_at__isnull=True, released_by__isnull=True, release_reason="")
                | (Q(released_at__isnull=False, released_by__isnull=False) & ~Q(release_reason="")),
                name="legalhold_released_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"Legal hold on {self.award}"
