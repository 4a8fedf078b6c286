"""How an award moves, and the terms that its letter names."""

import datetime as dt
from decimal import Decimal
from typing import NamedTuple

from core.moves import Move
from core.permissions import Permission
from grants.choices import AwardStatus as S
from grants.choices.awarding import Turn

MOVES = {
    "accept": Move("Accept", (S.OFFERED,), S.ACTIVE, Permission.AWARD_ACCEPT, tells=("officer",)),
    "execute": Move("Execute", (S.OFFERED,), S.ACTIVE, Permission.DECISION_APPROVE, tells=("officer", "signer")),
    "refuse": Move("Refuse", (S.OFFERED,), S.REFUSED, Permission.AWARD_ACCEPT, True, ("officer",)),
    "lapse": Move("Let lapse", (S.OFFERED,), S.LAPSED, Permission.AWARD_MANAGE, True, ("convener", "signer")),
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


THEIRS = (Turn.ACCEPT, Turn.REVISE, Turn.SIGN)
"""Turns of the applicant: only in these is anything late, and only from these may an offer lapse."""
REMINDED = (7, 1)
"""Days before the last one on which the applicant is reminded."""
AT_LEAST = 7
"""Days that the applicant has once the state has answered in the middle of the way."""


def reminder_due(today: dt.date, answer_by: dt.date, since: dt.date) -> int | None:
    """Which reminder is due today: the number of days before the last one, or none.

    A day on which the clock stood still is made up for; whoever got fewer days than a reminder's is not reminded then.
    """
    left = (answer_by - today).days
    due = [days for days in REMINDED if 0 < left <= days and since < answer_by - dt.timedelta(days=days)]
    return min(due, default=None)


def no_sooner(answer_by: dt.date | None, today: dt.date, days: int) -> dt.date | None:
    """The last day, moved so that at least so many days are left of it; none stays none."""
    return max(answer_by, today + dt.timedelta(days=days)) if answer_by else None
