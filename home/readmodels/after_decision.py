"""What waits after a decision: appeals with their clocks, offers from waiting lists. Rows for the one query of `tasks`."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, CharField, DateTimeField, Exists, F, OuterRef, QuerySet, Value, When
from django.db.models.functions import Cast, Concat

from core.models import Member
from grants.access.appeals import appeals_for_staff
from grants.access.reviews import recused_from
from grants.choices.deciding import AppealStatus, WaitingStatus
from grants.models import Application, Approval, WaitingOffer
from grants.readmodels.waiting import free_and_waiting
from grants.rules.appeals import OPEN

BAR = "|"


def _columns(rows: QuerySet, kind: Any, label: Any, at: Any) -> Any:
    return rows.order_by().values_list(
        Cast(kind, CharField()), "pk", Cast(label, CharField()), Cast(at, DateTimeField()), Value(0)
    )


def appeals_waiting(member: Member) -> Any:
    """Open appeals, each until the next instant that the office owes something by; its kind is where it stands."""
    due = Case(When(status=AppealStatus.FILED, then=F("acknowledge_by")), default=F("answer_by"))
    rows = appeals_for_staff(member).filter(status__in=OPEN)
    return _columns(rows, F("status"), F("application__number"), due)


def offers_waiting(member: Member) -> Any:
    """Offers from a waiting list that somebody else proposed, and that still need an approval that she can give.

    One without any approvals on record was proposed before they were kept.
    """
    rows = WaitingOffer.objects.filter(status=WaitingStatus.PROPOSED).exclude(proposed_by=member)
    asked = Approval.objects.standing().filter(offer=OuterRef("pk"))
    hers = asked.filter(by__isnull=True, role__in=["", *member.roles])
    rows = rows.filter(Exists(hers) | ~Exists(asked)).exclude(Exists(asked.filter(by=member)))
    rows = rows.exclude(line__application__in=Application.objects.filter(recused_from(member)).values("pk"))
    label = Concat(F("line__slate__round__slug"), Value(BAR), F("line__application__number"))
    return _columns(rows, Value("waiting"), label, F("proposed_at"))


def refused_and_waiting() -> Any:
    """Rounds in which an award was refused or lapsed and somebody waits."""
    return _columns(free_and_waiting(), Value("freed"), Concat(F("slug"), Value(BAR), F("name")), F("since"))
