"""The closed lists of partnerships: the field's own words (domain glossary: FAQ 2012, WIOA 3(26))."""

from django.db import models


class OrganizationType(models.TextChoices):
    EMPLOYER = "employer", "Employer"
    WORKFORCE_BOARD = "workforce_board", "Local workforce board"
    COMMUNITY = "community", "Community-based organization"
    CHAMBER = "chamber", "Chamber of commerce"
    COLLEGE = "college", "College or university"
    LABOR = "labor", "Labor organization"
    TRADE_ASSOCIATION = "trade_association", "Trade association"
    ECONOMIC_DEVELOPMENT = "economic_development", "Economic development organization"
    TRAINING_PROVIDER = "training_provider", "Training provider"
    K12 = "k12", "School district or career and technical center"
    PUBLIC_AGENCY = "public_agency", "Public agency"
    PHILANTHROPY = "philanthropy", "Philanthropy"
    OTHER = "other", "Other"


class SizeBand(models.TextChoices):
    UP_TO_50 = "up_to_50", "Up to 50 employees"
    FROM_51_TO_100 = "51_100", "51 to 100 employees"
    OVER_100 = "over_100", "More than 100 employees"


class RegionKind(models.TextChoices):
    WORKFORCE_AREA = "workforce_area", "Local workforce area"
    PLANNING_REGION = "planning_region", "Planning region"
    LABOR_MARKET_AREA = "labor_market_area", "Labor market area"
    CUSTOM = "custom", "Other"


class IndustryStatus(models.TextChoices):
    CANDIDATE = "candidate", "Candidate"
    TARGETED = "targeted", "Targeted"
    RETIRED = "retired", "Retired"


class Stage(models.TextChoices):
    PROPOSED = "proposed", "Proposed"
    ASSESSING = "assessing", "Assessing"
    CONVENING = "convening", "Convening"
    PLANNING = "planning", "Planning"
    IMPLEMENTING = "implementing", "Implementing"
    SUSTAINING = "sustaining", "Sustaining"
    DORMANT = "dormant", "Dormant"
    MERGED = "merged", "Merged"
    SUNSET = "sunset", "Ended"


ACTIVE_STAGES = (Stage.CONVENING, Stage.PLANNING, Stage.IMPLEMENTING, Stage.SUSTAINING)


class PartnerRole(models.TextChoices):
    EMPLOYER = "employer", "Employer"
    EDUCATION = "education", "Education or training provider"
    LABOR = "labor", "Labor organization"
    COMMUNITY = "community", "Community organization"
    WORKFORCE_BOARD = "workforce_board", "Workforce board"
    ECONOMIC_DEVELOPMENT = "economic_development", "Economic development"
    GOVERNMENT = "government", "Government"
    PHILANTHROPY = "philanthropy", "Philanthropy"
    OTHER = "other", "Other"


class MeasureTier(models.TextChoices):
    CORE = "core", "Core"
    MENU = "menu", "Menu"
    CUSTOM = "custom", "Custom"


class Comparability(models.TextChoices):
    """Whether and how partnerships' values may be put together."""

    COUNT = "A", "Additive count"
    RATE = "B", "Rate: numerators and denominators are pooled"
    SURVEY = "C", "Common survey item"
    CUSTOM = "D", "Custom: never summed"


class Unit(models.TextChoices):
    PEOPLE = "people", "people"
    EMPLOYERS = "employers", "employers"
    PERCENT = "percent", "percent"
    DOLLARS = "dollars", "dollars"
    HOURLY = "hourly", "dollars an hour"
    COUNT = "count", "count"
