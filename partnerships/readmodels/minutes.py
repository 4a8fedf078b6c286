"""The minutes of a meeting: its facts as they are frozen when adopted. Nothing that was not recorded is made up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from core.models import State
from core.templatetags.rt import long_day, long_instant
from partnerships.choices import PartnerRole
from partnerships.choices.work import DecidedHow, ItemStatus, Seniority
from partnerships.models import AgendaItem, DecisionRecusal, Meeting, MeetingAttendance, Partnership

CONVENER = "the convener"


def facts_of(meeting: Meeting, *, adopted_on: dt.date, adopted_by: str) -> dict[str, Any]:
    """Everything that the minutes say, as it is printed. Four queries."""
    items = meeting.items.select_related("proposed_by__organization").order_by("position", "pk")
    recusals = DecisionRecusal.objects.filter(item__meeting=meeting).select_related("seat__organization")
    attendance = meeting.attendance.select_related("seat__organization")
    return facts_from(
        meeting,
        meeting.partnership,
        State.objects.get(pk=meeting.state_id),
        list(attendance),
        list(items),
        list(recusals),
        adopted_on=adopted_on,
        adopted_by=adopted_by,
    )


def facts_from(
    meeting: Meeting,
    partnership: Partnership,
    state: State,
    attendance: Sequence[MeetingAttendance],
    items: Sequence[AgendaItem],
    recusals: Sequence[DecisionRecusal],
    *,
    adopted_on: dt.date,
    adopted_by: str,
) -> dict[str, Any]:
    """The same from rows that are read already."""
    chair = meeting.chaired_by
    return {
        "partnership": partnership.name,
        "convener": partnership.convener.legal_name,
        "title": meeting.title,
        "when": long_instant(meeting.starts_at, state.zone),
        "place": meeting.place,
        "chair": chair.organization.legal_name if chair else "",
        "present": meeting.present,
        "employers": meeting.employers,
        "guests": meeting.guests,
        "attendance": attendance_of(attendance),
        "items": [_item(one, [r for r in recusals if r.item_id == one.pk]) for one in items],
        "minutes": meeting.minutes,
        "adopted": long_day(adopted_on),
        "adopted_by": adopted_by,
    }


def attendance_of(rows: Sequence[MeetingAttendance]) -> list[dict[str, Any]]:
    """A line an organization and role, employers first, with who came for it."""
    lines: dict[int, dict[str, Any]] = {}
    for one in sorted(rows, key=_in_order):
        blank: dict[str, Any] = {
            "organization": one.seat.organization.legal_name,
            "role": one.seat.get_role_display(),
            "people": [],
        }
        line = lines.setdefault(one.seat_id, blank)
        if one.person:
            rank = "" if one.seniority == Seniority.UNKNOWN else f", {one.get_seniority_display().lower()}"
            line["people"].append(f"{one.person}{rank}")
    return list(lines.values())


def _in_order(one: MeetingAttendance) -> tuple[bool, str, str]:
    return one.seat.role != PartnerRole.EMPLOYER, one.seat.role, one.seat.organization.legal_name


def _item(item: AgendaItem, recusals: Sequence[DecisionRecusal]) -> dict[str, Any]:
    return {
        "title": item.title,
        "about": item.about,
        "proposer": proposer_of(item),
        "status": item.get_status_display(),
        "decision": item.decision,
        "how": how_of(item),
        "adopts": item.get_adopts_display().lower() if item.adopts else "",
        "recused": [f"{one.seat.organization.legal_name}. {one.reason}".strip(" .") + "." for one in recusals],
    }


def proposer_of(item: AgendaItem) -> str:
    """Who proposed it, with the role in which it was proposed; the convener where no member did."""
    if item.proposed_by is None:
        return CONVENER
    return f"{item.proposed_by.organization.legal_name} ({item.get_proposer_role_display().lower()})"


def how_of(item: AgendaItem) -> str:
    """How it was decided and with whom present, in a sentence or two."""
    if item.status != ItemStatus.DECIDED:
        return ""
    words = "Decided by consensus."
    if item.decided_how == DecidedHow.VOTE:
        words = (
            f"Decided by vote: {item.votes_for or 0} for, {item.votes_against or 0} against,"
            f" {item.votes_abstained or 0} abstaining."
        )
    if item.present is None:
        return words
    many = "organization was" if item.present == 1 else "organizations were"
    return f"{words} {item.present} {many} present, {item.employers} of them employers."
