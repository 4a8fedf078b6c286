"""What members of a panel are told. None tells an application's content."""

from __future__ import annotations

from core import mail
from core.models import Member
from grants.models import Conflict, PanelMeeting


def panel_called(meeting: PanelMeeting, member: Member) -> None:
    """To a member: when and where the panel meets."""
    mail.send("panel_called", to=member.email, context={"meeting": meeting}, key=f"panel-{meeting.pk}")


def panel_moved(meeting: PanelMeeting, member: Member) -> None:
    """To a member: the meeting has another hour or place."""
    key = f"panel-{meeting.pk}-{meeting.starts_at.isoformat()}-{meeting.place}"
    mail.send("panel_moved", to=member.email, context={"meeting": meeting}, key=key)


def panel_cancelled(meeting: PanelMeeting, member: Member, reason: str) -> None:
    """To a member: the meeting is called off, and why."""
    context = {"meeting": meeting, "reason": reason}
    mail.send("panel_cancelled", to=member.email, context=context, key=f"panel-off-{meeting.pk}")


def minutes_ready(meeting: PanelMeeting, member: Member) -> None:
    """To a member and to who closed it: the minutes are drawn."""
    mail.send("panel_minutes", to=member.email, context={"meeting": meeting}, key=f"panel-minutes-{meeting.pk}")


def tie_declared(conflict: Conflict, officer: Member) -> None:
    """To the officer: a member of the panel has a conflict and leaves the room; somebody decides on it."""
    context = {"conflict": conflict, "application": conflict.application}
    mail.send("panel_tie", to=officer.email, context=context, key=f"panel-tie-{conflict.pk}")
