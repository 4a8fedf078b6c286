"""The states that one installation serves, and the host names they are reached at. Global tables, without a policy."""

from zoneinfo import ZoneInfo

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models

from core.choices import Jurisdiction, YearNamedBy

WORDS = {
    "partnership": "sector partnership",
    "partnerships": "sector partnerships",
    "convener": "convener",
    "conveners": "conveners",
    "agency": "Department of Labor",
    "program": "sector partnership grants",
    "legislature": "General Assembly",
}


class State(models.Model):
    """A state, territory, district or tribal nation with its own code, calendar, time zone, words and look."""

    code = models.SlugField(max_length=12, unique=True, help_text="Short name in addresses, such as pa")
    usps = models.CharField(max_length=2)
    fips = models.CharField(max_length=2, validators=[RegexValidator(r"^\d{2}$", "Two digits, such as 42.")])
    name = models.CharField(max_length=80)
    jurisdiction = models.CharField(max_length=20, choices=Jurisdiction, default=Jurisdiction.STATE)
    time_zone = models.CharField(max_length=40, default="America/New_York")
    fiscal_year_start_month = models.PositiveSmallIntegerField(
        default=7, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    fiscal_year_named_by = models.CharField(max_length=10, choices=YearNamedBy, default=YearNamedBy.END)
    due_next_business_day = models.BooleanField(
        default=True, help_text="A due date on a weekend moves to the next business day (BR-44)"
    )
    suppression_min_n = models.PositiveSmallIntegerField(default=10, validators=[MinValueValidator(5)])
    quota_each_mb = models.PositiveIntegerField(
        default=250, help_text="What the files of one application or report may take, in MB"
    )
    quota_all_mb = models.PositiveIntegerField(default=100_000, help_text="What all files of the state may take, in MB")
    words = models.JSONField(default=dict, blank=True, help_text="The state's own terms, over the common ones")
    theme = models.JSONField(default=dict, blank=True, help_text="Colors: --sp-* names and hex values")
    contact_email = models.EmailField(blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(fiscal_year_start_month__range=(1, 12)),
                name="state_fiscal_year_starts_in_a_month",
            ),
            models.CheckConstraint(
                condition=models.Q(suppression_min_n__gte=5), name="state_suppresses_at_least_below_5"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def word(self, key: str) -> str:
        """The state's own term for a thing, such as "employer-led collaborative" for partnership."""
        return str(self.words.get(key) or WORDS[key])


class HostName(models.Model):
    """A host name that names a state, such as grants.pa.example. Lower case, without port."""

    state = models.ForeignKey(State, on_delete=models.CASCADE, related_name="host_names")
    host = models.CharField(max_length=253, unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(host__regex=r"^[a-z0-9.-]+$"), name="host_name_is_plain")
        ]

    def __str__(self) -> str:
        return self.host
