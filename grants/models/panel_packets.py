"""What a member of a panel takes along: one document of the applications that she may see."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.isolation import StateForeignKey, StateModel, isolated
from core.models import Member, StoredFile
from grants.models.panels import PanelMeeting


class PanelPacket(StateModel):
    """One packet of one member for one meeting. `application_ids` is what stands in it; it is hers alone, and ends with the
    meeting or as soon as one of those applications is no longer hers to see.
    """

    meeting = StateForeignKey(PanelMeeting, related_name="packets")
    member = StateForeignKey(Member, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    application_ids = models.JSONField(default=list)
    file = StateForeignKey(StoredFile, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = "packet"
        constraints = [
            *isolated("grants_panelpacket", "meeting", "member", "file"),
            models.UniqueConstraint(
                fields=["state", "meeting", "member"],
                condition=Q(withdrawn_at__isnull=True),
                name="panelpacket_one_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.meeting}"
