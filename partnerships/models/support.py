"""Technical assistance: what a convener asks, who gives it in which sessions, what it was worth; peers; the plan."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from core.isolation import StateForeignKey, StateManager, StateModel, StateQuerySet, isolated
from core.models import Member
from partnerships.choices.support import ExchangeStatus, Format, RequestStatus, Side, Topic
from partnerships.models.partnerships import Partnership

UNMET_DAYS = 30
"""Days after which a request without a session counts as unmet (metric S9)."""
UNSERVED = (RequestStatus.ASKED, RequestStatus.ASSIGNED)
RUNNING = (*UNSERVED, RequestStatus.IN_PROGRESS)
ENDED_WITH_A_REASON = (RequestStatus.WITHDRAWN, RequestStatus.DECLINED)


class RequestQuerySet(StateQuerySet):
    def running(self) -> RequestQuerySet:
        """Neither done nor withdrawn nor declined."""
        return self.filter(status__in=RUNNING)

    def unmet(self) -> RequestQuerySet:
        """Metric S9: asked more than thirty days ago, and no session yet."""
        before = timezone.now() - dt.timedelta(days=UNMET_DAYS)
        return self.filter(status__in=UNSERVED, asked_at__lt=before)


class AssistanceRequest(StateModel):
    """A convener's request for technical assistance. The rating, 1 to 5, says how useful it was, by who asked."""

    partnership = StateForeignKey(Partnership, related_name="assistance_requests")
    asked_by = StateForeignKey(Member, related_name="+")
    topic = models.CharField(max_length=24, choices=Topic)
    words = models.TextField()
    status = models.CharField(max_length=12, choices=RequestStatus, default=RequestStatus.ASKED)
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    provider = StateForeignKey(Member, related_name="assistance_given", null=True, blank=True)
    assigned_by = StateForeignKey(Member, related_name="+", null=True, blank=True)
    assigned_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True, help_text="Why it was declined or withdrawn")
    rating = models.PositiveSmallIntegerField(null=True, blank=True)
    comment = models.TextField(blank=True)
    rated_by = StateForeignKey(Member, related_name="+", null=True, blank=True)
    rated_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = StateManager.from_queryset(RequestQuerySet)()

    class Meta:
        ordering = ["asked_at", "pk"]
        verbose_name = "request"
        constraints = [
            *isolated("partnerships_assistance", "partnership", "asked_by", "provider", "assigned_by", "rated_by"),
            models.CheckConstraint(condition=Q(topic__in=Topic.values), name="assistance_topic_known"),
            models.CheckConstraint(condition=Q(status__in=RequestStatus.values), name="assistance_status_known"),
            models.CheckConstraint(
                condition=~Q(status__in=[RequestStatus.ASSIGNED, RequestStatus.IN_PROGRESS, RequestStatus.DONE])
                | Q(provider__isnull=False),
                name="assistance_has_a_provider",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=ENDED_WITH_A_REASON) | ~Q(reason=""), name="assistance_ends_with_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(rating__isnull=True, rated_at__isnull=True)
                | Q(rating__range=(1, 5), rated_at__isnull=False, status=RequestStatus.DONE),
                name="assistance_rated_when_done",
            ),
        ]
        indexes = [models.Index(fields=["state", "status", "asked_at"], name="assistance_by_age")]

    def __str__(self) -> str:
        return f"{self.get_topic_display()} for {self.partnership}"


class AssistanceSession(StateModel):
    """One session: when, how long, in which form, with whom, and what came of it."""

    request = StateForeignKey(AssistanceRequest, related_name="sessions")
    held_on = models.DateField()
    hours = models.DecimalField(max_digits=4, decimal_places=2)
    format = models.CharField(max_length=16, choices=Format, default=Format.ONE_ON_ONE)
    who = models.CharField(max_length=300, help_text="Who took part")
    notes = models.TextField(blank=True)
    given_by = StateForeignKey(Member, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["held_on", "pk"]
        verbose_name = "session"
        constraints = [
            *isolated("partnerships_session", "request", "given_by"),
            models.CheckConstraint(condition=Q(format__in=Format.values), name="session_format_known"),
            models.CheckConstraint(condition=Q(hours__gt=0, hours__lte=24), name="session_hours_of_one_day"),
        ]
        indexes = [models.Index(fields=["state", "held_on"], name="session_by_day")]

    def __str__(self) -> str:
        return f"{self.get_format_display()} on {self.held_on}"


class AssistanceWord(StateModel):
    """One message of the talk between who asked, who gives and who assigned."""

    request = StateForeignKey(AssistanceRequest, related_name="talk")
    by = StateForeignKey(Member, related_name="+")
    text = models.TextField()
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [*isolated("partnerships_assistanceword", "request", "by")]

    def __str__(self) -> str:
        return f"{self.by}: {self.text[:60]}"


class PeerExchange(StateModel):
    """What one partnership offers its peers, or asks of them, and the partnership with which it was matched."""

    partnership = StateForeignKey(Partnership, related_name="exchanges")
    side = models.CharField(max_length=6, choices=Side)
    topic = models.CharField(max_length=24, choices=Topic)
    words = models.TextField()
    status = models.CharField(max_length=10, choices=ExchangeStatus, default=ExchangeStatus.OPEN)
    made_by = StateForeignKey(Member, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    peer = StateForeignKey(Partnership, related_name="exchanges_joined", null=True, blank=True)
    matched_by = StateForeignKey(Member, related_name="+", null=True, blank=True)
    matched_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    notes = models.TextField(blank=True, help_text="What the two learned from each other")

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = "exchange"
        constraints = [
            *isolated("partnerships_peerexchange", "partnership", "made_by", "peer", "matched_by"),
            models.CheckConstraint(condition=Q(side__in=Side.values), name="peerexchange_side_known"),
            models.CheckConstraint(condition=Q(topic__in=Topic.values), name="peerexchange_topic_known"),
            models.CheckConstraint(condition=Q(status__in=ExchangeStatus.values), name="peerexchange_status_known"),
            models.CheckConstraint(
                condition=~Q(status__in=[ExchangeStatus.MATCHED, ExchangeStatus.DONE]) | Q(peer__isnull=False),
                name="peerexchange_matched_with_somebody",
            ),
            models.CheckConstraint(
                condition=Q(peer__isnull=True) | ~Q(peer=F("partnership")), name="peerexchange_is_between_two"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partnership} {self.get_side_display().lower()} {self.get_topic_display().lower()}"


class SupportPlan(StateModel):
    """What the state plans to support in one of its fiscal years, named as the state names them."""

    year = models.PositiveSmallIntegerField()
    words = models.TextField(blank=True)
    conveners = models.PositiveSmallIntegerField("conveners to serve", default=0)
    useful_percent = models.PositiveSmallIntegerField("ratings of 4 or 5, percent", default=80)
    events_each = models.PositiveSmallIntegerField(
        "events a convener attends", default=2, help_text="From how many events a year a convener counts (metric S10)"
    )
    made_by = StateForeignKey(Member, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-year"]
        verbose_name = "plan of support"
        constraints = [
            *isolated("partnerships_supportplan", "made_by"),
            models.UniqueConstraint(fields=["state", "year"], name="supportplan_once_a_year"),
            models.CheckConstraint(condition=Q(year__range=(2000, 2100)), name="supportplan_year_possible"),
            models.CheckConstraint(condition=Q(useful_percent__lte=100), name="supportplan_percent_possible"),
            models.CheckConstraint(condition=Q(events_each__gte=1), name="supportplan_events_positive"),
        ]

    def __str__(self) -> str:
        return f"Support in {self.year}"


class SupportGoal(StateModel):
    """What the plan wants on one topic: a sentence, and how many sessions and events."""

    plan = StateForeignKey(SupportPlan, related_name="goals", on_delete=models.CASCADE)
    topic = models.CharField(max_length=24, choices=Topic)
    text = models.CharField(max_length=300, blank=True)
    sessions = models.PositiveSmallIntegerField(default=0)
    events = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["pk"]
        constraints = [
            *isolated("partnerships_supportgoal", "plan"),
            models.UniqueConstraint(fields=["state", "plan", "topic"], name="supportgoal_once_a_topic"),
            models.CheckConstraint(condition=Q(topic__in=Topic.values), name="supportgoal_topic_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_topic_display()}: {self.sessions} sessions, {self.events} events"
