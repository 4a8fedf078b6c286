"""A partnership begins: its convener proposes it to the state, or with its first award, where it had no record before."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from core import audit
from core.models import Member
from partnerships.actions.convening import open_engagement
from partnerships.actions.records import Refused
from partnerships.actions.stages import propose_change
from partnerships.choices import IndustryStatus, RegionKind, Stage
from partnerships.choices.standing import StageOutcome
from partnerships.models import Organization, Partnership, Region, StageChange, TargetIndustry

AWARDED = "award"
"""The name of the change by which an award founds a partnership; nobody proposes it on a page."""


@transaction.atomic
def found_partnership(
    *,
    name: str,
    convener: Organization,
    industry_title: str,
    naics: Sequence[str],
    county_fips: Sequence[str],
    award: str,
    asked_by: Member,
    by: Member,
) -> Partnership:
    """A partnership in planning, with the industry and region that its application named.

    An industry or region that the state does not have yet is added: as a candidate, and as a region of its own. That it
    begins in planning stands in its history: who applied asked for it, and who made the award said yes.
    """
    partnership = Partnership.objects.create(
        name=name,
        slug=free_slugs([name])[0],
        industry=_industry(industry_title or name, naics),
        region=_region(name, county_fips),
        county_fips=list(county_fips),
        stage=Stage.PLANNING,
        convener=convener,
        founded_on=timezone.localdate(),
        is_public=False,
    )
    open_engagement(partnership)
    if asked_by.pk != by.pk:  # nobody confirms what she asked for herself
        _begin_in_planning(partnership, award, asked_by, by)
    audit.record("partnership.found", partnership, by=by)
    return partnership


def _begin_in_planning(partnership: Partnership, award: str, asked_by: Member, by: Member) -> None:
    now = timezone.now()
    StageChange.objects.create(
        partnership=partnership,
        move=AWARDED,
        from_stage=Stage.PROPOSED,
        to_stage=Stage.PLANNING,
        reason=f"Founded by award {award}.",
        outcome=StageOutcome.CONFIRMED,
        proposed_by=asked_by,
        proposed_at=now,
        decided_by=by,
        decided_at=now,
    )


@transaction.atomic
def propose_partnership(
    *,
    name: str,
    convener: Organization,
    industry: TargetIndustry,
    region: Region,
    county_fips: Sequence[str],
    summary: str,
    challenge: str,
    reason: str,
    by: Member,
) -> Partnership:
    """A new partnership that only its convener and the state see, and the question to the state to begin with it.

    Raises Refused for a name that is taken.
    """
    name = " ".join(name.split())
    if Partnership.objects.filter(name__iexact=name).exists():
        raise Refused(f"There is a partnership named {name} already. Choose another name, or ask to join it.")
    made = Partnership.objects.create(
        name=name,
        slug=free_slugs([name])[0],
        industry=industry,
        region=region,
        county_fips=sorted(set(county_fips)) or list(region.county_fips),
        stage=Stage.PROPOSED,
        convener=convener,
        summary=summary,
        challenge=challenge,
        founded_on=timezone.localdate(),
        is_public=False,
    )
    open_engagement(made)
    audit.record("partnership.found", made, by=by)
    propose_change(made, "assess", by=by, reason=reason)
    return made


def free_slugs(names: Sequence[str]) -> list[str]:
    """A name for the address of each, in their order, that no partnership and none of the others has. One query."""
    taken = set(Partnership.objects.values_list("slug", flat=True))
    found = []
    for name in names:
        slug = slugify(name)[:70] or "partnership"
        free = next(one for n in itertools.count(1) if (one := slug if n == 1 else f"{slug}-{n}") not in taken)
        taken.add(free)
        found.append(free)
    return found


def _industry(title: str, naics: Sequence[str]) -> TargetIndustry:
    known = TargetIndustry.objects.filter(title__iexact=title).first()
    if known is None and naics:
        known = TargetIndustry.objects.filter(naics__overlap=list(naics)).order_by("pk").first()
    return known or TargetIndustry.objects.create(title=title[:120], naics=list(naics), status=IndustryStatus.CANDIDATE)


def _region(name: str, county_fips: Sequence[str]) -> Region:
    counties = sorted(set(county_fips))
    known = Region.objects.filter(county_fips__contains=counties, county_fips__contained_by=counties).first()
    if known is not None and counties:
        return known
    title = f"{name[:100]} counties"
    return Region.objects.get_or_create(name=title, defaults={"kind": RegionKind.CUSTOM, "county_fips": counties})[0]
