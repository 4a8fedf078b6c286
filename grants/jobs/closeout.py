"""The clock ends awards whose period is over, begins their closeout, and marks new files of held records."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from core import clock, jobs
from core.isolation import state_scope
from core.models import State
from core.moves import MoveRefused
from grants.actions.closeout import begin_closeout, past_their_end
from grants.actions.holds import mark_files
from grants.models import Award, LegalHold

END_AWARDS = "end_awards"

clock.each(END_AWARDS, dt.timedelta(hours=1))


@jobs.handler(END_AWARDS)
def end_awards(*, state_id: int) -> None:
    """Each award in a transaction of its own. Safe to run twice, and late."""
    state = State.objects.get(pk=state_id)
    with timezone.override(state.zone):
        with state_scope(state_id):
            over = list(past_their_end().order_by("pk").values_list("pk", flat=True))
        for pk in over:
            with state_scope(state_id):
                try:
                    begin_closeout(Award.objects.get(pk=pk))
                except MoveRefused:
                    continue  # somebody was faster
        with state_scope(state_id):
            for hold in LegalHold.objects.filter(released_at__isnull=True).select_related("award__application"):
                mark_files(hold.award)
