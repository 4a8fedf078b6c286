"""What a round shows to its reviewers, phase by phase."""

from django.db import models


class Phase(models.TextChoices):
    """Where an application stands for those who review it."""

    REVIEW = "review", "While each reviews alone"
    PANEL = "panel", "On a panel’s agenda"
    DECIDED = "decided", "Once the scoring is closed"


class Identities(models.TextChoices):
    SHOWN = "shown", "Shown"
    HIDDEN = "hidden", "Hidden"


class BudgetShown(models.TextChoices):
    FULL = "full", "Every line"
    SUMMARY = "summary", "Sums by category"
    NONE = "none", "Not shown"


class OthersShown(models.TextChoices):
    """The other submitted reviews, without names."""

    AFTER_OWN = "after_own", "Once her own is submitted"
    NEVER = "never", "Not shown"
    ALWAYS = "always", "Always"


class AggregatesShown(models.TextChoices):
    """The mean of the counted reviews."""

    HIDDEN = "hidden", "Not shown"
    AFTER_OWN = "after_own", "Once her own is submitted"
