"""How a thing moves through its life: a table of moves, and the one way to make a move.

Each app keeps its tables in `rules.py`. The table is the documentation, the source of the buttons and the parameters of
the tests. A move is one conditional UPDATE, so of two people who press at once one is told who was faster.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.db import models

from core import audit
from core.permissions import Permission


class Move(NamedTuple):
    """One move: from which statuses, to which, who may, and whether a written reason is required.

    `label` is what the button says; `tells` names who is told (for the reader and the tests; the action sends).
    """

    label: str
    sources: tuple[str, ...]
    target: str
    permission: Permission
    needs_reason: bool = False
    tells: tuple[str, ...] = ()


class MoveRefused(Exception):
    """The thing cannot make this move from where it stands. The message is fit to show the user."""


class ClockNow(models.Func):
    """The instant at which the statement runs, by the database's clock; not the start of the transaction."""

    function = "clock_timestamp"
    output_field = models.DateTimeField()


def check_move(moves: Mapping[str, Move], name: str, status: str, *, thing: str = "this", reason: str = "") -> Move:
    """The move of that name, if it may start from `status`.

    Raises MoveRefused with a sentence for the user.
    """
    move = moves[name]
    if status not in move.sources:
        raise MoveRefused(f"You cannot {move.label.lower()} {thing}: it is {str(status).replace('_', ' ')} now.")
    if move.needs_reason and not reason.strip():
        raise MoveRefused(f"Give a reason to {move.label.lower()} {thing}. It becomes part of the record.")
    return move


def moves_open_to(moves: Mapping[str, Move], status: str, held: frozenset[Permission] | set[Permission]) -> list[str]:
    """The names of the moves that may start from `status` and that somebody with these permissions may make."""
    return [name for name, move in moves.items() if status in move.sources and move.permission in held]


def make_move(
    thing: Any,
    moves: Mapping[str, Move],
    name: str,
    *,
    by: Any,
    reason: str = "",
    only_if: models.Q | None = None,
    refused: str = "",
    details: dict[str, Any] | None = None,
    actor: str = "",
    **changes: Any,
) -> Any:
    """Move `thing` by the move called `name`, in one conditional UPDATE, and write its audit line.

    `only_if` adds a condition on the row (a deadline by `ClockNow()`, say) and `refused` the sentence for when it fails.
    `changes` are further fields; expressions are allowed. Returns the row read afresh. Raises MoveRefused.
    """
    model = type(thing)
    noun = model._meta.verbose_name
    move = check_move(moves, name, thing.status, thing=f"this {noun}", reason=reason)
    rows = model.objects.filter(pk=thing.pk, status__in=move.sources)
    if only_if is not None:
        rows = rows.filter(only_if)
    before = thing.status
    if not rows.update(status=move.target, **changes):
        now = model.objects.get(pk=thing.pk)
        check_move(moves, name, now.status, thing=f"this {noun}", reason=reason)
        raise MoveRefused(refused or f"This {noun} has changed since you opened it. Look at it again.")
    thing.refresh_from_db()
    extra = {"before": before, "after": move.target} | ({"reason": reason} if reason else {}) | (details or {})
    audit.record(f"{model._meta.model_name}.{name}", thing, by=by, actor=actor, **extra)
    return thing
