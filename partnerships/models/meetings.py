"""Meetings of a partnership: what was proposed and by whom, who came, what was decided with whom present, minutes."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from core.isolation import StateForeignKey, StateModel, isolated
from core.models import Member, StoredFile
from partnerships.choices import PartnerRole
from partnerships.choices.work import Adopts, DecidedHow, ItemStatus, MeetingStatus, Seniority
from partnerships.models.partnerships import Partnership, PartnershipMember


class Meeting(StateModel):
    """One meeting. `facts` are the minutes as they were adopted, frozen with their hash; `file` was drawn from them.

    `present` and `employers` are the organizations that came, counted once each when the meeting was held.
    """

    partnership = StateForeignKey(Partnership, related_name="meetings")
    title = models.CharField(max_length=120, default="Meeting of the partnership")
    status = models.CharField(max_length=10, choices=MeetingStatus, default=MeetingStatus.PLANNED)
    starts_at = models.DateTimeField()
    minutes_long = models.PositiveSmallIntegerField(default=90, help_text="How long it lasts, in minutes")
    place = models.CharField(max_length=300, help_text="A room, or the link of a call")
    chaired_by = StateForeignKey(PartnershipMember, null=True, blank=True, related_name="meetings_chaired")
    guests = models.TextField(blank=True, help_text="Who came without a seat at the table")
    minutes = models.TextField(blank=True)
    present = models.PositiveSmallIntegerField(null=True, blank=True)
    employers = models.PositiveSmallIntegerField(null=True, blank=True)
    made_by = StateForeignKey(Member, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    sequence = models.PositiveIntegerField(default=0, help_text="How often it was moved or called off, for calendars")
    held_at = models.DateTimeField(null=True, blank=True)
    held_by = StateForeignKey(Member, null=True, blank=True, related_name="+")
    adopted_on = models.DateField(null=True, blank=True)
    adopted_by = StateForeignKey(Member, null=True, blank=True, related_name="+")
    facts = models.JSONField(null=True, blank=True)
    facts_sha256 = models.CharField(max_length=64, blank=True)
    file = StateForeignKey(StoredFile, null=True, blank=True, related_name="+")
    reason = models.TextField(blank=True, help_text="Why it was called off, or opened again")

    class Meta:
        ordering = ["-starts_at", "-pk"]
        verbose_name = "meeting"
        constraints = [
            *isolated("partnerships_meeting", "partnership", "chaired_by", "made_by", "held_by", "adopted_by", "file"),
            models.CheckConstraint(condition=Q(status__in=MeetingStatus.values), name="meeting_status_known"),
            models.CheckConstraint(condition=Q(minutes_long__gte=5, minutes_long__lte=1440), name="meeting_lasts"),
            models.CheckConstraint(
                condition=~Q(status__in=[MeetingStatus.HELD, MeetingStatus.ADOPTED])
                | Q(held_at__isnull=False, held_by__isnull=False, present__gte=1, employers__lte=F("present")),
                name="meeting_held_with_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(status=MeetingStatus.ADOPTED)
                | (Q(adopted_on__isnull=False, adopted_by__isnull=False, facts__isnull=False) & ~Q(facts_sha256="")),
                name="meeting_adopted_with_minutes",
            ),
        ]
        indexes = [models.Index(fields=["state", "partnership", "-starts_at"], name="meeting_by_day")]

    def __str__(self) -> str:
        return f"{self.title}, {timezone.localtime(self.starts_at):%Y-%m-%d}"


class MeetingAttendance(StateModel):
    """One person who came for a member. Who is not here was not there."""

    meeting = StateForeignKey(Meeting, related_name="attendance")
    seat = StateForeignKey(PartnershipMember, related_name="attendance")
    person = models.CharField(max_length=120, blank=True)
    seniority = models.CharField(max_length=10, choices=Seniority, default=Seniority.UNKNOWN)

    class Meta:
        ordering = ["pk"]
        constraints = [
            *isolated("partnerships_attendance", "meeting", "seat"),
            models.UniqueConstraint(fields=["state", "meeting", "seat", "person"], name="attendance_once"),
            models.CheckConstraint(condition=Q(seniority__in=Seniority.values), name="attendance_seniority_known"),
        ]

    def __str__(self) -> str:
        return self.person or str(self.seat)


class AgendaItem(StateModel):
    """Something to talk about: proposed by a member, or by the convener where no seat is named.

    `proposer_role` is the role in which it was proposed, as it was then. What was decided keeps how many organizations
    were present at the decision: `present` in all, `employers` of them, `present_roles` by role; who left the room for it
    is not among them. `carried_from` leads to the item on the earlier agenda.
    """

    partnership = StateForeignKey(Partnership, related_name="agenda_items")
    meeting = StateForeignKey(Meeting, null=True, blank=True, related_name="items")
    position = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(max_length=200)
    about = models.TextField(blank=True)
    proposed_by = StateForeignKey(PartnershipMember, null=True, blank=True, related_name="items_proposed")
    proposer_role = models.CharField(max_length=24, choices=PartnerRole, blank=True)
    entered_by = StateForeignKey(Member, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now, editable=False)
    status = models.CharField(max_length=10, choices=ItemStatus, default=ItemStatus.WAITING)
    carried_from = StateForeignKey("self", null=True, blank=True, related_name="carried_to")
    decision = models.TextField(blank=True)
    adopts = models.CharField(max_length=10, choices=Adopts, blank=True, default=Adopts.NOTHING)
    decided_how = models.CharField(max_length=10, choices=DecidedHow, blank=True)
    votes_for = models.PositiveSmallIntegerField(null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField(null=True, blank=True)
    votes_abstained = models.PositiveSmallIntegerField(null=True, blank=True)
    present = models.PositiveSmallIntegerField(null=True, blank=True)
    employers = models.PositiveSmallIntegerField(null=True, blank=True)
    present_roles = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = "agenda item"
        constraints = [
            *isolated("partnerships_agendaitem", "partnership", "meeting", "proposed_by", "entered_by", "carried_from"),
            models.CheckConstraint(condition=Q(status__in=ItemStatus.values), name="agendaitem_status_known"),
            models.CheckConstraint(condition=Q(adopts__in=Adopts.values), name="agendaitem_adopts_known"),
            models.CheckConstraint(
                condition=Q(proposer_role__in=["", *PartnerRole.values]), name="agendaitem_role_known"
            ),
            models.CheckConstraint(
                condition=~Q(status=ItemStatus.DECIDED)
                | (Q(meeting__isnull=False) & ~Q(decision="") & Q(decided_how__in=DecidedHow.values)),
                name="agendaitem_decided_in_words",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[ItemStatus.WAITING, ItemStatus.TAKEN_BACK]) | Q(meeting__isnull=False),
                name="agendaitem_on_a_meeting",
            ),
            models.CheckConstraint(
                condition=Q(employers__isnull=True) | Q(employers__lte=F("present")),
                name="agendaitem_employers_present",
            ),
        ]
        indexes = [models.Index(fields=["state", "partnership", "status"], name="agendaitem_by_status")]

    def __str__(self) -> str:
        return self.title


class DecisionRecusal(StateModel):
    """A member that left the room for one item, because of an interest in it."""

    item = StateForeignKey(AgendaItem, related_name="recusals")
    seat = StateForeignKey(PartnershipMember, related_name="recusals")
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            *isolated("partnerships_recusal", "item", "seat"),
            models.UniqueConstraint(fields=["state", "item", "seat"], name="recusal_once"),
        ]

    def __str__(self) -> str:
        return f"{self.seat} left for {self.item}"
