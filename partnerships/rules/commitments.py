"""How commitments move, and the ledger's sums: match and leverage, cash and in kind, each apart and by source."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from core.moves import Move
from core.permissions import Permission
from partnerships.choices.work import IN_DOLLARS, CommitmentKind, CommitmentStatus, CountsAs
from partnerships.choices.work import CommitmentStatus as S

EDIT, VERIFY = Permission.PARTNERSHIP_EDIT, Permission.MATCH_VERIFY
COMMITMENTS = {
    "commit": Move("Commit", (S.PLEDGED,), S.COMMITTED, EDIT),
    "document": Move("Document", (S.COMMITTED,), S.DOCUMENTED, EDIT),
    "verify": Move("Verify", (S.DOCUMENTED,), S.VERIFIED, VERIFY),
    "send_back": Move("Send back", (S.DOCUMENTED,), S.COMMITTED, VERIFY, needs_reason=True),
    "withdraw": Move("Withdraw", (S.PLEDGED, S.COMMITTED, S.DOCUMENTED), S.WITHDRAWN, EDIT, needs_reason=True),
    "correct": Move(
        "Correct", (S.PLEDGED, S.COMMITTED, S.DOCUMENTED, S.VERIFIED), S.CORRECTED, EDIT, needs_reason=True
    ),
}
STEPS = (S.PLEDGED, S.COMMITTED, S.DOCUMENTED, S.VERIFIED)
UNITS = {
    CommitmentKind.SEATS: "seats",
    CommitmentKind.INTERVIEWS: "interviews",
    CommitmentKind.WAGE_FLOOR: "dollars an hour",
}
ZERO = Decimal(0)


class Entry(NamedTuple):
    """An entry of the ledger as its sums need it. `value` is what was pledged, or what was delivered once documented."""

    kind: str
    counts_as: str
    source: str
    status: str
    value: Decimal


class SumLine(NamedTuple):
    """Dollars by status in the order of STEPS, and together."""

    label: str
    by_status: list[Decimal]

    @property
    def total(self) -> Decimal:
        return sum(self.by_status, ZERO)

    @property
    def verified(self) -> Decimal:
        return self.by_status[-1]


class Ledger(NamedTuple):
    """The sums. Match is never added to leverage."""

    match: list[SumLine]
    match_total: SumLine
    match_sources: list[SumLine]
    leverage: list[SumLine]
    leverage_total: SumLine
    leverage_sources: list[SumLine]


def ledger_of(entries: Iterable[Entry], sources: dict[str, str]) -> Ledger:
    """Sum what counts in the ledger; what is withdrawn, corrected, or not counted in dollars is left out."""
    rows = [one for one in entries if one.status in STEPS and one.kind in IN_DOLLARS]
    match = [one for one in rows if one.counts_as == CountsAs.MATCH]
    leverage = [one for one in rows if one.counts_as == CountsAs.LEVERAGE]
    return Ledger(
        _by_kind(match),
        _line("Together", match),
        _by_source(match, sources),
        _by_kind(leverage),
        _line("Together", leverage),
        _by_source(leverage, sources),
    )


def _by_kind(rows: list[Entry]) -> list[SumLine]:
    cash = [one for one in rows if one.kind == CommitmentKind.CASH]
    return [_line("Cash", cash), _line("In kind", [one for one in rows if one.kind != CommitmentKind.CASH])]


def _by_source(rows: list[Entry], sources: dict[str, str]) -> list[SumLine]:
    found = [_line(label, [one for one in rows if one.source == key]) for key, label in sources.items()]
    return [one for one in found if one.total]


def _line(label: str, rows: list[Entry]) -> SumLine:
    return SumLine(label, [sum((one.value for one in rows if one.status == step), ZERO) for step in STEPS])


def status_after_correction(status: str) -> CommitmentStatus:
    """Where the corrected entry begins: what was verified has to be verified anew."""
    return S.DOCUMENTED if status == S.VERIFIED else S(status)
