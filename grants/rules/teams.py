"""What each part in an application's team may do, who counts as having prepared it, and who may certify it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import NamedTuple

from core.moves import Move
from core.permissions import Permission
from grants.choices import CertificationStatus, TeamInvitationStatus, TeamPart
from questions.choices import Panel

DAYS = 14
"""How long an invitation to a team can be taken."""

MOST = 40
"""How many people and open invitations a team may have."""


class Act(StrEnum):
    """One thing that somebody may do to an application."""

    SEE = "see"
    COMMENT = "comment"
    WRITE = "write"
    MONEY = "money"
    SUBMIT = "submit"
    INVITE = "invite"
    WITHDRAW = "withdraw"


ACTS: dict[Act, str] = {
    Act.SEE: "reads everything",
    Act.COMMENT: "comments",
    Act.WRITE: "writes every section and asks for letters",
    Act.MONEY: "writes the budget and match",
    Act.SUBMIT: "certifies and submits",
    Act.INVITE: "invites people and says what each may do",
    Act.WITHDRAW: "withdraws it, takes it up again and asks for waivers",
}

CAN: dict[str, frozenset[Act]] = {
    TeamPart.LEAD: frozenset(Act),
    TeamPart.EDITOR: frozenset({Act.SEE, Act.COMMENT, Act.WRITE, Act.MONEY}),
    TeamPart.FINANCE: frozenset({Act.SEE, Act.COMMENT, Act.MONEY}),
    TeamPart.COMMENTER: frozenset({Act.SEE, Act.COMMENT}),
    TeamPart.VIEWER: frozenset({Act.SEE}),
    TeamPart.CERTIFIER: frozenset({Act.SEE, Act.COMMENT, Act.SUBMIT}),
}
"""The table. Who holds a role over the whole organization that prepares applications may do what a lead may: she answers
for all of the organization's applications, and none is lost when its lead leaves."""

DOES: dict[str, str] = {
    TeamPart.LEAD: "edits, invites and submits",
    TeamPart.EDITOR: "edits",
    TeamPart.FINANCE: "edits budget and match",
    TeamPart.COMMENTER: "comments",
    TeamPart.VIEWER: "reads",
    TeamPart.CERTIFIER: "certifies and submits",
}
"""The table in a few words, for lists."""

MONEY_PANELS = frozenset({Panel.BUDGET.value, Panel.MATCH.value})
"""The tables whose sections finance writes, with the questions that stand in the same section."""


def may_write(acts: Collection[Act], panel: str) -> bool:
    """Whether somebody with these acts may write the section that has this panel (empty: it has none)."""
    return Act.WRITE in acts or (Act.MONEY in acts and panel in MONEY_PANELS)


I = TeamInvitationStatus  # noqa: E741
INVITATION_MOVES = {
    "accept": Move("Accept", (I.PENDING,), I.ACCEPTED, Permission.APPLICATION_EDIT, tells=("who invited",)),
    "decline": Move("Decline", (I.PENDING,), I.DECLINED, Permission.APPLICATION_EDIT, tells=("who invited",)),
    "claim": Move("Ask for", (I.PENDING,), I.CLAIMED, Permission.APPLICATION_EDIT, tells=("who invited",)),
    "confirm": Move("Confirm", (I.CLAIMED,), I.ACCEPTED, Permission.APPLICATION_EDIT, tells=("who asked",)),
    "turn_down": Move("Turn down", (I.CLAIMED,), I.PENDING, Permission.APPLICATION_EDIT),
    "revoke": Move("Take back", (I.PENDING, I.CLAIMED), I.REVOKED, Permission.APPLICATION_EDIT),
}
"""Accepting, declining and asking are done through the link; the others by whoever may invite."""

C = CertificationStatus
CERTIFICATION_MOVES = {
    "certify": Move("Certify", (C.WAITING,), C.CERTIFIED, Permission.APPLICATION_SUBMIT),
    "decline": Move("Decline", (C.WAITING,), C.DECLINED, Permission.APPLICATION_SUBMIT, True, ("who asked",)),
    "withdraw": Move("No longer ask for", (C.WAITING,), C.WITHDRAWN, Permission.APPLICATION_EDIT),
}


class Certifying(NamedTuple):
    """Whether somebody may certify: if not, who can; if so, what the receipt says of it."""

    allowed: bool
    others: list[str]
    says: str = ""


ALONE = "Certified by the person who prepared it: nobody else could certify for {organization}."
OTHER = "Certified by somebody who did not prepare it."
SHARED = "Certified by one of those who prepared it: everybody who could certify had a part in it, and no one alone."


def certifying(by: int, *, preparers: Collection[int], certifiers: Mapping[int, str], organization: str) -> Certifying:
    """Whether the member `by` may certify what these prepared.

    A preparer is who started the application, or saved an answer or a table that stands in it. `certifiers` are all who
    may certify it, with their names. Where two or more people can, the one who certifies did not prepare it; only when
    all of them did may one of them certify, and then no one person wrote it alone. One person alone may.
    """
    if by not in preparers:
        return Certifying(True, [], OTHER)
    others = {pk: name for pk, name in certifiers.items() if pk != by}
    if not others:
        return Certifying(True, [], ALONE.format(organization=organization))
    if apart := sorted(name for pk, name in others.items() if pk not in preparers):
        return Certifying(False, apart)
    return Certifying(True, [], SHARED)


def why_not(others: Collection[str], title: str) -> str:
    """What the preparer reads who may not certify: who can, and how to ask."""
    names = list(others)
    who = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
    prepared = title or "this application"
    return f"You helped to prepare {prepared}. Somebody who did not must certify it. Ask {who} to certify."
