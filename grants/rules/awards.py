"""How an award moves, and the terms that its letter names."""

import datetime as dt
from decimal import Decimal
from typing import NamedTuple

from core.moves import Move
from core.permissions import Permission
from grants.choices import AwardStatus as S

MOVES = {
    "accept": Move("Accept", (S.OFFERED,), S.ACTIVE, Permission.AWARD_ACCEPT, tells=("officer",)),
    "execute": Move("Execute", (S.OFFERED,), S.ACTIVE, Permission.DECISION_APPROVE, tells=("officer", "signer")),
    "refuse": Move("Refuse", (S.OFFERED,), S.REFUSED, Permission.AWARD_ACCEPT, True, ("officer",)),
    "end": Move("End", (S.ACTIVE,), S.ENDED, Permission.AWARD_MANAGE),
    "reopen": Move("Reopen", (S.CLOSED,), S.ENDED, Permission.AWARD_MANAGE, True),
    "close": Move("Close", (S.ENDED,), S.CLOSED, Permission.AWARD_MANAGE),
}


class Terms(NamedTuple):
    """What an offered award will be: merged into its letter first, made when the letter is sent."""

    number: str
    starts_on: dt.date
    ends_on: dt.date
    match_required: Decimal

    def as_kept(self) -> list[str]:
        """As plain data, to be kept with the letter."""
        return [str(part) for part in self]

    @classmethod
    def from_kept(cls, kept: list[str]) -> "Terms":
        number, starts_on, ends_on, match = kept
        return cls(number, dt.date.fromisoformat(starts_on), dt.date.fromisoformat(ends_on), Decimal(match))
