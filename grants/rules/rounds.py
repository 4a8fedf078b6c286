"""How a round moves, and the ranges that are typical nationally."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from core.moves import Move
from core.permissions import Permission
from grants.choices import RoundKind
from grants.choices import RoundStatus as S

MOVES = {
    "open": Move("Open", (S.DRAFT,), S.OPEN, Permission.ROUND_OPEN),
    "close": Move("Close", (S.OPEN,), S.CLOSED, Permission.ROUND_OPEN),
    "start_review": Move("Start the review of", (S.OPEN, S.CLOSED), S.REVIEW, Permission.REVIEW_ASSIGN),
    "start_decision": Move("Start the decision of", (S.REVIEW,), S.DECISION, Permission.DECISION_RECOMMEND),
    "award": Move("Award", (S.DECISION,), S.AWARDED, Permission.DECISION_APPROVE, tells=("every applicant",)),
    "cancel": Move(
        "Cancel",
        (S.DRAFT, S.OPEN, S.CLOSED, S.REVIEW),
        S.CANCELLED,
        Permission.ROUND_OPEN,
        True,
        ("every applicant",),
    ),
}


class Typical(NamedTuple):
    """What rounds of a kind usually offer: dollars and months, both ends included."""

    min_award: Decimal
    max_award: Decimal
    min_months: int
    max_months: int


TYPICAL = {
    RoundKind.SEED: Typical(Decimal(25_000), Decimal(150_000), 1, 6),
    RoundKind.PLANNING: Typical(Decimal(25_000), Decimal(150_000), 1, 6),
    RoundKind.IMPLEMENTATION: Typical(Decimal(50_000), Decimal(500_000), 12, 36),
}
"""BR-01: the defaults of a new round, from the Sector Strategies FAQ of 2012."""
