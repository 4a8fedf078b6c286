"""The state's organizations as a list, and one with its sites, its people, its seats and the names it goes by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Q

from core import geography
from core.models import Member
from partnerships.access.organizations import may_keep, visible_to
from partnerships.choices.standing import Ownership
from partnerships.models import (
    Contact,
    Organization,
    OrganizationMerge,
    Partnership,
    PartnershipMember,
    Site,
)
from partnerships.models.organizations import OrganizationQuerySet
from partnerships.rules.naming import name_key

PAGE = 50
CONVENES, SITS, NOWHERE = "convenes", "sits", "nowhere"
"""What an organization does: convenes a partnership, has a seat, or neither."""


@dataclass(frozen=True)
class OrganizationList:
    page: Page
    total: int


def list_of(member: Member, wanted: dict[str, str], page: str | None) -> OrganizationList:
    """Two queries for any number of rows."""
    rows = _found(visible_to(member), wanted, may_keep(member))
    seats = Count("seats__partnership", filter=Q(seats__left_on__isnull=True), distinct=True)
    sites = Count("sites", filter=Q(sites__closed_on__isnull=True), distinct=True)
    found = Paginator(rows.annotate(tables=seats, places=sites).order_by("legal_name", "pk"), PAGE)
    shown = found.get_page(page)
    return OrganizationList(shown, found.count)


def _found(rows: OrganizationQuerySet, wanted: dict[str, str], sees_ein: bool) -> OrganizationQuerySet:
    if text := wanted["q"]:
        digits = text.replace("-", "")
        like = Q(legal_name__icontains=text) | Q(uei__iexact=text) | Q(aliases__icontains=text) | Q(city__iexact=text)
        if key := name_key(text):
            like |= Q(name_key__contains=key)
        if sees_ein and len(digits) == 9 and digits.isdigit():
            like |= Q(ein=digits)
        rows = rows.filter(like)
    for field in ("type", "county_fips", "size_band"):
        if wanted[field]:
            rows = rows.filter(**{field: wanted[field]})
    if wanted["union"]:
        rows = rows.filter(is_union=wanted["union"] == "yes")
    sits = Exists(PartnershipMember.objects.filter(organization=OuterRef("pk"), left_on__isnull=True))
    convenes = Exists(Partnership.objects.filter(convener=OuterRef("pk")))
    tests = {CONVENES: convenes, SITS: sits, NOWHERE: ~sits & ~convenes}
    return rows.filter(tests[wanted["does"]]) if wanted["does"] in tests else rows


@dataclass(frozen=True)
class OrganizationPage:
    """One organization. `facts` are pairs of name and value; the EIN is among them for those who keep records."""

    organization: Organization
    facts: list[tuple[str, Any]]
    sites: list[Site]
    headcount: int
    contacts: list[Contact]
    seats: list[PartnershipMember]
    convened: list[Partnership]
    merges: list[OrganizationMerge]
    may_keep: bool


def organization_page(organization: Organization, member: Member) -> OrganizationPage:
    """Five queries."""
    keeps = may_keep(member)
    sites = list(organization.sites.order_by("closed_on", "name", "pk"))
    seats = PartnershipMember.objects.filter(organization=organization).select_related("partnership")
    return OrganizationPage(
        organization=organization,
        facts=_facts(organization, keeps),
        sites=sites,
        headcount=sum(site.headcount or 0 for site in sites if site.closed_on is None),
        contacts=list(organization.contacts.order_by("-is_active", "name", "pk")),
        seats=sorted(seats, key=lambda seat: (seat.left_on is not None, seat.partnership.name, seat.pk)),
        convened=list(Partnership.objects.filter(convener=organization).order_by("name")),
        merges=list(organization.merges.select_related("merged", "made_by")),
        may_keep=keeps,
    )


def _facts(one: Organization, keeps: bool) -> list[tuple[str, Any]]:
    union = {True: "Yes", False: "No", None: "Not known"}[one.is_union]
    ein = f"{one.ein[:2]}-{one.ein[2:]}" if one.ein else ""
    return [
        ("Kind", one.get_type_display()),
        ("Also known as", ", ".join(one.aliases)),
        ("City", one.city),
        ("County", _county(one.county_fips)),
        ("NAICS", one.naics),
        ("Size", one.get_size_band_display()),
        ("A union represents workers", union),
        ("Ownership", ", ".join(Ownership(value).label for value in one.ownership)),
        ("UEI", one.uei),
        *([("EIN", ein)] if keeps else []),
        ("Website", one.website),
    ]


def _county(fips: str) -> str:
    known = geography.all_counties().get(fips)
    return known.name if known else fips
