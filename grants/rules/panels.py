"""How a panel meeting and the discussion of an application move, and what a consensus must explain."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from core.moves import Move
from core.permissions import Permission
from grants.choices.panels import MeetingStatus as M
from grants.choices.panels import TalkStatus as T
from grants.rules.ranking import Points

MOVES = {
    "open": Move("Open", (M.PLANNED,), M.OPEN, Permission.PANEL_SEE),
    "close": Move("Close", (M.OPEN,), M.CLOSED, Permission.PANEL_SEE, tells=("members",)),
    "cancel": Move("Cancel", (M.PLANNED,), M.CANCELLED, Permission.REVIEW_ASSIGN, True, ("members",)),
}
"""The chair opens and closes; who may run a meeting is decided in `grants/access/panels.py`."""

TALK_MOVES = {
    "begin": Move("Begin", (T.WAITING,), T.DISCUSSING, Permission.PANEL_SEE),
    "agree": Move("Settle", (T.DISCUSSING,), T.AGREED, Permission.PANEL_SEE),
    "let_stand": Move("Leave", (T.DISCUSSING,), T.STANDS, Permission.PANEL_SEE, True),
    "again": Move("Discuss again", (T.DISCUSSING, T.AGREED, T.STANDS), T.WAITING, Permission.PANEL_SEE, True),
}

REASON_FROM = 5
"""Points from which a consensus that leaves the mean of the reviews is explained."""


def needs_reason(points: Points | None, mean: Fraction | None) -> bool:
    """Whether a consensus lies so far from the mean that the panel writes why: by 5 points or more, either way."""
    return points is not None and mean is not None and abs(points - mean) >= REASON_FROM


def lacks_quorum(present: Sequence[int], quorum: int) -> bool:
    return len(set(present)) < quorum
