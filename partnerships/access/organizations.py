"""Organizations with permission: staff see them, those who keep them change them; a double leads to the kept record."""

from __future__ import annotations

from core.access import StateRequest, demand
from core.models import Member
from core.permissions import Permission
from partnerships.models import Organization
from partnerships.models.organizations import OrganizationQuerySet


def visible_to(member: Member | None) -> OrganizationQuerySet:
    """Those that staff list: no doubles, none of rehearsals."""
    if member is not None and member.can(Permission.ORGANIZATION_SEE):
        return Organization.objects.standing()
    return Organization.objects.none()


def may_keep(member: Member) -> bool:
    """Whether she may change records; she alone sees an EIN."""
    return member.can(Permission.ORGANIZATION_EDIT)


def get_organization(request: StateRequest, pk: int) -> Organization:
    """A record that she may see, a double as well: its page leads to the other. 404 otherwise."""
    found = Organization.objects.select_related("merged_into").filter(pk=pk).first()
    demand(request, may_see=found is not None and request.member.can(Permission.ORGANIZATION_SEE), may_do=True)
    assert found is not None
    return found


def get_organization_to_keep(request: StateRequest, pk: int) -> Organization:
    """A record that she may change. 404 for one that she may not see and for a double; 403 where she may only read."""
    found = get_organization(request, pk)
    demand(request, may_see=found.merged_into_id is None, may_do=may_keep(request.member))
    return found
