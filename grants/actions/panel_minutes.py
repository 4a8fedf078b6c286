"""The minutes of a panel meeting: its facts as they are frozen when it is closed."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

from core.models import Member, State
from core.templatetags.rt import long_instant
from grants.checks.panels import Agreed, total_in
from grants.choices import Recommendation
from grants.choices.panels import Part, TalkStatus
from grants.models import PanelItem, PanelMeeting
from grants.readmodels.prescores import agreed_on, kept_of, mean_of_totals
from grants.rules.ranking import shown, two_places


def facts_of(meeting: PanelMeeting, *, closed_by: Member, closed_at: dt.datetime) -> dict[str, Any]:
    """Everything that the minutes say, as it is printed. What was not discussed is named so, never left out."""
    state = State.objects.get(pk=meeting.state_id)
    items = meeting.items.select_related("application__round", "application__organization", "introducer", "settled_by")
    people = meeting.members.select_related("member")
    return {
        "state": state.name,
        "agency": state.word("agency"),
        "round": meeting.round.name,
        "ranking": meeting.round.get_ranking_display(),
        "planned_for": said(meeting.starts_at, state),
        "opened_at": said(meeting.opened_at, state),
        "closed_at": closed_at.isoformat(),
        "ended": said(closed_at, state),
        "place": meeting.place,
        "chair": meeting.chair.name,
        "quorum": meeting.quorum,
        "closed_by": closed_by.name,
        "members": [[one.member.name, one.is_present] for one in people],
        "items": [_item(one, state) for one in items],
    }


def _item(item: PanelItem, state: State) -> dict[str, Any]:
    application, kept = item.application, kept_of(item)
    seats: dict[str, list[str]] = {part: [] for part in Part.values}
    for seat in item.seats.select_related("member"):
        if seat.part:
            seats[seat.part].append(seat.member.name)
    given = agreed_on(item) if item.status == TalkStatus.AGREED else []
    latest = item.prescores.order_by("-pk").first() if kept["reviews"] else None
    return {
        "number": application.number,
        "title": application.title,
        "organization": application.organization.legal_name,
        "introducer": item.introducer.name if item.introducer else "",
        "status": item.status,
        "status_label": item.get_status_display(),
        "begun": said(item.begun_at, state),
        "settled": said(item.settled_at, state),
        "present": seats[Part.PRESENT],
        "absent": seats[Part.ABSENT],
        "recused": seats[Part.RECUSED],
        "prescores": [[one["name"], shown(Fraction(one["total"])), _fund(one)] for one in kept["reviews"]],
        "prescores_sha256": latest.sha256 if latest else "",
        "mean": two_places(mean_of_totals(kept)),
        "criteria": [_criterion(one) for one in given],
        "total": shown(total_in(given)) if given else "",
        "points": sum(criterion.points for criterion in application.round.criteria.all()),
        "reason": item.reason,
        "dissents": [
            [one.member.name, one.words] for one in item.dissents.select_related("member").filter(ended_at__isnull=True)
        ],
    }


def _criterion(one: Agreed) -> list[Any]:
    points = "does not apply" if one.does_not_apply else str(one.points)
    return [one.title, one.maximum, two_places(one.mean), points, one.reason]


def _fund(review: dict[str, Any]) -> str:
    return str(dict(Recommendation.choices).get(review["recommendation"], ""))


def said(at: dt.datetime | None, state: State) -> str:
    """An instant in words, in the state's zone."""
    return long_instant(at, state.zone) if at is not None else ""
