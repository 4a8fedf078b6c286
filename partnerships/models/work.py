"""The plan of a partnership: challenges that employers own, strategies, activities with an owner, what was made."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from core.isolation import StateForeignKey, StateModel, isolated
from core.models import Member
from partnerships.choices.work import ProductKind, StrategyKind
from partnerships.models.partnerships import Partnership, PartnershipMember


class Challenge(StateModel):
    """A problem of the industry, with what employers and what workers need. At least two employers own it."""

    partnership = StateForeignKey(Partnership, related_name="challenges")
    statement = models.CharField(max_length=300)
    employer_need = models.TextField()
    worker_need = models.TextField(blank=True)
    made_by = StateForeignKey(Member, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_on = models.DateField(null=True, blank=True)
    ended_why = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = "challenge"
        constraints = [
            *isolated("partnerships_challenge", "partnership", "made_by"),
            models.CheckConstraint(
                condition=~Q(statement="") & ~Q(employer_need=""), name="challenge_names_what_employers_need"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | ~Q(ended_why=""), name="challenge_ended_with_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.statement


class ChallengeOwner(StateModel):
    """An employer at the table whose problem it is."""

    challenge = StateForeignKey(Challenge, related_name="owners")
    seat = StateForeignKey(PartnershipMember, related_name="challenges_owned")

    class Meta:
        ordering = ["pk"]
        constraints = [
            *isolated("partnerships_challengeowner", "challenge", "seat"),
            models.UniqueConstraint(fields=["state", "challenge", "seat"], name="challengeowner_once"),
        ]

    def __str__(self) -> str:
        return str(self.seat)


class Strategy(StateModel):
    """How a challenge is met."""

    challenge = StateForeignKey(Challenge, related_name="strategies")
    kind = models.CharField(max_length=16, choices=StrategyKind)
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = "strategy"
        constraints = [
            *isolated("partnerships_strategy", "challenge"),
            models.CheckConstraint(condition=Q(kind__in=StrategyKind.values), name="strategy_kind_known"),
        ]

    def __str__(self) -> str:
        return self.title


class Activity(StateModel):
    """A piece of work with an owner and a day. `first_due_on` is the day that was set first; on time means by then."""

    strategy = StateForeignKey(Strategy, related_name="activities")
    title = models.CharField(max_length=200)
    owner = StateForeignKey(PartnershipMember, related_name="activities_owned")
    is_milestone = models.BooleanField(default=False)
    starts_on = models.DateField(null=True, blank=True)
    due_on = models.DateField()
    first_due_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    dropped_on = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True, help_text="What came of it, or why it was dropped")

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name = "activity"
        constraints = [
            *isolated("partnerships_activity", "strategy", "owner"),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(starts_on__lte=F("due_on")), name="activity_starts_before_due"
            ),
            models.CheckConstraint(
                condition=Q(done_on__isnull=True) | Q(dropped_on__isnull=True), name="activity_done_or_dropped"
            ),
            models.CheckConstraint(
                condition=Q(dropped_on__isnull=True) | ~Q(note=""), name="activity_dropped_with_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Product(StateModel):
    """Something that an activity left behind: a curriculum, a credential, standards of an apprenticeship."""

    activity = StateForeignKey(Activity, related_name="products")
    kind = models.CharField(max_length=16, choices=ProductKind)
    title = models.CharField(max_length=200)
    url = models.URLField("Where it can be seen", blank=True)
    made_on = models.DateField(default=timezone.localdate)

    class Meta:
        ordering = ["made_on", "pk"]
        verbose_name = "product"
        constraints = [
            *isolated("partnerships_product", "activity"),
            models.CheckConstraint(condition=Q(kind__in=ProductKind.values), name="product_kind_known"),
        ]

    def __str__(self) -> str:
        return self.title
