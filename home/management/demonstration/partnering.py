"""The life of partnerships beside their grants: their people, their work, the evidence for their industry, support."""

from __future__ import annotations

from core.choices import Scope
from core.models import RoleGrant
from core.permissions import Role
from home.management.demonstration.analyses import make_analyses
from home.management.demonstration.events import make_events
from home.management.demonstration.imports import make_imports
from home.management.demonstration.people import Door
from home.management.demonstration.policies import make_policies
from home.management.demonstration.readings import make_readings
from home.management.demonstration.shares import make_stewards
from home.management.demonstration.standing import make_standing
from home.management.demonstration.support import make_support
from home.management.demonstration.work import make_work
from home.management.demonstration.world import World, keep
from partnerships.models import Partnership


def make_partnering(world: World) -> None:
    """Everything of this part, in the order in which it needs each other."""
    _make_people(world)
    make_support(world)
    make_events(world)
    make_policies(world)
    make_standing(world)
    make_analyses(world)
    make_imports(world)
    make_work(world)
    make_stewards(world)
    make_readings(world)


def _make_people(world: World) -> None:
    """A member of the first convener's partnership, and somebody who gives technical assistance."""
    code, door = world.state.code, Door(world)
    partner, provider = door.admit(
        [
            (f"partner@{code}.example", "Ruth Castellanos", "Plant manager"),
            (f"provider@{code}.example", "Theo Abernathy", "Technical assistance provider"),
        ]
    )
    world.people |= {"partner": partner, "provider": provider}
    door.give([(provider, Role.PROVIDER, None)])
    own = Partnership.objects.filter(convener=world.conveners[0]).order_by("pk").first()
    assert own is not None
    over = {"scope": Scope.PARTNERSHIP, "scope_id": own.pk, "starts_on": door.since}
    keep([RoleGrant(member=partner, role=Role.PARTNER, **over)])
