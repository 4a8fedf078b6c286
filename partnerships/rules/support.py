"""How requests for assistance and exchanges between peers move, and what counts in the figures of a year."""

from __future__ import annotations

import datetime as dt

from core.moves import Move
from core.permissions import Permission as P
from partnerships.choices.support import ExchangeStatus as E
from partnerships.choices.support import RequestStatus as R

REQUESTS = {
    "assign": Move("Assign", (R.ASKED, R.ASSIGNED), R.ASSIGNED, P.SUPPORT_PLAN, tells=("provider", "convener")),
    "hand_over": Move("Hand over", (R.IN_PROGRESS,), R.IN_PROGRESS, P.SUPPORT_PLAN, tells=("provider", "convener")),
    "begin": Move("Begin", (R.ASSIGNED,), R.IN_PROGRESS, P.SUPPORT_GIVE),
    "finish": Move("Mark as done", (R.IN_PROGRESS,), R.DONE, P.SUPPORT_GIVE, tells=("convener",)),
    "withdraw": Move("Withdraw", (R.ASKED, R.ASSIGNED, R.IN_PROGRESS), R.WITHDRAWN, P.SUPPORT_ASK, True, ("provider",)),
    "decline": Move("Decline", (R.ASKED, R.ASSIGNED), R.DECLINED, P.SUPPORT_PLAN, True, ("convener",)),
}
EXCHANGES = {
    "join": Move("Answer", (E.OPEN,), E.MATCHED, P.SUPPORT_ASK, tells=("convener",)),
    "finish": Move("Write what was learned", (E.MATCHED,), E.DONE, P.SUPPORT_ASK),
    "withdraw": Move("Take back", (E.OPEN, E.MATCHED), E.WITHDRAWN, P.SUPPORT_ASK),
}
USEFUL = 4
"""Ratings from this one on are the "top two" of five (metric S9)."""
RATINGS = ((5, "Very useful"), (4, "Useful"), (3, "Somewhat useful"), (2, "Hardly useful"), (1, "Not useful"))


def days_waited(asked_at: dt.datetime, now: dt.datetime) -> int:
    """Whole days since a request was made."""
    return max(0, (now - asked_at).days)


def top_two(ratings: list[int]) -> int:
    """How many of the ratings say useful or very useful."""
    return sum(1 for rating in ratings if rating >= USEFUL)
