"""The closed lists of panel meetings."""

from django.db import models


class MeetingStatus(models.TextChoices):
    PLANNED = "planned", "Planned"
    OPEN = "open", "In session"
    CLOSED = "closed", "Closed"
    CANCELLED = "cancelled", "Cancelled"


class TalkStatus(models.TextChoices):
    """How far the panel is with one application."""

    WAITING = "waiting", "To discuss"
    DISCUSSING = "discussing", "Being discussed"
    AGREED = "agreed", "Consensus"
    STANDS = "stands", "The reviews stand"
    NOT_REACHED = "not_reached", "Not reached"


LOCKED = (TalkStatus.DISCUSSING, TalkStatus.AGREED, TalkStatus.STANDS)
"""While its discussion is so, the reviews of an application cannot change."""

SETTLED = (TalkStatus.AGREED, TalkStatus.STANDS)


class Part(models.TextChoices):
    """Where a member was while an application was discussed."""

    PRESENT = "present", "Took part"
    ABSENT = "absent", "Absent"
    RECUSED = "recused", "Left the room"
