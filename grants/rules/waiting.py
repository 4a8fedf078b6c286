"""How an offer from the waiting list moves. No database, no request."""

from core.moves import Move
from core.permissions import Permission as P
from grants.choices.deciding import WaitingStatus as S

MOVES = {
    "approve": Move("Approve", (S.PROPOSED,), S.APPROVED, P.DECISION_APPROVE),
    "drop": Move("Drop", (S.PROPOSED,), S.DROPPED, P.DECISION_RECOMMEND, True),
}
