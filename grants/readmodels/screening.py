"""The checklist of a round, filled in from what an application sent."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.utils import timezone

from core.templatetags.rt import clock, day
from grants.checks.applications import Line, Seat
from grants.checks.screening import Check, Sent, checks_of
from grants.models import Application
from grants.readmodels.application_content import terms_of
from grants.readmodels.review_content import Content, content_of
from partnerships.choices import OrganizationType, PartnerRole

ROLES = {str(label): str(value) for value, label in PartnerRole.choices}


def checklist_of(application: Application, content: Content | None = None) -> list[Check]:
    """Every point of the checklist with its computed answer, from the frozen submission. Needs round and organization."""
    content = content or content_of(application, with_market=False)
    return checks_of(sent_of(application, content), terms_of(application.round))


def sent_of(application: Application, content: Content) -> Sent:
    round, kind = application.round, application.organization.type
    received = application.submitted_at or timezone.now()
    kinds = [str(OrganizationType(one).label) for one in round.eligible_types if one in OrganizationType.values]
    lines = [
        Line(
            category=row["category"],
            label=row["category"],
            amount=row["amount"],
            match_cash=row["match_cash"],
            match_in_kind=row["match_in_kind"],
        )
        for row in content.budget.lines
    ]
    return Sent(
        is_whole=content.is_frozen,
        empty=sum(not answer.shown for part in content.parts for answer in part.answers),
        received_at=received,
        received=_instant(received),
        closes_at=round.closes_at,
        closes=_instant(round.closes_at),
        kind=str(OrganizationType(kind).label),
        is_eligible_kind=not round.eligible_types or kind in round.eligible_types,
        eligible_kinds=", ".join(kinds),
        seats=[Seat(row["name"], str(ROLES.get(row["role"], row["role"]))) for row in content.roster],
        no_labor_reason=application.no_labor_reason,
        lines=lines,
        requested=application.requested or Decimal(0),
        months=application.months,
    )


def _instant(at: dt.datetime) -> str:
    local = timezone.localtime(at)
    return f"{day(local)}, {clock(local)} {local.tzname()}"
