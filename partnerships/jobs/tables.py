"""Every quarter the clock looks at who sits at each active partnership's table."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from core import clock, jobs
from core.isolation import state_scope
from core.models import State
from partnerships.actions.tables import check_tables

CHECK_TABLES = "check_tables"

clock.each(CHECK_TABLES, dt.timedelta(days=1))
"""Daily, so that a partnership that becomes active within a quarter is looked at within a day."""


@jobs.handler(CHECK_TABLES)
def check(*, state_id: int) -> None:
    """Safe to run twice, and late."""
    state = State.objects.get(pk=state_id)
    with timezone.override(state.zone), state_scope(state):
        check_tables()
