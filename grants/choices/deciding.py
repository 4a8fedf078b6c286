"""What a debrief shows, and what an appeal is about and comes to."""

from django.db import models


class Debrief(models.TextChoices):
    """What applicants are shown of the reviews once their letter was sent."""

    NONE = "none", "Nothing beyond the letter"
    SCORES = "scores", "The mean of each criterion"
    COMMENTS = "comments", "The mean of each criterion, and comments written for the applicant"


class AppealGround(models.TextChoices):
    """What an appeal can be about: the process alone (BR-23)."""

    RULE = "rule", "A rule of the notice was not followed"
    CONFLICT = "conflict", "Somebody with a conflict of interest took part"
    RECORD = "record", "Something we sent was lost, or not given to the reviewers"
    SUM = "sum", "A sum or a rank was worked out wrongly"
    TERM = "term", "A date or a period was not kept"


class AppealStatus(models.TextChoices):
    FILED = "filed", "Filed"
    ACKNOWLEDGED = "acknowledged", "Acknowledged"
    UPHELD = "upheld", "Upheld"
    DENIED = "denied", "Denied"
    REMANDED = "remanded", "Sent back to be done again"
    WITHDRAWN = "withdrawn", "Withdrawn"


class WaitingStatus(models.TextChoices):
    """An offer from the waiting list, before its letter."""

    PROPOSED = "proposed", "Proposed"
    APPROVED = "approved", "Approved"
    DROPPED = "dropped", "Dropped"
