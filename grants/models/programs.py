"""The program that a round belongs to, and the pools in which several funds pay together."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from core.isolation import StateForeignKey, StateManager, StateModel, StateQuerySet, isolated
from grants.choices import PoolMode
from grants.models.rounds import Fund


class Program(StateModel):
    """A grant program: why the state gives, and by which law."""

    name = models.CharField(max_length=160)
    agency = models.CharField(max_length=160)
    purpose = models.TextField()
    citation = models.CharField(
        max_length=160, blank=True, help_text="The statute or appropriation, as lawyers cite it"
    )
    citation_url = models.URLField(max_length=400, blank=True)

    objects: ClassVar = StateManager.from_queryset(StateQuerySet)()

    class Meta:
        ordering = ["name"]
        constraints = [
            *isolated("grants_program"),
            models.UniqueConstraint(fields=["state", "name"], name="program_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Pool(StateModel):
    """Several funds that pay together by a ratio. Braided, every dollar keeps its source; blended, it does not (BR-50)."""

    name = models.CharField(max_length=160)
    mode = models.CharField(max_length=8, choices=PoolMode, default=PoolMode.BRAIDED)
    agreement = models.CharField(max_length=300, blank=True, help_text="The written agreement that governs it")

    objects: ClassVar = StateManager.from_queryset(StateQuerySet)()

    class Meta:
        ordering = ["name"]
        constraints = [
            *isolated("grants_pool"),
            models.UniqueConstraint(fields=["state", "name"], name="pool_name_once"),
            models.CheckConstraint(condition=Q(mode__in=PoolMode.values), name="pool_mode_known"),
        ]

    def __str__(self) -> str:
        return self.name


class PoolShare(StateModel):
    """A fund's part of a pool: a whole number of the ratio, such as 60 of 60, 30 and 10."""

    pool = StateForeignKey(Pool, related_name="shares", on_delete=models.CASCADE)
    fund = StateForeignKey(Fund, related_name="pool_shares")
    ratio = models.PositiveIntegerField()

    class Meta:
        ordering = ["-ratio", "pk"]
        constraints = [
            *isolated("grants_poolshare", "pool", "fund"),
            models.UniqueConstraint(fields=["state", "pool", "fund"], name="poolshare_once"),
            models.CheckConstraint(condition=Q(ratio__gte=1), name="poolshare_ratio_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.fund}: {self.ratio}"
