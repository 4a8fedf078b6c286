"""Partnerships with permission: the public ones for all, every one for staff; and what roles are held over."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from core.access import StateRequest, demand
from core.choices import Scope
from core.models import Member
from core.people import scope_choices
from core.permissions import Permission
from partnerships.choices import OrganizationType, Stage
from partnerships.choices.standing import StageOutcome
from partnerships.models import Organization, Partnership, StageChange
from partnerships.models.partnerships import PartnershipQuerySet


@scope_choices(Scope.ORGANIZATION)
def organizations() -> list[tuple[int, str]]:
    """Those that may convene or apply: everybody but single employers."""
    rows = Organization.objects.filter(merged_into__isnull=True).exclude(type=OrganizationType.EMPLOYER)
    rows = rows.order_by("legal_name")
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
    found = Partnership.objects.select_related("industry", "region", "convener", "charter").filter(slug=slug).first()
    held = held_over(request.member, found) if found is not None else frozenset()
    may_do = Permission.PARTNERSHIP_EDIT in held
    sees = found is not None and (found.is_public or may_do or request.member.can(Permission.PARTNERSHIP_SEE))
    demand(request, may_see=sees, may_do=may_do)
    assert found is not None
    return found


def get_partnership(request: StateRequest, slug: str) -> Partnership:
    """A partnership for the state's people, who see every one. 404 where there is none."""
    found = Partnership.objects.select_related("industry", "region", "convener", "merged_into", "charter").filter(
        slug=slug
    )
    one = found.first()
    demand(request, may_see=one is not None and request.member.can(Permission.PARTNERSHIP_SEE), may_do=True)
    assert one is not None
    return one


def may_withdraw(change: StageChange, member: Member) -> bool:
    """Whether she is on the side that asked for the change: the state's people take back theirs, conveners theirs."""
    return member.can(Permission.STAGE_CONFIRM) == change.proposed_by.can(Permission.STAGE_CONFIRM)


def get_change_to_decide(request: StateRequest, slug: str) -> StageChange:
    """The change of stage that waits at this partnership. 404 where none does; 403 for what she proposed herself."""
    rows = StageChange.objects.filter(partnership__slug=slug, outcome=StageOutcome.PROPOSED)
    found = rows.select_related("partnership", "proposed_by").first()
    sees = found is not None and request.member.can(Permission.PARTNERSHIP_SEE)
    may_do = found is not None and found.proposed_by_id != request.member.pk
    demand(request, may_see=sees, may_do=may_do and request.member.can(Permission.STAGE_CONFIRM))
    assert found is not None
    return found


def get_room(request: StateRequest, slug: str) -> tuple[Partnership, bool]:
    """A partnership whose workspace she belongs to, as a member or its convener, and whether she keeps its record."""
    found = Partnership.objects.select_related("industry", "region", "convener", "charter").filter(slug=slug).first()
    held = held_over(request.member, found) if found is not None else frozenset()
    sees = found is not None and (found.is_public or bool(held) or request.member.can(Permission.PARTNERSHIP_SEE))
    demand(request, may_see=sees, may_do=Permission.PARTNERSHIP_JOIN in held)
    assert found is not None
    return found, Permission.PARTNERSHIP_EDIT in held


def rooms_of(member: Member) -> PartnershipQuerySet:
    """The partnerships whose workspace she belongs to."""
    organizations = member.scope_ids(Permission.PARTNERSHIP_JOIN, Scope.ORGANIZATION)
    own = member.scope_ids(Permission.PARTNERSHIP_JOIN, Scope.PARTNERSHIP)
    rows = Partnership.objects.filter(Q(pk__in=own) | Q(convener__in=organizations))
    return rows.exclude(stage__in=(Stage.MERGED, Stage.SUNSET))


def conveners_of(member: Member) -> QuerySet[Organization]:
    """For whom she may found a partnership: those she convenes for; for the state's officers all but employers."""
    rows = Organization.objects.standing().order_by("legal_name")
    if member.can(Permission.PARTNERSHIP_EDIT):
        return rows.exclude(type=OrganizationType.EMPLOYER)
    return rows.filter(pk__in=member.scope_ids(Permission.PARTNERSHIP_EDIT, Scope.ORGANIZATION))
