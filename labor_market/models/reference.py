"""Counties, industries, occupations and areas, each under its public code."""

from __future__ import annotations

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q

from core.models import State
from labor_market.choices import AreaKind


class County(models.Model):
    """A county or its equivalent. `geo_vintage` is the year of the boundaries: Connecticut's changed in 2022."""

    fips5 = models.CharField(max_length=5, primary_key=True)
    name = models.CharField(max_length=80)
    state_fips = models.CharField(max_length=2)
    geo_vintage = models.PositiveSmallIntegerField(default=2020)

    class Meta:
        ordering = ["state_fips", "name"]
        verbose_name_plural = "counties"
        indexes = [models.Index(fields=["state_fips", "name"], name="county_by_state")]

    def __str__(self) -> str:
        return self.name


class TitleQuerySet(models.QuerySet):
    """Things found by their public code or a part of their title."""

    def matching(self, words: str) -> Self:
        """Every word of a search stands in the title, or the search begins the code."""
        query = Q()
        for word in words.split():
            query &= Q(title__icontains=word)
        return self.filter(query | Q(pk__startswith=words.strip().replace("-", "")) | Q(pk=words.strip()))


class Industry(models.Model):
    """A NAICS 2022 industry: two digits (31-33 where a sector spans several) to six."""

    code = models.CharField(max_length=6, primary_key=True)
    title = models.CharField(max_length=160)
    level = models.PositiveSmallIntegerField(help_text="2 for a sector to 6 for a national industry")

    objects = TitleQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name_plural = "industries"
        indexes = [models.Index(fields=["level", "code"], name="industry_by_level")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class Occupation(models.Model):
    """An occupation of the 2018 SOC, six digits without the dash. `level` 0 is a major group, 3 detailed."""

    soc = models.CharField(max_length=6, primary_key=True)
    title = models.CharField(max_length=160)
    level = models.PositiveSmallIntegerField()

    objects = TitleQuerySet.as_manager()

    class Meta:
        ordering = ["soc"]

    def __str__(self) -> str:
        return self.title

    @property
    def code(self) -> str:
        """As it is printed: 49-3011."""
        return f"{self.soc[:2]}-{self.soc[2:]}"


class AreaQuerySet(models.QuerySet):
    def of_state(self, state: State) -> Self:
        """The state itself, its own areas, and those of neighbors that reach into it."""
        return self.filter(Q(prim_state=state.fips) | Q(reaches__contains=[state.usps])).exclude(kind=AreaKind.NATION)

    def with_figures(self, figures: models.QuerySet) -> Self:
        """Those that these figures are about: what another state's analyst brought of an area is not among them."""
        return self.filter(Exists(figures.filter(area=OuterRef("pk"))))


class Area(models.Model):
    """An area of the Occupational Employment and Wage Statistics, under its seven-digit code."""

    code = models.CharField(max_length=7, primary_key=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=AreaKind)
    prim_state = models.CharField(max_length=2, blank=True, help_text="FIPS code of the state it mostly lies in")
    reaches = ArrayField(models.CharField(max_length=2), default=list, blank=True, help_text="States in its name")

    objects = AreaQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        indexes = [models.Index(fields=["prim_state", "kind"], name="area_by_state")]
        constraints = [models.CheckConstraint(condition=Q(kind__in=AreaKind.values), name="area_kind_known")]

    def __str__(self) -> str:
        return self.name

    @property
    def short_name(self) -> str:
        """Without what every name of its kind repeats."""
        return self.name.replace(" nonmetropolitan area", ", nonmetropolitan")
