"""How meetings move, who counts at a decision, and what the minutes show of neutrality (BR-61)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from core.moves import Move
from core.permissions import Permission
from partnerships.choices import PartnerRole
from partnerships.choices.work import MeetingStatus as M

EDIT = Permission.PARTNERSHIP_EDIT
MEETINGS = {
    "hold": Move("Close", (M.PLANNED,), M.HELD, EDIT),
    "reopen": Move("Open again", (M.HELD,), M.PLANNED, EDIT, needs_reason=True),
    "adopt": Move("Adopt the minutes of", (M.HELD,), M.ADOPTED, EDIT, tells=("members",)),
    "cancel": Move("Call off", (M.PLANNED,), M.CANCELLED, EDIT, needs_reason=True, tells=("members",)),
}


def is_employer_majority(employers: int, present: int) -> bool:
    """More than half of the organizations present are employers. Half is no majority, and nobody present is none."""
    return 2 * employers > present


class Present(NamedTuple):
    """Who was there, each organization counted once."""

    present: int
    employers: int
    roles: dict[str, int]


def count_present(seats: Iterable[tuple[int, str]], absent: Iterable[int] = ()) -> Present:
    """Count (organization, role) pairs of those who came, without the organizations that left the room.

    An organization in two roles counts once: as an employer where it is one, else in the role named first.
    """
    role_of: dict[int, str] = {}
    left = set(absent)
    for organization, role in seats:
        if organization not in left and (organization not in role_of or role == PartnerRole.EMPLOYER):
            role_of[organization] = role
    roles = Counter(role_of.values())
    return Present(len(role_of), roles[PartnerRole.EMPLOYER], dict(sorted(roles.items())))


class Decided(NamedTuple):
    """A decided item: the role in which it was proposed (empty: by the convener), and who was present."""

    proposer_role: str
    employers: int
    present: int


class Neutrality(NamedTuple):
    """The counts of BR-61. A share with nothing below the line is None, and is printed as not known."""

    decided: int
    by_employers: int
    with_majority: int
    by_role: dict[str, int]

    @property
    def share_by_employers(self) -> float | None:
        return self.by_employers / self.decided if self.decided else None

    @property
    def share_with_majority(self) -> float | None:
        return self.with_majority / self.decided if self.decided else None


def neutrality_of(decided: Iterable[Decided]) -> Neutrality:
    """Count decided items by who proposed them and by whether employers were the majority of those present."""
    rows = list(decided)
    by_role = Counter(one.proposer_role for one in rows)
    majority = sum(is_employer_majority(one.employers, one.present) for one in rows)
    return Neutrality(len(rows), by_role[PartnerRole.EMPLOYER], majority, dict(by_role))
