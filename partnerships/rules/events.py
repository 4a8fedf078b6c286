"""How an event moves, when its people are reminded, and when a check-in is possible."""

from __future__ import annotations

import datetime as dt

from core.moves import Move
from core.permissions import Permission as P
from partnerships.choices.support import EventStatus as E

EVENTS = {
    "open": Move("Open registration", (E.DRAFT, E.CLOSED), E.OPEN, P.EVENT_EDIT),
    "close": Move("Close registration", (E.OPEN,), E.CLOSED, P.EVENT_EDIT),
    "hold": Move("Mark as held", (E.OPEN, E.CLOSED), E.HELD, P.EVENT_EDIT),
    "cancel": Move("Cancel", (E.DRAFT, E.OPEN, E.CLOSED), E.CANCELED, P.EVENT_EDIT, True, ("registered",)),
}
REMIND = (7, 1)
"""Days before an event at which everybody with a seat is reminded."""
KEEP_NEEDS = dt.timedelta(days=30)
"""How long after an event dietary and access needs are kept."""


def reminder_due(starts_at: dt.datetime, told_at: dt.datetime, reminded: int | None, now: dt.datetime) -> int | None:
    """Which reminder is due now: 7 or 1 (days before); None when none is.

    `told_at` is when she was last told of the day: with her seat, or when the event was moved. Who was told after the
    instant of a reminder has just been told the same, and each is sent once: of two that are due the later one alone.
    """
    if now >= starts_at:
        return None
    for days in sorted(REMIND):
        at = starts_at - dt.timedelta(days=days)
        if now >= at:
            return days if told_at < at and (reminded is None or reminded > days) else None
    return None


def may_check_in(starts_at: dt.datetime, now: dt.datetime) -> bool:
    """From twelve hours before the start, so that nobody is marked as present weeks ahead."""
    return now >= starts_at - dt.timedelta(hours=12)
