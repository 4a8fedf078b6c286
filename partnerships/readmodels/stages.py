"""Where a partnership stands in its life: the way it came, what its next stage asks for, and what waits to be confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from core.models import Member
from core.permissions import Permission
from core.templatetags.rt import day
from partnerships.access import may_withdraw
from partnerships.choices import ACTIVE_STAGES, Stage
from partnerships.choices.standing import StageOutcome
from partnerships.models import Partnership, StageChange
from partnerships.readmodels.stage_facts import facts_of
from partnerships.rules.stages import ADVANCE, LIVING, MOVES, NEXT, STAFF_ONLY, Facts, Guard, guards_of


class Step(NamedTuple):
    """A stage on the way, for the component `steps`."""

    label: str
    status: str
    note: str
    current: bool


@dataclass(frozen=True)
class StagePage:
    """`guards` are those of the next stage; `change` is the proposal that waits; `may_decide` is whether she may answer."""

    partnership: Partnership
    steps: list[Step]
    next_label: str
    guards: list[Guard]
    facts: Facts
    change: StageChange | None
    history: list[StageChange]
    moves: list[tuple[str, str]]
    may_decide: bool
    is_her_own: bool
    may_withdraw: bool

    @property
    def is_ready(self) -> bool:
        return all(guard.met for guard in self.guards)

    @property
    def is_active(self) -> bool:
        return self.partnership.stage in ACTIVE_STAGES


def stage_page(partnership: Partnership, member: Member) -> StagePage:
    """Eight queries."""
    changes = list(
        StageChange.objects.filter(partnership=partnership)
        .select_related("proposed_by", "decided_by", "merged_into")
        .order_by("-proposed_at", "-pk")
    )
    change = next((one for one in changes if one.outcome == StageOutcome.PROPOSED), None)
    facts, move = facts_of(partnership), NEXT.get(partnership.stage)
    target = change.to_stage if change and change.move in ADVANCE else MOVES[move].target if move else ""
    decides = member.can(Permission.STAGE_CONFIRM)
    is_own = change is not None and change.proposed_by_id == member.pk
    return StagePage(
        partnership=partnership,
        steps=steps_of(partnership, changes),
        next_label=Stage(target).label if target else "",
        guards=guards_of(target, facts) if target else [],
        facts=facts,
        change=change,
        history=[one for one in changes if one is not change],
        moves=moves_of(partnership, member),
        may_decide=change is not None and decides and not is_own,
        is_her_own=is_own,
        may_withdraw=change is not None and may_withdraw(change, member),
    )


def moves_of(partnership: Partnership, member: Member) -> list[tuple[str, str]]:
    """The moves that may start from here and that she may propose."""
    decides = member.can(Permission.STAGE_CONFIRM)
    return [
        (name, move.label)
        for name, move in MOVES.items()
        if partnership.stage in move.sources and (decides or name not in STAFF_ONLY)
    ]


def steps_of(partnership: Partnership, changes: list[StageChange]) -> list[Step]:
    """The six stages, those behind it with the day on which each was reached; then its rest, merger or end."""
    reached: dict[str, Any] = {}
    for one in reversed(changes):
        if one.outcome == StageOutcome.CONFIRMED:
            reached[one.to_stage] = one.decided_at
    order = [str(stage) for stage in LIVING]
    at = order.index(partnership.stage) if partnership.stage in order else _last_living(order, changes)
    steps = []
    for number, stage in enumerate(order):
        is_current = stage == partnership.stage
        note = f"since {day(reached[stage])}" if stage in reached and number <= at else ""
        status = stage if is_current else "complete" if number <= at else "not_started"
        steps.append(Step(Stage(stage).label, status, note, is_current))
    if partnership.stage not in order:
        note = f"since {day(reached[partnership.stage])}" if partnership.stage in reached else ""
        steps.append(Step(partnership.get_stage_display(), partnership.stage, note, True))
    return steps


def _last_living(order: list[str], changes: list[StageChange]) -> int:
    """How far it was before it rested or ended, as far as the record says."""
    known = [order.index(one.from_stage) for one in changes if one.from_stage in order and one.outcome == "confirmed"]
    return known[0] if known else -1


def waiting_changes() -> Any:
    """Every change that waits for the state, the oldest first, with whose it is."""
    rows = StageChange.objects.filter(outcome=StageOutcome.PROPOSED)
    return rows.select_related("partnership", "proposed_by").order_by("proposed_at", "pk")
