"""The published rounds as other systems read them: CommonGrants opportunities (protocol 0.4), as plain JSON.

Money is a decimal text with its currency, dates are the state's, instants UTC. What the protocol has no word for stands in
`customFields`.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, NamedTuple

from django.db.models import Max
from django.utils import timezone

from core.models import State
from grants.models import Round
from grants.readmodels.open_rounds import Notice
from partnerships.choices import OrganizationType

USUAL_PAGE, LARGEST_PAGE = 100, 200
STANDING = {"soon": "forecasted", "open": "open", "closed": "closed"}


class Opportunities(NamedTuple):
    """A page of them; `total` is the number of all."""

    items: list[dict[str, Any]]
    total: int


def opportunities(state: State, base: str, *, page: int, size: int) -> Opportunities:
    """The published rounds, the latest change first. `base` is the address of the state's site. One query."""
    now = timezone.now()
    rows = sorted(published(), key=lambda one: (changed_at(one, now), one.pk), reverse=True)
    shown = rows[(page - 1) * size : page * size]
    return Opportunities([opportunity(one, state, base, now) for one in shown], len(rows))


def opportunity_of(key: uuid.UUID, state: State, base: str) -> dict[str, Any] | None:
    """The one that has this id; None where no published round has. One query."""
    found = next((one for one in published() if public_id(one, state) == key), None)
    return opportunity(found, state, base, timezone.now()) if found else None


def published() -> list[Round]:
    return list(Round.objects.published().annotate(added_at=Max("addenda__at")).order_by("pk"))


def public_id(round: Round, state: State) -> uuid.UUID:
    """An id that stays, whatever becomes of the round's name, and that no other installation's round has."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"roundtable:{state.code}:{round.created_at.isoformat()}:{round.pk}")


def changed_at(round: Round, now: dt.datetime) -> dt.datetime:
    """When what everybody reads of it changed last: its opening, an addendum, its closing."""
    added: dt.datetime | None = getattr(round, "added_at", None)
    passed = [at for at in (round.opens_at, added, round.closes_at) if at is not None and at <= now]
    return max([round.created_at, *passed])


def opportunity(round: Round, state: State, base: str, now: dt.datetime) -> dict[str, Any]:
    """One round in the protocol's words."""
    notice = Notice(round, now)
    return {
        "id": str(public_id(round, state)),
        "title": round.name,
        "status": {"value": STANDING[notice.standing], "description": notice.chip[1]},
        "description": round.summary,
        "funding": {
            "totalAmountAvailable": dollars(round.total_available),
            "minAwardAmount": dollars(round.min_award),
            "maxAwardAmount": dollars(round.max_award),
        },
        "keyDates": {
            "postDate": event("Applications open", round.opens_at),
            "closeDate": event("Applications due", round.closes_at),
            **others(round),
        },
        "acceptedApplicantTypes": [
            {"value": "custom", "customValue": str(OrganizationType(kind).label)}
            for kind in round.eligible_types
            if kind in OrganizationType.values
        ],
        "source": f"{base}/rounds/{round.slug}/",
        "customFields": custom(round, notice, state),
        "createdAt": instant(round.created_at),
        "lastModifiedAt": instant(changed_at(round, now)),
    }


def custom(round: Round, notice: Notice, state: State) -> dict[str, Any]:
    """What a sector partnership's round says beyond the protocol."""
    given = {
        "grantKind": ("string", round.get_kind_display()),
        "whoMayApply": ("string", round.who_may_apply),
        "partnershipRule": ("string", notice.table),
        "matchPercent": ("integer", round.match_percent),
        "match": ("string", notice.match),
        "minMonths": ("integer", round.min_months),
        "maxMonths": ("integer", round.max_months),
        "timeZone": ("string", state.time_zone),
    }
    return {name: {"name": name, "fieldType": kind, "value": value} for name, (kind, value) in given.items()}


def others(round: Round) -> dict[str, Any]:
    """The dates beside opening and closing, by name; left out where there is none."""
    found = {}
    if round.questions_due_at:
        found["questionsDue"] = event("Questions are taken until", round.questions_due_at)
    if round.award_by:
        found["awardsBy"] = {"name": "Awards by", "eventType": "singleDate", "date": round.award_by.isoformat()}
    return {"otherDates": found} if found else {}


def event(name: str, at: dt.datetime) -> dict[str, str]:
    """An instant as the protocol has it: the day and the time of the state's clock."""
    local = timezone.localtime(at)
    return {
        "name": name,
        "eventType": "singleDate",
        "date": local.date().isoformat(),
        "time": local.time().isoformat("seconds"),
    }


def dollars(amount: Any) -> dict[str, str]:
    return {"amount": f"{amount:.2f}", "currency": "USD"}


def instant(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
