"""The closed lists of who may review what: ties, conflicts, reviewers, proposals."""

from django.db import models


class TieRule(models.TextChoices):
    """What a rule finds between a reviewer and an application, by the place of the organization in it."""

    LEAD = "lead", "Tied to the lead applicant"
    CONVENER = "convener", "Tied to the convener"
    FISCAL_AGENT = "fiscal_agent", "Tied to the fiscal agent"
    SUBRECIPIENT = "subrecipient", "Tied to a sub-recipient"
    TRAINING = "training", "Tied to a training provider"
    MATCH = "match", "Tied to a contributor of match"
    EMPLOYER = "employer", "Tied to an employer at the table"
    LETTER = "letter", "Tied to who wrote a letter"
    PARTNER = "partner", "Tied to another partner"
    DOMAIN = "domain", "The same e-mail domain"
    PARENT = "parent", "The same parent organization"
    TEAM = "team", "Tied to who wrote the application"
    COMPETING = "competing", "Works for a competing applicant of the round"


class ConflictSource(models.TextChoices):
    """Who found a conflict: kept apart, because each is decided otherwise."""

    RULE = "rule", "Found by rule"
    SELF = "self", "Declared by herself"
    STAFF = "staff", "Determined by staff"


class ConflictSeverity(models.TextChoices):
    HARD = "hard", "Blocks"
    SOFT = "soft", "Needs a decision"


class ConflictStatus(models.TextChoices):
    OPEN = "open", "Open"
    CONFIRMED = "confirmed", "Confirmed"
    CLEARED = "cleared", "Cleared"
    LAPSED = "lapsed", "No longer there"


STANDING = (ConflictStatus.OPEN, ConflictStatus.CONFIRMED)
"""While a conflict is so, nothing of the application is hers to see."""


class AffiliationKind(models.TextChoices):
    """The six kinds of a reviewer's standing register."""

    EMPLOYER = "employer", "Employer"
    PROFESSIONAL = "professional", "Professional"
    PERSONAL = "personal", "Personal"
    PERSONAL_FINANCIAL = "personal_fin", "Personal, financial"
    FAMILY = "family", "Family"
    FAMILY_FINANCIAL = "family_fin", "Family, financial"


class AffiliationPart(models.TextChoices):
    """What she is, or was, there."""

    WORKS = "works", "Works there"
    WORKED = "worked", "Worked there in the last three years"
    BOARD = "board", "Sits on its board"
    PARTNERSHIP = "partnership", "Member of the partnership"
    OTHER = "other", "Another tie"


class Expertise(models.TextChoices):
    """What a reviewer knows about training and labor."""

    APPRENTICESHIP = "apprentice", "Training: apprenticeship"
    INCUMBENT = "incumbent", "Training: people who work already"
    CREDENTIALS = "credentials", "Training: credentials and short courses"
    ADULT = "adult", "Training: adult and basic education"
    SUPPORT = "support", "Training: child care, transport and other support"
    LABOR = "labor", "Labor: unions and worker voice"
    STANDARDS = "standards", "Labor: wages and working conditions"


class DeclineReason(models.TextChoices):
    """Why a reviewer hands an assignment back without a conflict."""

    EXPERTISE = "expertise", "It is outside what I know"
    CAPACITY = "capacity", "I have no time for it"


class ProposalStatus(models.TextChoices):
    DRAFT = "draft", "Proposed"
    ACCEPTED = "accepted", "Accepted"
    DISCARDED = "discarded", "Discarded"
