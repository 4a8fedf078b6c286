"""Figures, each with the data set that it came from. What was not published is null, never 0."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Case, F, Q, Subquery, When

from labor_market.choices import DatasetKind, Ownership, Reliability
from labor_market.models.reference import Area, Industry, Occupation
from labor_market.rules import indicators


class DatasetQuerySet(models.QuerySet):
    def newest(self, kind: str) -> Self:
        """The data set of a kind that was released last, as a query of one row."""
        return self.filter(kind=kind).order_by("-released", "-pk")[:1]


class Dataset(models.Model):
    """One release of one source. Vintages stand side by side; pages read the newest."""

    key = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(max_length=10, choices=DatasetKind)
    title = models.CharField(max_length=120)
    source = models.CharField(max_length=160)
    vintage = models.CharField(max_length=40, help_text="The time that the figures describe, such as May 2025")
    released = models.DateField(null=True, blank=True)
    licence = models.CharField(max_length=300)
    rows = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    loaded_at = models.DateTimeField(auto_now=True)

    objects = DatasetQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "-released"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=DatasetKind.values), name="dataset_kind_known"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="dataset_sha256_is_one"),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.vintage}"


class CurrentQuerySet(models.QuerySet):
    """Figures of which only the newest release is read."""

    kind: str

    def current(self) -> Self:
        return self.filter(dataset=Subquery(Dataset.objects.newest(self.kind).values("pk")))


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
    is a code, not a key: older vintages and totals (10) have codes that NAICS 2022 lacks.
    """

    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="industry_figures")
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
        indexes = [models.Index(fields=["industry_code", "area_fips", "year"], name="industry_figure_by_code")]

    def __str__(self) -> str:
        return f"{self.industry_code} in {self.area_fips}, {self.year}"
