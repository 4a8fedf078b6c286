"""The people who trained, by pseudonym: before and after, with much that is not known, as it is in life."""

from __future__ import annotations

import datetime as dt
import hashlib
from decimal import Decimal
from typing import Any

from core.calendars import quarters_between
from evaluation.choices import WorkerType
from evaluation.models import Worker
from grants.models import Award
from home.management.demonstration.reports import Course
from home.management.demonstration.world import World, keep

SEXES, RACES, SCHOOLING = (
    {"Female": 52, "Male": 44, "Not disclosed": 4},
    {"White": 52, "Black or African American": 24, "Hispanic or Latino": 15, "Asian": 4, "Two or more": 3, "": 2},
    {
        "No diploma": 9,
        "High school diploma": 48,
        "Some college": 25,
        "Associate degree": 9,
        "Bachelor's degree or more": 5,
        "": 4,
    },
)
KNOWN, FOLLOWED = 0.86, 0.64
"""Shares of people whose income and benefits are known at entry, and of those who answer at follow-up."""
POVERTY, INSURANCE, SICK_LEAVE = (0.61, 0.38), (0.47, 0.71), (0.36, 0.56)
"""Invented shares before and after; a few people move the other way."""


def make_workers(world: World, courses: dict[int, Course]) -> None:
    """As many people as the reports count, each entering in the quarter that counted her."""
    rows: list[Worker] = []
    for course in courses.values():
        award = course.award
        quarters = list(quarters_between(award.starts_on, award.ends_on))
        for quarter, count in zip(quarters, course.entered, strict=True):
            if quarter <= world.quarter:
                rows += [_worker(world, award, quarter.start, len(rows) + n) for n in range(count)]
    _twice(world, rows)
    keep(rows)


def _pseudonym(world: World, number: int) -> str:
    return hashlib.sha256(f"{world.state.code} demonstration {number}".encode()).hexdigest()[:12].upper()


def _worker(world: World, award: Award, since: dt.date, number: int) -> Worker:
    rng = world.rng
    entered = since + dt.timedelta(days=rng.randint(2, 88))
    entry = rng.random() < 0.58
    finished = rng.random() < 0.83 if (world.now.date() - entered).days > 110 else None
    completed = finished is True
    drawn: dict[str, Any] = {
        name: rng.choices(list(shares), weights=list(shares.values()))[0]
        for name, shares in zip(("sex", "race", "education"), (SEXES, RACES, SCHOOLING), strict=True)
    }
    return Worker(
        partnership_id=award.partnership_id,
        award=award,
        pseudonym=_pseudonym(world, number),
        entered_on=entered,
        county_fips=rng.choice(award.partnership.county_fips) if rng.random() < 0.96 else "",
        worker_type=WorkerType.ENTRY if entry else WorkerType.INCUMBENT,
        completed=finished,
        credential=rng.random() < 0.84 if completed else None,
        placed=rng.random() < 0.74 if completed and entry else None,
        **drawn,
        **_before_and_after(world, entered, completed),
    )


def _before_and_after(world: World, entered: dt.date, completed: bool) -> dict[str, Any]:
    """What is known at entry, and six months later of those who finished and answered."""
    rng = world.rng
    followed = entered + dt.timedelta(days=rng.randint(180, 240))
    answers = completed and followed < world.now.date() and rng.random() < FOLLOWED
    found: dict[str, Any] = {"followed_up_on": followed if answers else None}
    for name, (before, after) in (("poverty", POVERTY), ("insurance", INSURANCE), ("sick_leave", SICK_LEAVE)):
        known = rng.random() < KNOWN
        was = rng.random() < before
        better = (before - after) / before if after < before else (after - before) / (1 - before)
        change = rng.random() < better + 0.04
        worse = rng.random() < 0.04
        lowers = after < before
        now = (was and not change) or (not was and worse) if lowers else (was and not worse) or (not was and change)
        found[f"{name}_before"] = was if known else None
        found[f"{name}_after"] = now if known and answers else None
    if rng.random() < 0.9:
        wage = Decimal(str(round(rng.gauss(17.2, 2.6), 2))).quantize(Decimal("0.05"))
        found["wage_before"] = max(wage, Decimal("9.00"))
        if answers:
            gain = Decimal(str(round(max(-0.6, rng.gauss(2.5, 1.4)), 2))).quantize(Decimal("0.05"))
            found["wage_after"] = found["wage_before"] + gain
    return found


def _twice(world: World, rows: list[Worker]) -> None:
    """One person in eighty trains in two partnerships: counted once in the state."""
    for number in range(80, len(rows), 80):
        other = rows[number - world.rng.randint(1, 79)]
        if other.partnership_id != rows[number].partnership_id:
            rows[number].pseudonym = other.pseudonym
