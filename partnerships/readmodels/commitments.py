"""The ledger of a partnership: every entry with how far it is, and the sums."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from core.models import Member
from partnerships.access.work import Side
from partnerships.choices.work import IN_DOLLARS, LIVING, CommitmentStatus, Source
from partnerships.models import Commitment, Partnership
from partnerships.rules.commitments import COMMITMENTS, UNITS, Entry, Ledger, ledger_of

LISTED = {str(key): str(label) for key, label in Source.choices}
DELIVERED = (CommitmentStatus.DOCUMENTED, CommitmentStatus.VERIFIED)
OWN = ("commit", "document", "withdraw", "correct")


class CommitmentLine(NamedTuple):
    """An entry as a row: its value where it stands, and what this person may do with it."""

    one: Commitment
    value: Decimal | None
    unit: str
    acts: list[tuple[str, str]]
    may_verify: bool
    is_own: bool


@dataclass(frozen=True)
class LedgerPage:
    lines: list[CommitmentLine]
    ended: list[CommitmentLine]
    ledger: Ledger
    to_verify: int


def ledger_page(partnership: Partnership, member: Member, side: Side) -> LedgerPage:
    """One query, whatever the number of entries."""
    rows = Commitment.objects.filter(partnership=partnership).select_related(
        "seat__organization", "entered_by", "document", "evidence", "verified_by"
    )
    lines = [_line(one, member, side) for one in rows]
    return LedgerPage(
        [one for one in lines if one.one.status in LIVING],
        [one for one in lines if one.one.status not in LIVING],
        ledger_of([entry_of(one.one) for one in lines], LISTED),
        sum(one.one.status == CommitmentStatus.DOCUMENTED for one in lines),
    )


def entry_of(one: Commitment) -> Entry:
    return Entry(one.kind, one.counts_as, one.source, one.status, value_of(one) or Decimal(0))


def value_of(one: Commitment) -> Decimal | None:
    """What was delivered once that is documented, else what was promised; dollars, or the number in its unit."""
    if one.kind in IN_DOLLARS:
        return one.delivered if one.status in DELIVERED else one.amount
    return one.delivered_quantity if one.status in DELIVERED else one.quantity


def unit_of(one: Commitment) -> str:
    """In what it is counted where that is not dollars."""
    return "" if one.kind in IN_DOLLARS else UNITS[one.kind]  # type: ignore[index]


def _line(one: Commitment, member: Member, side: Side) -> CommitmentLine:
    acts = [
        (name, COMMITMENTS[name].label) for name in OWN if side.may_edit and one.status in COMMITMENTS[name].sources
    ]
    documented = one.status == CommitmentStatus.DOCUMENTED
    is_own = member.pk in (one.entered_by_id, one.documented_by_id)
    return CommitmentLine(one, value_of(one), unit_of(one), acts, documented and side.may_verify, is_own)


def match_verified(partnership: Partnership) -> Ledger:
    """The sums alone, for pages of the grant. One query."""
    return ledger_of([entry_of(one) for one in Commitment.objects.filter(partnership=partnership)], LISTED)
