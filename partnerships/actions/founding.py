"""A partnership begins with its first award, where it had no record of its own before."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from core import audit
from core.models import Member
from partnerships.choices import IndustryStatus, RegionKind, Stage
from partnerships.models import Organization, Partnership, Region, TargetIndustry


@transaction.atomic
def found_partnership(
    *,
    name: str,
    convener: Organization,
    industry_title: str,
    naics: Sequence[str],
    county_fips: Sequence[str],
    by: Member,
) -> Partnership:
    """A partnership in planning, with the industry and region that its application named.

    An industry or region that the state does not have yet is added: as a candidate, and as a region of its own.
    """
    slug = slugify(name)[:70] or "partnership"
    taken = set(Partnership.objects.filter(slug__startswith=slug).values_list("slug", flat=True))
    number = next(n for n in range(1, len(taken) + 2) if (slug if n == 1 else f"{slug}-{n}") not in taken)
    partnership = Partnership.objects.create(
        name=name,
        slug=slug if number == 1 else f"{slug}-{number}",
        industry=_industry(industry_title or name, naics),
        region=_region(name, county_fips),
        county_fips=list(county_fips),
        stage=Stage.PLANNING,
        convener=convener,
        founded_on=timezone.localdate(),
        is_public=False,
    )
    audit.record("partnership.found", partnership, by=by)
    return partnership


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
