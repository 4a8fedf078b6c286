"""What the steps of the loading share: the state, its clock, its people, and a random source with a fixed seed."""

from __future__ import annotations

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import models

from core.calendars import Quarter
from core.models import Member, State
from grants.models import Application, Award, Fund, Pool, Program, Round
from home.management.demonstration.names import Names
from home.management.demonstration.places import Place
from home.management.demonstration.profiles import Profile
from partnerships.models import Contact, Measure, Organization, Partnership, Region, TargetIndustry
from questions.models import FormVersion

SEED = 20261
QUARTERS = 8
Row = TypeVar("Row", bound=models.Model)


@dataclass
class World:
    """One state while it is being filled. `quarter` is the last one that has ended; dates count back from it."""

    profile: Profile
    state: State
    now: dt.datetime
    rng: random.Random
    names: Names
    people: dict[str, Member] = field(default_factory=dict)
    officers: list[Member] = field(default_factory=list)
    reviewers: list[Member] = field(default_factory=list)
    regions: dict[str, Region] = field(default_factory=dict)
    places: dict[int, Place] = field(default_factory=dict)
    industries: dict[str, TargetIndustry] = field(default_factory=dict)
    conveners: list[Organization] = field(default_factory=list)
    convener_people: dict[int, Member] = field(default_factory=dict)
    employers: dict[str, list[Organization]] = field(default_factory=lambda: defaultdict(list))
    contacts: dict[int, list[Contact]] = field(default_factory=lambda: defaultdict(list))
    partnerships: list[Partnership] = field(default_factory=list)
    tables: dict[int, list[tuple[Organization, str]]] = field(default_factory=lambda: defaultdict(list))
    measures: dict[str, Measure] = field(default_factory=dict)
    forms: dict[str, FormVersion] = field(default_factory=dict)
    funds: list[Fund] = field(default_factory=list)
    program: Program | None = None
    pool: Pool | None = None
    rounds: dict[str, Round] = field(default_factory=dict)
    applications: dict[str, list[Application]] = field(default_factory=lambda: defaultdict(list))
    awards: list[Award] = field(default_factory=list)

    @property
    def quarter(self) -> Quarter:
        return Quarter.of(self.now.date()).previous

    @property
    def first_quarter(self) -> Quarter:
        return self.quarter + (1 - QUARTERS)

    @property
    def size(self) -> float:
        return self.profile.scale

    def count(self, whole: int, least: int = 1) -> int:
        """A count for a state as large as Pennsylvania, made smaller for the others."""
        return max(least, round(whole * self.size))

    def at(self, day: dt.date, hour: int = 17, minute: int = 0, second: int = 0) -> dt.datetime:
        """An instant by the state's own clock."""
        return dt.datetime.combine(day, dt.time(hour, minute, second), tzinfo=self.state.zone)

    def ago(self, days: float) -> dt.datetime:
        """So many days before now, at an hour when people work, never after now."""
        day = (self.now - dt.timedelta(days=days)).date()
        return min(
            self.at(day, self.rng.randint(8, 16), self.rng.randint(0, 59), self.rng.randint(0, 59)),
            self.now - dt.timedelta(minutes=self.rng.randint(2, 50)),
        )

    def business_day(self, day: dt.date) -> dt.date:
        """The day itself, or the Monday after a weekend."""
        return day + dt.timedelta(days=max(0, 7 - day.weekday())) if day.weekday() > 4 else day

    def officer(self, number: int) -> Member:
        return self.officers[number % len(self.officers)]

    def convener_of(self, organization: Organization) -> Member:
        return self.convener_people[organization.pk]

    def place_of(self, partnership: Partnership) -> Place:
        return self.places[partnership.region_id]


def keep(rows: Sequence[Row], **kwargs: Any) -> list[Row]:
    """Insert rows of one model, in batches that no statement takes long for."""
    if not rows:
        return []
    manager: Any = type(rows[0])._default_manager
    return list(manager.bulk_create(rows, batch_size=1000, **kwargs))
