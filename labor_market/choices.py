"""What kinds of areas and data sets there are."""

from django.db.models import TextChoices


class AreaKind(TextChoices):
    """The areas of the Occupational Employment and Wage Statistics."""

    NATION = "nation", "Nation"
    STATE = "state", "State"
    METRO = "metro", "Metropolitan area"
    NONMETRO = "nonmetro", "Nonmetropolitan area"


class DatasetKind(TextChoices):
    COUNTIES = "counties", "Counties"
    NAICS = "naics", "Industry titles"
    SOC = "soc", "Occupation titles"
    OEWS = "oews", "Occupational Employment and Wage Statistics"
    STAFFING = "staffing", "Occupations of each industry"
    QCEW = "qcew", "Quarterly Census of Employment and Wages"
    PROJECTION = "projection", "Projections of employment by occupation"


class Reliability(TextChoices):
    """How far an estimate may be trusted; the limits are in `rules.indicators`."""

    GOOD = "good", "Published"
    FLAGGED = "flagged", "Use with care"
    HIDDEN = "hidden", "Not reliable enough to show"
    MISSING = "missing", "Not published"


class Ownership(TextChoices):
    """QCEW own_code."""

    ALL = "0", "All owners"
    FEDERAL = "1", "Federal government"
    STATE = "2", "State government"
    LOCAL = "3", "Local government"
    INTERNATIONAL = "4", "International government"
    PRIVATE = "5", "Private"
    GOVERNMENT = "8", "All government"
    COVERED = "9", "All but the federal government"


class ImportStatus(TextChoices):
    """Where a file stands that an analyst brought. What may follow on what is in `rules.imports`."""

    WAITING = "waiting", "Waiting"
    CHECKING = "checking", "Being read"
    READY = "ready", "Ready to load"
    LOADING = "loading", "Being loaded"
    LOADED = "loaded", "Loaded"
    FAILED = "failed", "Not loaded"
    DISCARDED = "discarded", "Discarded"


class ImportKind(TextChoices):
    """What an analyst may bring; each is a kind of data set."""

    QCEW = "qcew", "QCEW: jobs, establishments and wages by industry and county"
    OEWS = "oews", "OEWS: jobs and wages by occupation and area"
    PROJECTION = "projection", "State projections of employment by occupation"
    STAFFING = "staffing", "Staffing: occupations of each industry, nation"
