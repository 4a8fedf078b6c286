"""Partnerships with permission: the public ones for all, every one for staff; and what roles are held over."""

from __future__ import annotations

from core.access import StateRequest, demand
from core.choices import Scope
from core.models import Member
from core.people import scope_choices
from core.permissions import Permission
from partnerships.choices import OrganizationType
from partnerships.models import Organization, Partnership
from partnerships.models.partnerships import PartnershipQuerySet


@scope_choices(Scope.ORGANIZATION)
def organizations() -> list[tuple[int, str]]:
    """Those that may convene or apply: everybody but single employers."""
    rows = Organization.objects.exclude(type=OrganizationType.EMPLOYER).order_by("legal_name")
    return list(rows.values_list("pk", "legal_name"))


@scope_choices(Scope.PARTNERSHIP)
def partnerships() -> list[tuple[int, str]]:
    return list(Partnership.objects.order_by("name").values_list("pk", "name"))


def visible_to(member: Member | None) -> PartnershipQuerySet:
    """The partnerships that a person may list."""
    if member is not None and member.can(Permission.PARTNERSHIP_SEE):
        return Partnership.objects.all()
    return Partnership.objects.filter(is_public=True)


def held_over(member: Member, partnership: Partnership) -> frozenset[Permission]:
    return member.permissions_over(organization=partnership.convener_id, partnership=partnership.pk)


def get_partnership_to_edit(request: StateRequest, slug: str) -> Partnership:
    """A partnership whose record she keeps. 404 unless she may see it, 403 unless she may change it."""
    found = Partnership.objects.select_related("industry", "region", "convener").filter(slug=slug).first()
    held = held_over(request.member, found) if found is not None else frozenset()
    may_do = Permission.PARTNERSHIP_EDIT in held
    sees = found is not None and (found.is_public or may_do or request.member.can(Permission.PARTNERSHIP_SEE))
    demand(request, may_see=sees, may_do=may_do)
    assert found is not None
    return found
