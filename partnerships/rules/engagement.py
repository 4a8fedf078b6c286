"""The ladder of employer engagement: which rung an employer reached in a quarter, and how employers moved.

The rungs, from what the records of the quarter hold (`docs/guides/convener.md` says them in the users' words):

0 nothing is recorded; 1 was met: an event, a visit, a talk; 2 takes part: came to a meeting, advised, spoke to a class;
3 gives: hosts or hires learners, lends teachers, or pledges something; 4 invests: designed training with a school, or
delivered what it had committed; 5 leads: on rung 3 or 4, at half of the quarter's meetings or more, and led something.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from partnerships.choices.work import EngagementKind as K

MET = frozenset({K.FAIR, K.VISIT})
TAKES_PART = frozenset({K.ADVICE, K.TALK})
GIVES = frozenset({K.HOSTED, K.HIRED, K.TAUGHT})
INVESTS = frozenset({K.DESIGNED})
LEADS = frozenset({K.RECRUITED, K.SPOKE_UP, K.LED})
RUNGS = {
    0: "No contact",
    1: "Was met",
    2: "Takes part",
    3: "Gives",
    4: "Invests",
    5: "Leads",
}
ACTIVE = 2
"""From this rung on an employer counts as active."""


class Quarterly(NamedTuple):
    """What is recorded of one employer in one quarter.

    `attended` of `held` meetings; `pledged` and `delivered`: a commitment was made, or documented, in the quarter; `led`:
    it chaired a meeting or proposed an item of an agenda.
    """

    kinds: frozenset[str] = frozenset()
    attended: int = 0
    held: int = 0
    pledged: bool = False
    delivered: bool = False
    led: bool = False


def level_of(one: Quarterly) -> int:
    """The rung, 0 to 5."""
    kinds = one.kinds
    level = 0
    if kinds:
        level = 1
    if one.attended or one.led or kinds & (TAKES_PART | LEADS):
        level = 2
    if one.pledged or kinds & GIVES:
        level = 3
    if one.delivered or kinds & INVESTS:
        level = 4
    is_steady = one.attended > 0 and 2 * one.attended >= one.held
    if level >= 3 and is_steady and (one.led or kinds & LEADS):
        level = 5
    return level


class Movement(NamedTuple):
    """How employers moved between two quarters: the matrix from → to, and how many went up, down, or stayed."""

    matrix: dict[tuple[int, int], int]
    up: int
    down: int
    same: int


def movement_of(before: Mapping[int, int], now: Mapping[int, int]) -> Movement:
    """Of employers that were on the roster in either quarter; one that was not there before starts from 0."""
    pairs = [(before.get(one, 0), now.get(one, 0)) for one in sorted(before.keys() | now.keys())]
    up, down = sum(a < b for a, b in pairs), sum(a > b for a, b in pairs)
    return Movement(dict(Counter(pairs)), up, down, len(pairs) - up - down)


class Part(NamedTuple):
    """A count with what it is a part of. The share of nothing is None."""

    yes: int
    n: int

    @property
    def share(self) -> float | None:
        return self.yes / self.n if self.n else None


def breadth_of(levels: Iterable[int]) -> Part:
    """Active employers of those on the roster."""
    rows = list(levels)
    return Part(sum(level >= ACTIVE for level in rows), len(rows))


def depth_of(levels: Iterable[int]) -> float | None:
    """The mean rung of active employers."""
    active = [level for level in levels if level >= ACTIVE]
    return sum(active) / len(active) if active else None
