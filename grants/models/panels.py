"""Panels: meetings of a round's reviewers that talk over its applications and may agree on scores of their own."""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from core.isolation import StateForeignKey, StateManager, StateModel, StateQuerySet, isolated
from core.models import Member, StoredFile
from grants.choices.panels import LOCKED, MeetingStatus, Part, TalkStatus
from grants.models.applications import Application
from grants.models.rounds import Criterion, Round


class PanelMeeting(StateModel):
    """One meeting of a round's panel. Whoever chairs it leads the discussions; she sits on it only if she is a member too.

    `quorum` is how many members must take part in the discussion of an application, those who left the room not counted.
    `facts` are the minutes, frozen when it was closed, with their hash.
    """

    round = StateForeignKey(Round, related_name="panels")
    status = models.CharField(max_length=10, choices=MeetingStatus, default=MeetingStatus.PLANNED)
    starts_at = models.DateTimeField()
    place = models.CharField(max_length=300, help_text="A room, or the link of a call")
    chair = StateForeignKey(Member, related_name="panels_chaired")
    quorum = models.PositiveSmallIntegerField()
    made_by = StateForeignKey(Member, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = StateForeignKey(Member, null=True, blank=True, related_name="+")
    facts = models.JSONField(null=True, blank=True)
    facts_sha256 = models.CharField(max_length=64, blank=True)
    minutes = StateForeignKey(StoredFile, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-starts_at", "-pk"]
        verbose_name = "panel meeting"
        constraints = [
            *isolated("grants_panelmeeting", "round", "chair", "made_by", "closed_by", "minutes"),
            models.CheckConstraint(condition=Q(status__in=MeetingStatus.values), name="panel_status_known"),
            models.CheckConstraint(condition=Q(quorum__gte=1), name="panel_quorum_at_least_one"),
            models.CheckConstraint(
                condition=~Q(status=MeetingStatus.CLOSED)
                | (Q(closed_at__isnull=False, closed_by__isnull=False, facts__isnull=False) & ~Q(facts_sha256="")),
                name="panel_closed_with_minutes",
            ),
        ]

    def __str__(self) -> str:
        return f"Panel of {self.round}"


class PanelMember(StateModel):
    """One reviewer on a panel, and whether she is in the meeting now."""

    meeting = StateForeignKey(PanelMeeting, related_name="members")
    member = StateForeignKey(Member, related_name="panel_seats")
    is_present = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            *isolated("grants_panelmember", "meeting", "member"),
            models.UniqueConstraint(fields=["state", "meeting", "member"], name="panelmember_once"),
        ]

    def __str__(self) -> str:
        return self.member.name


class PanelItemQuerySet(StateQuerySet):
    def locking(self) -> PanelItemQuerySet:
        """Those whose application's reviews cannot change, because its discussion has begun."""
        return self.filter(is_current=True, status__in=LOCKED)


class PanelItem(StateModel):
    """One application on a meeting's agenda, how far its discussion is, and what the panel agreed on.

    `position` is its place on the agenda, from 1. An application is on one agenda at a time: `is_current` is False where
    it was put on a later one. `version` rises with every save of the consensus. `given` of `out_of` are its sums, fixed
    when it is settled; `reason` says why the total left the mean of the reviews, or why the reviews stand.
    """

    meeting = StateForeignKey(PanelMeeting, related_name="items")
    application = StateForeignKey(Application, related_name="panel_items")
    introducer = StateForeignKey(Member, null=True, blank=True, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)
    status = models.CharField(max_length=12, choices=TalkStatus, default=TalkStatus.WAITING)
    is_current = models.BooleanField(default=True)
    begun_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = StateForeignKey(Member, null=True, blank=True, related_name="+")
    reason = models.TextField(blank=True)
    given = models.PositiveIntegerField(null=True, blank=True)
    out_of = models.PositiveIntegerField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    objects: ClassVar = StateManager.from_queryset(PanelItemQuerySet)()

    class Meta:
        ordering = ["position", "application__number", "pk"]
        verbose_name = "discussion"
        constraints = [
            *isolated("grants_panelitem", "meeting", "application", "introducer", "settled_by"),
            models.UniqueConstraint(fields=["state", "meeting", "application"], name="panelitem_once"),
            models.UniqueConstraint(
                fields=["state", "application"], condition=Q(is_current=True), name="panelitem_one_agenda"
            ),
            models.CheckConstraint(condition=Q(status__in=TalkStatus.values), name="panelitem_status_known"),
            models.CheckConstraint(
                condition=~Q(status__in=LOCKED) | Q(begun_at__isnull=False), name="panelitem_begun_before_it_moves"
            ),
            models.CheckConstraint(
                condition=~Q(status=TalkStatus.AGREED)
                | Q(given__isnull=False, out_of__gte=1, given__lte=F("out_of"), settled_by__isnull=False),
                name="panelitem_consensus_adds_up",
            ),
            models.CheckConstraint(
                condition=~Q(status=TalkStatus.STANDS) | ~Q(reason=""), name="panelitem_says_why_reviews_stand"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application} on {self.meeting}"

    @property
    def total(self) -> Fraction | None:
        """The share of the points that apply, exactly; None without a consensus."""
        return Fraction(self.given or 0, self.out_of) if self.status == TalkStatus.AGREED and self.out_of else None


class PreScores(StateModel):
    """The submitted reviews of an application as its discussion began, with the instant and their hash. Inserted once."""

    item = StateForeignKey(PanelItem, related_name="prescores")
    at = models.DateTimeField()
    by = StateForeignKey(Member, related_name="+")
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name_plural = "pre-scores"
        constraints = [*isolated("grants_prescores", "item", "by")]

    def __str__(self) -> str:
        return f"{self.item}: {self.sha256[:12]}"


class PanelScore(StateModel):
    """What the panel gives on one criterion, or that it does not apply, and why where it leaves the reviews' mean."""

    item = StateForeignKey(PanelItem, related_name="scores")
    criterion = StateForeignKey(Criterion, related_name="panel_scores")
    points = models.PositiveSmallIntegerField(null=True, blank=True)
    does_not_apply = models.BooleanField(default=False)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["criterion__position"]
        constraints = [
            *isolated("grants_panelscore", "item", "criterion"),
            models.UniqueConstraint(fields=["state", "item", "criterion"], name="panelscore_once_a_criterion"),
            models.CheckConstraint(
                condition=Q(does_not_apply=False) | Q(points__isnull=True), name="panelscore_points_or_does_not_apply"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.points}"


class PanelSeat(StateModel):
    """One member and one application: whether she declared no conflict with it, and where she was during its discussion."""

    item = StateForeignKey(PanelItem, related_name="seats")
    member = StateForeignKey(Member, related_name="+")
    declared_at = models.DateTimeField(null=True, blank=True)
    part = models.CharField(max_length=8, choices=Part, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            *isolated("grants_panelseat", "item", "member"),
            models.UniqueConstraint(fields=["state", "item", "member"], name="panelseat_once"),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.part}"


class Dissent(StateModel):
    """That a member does not share what the panel settled, by her name. It ends where the discussion is opened again."""

    item = StateForeignKey(PanelItem, related_name="dissents")
    member = StateForeignKey(Member, related_name="+")
    words = models.TextField()
    at = models.DateTimeField(default=timezone.now, editable=False)
    recorded_by = StateForeignKey(Member, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = "dissent"
        constraints = [
            *isolated("grants_dissent", "item", "member", "recorded_by"),
            models.UniqueConstraint(
                fields=["state", "item", "member"], condition=Q(ended_at__isnull=True), name="dissent_one_a_member"
            ),
            models.CheckConstraint(condition=~Q(words=""), name="dissent_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.words[:40]}"
