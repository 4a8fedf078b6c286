"""The clock moves a round by its dated instants.

It is closed once its closing instant and its grace are past, so that staff never see it as open then, and its review begins
at the instant that was set for it. Waivers that ended without being used are recorded as ended.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from core import clock, jobs
from core.isolation import state_scope
from core.models import State
from core.moves import MoveRefused
from grants.actions.rounds_ending import begin_review_by_clock, close_by_clock, past_closing, past_review_opening
from grants.actions.waivers import expire_by_clock, past_their_end

CLOSE_ROUNDS = "close_rounds"
MOVED: tuple[tuple[Callable[[], QuerySet[Any]], Callable[[Any], Any]], ...] = (
    (past_closing, close_by_clock),
    (past_review_opening, begin_review_by_clock),
    (past_their_end, expire_by_clock),
)
"""What is due, and the deed for each of it, in this order."""

clock.each(CLOSE_ROUNDS, dt.timedelta(minutes=5))


@jobs.handler(CLOSE_ROUNDS)
def close_rounds(*, state_id: int) -> None:
    """Close what is past its time, begin the reviews that are due and end waivers. Safe to run twice, and late."""
    state = State.objects.get(pk=state_id)
    with timezone.override(state.zone):
        for due, move in MOVED:
            with state_scope(state_id):
                waiting = list(due().order_by("pk").values_list("pk", flat=True))
            for pk in waiting:
                with state_scope(state_id):
                    try:
                        move(due().model.objects.get(pk=pk))
                    except MoveRefused:
                        continue  # another run, or an officer, was faster
