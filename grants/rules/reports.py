"""How a quarterly report moves, which of its parts open again, and what late means."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from zoneinfo import ZoneInfo

from core.moves import Move
from core.permissions import Permission
from grants.choices import ReportStatus as S

MOVES = {
    "open": Move("Open", (S.SCHEDULED,), S.OPEN, Permission.AWARD_MANAGE, tells=("convener",)),
    "submit": Move("Submit", (S.OPEN, S.RETURNED), S.SUBMITTED, Permission.REPORT_SUBMIT, tells=("officer",)),
    "return": Move("Return", (S.SUBMITTED,), S.RETURNED, Permission.REPORT_REVIEW, tells=("convener",)),
    "accept": Move("Accept", (S.SUBMITTED,), S.ACCEPTED, Permission.REPORT_REVIEW, tells=("convener",)),
}

MEASURES, MONEY, STORY = "measures", "money", "story"
PARTS = {MONEY: "Money", MEASURES: "Measures", STORY: "A story"}
"""The parts that every report has; the sections of its narrative come between, each by its key."""

MOST_RETURNS = 1
"""A report is sent back once, with every comment at once. A second round of questions goes into the next quarter."""

WRITABLE = (S.OPEN, S.RETURNED)


def opens_on(period_end: dt.date) -> dt.date:
    """A report opens the day after its quarter: before that nobody can know its figures."""
    return period_end + dt.timedelta(days=1)


def open_parts(status: str, parts: Collection[str], commented: Iterable[str]) -> frozenset[str]:
    """The parts that can be written now: all while it is first prepared, after a return only those with a comment."""
    if status == S.OPEN:
        return frozenset(parts)
    return frozenset(parts) & frozenset(commented) if status == S.RETURNED else frozenset()


def days_late(due_at: dt.datetime, sent_at: dt.datetime | None, now: dt.datetime, zone: ZoneInfo) -> int:
    """Days by the state's calendar from the due instant to the first submission, or to now; 0 when it is on time.

    A second past the instant is one day late. Late is said, it never stops anybody from sending.
    """
    at = sent_at or now
    if at <= due_at:
        return 0
    return max((at.astimezone(zone).date() - due_at.astimezone(zone).date()).days, 1)
