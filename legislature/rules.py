"""How an edition of the impact report moves, how its deliveries do, and how an announcement of awards does."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from core import money
from core.moves import Move
from core.permissions import Permission
from legislature.choices import AnnouncementStatus as A
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

ANNOUNCEMENT_MOVES = {
    "propose": Move("Propose", (A.DRAFT,), A.PROPOSED, Permission.ANNOUNCEMENT_DRAFT, tells=("who may approve it",)),
    "take_back": Move("Take back", (A.PROPOSED, A.APPROVED), A.DRAFT, Permission.ANNOUNCEMENT_STOP, True),
    "approve": Move("Approve", (A.PROPOSED,), A.APPROVED, Permission.ANNOUNCEMENT_APPROVE, tells=("who drafted it",)),
    "tell": Move(
        "Tell the legislators", (A.APPROVED,), A.TOLD, Permission.ANNOUNCEMENT_APPROVE, tells=("the legislators",)
    ),
    "release": Move("Release", (A.TOLD,), A.RELEASED, Permission.ANNOUNCEMENT_APPROVE, tells=("the press",)),
    "cancel": Move(
        "Cancel",
        (A.DRAFT, A.PROPOSED, A.APPROVED, A.TOLD),
        A.CANCELED,
        Permission.ANNOUNCEMENT_STOP,
        True,
        ("legislators who were told",),
    ),
}
"""Telling and releasing are done by the clock, never before their instant by the clock of the database."""

UNDER_WAY = (A.DRAFT, A.PROPOSED, A.APPROVED, A.TOLD)
"""An announcement that is not over: the round has at most one."""


def total_of(awards: Iterable[Mapping[str, Any]]) -> str:
    """The dollars of awards as an announcement's facts keep them, together, as they are printed."""
    total = sum((Decimal(award["amount"]) for award in awards), Decimal(0))
    return money.show(total, cents=total != total.to_integral_value())
