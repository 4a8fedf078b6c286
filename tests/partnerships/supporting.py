"""People and rows that the tests of support share."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from core.models import Member, State
from core.permissions import Role
from partnerships.actions import support as actions
from partnerships.models import AssistanceRequest, Event, Partnership, Registration
from tests import factories


def scene(pa: State) -> SimpleNamespace:
    """A convener with her partnership, an officer who assigns, a provider who gives."""
    board = factories.organization("Lehigh Valley Workforce Board")
    return SimpleNamespace(
        state=pa,
        board=board,
        partnership=factories.partnership(board, name="Lehigh Valley Metals", slug="lehigh-metals"),
        convener=factories.member(Role.CONVENER, over=board, name="Elena Convener"),
        officer=factories.member(Role.OFFICER, name="Olive Officer"),
        provider=factories.member(Role.PROVIDER, name="Theo Provider"),
    )


def asked(
    scene: SimpleNamespace, topic: str = "employer_engagement", *, days: int = 0, **fields: Any
) -> AssistanceRequest:
    """A request that was made so many days ago."""
    return AssistanceRequest.objects.create(
        partnership=fields.pop("partnership", scene.partnership),
        asked_by=fields.pop("asked_by", scene.convener),
        topic=topic,
        words="Nine employers sign and three come.",
        asked_at=timezone.now() - dt.timedelta(days=days),
        **fields,
    )


def given(scene: SimpleNamespace, topic: str = "employer_engagement", rating: int | None = None) -> AssistanceRequest:
    """A request that was asked, assigned, given in one session today, done, and rated where a rating is named."""
    request = asked(scene, topic)
    actions.assign(request, scene.provider, by=scene.officer)
    session(request, by=scene.provider)
    actions.finish(request, by=scene.provider)
    if rating:
        actions.rate(request, rating, "", by=scene.convener)
    return request


def session(request: AssistanceRequest, *, by: Member, hours: str = "1.5", **fields: Any) -> Any:
    """A session of today."""
    fields = {"held_on": timezone.localdate(), "format": "one_on_one", "who": "The chair", "notes": ""} | fields
    return actions.record_session(request, hours=Decimal(hours), by=by, **fields)


def event(scene: SimpleNamespace, **fields: Any) -> Event:
    """An open summit in forty days, without a limit of seats."""
    starts = timezone.now() + dt.timedelta(days=40)
    fields = {
        "title": "Summit of sector partnerships",
        "kind": "summit",
        "status": "open",
        "starts_at": starts,
        "ends_at": starts + dt.timedelta(hours=7),
        "place": "State Library",
        "made_by": scene.officer,
    } | fields
    return Event.objects.create(**fields)


def attendance(event: Event, partnership: Partnership, name: str) -> Registration:
    """Somebody of the convener who was there."""
    now = timezone.now()
    return Registration.objects.create(
        event=event,
        organization=partnership.convener,
        name=name,
        email=f"{name.lower().replace(' ', '.')}@pa.example",
        seated_at=now,
        attended_at=now,
        checked_by="list",
    )
