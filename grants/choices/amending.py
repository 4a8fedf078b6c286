"""The closed lists of what becomes of an award after it is active: amendments."""

from django.db import models


class AmendmentStatus(models.TextChoices):
    DRAFT = "draft", "Draft"
    REQUESTED = "requested", "Waits for a decision"
    RETURNED = "returned", "Sent back with a question"
    RECORDED = "recorded", "Recorded"
    APPROVED = "approved", "Approved"
    DENIED = "denied", "Denied"
    WITHDRAWN = "withdrawn", "Withdrawn"


class ChangeKind(models.TextChoices):
    """What one item of an amendment changes."""

    EXTENSION = "extension", "More time, without more money"
    BUDGET = "budget", "Money moved between budget categories"
    AMOUNT = "amount", "More or less money"
    MATCH = "match", "The match"
    PERSON = "person", "A key person"
    SCOPE = "scope", "The scope or the work plan"
    TARGET = "target", "A target"
    PERIOD = "period", "An earlier end"
    SUBRECIPIENT = "subrecipient", "A subrecipient"
    OTHER = "other", "Something else"


class Level(models.TextChoices):
    """What a change needs before it takes force (BR-35)."""

    FREE = "free", "Free"
    NOTIFY = "notify", "Tell the state"
    PRIOR = "prior", "Prior approval"


class Event(models.TextChoices):
    """What happens to a person, a subrecipient or the work."""

    REPLACED = "replaced", "Somebody else takes the place"
    AWAY = "away", "Away for some months"
    LESS = "less", "Gives less time"
    NEW = "new", "A new subaward"
    CHANGED = "changed", "A subaward that the budget names changes"
    ENDED = "ended", "A subaward ends"
    SCOPE = "scope", "The scope or an objective changes"
    PLAN = "plan", "Only steps or dates of the work plan change"


PERSON_EVENTS = (Event.REPLACED, Event.AWAY, Event.LESS)
PARTY_EVENTS = (Event.NEW, Event.CHANGED, Event.ENDED)
SCOPE_EVENTS = (Event.SCOPE, Event.PLAN)
