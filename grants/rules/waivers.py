"""How a waiver moves, and how far one may go."""

from __future__ import annotations

import datetime as dt

from core.moves import Move
from core.permissions import Permission
from grants.choices import WaiverStatus as S

MOVES = {
    "approve": Move("Approve", (S.REQUESTED,), S.APPROVED, Permission.WAIVER_DECIDE, True, ("who asked",)),
    "deny": Move("Deny", (S.REQUESTED,), S.DENIED, Permission.WAIVER_DECIDE, True, ("who asked",)),
    "withdraw": Move("Withdraw", (S.REQUESTED,), S.WITHDRAWN, Permission.APPLICATION_SUBMIT),
    "use": Move("Use", (S.APPROVED,), S.USED, Permission.APPLICATION_SUBMIT),
    "expire": Move("End", (S.APPROVED,), S.EXPIRED, Permission.WAIVER_DECIDE),
    "revoke": Move("Revoke", (S.APPROVED,), S.REVOKED, Permission.WAIVER_DECIDE, True, ("who asked",)),
}


def fault_of_end(
    until: dt.datetime,
    *,
    now: dt.datetime,
    closes_at: dt.datetime,
    longest_days: int,
    review_opens_at: dt.datetime | None,
    review_may_have_begun: bool,
) -> str:
    """What is wrong with the end of a deadline's waiver; empty when nothing is.

    It lies ahead, at most `longest_days` after the round's own closing or after now, whichever is later, and not after
    the reviews begin unless whoever approves it says that this may be.
    """
    if until <= now:
        return "That instant has passed. Give one that lies ahead."
    latest = max(closes_at, now) + dt.timedelta(days=longest_days)
    if until > latest:
        return f"That is more than {longest_days} days. This round allows a waiver of the deadline until {latest:%m/%d/%Y}."
    if review_opens_at is not None and until > review_opens_at and not review_may_have_begun:
        return (
            f"Reviews begin on {review_opens_at:%m/%d/%Y}. Choose an earlier end, or tick that reviews may have begun."
        )
    return ""
