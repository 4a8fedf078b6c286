"""The closed lists of the legislature."""

from django.db import models


class ChamberKind(models.TextChoices):
    UPPER = "upper", "Upper chamber"
    LOWER = "lower", "Lower chamber"
    LEGISLATURE = "legislature", "Single chamber"


class EditionStatus(models.TextChoices):
    DRAFT = "draft", "Draft"
    FROZEN = "frozen", "Facts frozen"
    APPROVED = "approved", "Approved"
    PUBLISHED = "published", "Published"


class DocumentKind(models.TextChoices):
    STATEWIDE = "statewide", "Statewide report"
    DISTRICT = "district", "Report with a district page"


class DeliveryStatus(models.TextChoices):
    WAITING = "waiting", "Waiting for its document"
    SENT = "sent", "Sent"
    OPENED = "opened", "Opened"
    WITHDRAWN = "withdrawn", "Link withdrawn"


class AnnouncementStatus(models.TextChoices):
    DRAFT = "draft", "Draft"
    PROPOSED = "proposed", "To approve"
    APPROVED = "approved", "Approved"
    TOLD = "told", "Legislators told"
    RELEASED = "released", "Released"
    CANCELED = "canceled", "Canceled"


class NoticeStatus(models.TextChoices):
    WAITING = "waiting", "Waiting for its hour"
    SENT = "sent", "Sent"
    NO_ADDRESS = "no_address", "No e-mail address"
    STOPPED = "stopped", "Not sent"
