"""How a review moves."""

from core.moves import Move
from core.permissions import Permission
from grants.choices import ReviewStatus as S

MOVES = {
    "clear": Move("Start", (S.ASSIGNED,), S.IN_PROGRESS, Permission.REVIEW_DO),
    "recuse": Move(
        "Recuse yourself from",
        (S.ASSIGNED, S.IN_PROGRESS),
        S.RECUSED,
        Permission.REVIEW_DO,
        True,
        ("officer",),
    ),
    "void": Move("Void", (S.ASSIGNED, S.IN_PROGRESS), S.VOID, Permission.APPLICATION_SUBMIT, tells=("reviewer",)),
    "submit": Move("Submit", (S.IN_PROGRESS,), S.SUBMITTED, Permission.REVIEW_DO, tells=("officer",)),
    "reopen": Move("Reopen", (S.SUBMITTED,), S.IN_PROGRESS, Permission.REVIEW_ASSIGN, True, ("reviewer",)),
}

STATEMENT = "2026-11"
"""The edition of the confidentiality and conflict statement that a declaration is made to (grants/review_declare.html)."""
