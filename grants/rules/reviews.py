"""How a review moves."""

from core.moves import Move
from core.permissions import Permission
from grants.choices import ReviewStatus as S

MOVES = {
    "clear": Move("Start", (S.ASSIGNED,), S.IN_PROGRESS, Permission.REVIEW_DO),
    "recuse": Move(
        "Recuse yourself from",
        (S.ASSIGNED, S.IN_PROGRESS, S.SUBMITTED),
        S.RECUSED,
        Permission.REVIEW_DO,
        True,
        ("officer",),
    ),
    "decline": Move("Hand back", (S.ASSIGNED, S.IN_PROGRESS), S.DECLINED, Permission.REVIEW_DO, tells=("officer",)),
    "bar": Move(
        "Recuse",
        (S.ASSIGNED, S.IN_PROGRESS, S.SUBMITTED),
        S.RECUSED,
        Permission.CONFLICT_DECIDE,
        tells=("reviewer", "officer"),
    ),
    "count_again": Move("Count again", (S.RECUSED,), S.SUBMITTED, Permission.CONFLICT_DECIDE, tells=("reviewer",)),
    "ask_again": Move("Ask again", (S.RECUSED,), S.ASSIGNED, Permission.CONFLICT_DECIDE, tells=("reviewer",)),
    "void": Move("Void", (S.ASSIGNED, S.IN_PROGRESS), S.VOID, Permission.APPLICATION_SUBMIT, tells=("reviewer",)),
    "submit": Move("Submit", (S.IN_PROGRESS,), S.SUBMITTED, Permission.REVIEW_DO, tells=("officer",)),
    "reopen": Move("Reopen", (S.SUBMITTED,), S.IN_PROGRESS, Permission.REVIEW_ASSIGN, True, ("reviewer",)),
}

STATEMENT = "2026-11"
"""The edition of the confidentiality and conflict statement that a declaration is made to (grants/review_declare.html)."""

NOTE_LONGEST = 20_000
"""Characters of a reviewer's note to herself."""

NOTES_KEPT_DAYS = 90
"""Days after the applicant was told of the decision, for which a reviewer's note to herself is kept."""

CORRECTED = "{number} is being corrected by its applicant. Wait until it is back."
"""Why nothing is written on an application that was returned, nor discussed of it."""
