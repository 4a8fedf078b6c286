"""The closed lists of closeout."""

from django.db import models


class CloseoutStatus(models.TextChoices):
    OPEN = "open", "Closing"
    CLOSED = "closed", "Closed"
    ALONE = "alone", "Closed without the convener"


class Step(models.TextChoices):
    """What has to be done before an award is closed."""

    FINAL_REPORT = "final_report", "Final report accepted"
    MONEY = "money", "Money of every quarter accepted"
    MATCH = "match", "Match documented"
    PROPERTY = "property", "Equipment and property"
    UNSPENT = "unspent", "Unspent money returned"
    FINDINGS = "findings", "Findings of monitoring closed"
    RECORDS = "records", "Records kept"


class Whose(models.TextChoices):
    """Whose step it is."""

    CONVENER = "convener", "Convener"
    STATE = "state", "State"
