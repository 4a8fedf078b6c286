"""How a letter that was asked for moves."""

from core.moves import Move
from core.permissions import Permission
from grants.choices import LetterAskedStatus as S

MOVES = {
    "sign": Move("Sign", (S.REQUESTED,), S.SIGNED, Permission.APPLICATION_EDIT, tells=("who asked",)),
    "decline": Move("Decline", (S.REQUESTED,), S.DECLINED, Permission.APPLICATION_EDIT, True, ("who asked",)),
    "withdraw": Move("Withdraw", (S.REQUESTED,), S.WITHDRAWN, Permission.APPLICATION_EDIT),
}
"""Signing and declining are done through the link, without an account."""
