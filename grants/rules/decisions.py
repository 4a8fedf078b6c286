"""How a slate moves."""

from core.moves import Move
from core.permissions import Permission
from grants.choices import SlateStatus as S

MOVES = {
    "recommend": Move("Recommend", (S.DRAFT,), S.RECOMMENDED, Permission.DECISION_RECOMMEND, tells=("approvers",)),
    "send_back": Move(
        "Ask for changes to",
        (S.RECOMMENDED,),
        S.DRAFT,
        Permission.DECISION_APPROVE,
        True,
        ("who recommended it",),
    ),
    "approve": Move("Approve", (S.RECOMMENDED,), S.APPROVED, Permission.DECISION_APPROVE),
    "reopen": Move("Reopen", (S.APPROVED,), S.DRAFT, Permission.DECISION_APPROVE, True, ("who recommended it",)),
}
