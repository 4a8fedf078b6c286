"""The closed lists of monitoring: visits and findings."""

from django.db import models


class VisitKind(models.TextChoices):
    DESK = "desk", "Desk review"
    SITE = "site", "On site"
    VIRTUAL = "virtual", "By video"


class VisitStatus(models.TextChoices):
    PLANNED = "planned", "Planned"
    HELD = "held", "Held"
    CANCELLED = "cancelled", "Cancelled"


class Answer(models.TextChoices):
    """What was found on one point of the checklist."""

    YES = "yes", "In order"
    NO = "no", "Not in order"
    NOT_SEEN = "not_seen", "Not looked at"


class Severity(models.TextChoices):
    OBSERVATION = "observation", "Observation"
    CONCERN = "concern", "Concern"
    FINDING = "finding", "Finding"


class FindingStatus(models.TextChoices):
    OPEN = "open", "Open"
    ANSWERED = "answered", "Answered"
    CLOSED = "closed", "Closed"
