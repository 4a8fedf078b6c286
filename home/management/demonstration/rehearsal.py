"""Who rehearses the round that is coming: a test organization, its tester and a draft of hers."""

from __future__ import annotations

from core.permissions import Role
from grants.actions.applications import start_application
from home.management.demonstration.people import Door
from home.management.demonstration.world import World
from partnerships.choices import OrganizationType
from partnerships.models import Organization


def make_rehearsal(world: World) -> None:
    """One test organization with somebody who may apply in its name, and the draft that she began."""
    board = Organization.objects.create(
        legal_name="Rehearsal Workforce Board", type=OrganizationType.WORKFORCE_BOARD, is_test=True
    )
    door = Door(world)
    tester = door.admit([(f"tester@{world.state.code}.example", "Robin Tester", "Tries things out")])[0]
    door.give([(tester, Role.CONVENER, board.pk)])
    start_application(world.rounds["rehearsal"], board, title="A partnership to practice with", by=tester)
