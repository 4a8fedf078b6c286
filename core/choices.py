"""The closed lists that core's tables use."""

from django.db import models


class Jurisdiction(models.TextChoices):
    STATE = "state", "State"
    TERRITORY = "territory", "Territory"
    DISTRICT = "district", "District"
    TRIBAL_NATION = "tribal_nation", "Tribal nation"


class YearNamedBy(models.TextChoices):
    """Which calendar year gives a fiscal year its name."""

    START = "start_year", "The year in which it starts"
    END = "end_year", "The year in which it ends"


class Scope(models.TextChoices):
    """What a role is held over. The thing itself belongs to an app above; core keeps only its kind and id."""

    STATE = "state", "The whole state"
    ORGANIZATION = "organization", "An organization"
    PARTNERSHIP = "partnership", "A partnership"
    ROUND = "round", "A grant round"
    APPLICATION = "application", "An application"
    FUND = "fund", "A fund"
