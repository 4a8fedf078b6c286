"""The closed lists of the register of state policies (domain 2.2)."""

from django.db import models


class PolicyKind(models.TextChoices):
    STATUTE = "statute", "Statute"
    EXECUTIVE_ORDER = "executive_order", "Executive order"
    APPROPRIATION = "appropriation", "Appropriation"
    PLAN = "plan", "Plan"
    RULE = "rule", "Rule"
    MOU = "mou", "Memorandum of understanding"


class SupportType(models.TextChoices):
    """The three ways in which a policy supports partnerships (National Skills Coalition's scan of the states)."""

    FUNDING = "funding", "Funding"
    TECHNICAL_ASSISTANCE = "technical_assistance", "Technical assistance"
    PROGRAM_INITIATIVE = "program_initiative", "Program initiative"
