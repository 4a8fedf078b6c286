"""How many people must approve a slate or a waiting list's offer, and who fills which place. No database, no request."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from core import money
from core.permissions import Role
from grants.choices import ApprovalBasis

ANYBODY = ""
"""A place that whoever may approve can fill."""


class Level(NamedTuple):
    """One more approval is needed above an amount; `role` says by whom, or is empty."""

    basis: str
    above: Decimal
    role: str = ANYBODY

    @property
    def words(self) -> str:
        """Why this approval is needed, in words."""
        what = "A largest award" if self.basis == ApprovalBasis.LARGEST else "A total"
        return f"{what} above {money.show(self.above)}"


class Place(NamedTuple):
    """An approval that is needed: by whom, and why."""

    role: str
    why: str


FIRST = Place(ANYBODY, "Every slate")
FIRST_OFFER = Place(ANYBODY, "Every offer from the waiting list")


def places_for(
    amounts: Collection[Decimal], levels: Iterable[Level], *, first: Place = FIRST, given: Decimal = Decimal(0)
) -> list[Place]:
    """The approvals that these awards need: one by another person always, and one more for each level.

    `given` is what the round gave beside them; it counts towards a total.
    """
    measures = {
        ApprovalBasis.TOTAL.value: sum(amounts, given),
        ApprovalBasis.LARGEST.value: max(amounts, default=Decimal(0)),
    }
    passed = sorted(level for level in levels if measures[level.basis] > level.above)
    return [first, *(Place(level.role, level.words) for level in passed)]


def place_filled_by(open_roles: Sequence[str], held: Collection[str]) -> int | None:
    """Which of the open places somebody with these roles fills: one that asks for her role before one for anybody."""
    named = [index for index, role in enumerate(open_roles) if role in held and role != ANYBODY]
    anybody = [index for index, role in enumerate(open_roles) if role == ANYBODY]
    return next(iter([*named, *anybody]), None)


def asked_of(role: str) -> str:
    """Whom a place asks for, in words."""
    return f"a {Role(role).label.lower()}" if role else "anybody who may approve"
