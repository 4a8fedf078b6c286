"""How a revised budget moves, and when one is needed."""

from __future__ import annotations

from decimal import Decimal

from core.moves import Move
from core.permissions import Permission
from grants.choices.awarding import RevisionStatus as S

MOVES = {
    "send": Move("Send", (S.DRAFT, S.RETURNED), S.SENT, Permission.AWARD_ACCEPT, tells=("officer",)),
    "return": Move("Return", (S.SENT,), S.RETURNED, Permission.AWARD_MANAGE, True, ("who sent it",)),
    "accept": Move("Accept", (S.SENT,), S.ACCEPTED, Permission.AWARD_MANAGE, tells=("who sent it",)),
}
OPEN = (S.DRAFT, S.RETURNED)


def is_partial(amount: Decimal, requested: Decimal) -> bool:
    """Whether less is awarded than was asked for, in dollars."""
    return amount < requested
