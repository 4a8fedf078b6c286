"""How an appeal moves, and its clocks (BR-23). No database, no request."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from core.moves import Move
from core.permissions import Permission as P
from grants.choices.deciding import AppealStatus as S

OPEN = (S.FILED, S.ACKNOWLEDGED)
MOVES = {
    "acknowledge": Move("Acknowledge", (S.FILED,), S.ACKNOWLEDGED, P.APPLICATION_SCREEN, tells=("who filed it",)),
    "uphold": Move("Uphold", OPEN, S.UPHELD, P.WAIVER_DECIDE, True, ("who filed it",)),
    "deny": Move("Deny", OPEN, S.DENIED, P.WAIVER_DECIDE, True, ("who filed it",)),
    "remand": Move("Send back", OPEN, S.REMANDED, P.WAIVER_DECIDE, True, ("who filed it",)),
    "withdraw": Move("Withdraw", OPEN, S.WITHDRAWN, P.APPLICATION_SUBMIT),
}
ACKNOWLEDGE_DAYS = 14
ANSWER_DAYS = 60


def end_of_day_after(start: dt.datetime, days: int, zone: ZoneInfo) -> dt.datetime:
    """The last instant of the n-th day after, by the state's own calendar. It is shown as 11:59 p.m."""
    day = start.astimezone(zone).date() + dt.timedelta(days=days)
    return dt.datetime.combine(day, dt.time.max, tzinfo=zone)
