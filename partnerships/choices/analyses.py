"""The closed lists of industry analyses: their states, who wrote them, career clusters."""

from django.db import models


class AnalysisStatus(models.TextChoices):
    DRAFT = "draft", "Draft"
    SHARED = "shared", "Shared with regions"
    SUBMITTED = "submitted", "Handed in"
    PUBLISHED = "published", "Published"
    SUPERSEDED = "superseded", "Replaced"
    WITHDRAWN = "withdrawn", "Withdrawn"


class AuthorRole(models.TextChoices):
    STATE = "state", "The state"
    REGION = "region", "The region"


class IndustryMove(models.TextChoices):
    """What was done to a target industry."""

    ADD = "add", "Added"
    EDIT = "edit", "Changed"
    TARGET = "target", "Targeted"
    REVIEW = "review", "Reviewed and kept"
    RETIRE = "retire", "Retired"
    REOPEN = "reopen", "Taken up again"


class CareerCluster(models.TextChoices):
    """The fourteen of the National Career Clusters Framework, modernized in October 2024."""

    MANUFACTURING = "manufacturing", "Advanced Manufacturing"
    AGRICULTURE = "agriculture", "Agriculture"
    ARTS = "arts", "Arts, Entertainment, & Design"
    CONSTRUCTION = "construction", "Construction"
    DIGITAL = "digital", "Digital Technology"
    EDUCATION = "education", "Education"
    ENERGY = "energy", "Energy & Natural Resources"
    FINANCE = "finance", "Financial Services"
    HEALTH = "health", "Healthcare & Human Services"
    HOSPITALITY = "hospitality", "Hospitality, Events, & Tourism"
    MANAGEMENT = "management", "Management & Entrepreneurship"
    MARKETING = "marketing", "Marketing & Sales"
    PUBLIC = "public", "Public Service & Safety"
    LOGISTICS = "logistics", "Supply Chain & Transportation"
