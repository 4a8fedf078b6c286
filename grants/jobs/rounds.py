"""The clock closes a round in status once its closing instant and its grace are past: staff never see it as open then."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from core import clock, jobs
from core.isolation import state_scope
from core.models import State
from core.moves import MoveRefused
from grants.actions.rounds_ending import close_by_clock, past_closing
from grants.models import Round

CLOSE_ROUNDS = "close_rounds"

clock.each(CLOSE_ROUNDS, dt.timedelta(minutes=5))


@jobs.handler(CLOSE_ROUNDS)
def close_rounds(*, state_id: int) -> None:
    """Close every round that is past its time, each in a transaction of its own. Safe to run twice, and late."""
    state = State.objects.get(pk=state_id)
    with timezone.override(state.zone):
        with state_scope(state_id):
            waiting = list(past_closing().order_by("pk").values_list("pk", flat=True))
        for pk in waiting:
            with state_scope(state_id):
                try:
                    close_by_clock(Round.objects.get(pk=pk))
                except MoveRefused:
                    continue  # another run, or an officer, was faster
