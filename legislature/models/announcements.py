"""Awards announced: to the legislators of the districts first, to the press and everybody at the release."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from core.isolation import StateForeignKey, StateModel, isolated
from core.models import Email, Member
from grants.models import Award, Round
from legislature.choices import AnnouncementStatus, NoticeStatus
from legislature.models.people import Legislator


class Announcement(StateModel):
    """Awards of one round and the instant of their release; legislators learn of them `hours` before.

    `facts` is frozen when it is proposed, approved by somebody else, and every message is written from it alone. One that
    corrects another says what changed.
    """

    round = StateForeignKey(Round, related_name="announcements")
    status = models.CharField(max_length=10, choices=AnnouncementStatus, default=AnnouncementStatus.DRAFT)
    release_at = models.DateTimeField()
    hours = models.PositiveSmallIntegerField()
    words = models.TextField(blank=True, help_text="A paragraph of the office's own, in every message")
    press = ArrayField(models.EmailField(), default=list, blank=True)
    facts = models.JSONField(null=True, blank=True)
    facts_sha256 = models.CharField(max_length=64, blank=True)
    corrects = StateForeignKey("legislature.Announcement", null=True, blank=True, related_name="corrections")
    what_changed = models.TextField(blank=True)
    drafted_by = StateForeignKey(Member, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    proposed_at = models.DateTimeField(null=True, blank=True)
    approved_by = StateForeignKey(Member, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    canceled_at = models.DateTimeField(null=True, blank=True)
    why_canceled = models.TextField(blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = "announcement"
        constraints = [
            *isolated("legislature_announcement", "round", "corrects", "drafted_by", "approved_by"),
            models.CheckConstraint(condition=Q(status__in=AnnouncementStatus.values), name="announcement_status_known"),
            models.CheckConstraint(condition=Q(hours__range=(1, 168)), name="announcement_head_start_possible"),
            models.CheckConstraint(
                condition=Q(status__in=[AnnouncementStatus.DRAFT, AnnouncementStatus.CANCELED])
                | (Q(facts__isnull=False) & ~Q(facts_sha256="")),
                name="announcement_frozen_before_it_moves",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("drafted_by")), name="announcement_two_people"
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True) | ~Q(what_changed=""), name="announcement_correction_says_what"
            ),
            models.UniqueConstraint(
                fields=["state", "round"],
                condition=Q(status__in=["draft", "proposed", "approved", "told"]),
                name="announcement_one_under_way",
            ),
            models.CheckConstraint(
                condition=Q(released_at__isnull=True) | Q(told_at__isnull=False, told_at__lte=F("released_at")),
                name="announcement_legislators_first",
            ),
        ]

    def __str__(self) -> str:
        return f"Awards of {self.round}"

    @property
    def tell_at(self) -> dt.datetime:
        """When legislators learn of it."""
        return self.release_at - dt.timedelta(hours=self.hours)

    @property
    def frozen_facts(self) -> dict[str, Any]:
        """What every message is written from. Raises ValueError before it is frozen."""
        if not self.facts:
            raise ValueError(f"{self} was not proposed yet, so there is nothing to write from.")
        return dict(self.facts)


class AnnouncedAward(StateModel):
    """An award in an announcement, with one sentence of its own application about what it will do."""

    announcement = StateForeignKey(Announcement, related_name="awards")
    award = StateForeignKey(Award, related_name="+")
    sentence = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            *isolated("legislature_announcedaward", "announcement", "award"),
            models.UniqueConstraint(fields=["state", "announcement", "award"], name="announcedaward_once"),
        ]

    def __str__(self) -> str:
        return f"{self.award}"


class AwardNotice(StateModel):
    """One announcement to one person: a legislator, or (without one) an address of the press."""

    announcement = StateForeignKey(Announcement, related_name="notices")
    legislator = StateForeignKey(Legislator, null=True, blank=True, related_name="+")
    email = models.EmailField(blank=True)
    status = models.CharField(max_length=10, choices=NoticeStatus, default=NoticeStatus.WAITING)
    message = StateForeignKey(Email, null=True, blank=True, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = "notice of awards"
        verbose_name_plural = "notices of awards"
        constraints = [
            *isolated("legislature_awardnotice", "announcement", "legislator", "message"),
            models.UniqueConstraint(
                fields=["state", "announcement", "legislator"],
                condition=Q(legislator__isnull=False),
                name="awardnotice_once_a_legislator",
            ),
            models.UniqueConstraint(
                fields=["state", "announcement", "email"],
                condition=Q(legislator__isnull=True),
                name="awardnotice_once_an_address",
            ),
            models.CheckConstraint(condition=Q(status__in=NoticeStatus.values), name="awardnotice_status_known"),
            models.CheckConstraint(
                condition=Q(legislator__isnull=False) | ~Q(email=""), name="awardnotice_press_has_an_address"
            ),
            models.CheckConstraint(
                condition=~Q(status=NoticeStatus.SENT) | Q(message__isnull=False, sent_at__isnull=False),
                name="awardnotice_sent_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.announcement} to {self.legislator or self.email}"
