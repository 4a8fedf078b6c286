"""Chambers, districts and the people who sit for them. Party is not kept: reports go to all members alike."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from core.isolation import StateForeignKey, StateModel, isolated
from legislature.choices import ChamberKind


class Chamber(StateModel):
    """A chamber: its name and what its members are called."""

    kind = models.CharField(max_length=12, choices=ChamberKind)
    name = models.CharField(max_length=80)
    member_title = models.CharField(max_length=60)

    class Meta:
        ordering = ["-kind"]
        constraints = [
            *isolated("legislature_chamber"),
            models.UniqueConstraint(fields=["state", "kind"], name="chamber_kind_once"),
            models.CheckConstraint(condition=Q(kind__in=ChamberKind.values), name="chamber_kind_known"),
        ]

    def __str__(self) -> str:
        return self.name


class District(StateModel):
    """A legislative district, keyed by its Open Civic Data id. Names are not numbers: "10th Bristol" (BR-81).

    `county_fips` are the counties that touch it; empty means not yet matched, and the district's page says so.
    """

    chamber = StateForeignKey(Chamber, related_name="districts")
    name = models.CharField(max_length=80)
    ocd_id = models.CharField("OCD division id", max_length=120)
    seats = models.PositiveSmallIntegerField(default=1)
    county_fips = ArrayField(models.CharField(max_length=5), default=list, blank=True)

    class Meta:
        ordering = ["chamber_id", "pk"]
        constraints = [
            *isolated("legislature_district", "chamber"),
            models.UniqueConstraint(fields=["state", "ocd_id"], name="district_ocd_id_once"),
        ]

    def __str__(self) -> str:
        return f"{self.chamber.name} District {self.name}"


class Legislator(StateModel):
    """A member of the legislature, as imported from an Open States file."""

    district = StateForeignKey(District, related_name="legislators")
    open_states_id = models.CharField(max_length=60)
    name = models.CharField(max_length=160)
    given_name = models.CharField(max_length=80, blank=True)
    family_name = models.CharField(max_length=80, blank=True)
    email = models.EmailField(blank=True)
    capitol_address = models.CharField(max_length=300, blank=True)
    capitol_voice = models.CharField(max_length=40, blank=True)
    is_current = models.BooleanField(default=True)

    class Meta:
        ordering = ["family_name", "given_name", "pk"]
        constraints = [
            *isolated("legislature_legislator", "district"),
            models.UniqueConstraint(fields=["state", "open_states_id"], name="legislator_once"),
        ]

    def __str__(self) -> str:
        return self.name
