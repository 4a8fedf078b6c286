"""Regions and target industries: their lists, the map of regions, what the public reads of the chosen industries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Prefetch
from django.utils import timezone

from core import geography
from core.charts import Chart, choropleth
from core.models import State
from labor_market.models import Industry
from partnerships.choices import IndustryStatus
from partnerships.models import IndustryAnalysis, IndustryStep, Region, TargetIndustry
from partnerships.rules.industries import apart, county_words

FEW = 6


@dataclass(frozen=True)
class RegionRow:
    """A region with its counties by name, what is cut off, and what refers to it."""

    region: Region
    counties: str
    number: int
    apart: str
    partnerships: int
    analyses: int


@dataclass(frozen=True)
class RegionList:
    rows: list[RegionRow]
    map: Chart | None
    missing: list[str]
    twice: list[str]


def regions_of(state: State) -> RegionList:
    """One query for any number of regions; the map counts the regions of each county."""
    found = Region.objects.annotate(
        used=Count("partnerships", distinct=True), analyzed=Count("analyses", distinct=True)
    ).order_by("name")
    regions = list(found)
    rows = [
        RegionRow(one, _names(one.county_fips), len(one.county_fips), apart(one.county_fips), one.used, one.analyzed)
        for one in regions
    ]
    counts: dict[str, int] = {}
    for one in regions:
        for fips in set(one.county_fips):
            counts[fips] = counts.get(fips, 0) + 1
    planned = geography.planning_regions_of(state.fips)
    own = planned if any(one.fips in counts for one in planned) else geography.counties_of(state.fips)
    missing = [county.name for county in own if county.fips not in counts] if regions else []
    twice = [county.name for county in own if counts.get(county.fips, 0) > 1]
    return RegionList(rows, _map(counts, state), missing, twice)


def _names(fips: list[str]) -> str:
    names = sorted(county_words(one) for one in fips)
    more = f" and {len(names) - FEW} more" if len(names) > FEW else ""
    return ", ".join(names[:FEW]) + more


def _map(counts: dict[str, int], state: State) -> Chart | None:
    shapes = geography.geography(state.usps)
    served = {fips: count for fips, count in counts.items() if shapes and fips in shapes.counties}
    if shapes is None or not served:
        return None
    finding = f"{len(served)} of {len(shapes.counties)} counties are in a region"
    return choropleth("regions", shapes, served, finding=finding, noun="Regions")


@dataclass(frozen=True)
class IndustryRow:
    """A target industry with its codes in words and what is late."""

    industry: TargetIndustry
    codes: list[tuple[str, str]]
    overdue: bool
    last: IndustryStep | None
    partnerships: int


@dataclass(frozen=True)
class IndustryList:
    rows: list[IndustryRow]
    overdue: int


def industries_of(today: dt.date) -> IndustryList:
    """Three queries for any number of industries: targeted first, then candidates, then those retired."""
    found = (
        TargetIndustry.objects.select_related("analysis")
        .annotate(used=Count("partnerships", distinct=True))
        .prefetch_related(Prefetch("steps", IndustryStep.objects.order_by("-at", "-pk").select_related("by")))
    )
    industries = list(found)
    titles = titles_of(industries)
    order = [IndustryStatus.TARGETED, IndustryStatus.CANDIDATE, IndustryStatus.RETIRED]
    industries.sort(key=lambda one: (order.index(IndustryStatus(one.status)), one.title))
    rows = [
        IndustryRow(
            one,
            [(code, titles.get(code, "")) for code in one.naics],
            one.is_overdue(today),
            next(iter(one.steps.all()), None),
            one.used,
        )
        for one in industries
    ]
    return IndustryList(rows, sum(row.overdue for row in rows))


def titles_of(industries: Sequence[TargetIndustry]) -> dict[str, str]:
    """NAICS code → title, of every code that the industries have."""
    codes = {code for one in industries for code in one.naics}
    return dict(Industry.objects.filter(pk__in=codes).values_list("code", "title"))


@dataclass(frozen=True)
class PublicIndustry:
    """An industry as everybody reads of it."""

    industry: TargetIndustry
    codes: list[tuple[str, str]]
    analysis: IndustryAnalysis | None
    reviewed: dt.date | None
    overdue: bool
    reason: str


@dataclass(frozen=True)
class PublicIndustries:
    industries: list[PublicIndustry]
    analyses: list[tuple[IndustryAnalysis, bool]]


def published_industries(today: dt.date) -> PublicIndustries:
    """What is targeted, and the analyses that are published; four queries."""
    steps = IndustryStep.objects.filter(move__in=("target", "review")).order_by("-at", "-pk")
    found = list(
        TargetIndustry.objects.targeted().select_related("analysis").prefetch_related(Prefetch("steps", steps))
    )
    titles = titles_of(found)
    published = IndustryAnalysis.objects.published().select_related("region").defer("result")
    return PublicIndustries(
        [_public(one, titles, today) for one in found],
        [(one, one.is_old(today)) for one in published.order_by("author_role", "-published_at")],
    )


def _public(one: TargetIndustry, titles: dict[str, str], today: dt.date) -> PublicIndustry:
    last = next(iter(one.steps.all()), None)
    shown = one.analysis if one.analysis is not None and one.analysis.status == "published" else None
    return PublicIndustry(
        industry=one,
        codes=[(code, titles.get(code, "")) for code in one.naics],
        analysis=shown,
        reviewed=timezone.localdate(last.at) if last else None,
        overdue=one.is_overdue(today),
        reason=one.rationale or (last.reason if last else ""),
    )
