"""How an edition of the impact report moves."""

from core.moves import Move
from core.permissions import Permission
from legislature.choices import EditionStatus as S

EDITION_MOVES = {
    "freeze": Move("Freeze the facts of", (S.DRAFT,), S.FROZEN, Permission.EDITION_BUILD),
    "thaw": Move("Take back to draft", (S.FROZEN,), S.DRAFT, Permission.EDITION_BUILD, True),
    "approve": Move("Approve", (S.FROZEN,), S.APPROVED, Permission.EDITION_APPROVE, tells=("who built it",)),
    "publish": Move("Publish", (S.APPROVED,), S.PUBLISHED, Permission.EDITION_DELIVER, tells=("legislators",)),
}
