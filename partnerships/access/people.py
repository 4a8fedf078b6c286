"""Who is told of what happens to a partnership: the people of its convener, and the state's officers."""

from __future__ import annotations

from core.choices import Scope
from core.models import Member, RoleGrant
from core.permissions import Role
from partnerships.models import Partnership


def convener_people(partnership: Partnership) -> list[Member]:
    """Those who convene it for the organization that does so now."""
    held = RoleGrant.objects.current().filter(
        role=Role.CONVENER, scope=Scope.ORGANIZATION, scope_id=partnership.convener_id
    )
    return list(Member.objects.active().filter(pk__in=held.values("member_id")).select_related("user").order_by("pk"))


def officers() -> list[Member]:
    """Those who confirm stages and keep the records."""
    return list(Member.objects.with_role(Role.OFFICER).select_related("user").order_by("pk"))
