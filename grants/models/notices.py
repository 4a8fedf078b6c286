"""What is said about a round once it is published: addenda, questions with their answers, and who wants to hear of them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.isolation import StateForeignKey, StateModel, isolated
from core.models import Member
from grants.models.rounds import Round

NEWS = "round_news"
"""The purpose of the link that confirms a subscription, and of the one that ends it."""


class Addendum(StateModel):
    """Something added to a published notice. Inserted once, never changed.

    `changes` is [{"term", "label", "before", "after"}, …] in words, as everybody reads them.
    """

    round = StateForeignKey(Round, related_name="addenda")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    changes = models.JSONField(default=list, blank=True)
    by = StateForeignKey(Member, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-number"]
        verbose_name_plural = "addenda"
        constraints = [
            *isolated("grants_addendum", "round", "by"),
            models.UniqueConstraint(fields=["state", "round", "number"], name="addendum_numbered"),
            models.CheckConstraint(condition=~Q(text=""), name="addendum_says_something"),
        ]

    def __str__(self) -> str:
        return f"Addendum {self.number}"


class RoundQuestion(StateModel):
    """A question about a round. Who asked stays hidden; `shown` is the question as it is published."""

    round = StateForeignKey(Round, related_name="questions")
    text = models.TextField(max_length=2000)
    email = models.EmailField(blank=True)
    asked_by = StateForeignKey(Member, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    shown = models.TextField(blank=True)
    answer = models.TextField(blank=True)
    refusal = models.TextField(blank=True, help_text="Why it is not published, told to who asked")
    answered_by = StateForeignKey(Member, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            *isolated("grants_roundquestion", "round", "asked_by", "answered_by"),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | (~Q(answer="") & ~Q(shown="")),
                name="roundquestion_published_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.shown or self.text

    @property
    def is_open(self) -> bool:
        return self.published_at is None and not self.refusal


class Subscriber(StateModel):
    """An address that asked to hear of a round's addenda, and confirmed it by a link that was mailed there."""

    round = StateForeignKey(Round, related_name="subscribers")
    email = models.EmailField()
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    asked_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            *isolated("grants_subscriber", "round"),
            models.UniqueConstraint(fields=["state", "round", "email"], name="subscriber_once"),
        ]

    def __str__(self) -> str:
        return f"Subscriber {self.pk}"
