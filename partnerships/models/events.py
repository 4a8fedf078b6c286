"""Events: summits, workshops, webinars and learning networks; who registers, who waits, and who came."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from core.isolation import StateForeignKey, StateManager, StateModel, StateQuerySet, isolated
from core.models import Member, StoredFile
from partnerships.choices.support import CheckedBy, EventKind, EventStatus, RegistrationStatus, Topic
from partnerships.models.organizations import Organization


class EventQuerySet(StateQuerySet):
    def announced(self) -> EventQuerySet:
        """Everything but drafts: what those who attend may see."""
        return self.exclude(status=EventStatus.DRAFT)

    def upcoming(self) -> EventQuerySet:
        """Announced, not canceled, and not over."""
        return self.filter(status__in=[EventStatus.OPEN, EventStatus.CLOSED], ends_at__gt=timezone.now())


class Event(StateModel):
    """One event. Without a capacity everybody finds a seat; who comes too late for the last one waits in order."""

    title = models.CharField(max_length=160)
    kind = models.CharField(max_length=16, choices=EventKind)
    status = models.CharField(max_length=8, choices=EventStatus, default=EventStatus.DRAFT)
    topics = ArrayField(models.CharField(max_length=24, choices=Topic), default=list, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=300, blank=True)
    link = models.URLField(max_length=400, blank=True, help_text="Where one takes part online; told after registration")
    capacity = models.PositiveIntegerField(null=True, blank=True)
    takes_guests = models.BooleanField("guests may register", default=True)
    description = models.TextField(blank=True)
    reason = models.TextField(blank=True, help_text="Why it was canceled")
    made_by = StateForeignKey(Member, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    sequence = models.PositiveIntegerField(default=0, help_text="How often it was moved or canceled, for calendars")
    told_at = models.DateTimeField(null=True, blank=True, help_text="When everybody was told of another time or place")

    objects: ClassVar = StateManager.from_queryset(EventQuerySet)()

    class Meta:
        ordering = ["starts_at", "pk"]
        verbose_name = "event"
        constraints = [
            *isolated("partnerships_event", "made_by"),
            models.CheckConstraint(condition=Q(kind__in=EventKind.values), name="event_kind_known"),
            models.CheckConstraint(condition=Q(status__in=EventStatus.values), name="event_status_known"),
            models.CheckConstraint(condition=Q(topics__contained_by=Topic.values), name="event_topics_known"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="event_ends_after_start"),
            models.CheckConstraint(condition=Q(capacity__isnull=True) | Q(capacity__gte=1), name="event_has_a_seat"),
            models.CheckConstraint(
                condition=Q(status=EventStatus.DRAFT) | ~Q(place="") | ~Q(link=""), name="event_is_somewhere"
            ),
            models.CheckConstraint(
                condition=~Q(status=EventStatus.CANCELED) | ~Q(reason=""), name="event_canceled_with_a_reason"
            ),
        ]
        indexes = [models.Index(fields=["state", "starts_at"], name="event_by_day")]

    def __str__(self) -> str:
        return self.title


class EventFile(StateModel):
    """Material of an event, for those who registered."""

    event = StateForeignKey(Event, related_name="materials")
    file = StateForeignKey(StoredFile, related_name="+")
    title = models.CharField(max_length=160)
    made_by = StateForeignKey(Member, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["pk"]
        constraints = [*isolated("partnerships_eventfile", "event", "file", "made_by")]

    def __str__(self) -> str:
        return self.title


class Registration(StateModel):
    """One person at one event. A member's counts for the convener she works for; a guest has a link instead of an account.

    `needs` are dietary or access needs in her own words; they are deleted thirty days after the event.
    """

    event = StateForeignKey(Event, related_name="registrations")
    member = StateForeignKey(Member, related_name="registrations", null=True, blank=True)
    organization = StateForeignKey(Organization, related_name="registrations", null=True, blank=True)
    name = models.CharField(max_length=120)
    email = models.EmailField()
    affiliation = models.CharField(max_length=160, blank=True)
    needs = models.CharField(max_length=200, blank=True)
    status = models.CharField(max_length=10, choices=RegistrationStatus, default=RegistrationStatus.REGISTERED)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    seated_at = models.DateTimeField(null=True, blank=True, help_text="When it got its seat")
    canceled_at = models.DateTimeField(null=True, blank=True)
    reminded = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Days before the event of the last reminder"
    )
    attended_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.CharField(max_length=4, choices=CheckedBy, blank=True)
    checked_in_by = StateForeignKey(Member, related_name="+", null=True, blank=True)

    class Meta:
        ordering = ["made_at", "pk"]
        verbose_name = "registration"
        constraints = [
            *isolated("partnerships_registration", "event", "member", "organization", "checked_in_by"),
            models.UniqueConstraint(
                fields=["state", "event", "email"],
                condition=~Q(status=RegistrationStatus.CANCELED),
                name="registration_once",
            ),
            models.CheckConstraint(condition=Q(status__in=RegistrationStatus.values), name="registration_status_known"),
            models.CheckConstraint(condition=~Q(email__regex="[A-Z ]"), name="registration_email_is_normal"),
            models.CheckConstraint(
                condition=Q(attended_at__isnull=True, checked_by="")
                | (
                    Q(attended_at__isnull=False, status=RegistrationStatus.REGISTERED)
                    & Q(checked_by__in=CheckedBy.values)
                ),
                name="registration_attended_with_a_seat",
            ),
        ]
        indexes = [models.Index(fields=["state", "event", "status"], name="registration_by_event")]

    def __str__(self) -> str:
        return f"{self.name} at {self.event}"

    @property
    def trail_name(self) -> str:
        """Guests are not named in the trail, which all staff read."""
        return f"registration {self.pk} at {self.event}"
