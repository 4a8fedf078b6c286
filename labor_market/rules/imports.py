"""The life of an import: a file is read for the preview, loaded when the analyst says so, or discarded.

A worker makes the moves that are its own; the permission of those says who brings files at all.
"""

from __future__ import annotations

from core.moves import Move
from core.permissions import Permission as P
from labor_market.choices import ImportStatus as S

MOVES = {
    "check": Move("Read", (S.WAITING, S.CHECKING), S.CHECKING, P.LABOR_MARKET_IMPORT),
    "ready": Move("Show", (S.CHECKING,), S.READY, P.LABOR_MARKET_IMPORT),
    "reread": Move("Read again", (S.READY, S.FAILED), S.WAITING, P.LABOR_MARKET_IMPORT),
    "load": Move("Load", (S.READY,), S.LOADING, P.LABOR_MARKET_IMPORT),
    "finish": Move("Finish", (S.LOADING,), S.LOADED, P.LABOR_MARKET_IMPORT),
    "fail": Move("Give up", (S.WAITING, S.CHECKING, S.LOADING), S.FAILED, P.LABOR_MARKET_IMPORT),
    "discard": Move("Discard", (S.WAITING, S.CHECKING, S.READY, S.FAILED), S.DISCARDED, P.LABOR_MARKET_IMPORT),
}
BUTTONS = ("load", "discard")
"""The moves that a person makes from the page."""
UNDER_WAY = frozenset({S.WAITING, S.CHECKING, S.LOADING})
"""Where a worker is at it, and the page looks again by itself."""
ENDED = frozenset({S.LOADED, S.DISCARDED})
"""Where the file itself is no longer needed."""
