"""What employers did with a partnership, beside its meetings and their commitments."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.isolation import StateForeignKey, StateModel, isolated
from core.models import Member
from partnerships.choices.work import EngagementKind, Seniority
from partnerships.models.organizations import Organization
from partnerships.models.partnerships import Partnership


class EngagementEvent(StateModel):
    """One thing that an employer did, on a day. The employer may be one that has no seat at the table yet."""

    partnership = StateForeignKey(Partnership, related_name="engagement")
    employer = StateForeignKey(Organization, related_name="engagement")
    happened_on = models.DateField()
    kind = models.CharField(max_length=10, choices=EngagementKind)
    person = models.CharField(max_length=120, blank=True)
    seniority = models.CharField(max_length=10, choices=Seniority, default=Seniority.UNKNOWN)
    hours = models.DecimalField(max_digits=6, decimal_places=1, null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    entered_by = StateForeignKey(Member, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-happened_on", "-pk"]
        verbose_name = "contact with an employer"
        constraints = [
            *isolated("partnerships_engagementevent", "partnership", "employer", "entered_by"),
            models.CheckConstraint(condition=Q(kind__in=EngagementKind.values), name="engagementevent_kind_known"),
            models.CheckConstraint(condition=Q(seniority__in=Seniority.values), name="engagementevent_seniority_known"),
            models.CheckConstraint(condition=Q(hours__isnull=True) | Q(hours__gte=0), name="engagementevent_hours"),
        ]
        indexes = [models.Index(fields=["state", "partnership", "happened_on"], name="engagementevent_by_day")]

    def __str__(self) -> str:
        return f"{self.employer}: {self.get_kind_display()}"
