"""The kinds of form and of question."""

from django.db import models


class FormKind(models.TextChoices):
    APPLICATION = "application", "Application"
    REPORT = "report", "Quarterly narrative"
    SURVEY = "survey", "Survey"
    ELIGIBILITY = "eligibility", "Eligibility check"


class VersionStatus(models.TextChoices):
    DRAFT = "draft", "Draft"
    FROZEN = "frozen", "Frozen"


class QuestionType(models.TextChoices):
    TEXT = "text", "Short text"
    LONG_TEXT = "long_text", "Long text"
    NUMBER = "number", "Number"
    MONEY = "money", "Amount of money"
    DATE = "date", "Date"
    EMAIL = "email", "E-mail address"
    YES_NO = "yes_no", "Yes or no"
    CHOICE = "choice", "One of several"
    CHOICES = "choices", "Any of several"
    SCALE = "scale", "Scale"
    TABLE = "table", "Table with rows"
    ORGANIZATION = "organization", "Organization"
    COUNTIES = "counties", "Counties"
    INDUSTRY = "industry", "Industries by NAICS code"
    FILE = "file", "File"
    ATTESTATION = "attestation", "Statement to confirm"


class Panel(models.TextChoices):
    """A real table that a section shows beside or instead of questions. The app that owns it draws it."""

    NONE = "", "Questions only"
    PARTNERSHIP = "partnership", "Partnership, region and industry"
    ROSTER = "roster", "Partners by role"
    BUDGET = "budget", "Budget and match"
    TARGETS = "targets", "Targets on measures"
    ASSESSMENT = "assessment", "Industry assessment by labor-market region"
    WORK_PLAN = "work_plan", "Work plan by month"
    MATCH = "match", "Match by contributor"
    NEUTRALITY = "neutrality", "Neutrality of the convener"


class ResponseStatus(models.TextChoices):
    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Submitted"
    RETURNED = "returned", "Returned"
