"""How an award moves."""

from core.moves import Move
from core.permissions import Permission
from grants.choices import AwardStatus as S

MOVES = {
    "accept": Move("Accept", (S.OFFERED,), S.ACTIVE, Permission.AWARD_ACCEPT, tells=("officer",)),
    "execute": Move("Execute", (S.OFFERED,), S.ACTIVE, Permission.DECISION_APPROVE, tells=("officer", "signer")),
    "refuse": Move("Refuse", (S.OFFERED,), S.REFUSED, Permission.AWARD_ACCEPT, True, ("officer",)),
    "end": Move("End", (S.ACTIVE,), S.ENDED, Permission.AWARD_MANAGE),
    "reopen": Move("Reopen", (S.CLOSED,), S.ENDED, Permission.AWARD_MANAGE, True),
    "close": Move("Close", (S.ENDED,), S.CLOSED, Permission.AWARD_MANAGE),
}
