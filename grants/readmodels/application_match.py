"""The match of an application by contributor: where else the same is promised, and what letters offer."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Q

from grants.checks.applications import Line, plain_name
from grants.checks.match import Elsewhere
from grants.choices import ApplicationStatus, LetterAskedStatus, MatchKind
from grants.models import Application, BudgetLine, LetterRequest

OVER = (
    *(ApplicationStatus.DRAFT, ApplicationStatus.WITHDRAWN, ApplicationStatus.INELIGIBLE),
    *(ApplicationStatus.DECLINED, ApplicationStatus.REFUSED, ApplicationStatus.LAPSED),
)
"""A draft promises nothing yet; of the others nothing came."""


def elsewhere_of(application: Application, rows: Sequence[Line], *, own_only: bool = True) -> list[Elsewhere]:
    """Other applications of the state with the same match: same contributor, same amount, both in cash or both in kind.

    With `own_only` those of the same applicant or partnership, which an applicant may know of; else all, for staff.
    No query without rows of match.
    """
    if not rows:
        return []
    wanted = {(row.match_cash, row.match_in_kind) for row in rows if row.match}
    same = Q()
    for cash, in_kind in wanted:
        same |= Q(match_cash=cash, match_in_kind=in_kind)
    if not wanted:
        return []
    found = BudgetLine.objects.filter(same).exclude(application_id=application.pk)
    found = found.exclude(application__status__in=OVER).exclude(application__round__is_rehearsal=True)
    if own_only:
        own = Q(application__organization_id=application.organization_id)
        if application.partnership_id:
            own |= Q(application__partnership_id=application.partnership_id)
        found = found.filter(own)
    held = [
        (key_of(line), line.application) for line in found.select_related("application").order_by("application", "pk")
    ]
    pairs = [
        Elsewhere(number, other.number, other.title, other.status)
        for number, row in enumerate(rows, start=1)
        for key, other in held
        if key == key_of(row)
    ]
    return list(dict.fromkeys(pairs))


def key_of(line: Line | BudgetLine) -> tuple[str, Decimal, Decimal]:
    return plain_name(line.match_source), line.match_cash, line.match_in_kind


class Offer(NamedTuple):
    """What a signed letter offers and no row has yet."""

    key: str
    organization: str
    kind: str
    amount: Decimal
    evidence: str

    @property
    def label(self) -> str:
        return str(MatchKind(self.kind).label)


def offers_of(application: Application, rows: Sequence[Line]) -> list[Offer]:
    """Cash and equipment of signed letters, without what a row took over already. One query."""
    taken = {(plain_name(row.match_source), row.match_kind, row.match) for row in rows}
    letters = LetterRequest.objects.filter(application=application, status=LetterAskedStatus.SIGNED)
    found = [
        Offer(f"letter-{letter.pk}-{kind}", letter.organization, kind, amount, evidence_of(letter))
        for letter in letters.order_by("pk")
        for kind, amount in ((MatchKind.CASH.value, letter.cash), (MatchKind.EQUIPMENT.value, letter.equipment))
        if amount
    ]
    return [one for one in found if (plain_name(one.organization), one.kind, one.amount) not in taken]


def evidence_of(letter: LetterRequest) -> str:
    when = f", {letter.decided_at:%Y-%m-%d}" if letter.decided_at else ""
    return f"Letter signed by {letter.signed_name}, {letter.signed_title}{when}".replace(", ,", ",")
