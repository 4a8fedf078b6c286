"""Figures, each with the data set that it came from. What was not published is null, never 0."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Self

from django.db import models
from django.db.models import Case, F, Q, Subquery, When

from core.isolation import current_state_id, in_scope
from core.models import State
from labor_market.choices import DatasetKind, Ownership, Reliability
from labor_market.models.reference import Area, Industry, Occupation
from labor_market.rules import indicators


class DatasetQuerySet(models.QuerySet):
    def for_state(self, state: State | int | None = None) -> Self:
        """What a state reads: what everybody shares, and what its own analyst brought.

        Without a state it is the one whose scope is open; outside of any scope, what is shared alone.
        """
        pk = getattr(state, "pk", state)
        if pk is None and in_scope():
            pk = current_state_id()
        return self.filter(Q(state=None) | Q(state=pk) if pk else Q(state=None), removed_at=None)

    def newest(self, kind: str, state: State | int | None = None) -> Self:
        """Of a kind, the data set that a state reads: that of the latest year, released last. A query of one row."""
        return self.for_state(state).filter(kind=kind).newest_first()[:1]

    def newest_first(self) -> Self:
        """That of the latest year first, of one year the one that was released last."""
        year, released = (F(name).desc(nulls_last=True) for name in ("last_year", "released"))
        return self.order_by(year, released, "-pk")


class Dataset(models.Model):
    """One release of one source. Vintages stand side by side; pages read the newest.

    `state` says whose analyst brought it, and then that state alone reads it; null: shared by all. (Its column has
    another name than those of tables that row-level security divides: what is in here is public.) `removed_at` is set
    while a job takes the rows away. `geo_vintage` is the year of the county boundaries that the figures are counted in.
    """

    key = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(max_length=10, choices=DatasetKind)
    state = models.ForeignKey(
        State, null=True, blank=True, on_delete=models.PROTECT, related_name="datasets", db_column="brought_by_state_id"
    )
    title = models.CharField(max_length=120)
    source = models.CharField(max_length=160)
    vintage = models.CharField(max_length=40, help_text="The time that the figures describe, such as May 2025")
    released = models.DateField(null=True, blank=True)
    licence = models.CharField(max_length=300)
    file_name = models.CharField(max_length=160, blank=True)
    first_year = models.PositiveSmallIntegerField(null=True, blank=True)
    last_year = models.PositiveSmallIntegerField(null=True, blank=True)
    is_quarterly = models.BooleanField(default=False)
    geo_vintage = models.PositiveSmallIntegerField(null=True, blank=True)
    areas = models.PositiveIntegerField(default=0, help_text="How many areas it has figures for")
    rows = models.PositiveIntegerField()
    withheld = models.PositiveIntegerField(default=0, help_text="Rows whose figures were not published")
    refused = models.PositiveIntegerField(default=0, help_text="Lines of the file that could not be read")
    sha256 = models.CharField(max_length=64)
    loaded_at = models.DateTimeField(auto_now=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = DatasetQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "-released"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=DatasetKind.values), name="dataset_kind_known"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="dataset_sha256_is_one"),
            models.UniqueConstraint(
                fields=["kind", "sha256", "state"],
                condition=Q(removed_at=None),
                nulls_distinct=False,
                name="dataset_file_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.vintage}"

    @property
    def withheld_share(self) -> float:
        """Of all rows, those without figures, 0 to 1."""
        return self.withheld / self.rows if self.rows else 0.0


class CurrentQuerySet(models.QuerySet):
    """Figures of which only the newest release is read."""

    kind: str

    def current(self, state: State | int | None = None) -> Self:
        """Of the newest release that the state reads; without one given, the state whose scope is open."""
        return self.filter(dataset=Subquery(Dataset.objects.newest(self.kind, state).values("pk")))


class OccupationFigureQuerySet(CurrentQuerySet):
    kind = DatasetKind.OEWS

    def detailed(self) -> Self:
        """Single occupations, without the groups that contain them."""
        return self.filter(occupation__level=3)

    def shown(self) -> Any:
        """With `jobs` and `lq` as they may be shown: null where the sample is too small. (Two columns no type knows.)"""
        trusted = Q(rse__lte=indicators.HIDE_ABOVE) | Q(rse__isnull=True)
        return self.select_related("occupation").annotate(
            jobs=Case(When(trusted, then=F("employment"))), lq=Case(When(trusted, then=F("location_quotient")))
        )


class OccupationFigure(models.Model):
    """One occupation in one area: jobs, their share, their pay. Dollars; hourly pay is null for yearly contracts."""

    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="occupation_figures")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="figures", db_index=False)
    occupation = models.ForeignKey(Occupation, on_delete=models.PROTECT, related_name="figures", db_index=False)
    employment = models.PositiveIntegerField(null=True)
    rse = models.DecimalField("relative standard error, %", max_digits=5, decimal_places=1, null=True)
    jobs_1000 = models.DecimalField("of 1,000 jobs", max_digits=8, decimal_places=3, null=True)
    location_quotient = models.DecimalField(max_digits=7, decimal_places=2, null=True)
    hourly_mean = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    hourly_p10 = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    hourly_p25 = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    hourly_median = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    hourly_p75 = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    hourly_p90 = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    annual_mean = models.PositiveIntegerField(null=True)
    annual_median = models.PositiveIntegerField(null=True)
    top_coded_from = models.PositiveSmallIntegerField(
        null=True, help_text="The lowest percentile of pay that is only known to be at or above the ceiling"
    )

    objects = OccupationFigureQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dataset", "area", "occupation"], name="occupation_figure_once")]
        indexes = [models.Index(fields=["occupation", "area"], name="occupation_figure_by_soc")]

    def __str__(self) -> str:
        return f"{self.occupation_id} in {self.area_id}"

    @property
    def reliability(self) -> Reliability:
        return indicators.reliability(self.employment, self.rse)


class StaffingShareQuerySet(CurrentQuerySet):
    kind = DatasetKind.STAFFING


class StaffingShare(models.Model):
    """Jobs of one occupation in one industry, in the nation; and all jobs of the industry, to make the share."""

    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="staffing")
    industry = models.ForeignKey(Industry, on_delete=models.PROTECT, related_name="staffing", db_index=False)
    occupation = models.ForeignKey(Occupation, on_delete=models.PROTECT, related_name="staffing", db_index=False)
    employment = models.PositiveIntegerField()
    industry_employment = models.PositiveIntegerField()

    objects = StaffingShareQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dataset", "industry", "occupation"], name="staffing_share_once"),
            models.CheckConstraint(condition=Q(industry_employment__gt=0), name="staffing_share_of_something"),
        ]
        indexes = [models.Index(fields=["occupation", "industry"], name="staffing_by_soc")]

    def __str__(self) -> str:
        return f"{self.occupation_id} in {self.industry_id}"

    @property
    def share(self) -> float:
        return self.employment / self.industry_employment


class IndustryFigureQuerySet(CurrentQuerySet):
    kind = DatasetKind.QCEW

    def yearly_private(self) -> Self:
        """Annual averages of private employers, what industries are compared by."""
        return self.filter(own_code=Ownership.PRIVATE, quarter=0)


class IndustryFigure(models.Model):
    """One industry in one area, of the Quarterly Census of Employment and Wages.

    `quarter` 0 is the year's average. Where `disclosed` is false the figures are withheld and null. The industry
    is a code, not a key: older vintages and totals (10) have codes that NAICS 2022 lacks. The changes are those over
    the year that the same file prints, withheld on their own account: with them one file gives two years.
    `agglvl` is the Bureau's aggregation level, such as 76 for four digits in a county.
    """

    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="industry_figures", db_index=False)
    area_fips = models.CharField(max_length=5)
    own_code = models.CharField(max_length=1, choices=Ownership)
    industry_code = models.CharField(max_length=6)
    year = models.PositiveSmallIntegerField()
    quarter = models.PositiveSmallIntegerField(default=0)
    employment = models.DecimalField(max_digits=12, decimal_places=1, null=True)
    establishments = models.PositiveIntegerField(null=True)
    total_wages = models.DecimalField(max_digits=16, decimal_places=0, null=True)
    average_pay = models.DecimalField(max_digits=10, decimal_places=0, null=True)
    location_quotient = models.DecimalField("location quotient, nation", max_digits=8, decimal_places=2, null=True)
    disclosed = models.BooleanField(default=True)
    agglvl = models.PositiveSmallIntegerField(null=True)
    weekly_wage = models.DecimalField(max_digits=8, decimal_places=0, null=True)
    wages_quotient = models.DecimalField("location quotient of wages", max_digits=8, decimal_places=2, null=True)
    employment_change = models.DecimalField(max_digits=12, decimal_places=1, null=True)
    wages_change = models.DecimalField(max_digits=16, decimal_places=0, null=True)

    objects = IndustryFigureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dataset", "area_fips", "own_code", "industry_code", "year", "quarter"],
                name="industry_figure_once",
            ),
            models.CheckConstraint(
                condition=Q(disclosed=True)
                | Q(employment__isnull=True, total_wages__isnull=True, average_pay__isnull=True),
                name="industry_figure_withheld_is_null",
            ),
            models.CheckConstraint(condition=Q(quarter__lte=4), name="industry_figure_quarter_known"),
        ]

    def __str__(self) -> str:
        return f"{self.industry_code} in {self.area_fips}, {self.year}"

    @property
    def employment_before(self) -> Decimal | None:
        """A year before, where the change over the year was published."""
        if self.employment is None or self.employment_change is None:
            return None
        return self.employment - self.employment_change
