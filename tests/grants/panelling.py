"""A panel in session, as the tests of panels and their pages need it."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from core.models import Member
from grants.actions import panels
from grants.actions.panel_talks import Said, Typed
from grants.models import Application


def later(hours: int = 24) -> dt.datetime:
    return timezone.now() + dt.timedelta(hours=hours)


def in_session(round: Any, members: list[Member], officer: Member, agenda: list[Application], quorum: int = 2) -> Any:
    """A panel that the first member leads, with everybody there."""
    meeting = panels.plan_meeting(round, panels.Plan(later(), "Room 4", members[0], quorum, members), by=officer)
    panels.set_agenda(meeting, {one.pk: None for one in agenda}, by=officer)
    meeting = panels.open_meeting(meeting, [one.pk for one in members], by=members[0])
    items = {one.application_id: one for one in meeting.items.select_related("application")}
    return SimpleNamespace(
        round=round,
        meeting=meeting,
        chair=members[0],
        officer=officer,
        members=members,
        items=[items[one.pk] for one in agenda],
        first=items[agenda[0].pk],
        second=items[agenda[-1].pk],
        criteria=list(round.criteria.order_by("position")),
    )


def said(room: SimpleNamespace, total: int, *, reason: str = "Anew.", version: int = 0, why: str = "Why not.") -> Said:
    """A consensus that fills a total from the first criterion on, with the same reason on each."""
    typed = {}
    for criterion in room.criteria:
        points = min(total, criterion.points)
        typed[criterion.pk] = Typed(str(points), why)
        total -= points
    return Said(typed, reason, version)


def boxes(room: SimpleNamespace, total: int, act: str = "agree", **more: Any) -> dict[str, str]:
    """The same as the page posts it."""
    given = said(room, total, **more)
    sent = {"version": str(given.version), "reason": given.reason, "act": act}
    for pk, typed in given.scores.items():
        sent |= {f"points-{pk}": typed.points, f"reason-{pk}": typed.reason}
    return sent
