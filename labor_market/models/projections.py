"""What a state expects of its occupations: jobs now and then, and the openings that come of it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from labor_market.choices import DatasetKind
from labor_market.models.figures import CurrentQuerySet, Dataset


class OccupationProjectionQuerySet(CurrentQuerySet):
    kind = DatasetKind.PROJECTION


class OccupationProjection(models.Model):
    """One occupation in one of the areas that a state projects for, which are its own: the area is its name.

    Exits, transfers and openings are yearly means by the Bureau's separations method, whichever way the file had them.
    The occupation is a code, not a key: projections have groups that the SOC lacks.
    """

    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="projections", db_index=False)
    area = models.CharField(max_length=120)
    soc = models.CharField(max_length=6)
    title = models.CharField(max_length=160, blank=True)
    base_year = models.PositiveSmallIntegerField()
    projected_year = models.PositiveSmallIntegerField()
    base_employment = models.DecimalField(max_digits=12, decimal_places=1, null=True)
    projected_employment = models.DecimalField(max_digits=12, decimal_places=1, null=True)
    change = models.DecimalField(max_digits=12, decimal_places=1, null=True)
    percent = models.DecimalField("change, %", max_digits=8, decimal_places=2, null=True)
    exits = models.DecimalField(max_digits=12, decimal_places=1, null=True)
    transfers = models.DecimalField(max_digits=12, decimal_places=1, null=True)
    openings = models.DecimalField(max_digits=12, decimal_places=1, null=True)

    objects = OccupationProjectionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dataset", "area", "soc", "base_year"], name="occupation_projection_once"),
            models.CheckConstraint(
                condition=Q(projected_year__gt=F("base_year")), name="occupation_projection_looks_forward"
            ),
        ]
        indexes = [models.Index(fields=["soc", "dataset"], name="occupation_projection_by_soc")]

    def __str__(self) -> str:
        return f"{self.soc} in {self.area}, {self.base_year} to {self.projected_year}"
