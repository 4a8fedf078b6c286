"""Whoever answers for one fund at its agency, and reads the report of its share alone."""

from __future__ import annotations

from core.choices import Scope
from core.models import RoleGrant
from core.permissions import Role
from home.management.demonstration.people import Door
from home.management.demonstration.world import World, keep


def make_stewards(world: World) -> None:
    """The steward of the state's second fund; the federal one goes by the federal fiscal year."""
    door, fund, federal = Door(world), world.funds[1], world.funds[2]
    steward = door.admit([(f"steward@{world.state.code}.example", "Beatrice Lowell", "Budget director")])[0]
    world.people["steward"] = steward
    over = {"scope": Scope.FUND, "scope_id": fund.pk, "starts_on": door.since}
    keep([RoleGrant(member=steward, role=Role.STEWARD, **over)])
    federal.fiscal_year_start_month = 10
    federal.save(update_fields=["fiscal_year_start_month"])
