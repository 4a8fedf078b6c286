"""The clock opens a report the day after its quarter has ended, in the state's own time."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from core import clock, jobs
from core.isolation import state_scope
from core.models import State
from core.moves import MoveRefused
from grants.actions.reports import open_report
from grants.models import Report

OPEN_REPORTS = "open_reports"

clock.each(OPEN_REPORTS, dt.timedelta(hours=1))


@jobs.handler(OPEN_REPORTS)
def open_reports(*, state_id: int) -> None:
    """Open every report that is due to open, each in a transaction of its own. Safe to run twice, and late."""
    state = State.objects.get(pk=state_id)
    with timezone.override(state.zone):
        with state_scope(state_id):
            waiting = list(Report.objects.due_to_open(timezone.localdate()).order_by("pk").values_list("pk", flat=True))
        for pk in waiting:
            with state_scope(state_id):
                try:
                    open_report(Report.objects.get(pk=pk))
                except MoveRefused:
                    continue  # another run was faster
