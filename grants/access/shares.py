"""The funds whose share a member may read: every one for the state's people, her own for whoever answers for one."""

from __future__ import annotations

from django.db.models import QuerySet

from core.access import StateRequest, demand
from core.choices import Scope
from core.models import Member
from core.permissions import Permission
from grants.models import Fund


def shares_of(member: Member) -> QuerySet[Fund]:
    """The funds of which she reads the share, by name."""
    rows = Fund.objects.order_by("name", "pk")
    if member.can(Permission.SHARE_SEE):
        return rows
    return rows.filter(pk__in=member.scope_ids(Permission.SHARE_SEE, Scope.FUND))


def get_share(request: StateRequest, pk: int) -> Fund:
    """A fund whose share she reads. 404 for every other one, as for one that is not there."""
    found = shares_of(request.member).filter(pk=pk).first()
    demand(request, may_see=found is not None, may_do=True)
    assert found is not None
    return found
