"""The life of a partnership: the moves between its stages, and what each stage asks for before it is reached.

The convener proposes a move and somebody of the state confirms it; what was confirmed is taken back by the state alone.
Staff who propose a move have it confirmed by a colleague. The six stages are those of the life of a sector partnership
that the National Governors Association groups as planning, implementation and results.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from core.moves import Move
from core.permissions import Permission as P
from partnerships.choices import Stage as S
from partnerships.rules.composition import Line

ADVANCE = ("assess", "convene", "plan", "implement", "sustain")
"""The way forward, one stage after the other."""
LIVING = (S.PROPOSED, S.ASSESSING, S.CONVENING, S.PLANNING, S.IMPLEMENTING, S.SUSTAINING)
REST, WAKE, MERGE, END, UNDO = "rest", "wake", "merge", "end", "undo"


def _move(label: str, sources: tuple[str, ...], target: str) -> Move:
    return Move(label, sources, target, P.STAGE_CONFIRM, needs_reason=True, tells=("convener",))


MOVES: dict[str, Move] = {
    "assess": _move("Begin to assess the industry", (S.PROPOSED,), S.ASSESSING),
    "convene": _move("Begin to convene", (S.ASSESSING,), S.CONVENING),
    "plan": _move("Begin to plan", (S.CONVENING,), S.PLANNING),
    "implement": _move("Begin to implement", (S.PLANNING,), S.IMPLEMENTING),
    "sustain": _move("Begin to sustain", (S.IMPLEMENTING,), S.SUSTAINING),
    REST: _move("Let it rest", LIVING, S.DORMANT),
    WAKE: _move("Take it up again", (S.DORMANT,), ""),
    MERGE: _move("Merge it into another", (*LIVING, S.DORMANT), S.MERGED),
    END: _move("End it", (*LIVING, S.DORMANT), S.SUNSET),
    UNDO: _move("Take the last change back", (*LIVING[1:], S.DORMANT, S.MERGED, S.SUNSET), ""),
}
"""`wake` and `undo` lead back to where the partnership stood before its last confirmed change."""
STAFF_ONLY = frozenset({UNDO})
BACK = frozenset({WAKE, UNDO})
"""Moves to a stage that was reached before, for which nothing is asked again."""

NEXT = {MOVES[name].sources[0]: name for name in ADVANCE}
"""Stage → the move that leads on from it."""


class Adopted(NamedTuple):
    """Whether the partnership decided something at a meeting, in a sentence that says when, or what is missing."""

    is_met: bool
    sentence: str


class Facts(NamedTuple):
    """What the guards ask about. Nothing here is judged yet."""

    region: str
    counties: int
    industry: str
    analysis: str
    convener: str
    is_disclosed: bool
    table: tuple[Line, ...]
    plan: Adopted
    funding: Adopted


class Guard(NamedTuple):
    """One thing that a stage asks for. `have` is what there is, `sentence` what to do where it is not met."""

    met: bool
    label: str
    have: str
    sentence: str


def guards_of(stage: str, facts: Facts) -> list[Guard]:
    """What the stage asks for, judged. A stage without a line asks for nothing."""
    asked: Mapping[str, Any] = {
        S.CONVENING: _to_convene,
        S.PLANNING: _to_plan,
        S.IMPLEMENTING: _to_implement,
        S.SUSTAINING: _to_sustain,
    }
    judge = asked.get(stage)
    return judge(facts) if judge else []


def lacking(guards: list[Guard]) -> list[str]:
    """A sentence for each thing that is not met."""
    return [one.sentence for one in guards if not one.met]


def _to_convene(facts: Facts) -> list[Guard]:
    counties = f"{facts.region}, {facts.counties} {'county' if facts.counties == 1 else 'counties'}"
    disclosed = f"{facts.convener} has disclosed" if facts.is_disclosed else "Not disclosed"
    return [
        Guard(
            bool(facts.region and facts.counties),
            "A region of whole counties",
            counties if facts.counties else "No county",
            "The partnership has no county yet. Say which counties it serves.",
        ),
        Guard(
            bool(facts.analysis),
            "A published analysis of its industry",
            facts.analysis or "None published",
            f"No analysis of {facts.industry} is published. The state's analyst publishes one for the state or the"
            " region, and names it with the industry.",
        ),
        Guard(
            bool(facts.convener), "A convener", facts.convener or "Nobody", "Nobody convenes it yet. Name a convener."
        ),
        Guard(
            facts.is_disclosed,
            "The convener's interests, disclosed",
            disclosed,
            f"{facts.convener or 'The convener'} has not said what may tie it to one side of the table. Fill in the"
            " disclosure on the convener's page, even where there is nothing to disclose.",
        ),
    ]


def _to_plan(facts: Facts) -> list[Guard]:
    return [Guard(line.met, line.label, line.have, line.sentence) for line in facts.table]


def _to_implement(facts: Facts) -> list[Guard]:
    return [_decided(facts.plan, "A plan that employers adopted")]


def _to_sustain(facts: Facts) -> list[Guard]:
    return [_decided(facts.funding, "A plan to pay for the work without the state's grant")]


def _decided(adopted: Adopted, label: str) -> Guard:
    return Guard(adopted.is_met, label, adopted.sentence if adopted.is_met else "Not yet", adopted.sentence)
