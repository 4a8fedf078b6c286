"""A partnership at work: a convener, an officer, three employers, a college, a union and a board, all at one table."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from core.permissions import Role
from partnerships.actions import decisions, meetings
from partnerships.actions.decisions import Decision
from partnerships.actions.meetings import Came, Plan
from partnerships.models import AgendaItem, Contact, Meeting, PartnershipMember
from tests import factories

TABLE = (
    ("bright", "Bright Metals", "employer"),
    ("slate", "Slate Belt Machining", "employer"),
    ("forge", "Forge Works", "employer"),
    ("college", "Lehigh Carbon College", "education"),
    ("union", "Machinists Lodge 1288", "labor"),
    ("board", "Lehigh Valley Workforce Board", "workforce_board"),
)


def coalition(**fields: Any) -> SimpleNamespace:
    """The partnership, its people and its seats by a short name."""
    board = factories.organization("Lehigh Valley Workforce Board")
    made = factories.partnership(board, **({"name": "Lehigh Manufacturing", "slug": "lehigh"} | fields))
    seats = {}
    for key, name, role in TABLE:
        type = {"employer": "employer", "education": "college", "labor": "labor"}.get(role, "workforce_board")
        organization = board if key == "board" else factories.organization(name, type)
        seats[key] = PartnershipMember.objects.create(
            partnership=made, organization=organization, role=role, joined_on=dt.date(2025, 1, 1)
        )
    convener = factories.member(Role.CONVENER, over=board, name="Elena Márquez")
    partner = factories.member(Role.PARTNER, over=made, name="Ruth Castellanos")
    Contact.objects.create(organization=seats["bright"].organization, name="Ruth Castellanos", email=partner.email)
    return SimpleNamespace(
        partnership=made,
        seats=seats,
        convener=convener,
        partner=partner,
        officer=factories.member(Role.OFFICER, name="Dana Kowalczyk"),
        fiscal=factories.member(Role.FISCAL, name="Fay Fiscal"),
    )


def meeting(scene: SimpleNamespace, days_ago: float = 0, **fields: Any) -> Meeting:
    """A planned meeting that began a while ago."""
    starts_at = timezone.now() - dt.timedelta(days=days_ago, minutes=5)
    plan = Plan(
        **({"title": "Quarterly meeting", "starts_at": starts_at, "minutes_long": 60, "place": "Room 1"} | fields)
    )
    return meetings.plan_meeting(scene.partnership, plan, by=scene.convener)


def propose(scene: SimpleNamespace, title: str, by: str = "") -> AgendaItem:
    """An item proposed for the seat with that short name; without one by the convener."""
    seat = scene.seats[by] if by else None
    return meetings.propose_item(scene.partnership, title=title, about="", seat=seat, by=scene.convener)


def came(scene: SimpleNamespace, meeting: Meeting, *keys: str, rank: str = "executive") -> None:
    rows = [Came(scene.seats[key].pk, f"{key.title()} Person", rank) for key in keys]
    meetings.mark_attendance(meeting, rows, by=scene.convener)


def decide(scene: SimpleNamespace, item: AgendaItem, **fields: Any) -> AgendaItem:
    fresh = AgendaItem.objects.select_related("meeting").get(pk=item.pk)
    return decisions.decide_item(fresh, Decision(**({"words": "Agreed."} | fields)), by=scene.convener)


def held(scene: SimpleNamespace, *items: AgendaItem, present: tuple[str, ...], days_ago: float = 0) -> Meeting:
    """A meeting at which every one of the items was decided."""
    one = meeting(scene, days_ago)
    came(scene, one, *present)
    for item in items:
        decide(scene, item)
    return meetings.hold_meeting(one, by=scene.convener)
