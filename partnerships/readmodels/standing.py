"""A partnership's record over the years: its table with every seat there ever was, its conveners, its quarterly looks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from core.charts import Bar, Chart, hbar
from partnerships.choices import OrganizationType, PartnerRole
from partnerships.choices.standing import Competency, Disclosure, Strength, Tier
from partnerships.models import ConvenerEngagement, Partnership, PartnershipMember, TableCheck

LOOKS = 8
"""Quarters of looks at the table that are shown: two years."""


class Convened(NamedTuple):
    """One convener's time, with what it disclosed in words."""

    engagement: ConvenerEngagement
    interests: list[str]
    strengths: list[tuple[str, str]]

    @property
    def says_nothing(self) -> bool:
        """It disclosed that nothing ties it to one side: neither a listed interest nor another in its own words."""
        return not self.interests and not self.engagement.other_interest.strip()


@dataclass(frozen=True)
class Standing:
    """What the record shows of people. `roster` is everybody who ever sat here, those who sit now first."""

    now: list[PartnershipMember]
    roster: list[PartnershipMember]
    tiers: list[tuple[str, int]]
    champions: list[PartnershipMember]
    conveners: list[Convened]
    checks: list[TableCheck]

    @property
    def latest_check(self) -> TableCheck | None:
        return self.checks[0] if self.checks else None


def standing_of(partnership: Partnership) -> Standing:
    """Three queries."""
    rows = PartnershipMember.objects.filter(partnership=partnership)
    seats = list(rows.select_related("organization", "commitment_file"))
    seats.sort(key=_place)
    now = [seat for seat in seats if seat.left_on is None]
    counted = Counter(seat.tier for seat in now)
    return Standing(
        now=now,
        roster=seats,
        tiers=[(Tier(tier).label, counted[tier]) for tier in Tier.values],
        champions=[seat for seat in now if seat.is_champion],
        conveners=conveners_of(partnership),
        checks=list(TableCheck.objects.filter(partnership=partnership)[:LOOKS]),
    )


def conveners_of(partnership: Partnership) -> list[Convened]:
    """Everybody who ever convened it, the latest first. One query."""
    rows = ConvenerEngagement.objects.filter(partnership=partnership)
    return [_convened(one) for one in rows.select_related("organization", "accepted_by")]


ORDER = {role: place for place, role in enumerate(PartnerRole.values)}


def _place(seat: PartnershipMember) -> tuple[object, ...]:
    return (seat.left_on is not None, ORDER[seat.role], seat.organization.legal_name.casefold(), seat.pk)


def _convened(engagement: ConvenerEngagement) -> Convened:
    interests = [Disclosure(one).label for one in engagement.disclosures]
    strengths = [
        (Competency(topic).label, Strength(engagement.competencies[topic]).label)
        for topic in Competency.values
        if topic in engagement.competencies
    ]
    return Convened(engagement, interests, strengths)


def conveners_by_type(types: Iterable[str]) -> Chart | None:
    """Metric P4: who convenes active partnerships, by kind of organization, the most common first."""
    counted = Counter(types)
    if not counted:
        return None
    lines = sorted(counted.items(), key=lambda line: (-line[1], OrganizationType(line[0]).label))
    most, number = lines[0]
    total = sum(counted.values())
    finding = f"{OrganizationType(most).label} is the most common convener: {number} of {total} active partnerships"
    bars = [Bar(OrganizationType(kind).label, count) for kind, count in lines]
    return hbar("conveners", bars, finding=finding, names=("Partnerships", ""), width=330, left=148)
