"""Whoever answers for one fund at its agency, and reads the report of its share alone."""

from __future__ import annotations

from core.choices import Scope
from core.models import RoleGrant
from core.permissions import Role
from home.management.demonstration.people import Door
from home.management.demonstration.world import World, keep


def make_stewards(world: World) -> None:
    """The steward of the federal money, which pays beside the state's and goes by the federal fiscal year."""
    door, fund = Door(world), world.funds[2]
    steward = door.admit([(f"steward@{world.state.code}.example", "Beatrice Lowell", "WIOA grant administrator")])[0]
    world.people["steward"] = steward
    over = {"scope": Scope.FUND, "scope_id": fund.pk, "starts_on": door.since}
    keep([RoleGrant(member=steward, role=Role.STEWARD, **over)])
    fund.fiscal_year_start_month = 10
    fund.save(update_fields=["fiscal_year_start_month"])
