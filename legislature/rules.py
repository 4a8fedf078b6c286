"""How an edition of the impact report moves, and how its deliveries do."""

from core.moves import Move
from core.permissions import Permission
from legislature.choices import DeliveryStatus as D
from legislature.choices import EditionStatus as S

EDITION_MOVES = {
    "freeze": Move("Freeze the facts of", (S.DRAFT,), S.FROZEN, Permission.EDITION_BUILD),
    "thaw": Move("Take back to draft", (S.FROZEN,), S.DRAFT, Permission.EDITION_BUILD, True),
    "approve": Move("Approve", (S.FROZEN,), S.APPROVED, Permission.EDITION_APPROVE, tells=("who built it",)),
    "publish": Move("Publish", (S.APPROVED,), S.PUBLISHED, Permission.EDITION_DELIVER),
}

DELIVERY_MOVES = {
    "send": Move("Send", (D.WAITING,), D.SENT, Permission.EDITION_DELIVER, tells=("the legislator",)),
    "open": Move("Open", (D.SENT,), D.OPENED, Permission.EDITION_DELIVER),
    "withdraw": Move("Withdraw", (D.WAITING, D.SENT, D.OPENED), D.WITHDRAWN, Permission.EDITION_DELIVER, True),
    "resend": Move("Send again", (D.SENT, D.OPENED, D.WITHDRAWN), D.WAITING, Permission.EDITION_DELIVER),
}
"""A delivery is sent by a job and opened by the holder of its link, who has no account; both are written down by name."""

LINK_DAYS = 365
"""How long a legislator's link opens her report."""
