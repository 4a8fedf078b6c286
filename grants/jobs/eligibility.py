"""The clock forgets checks of eligibility that nobody started an application from."""

from __future__ import annotations

import datetime as dt

from core import clock, jobs
from core.isolation import state_scope
from core.models import State
from grants.actions.eligibility import forget_checks

FORGET_CHECKS = "forget_checks"

clock.each(FORGET_CHECKS, dt.timedelta(days=1))


@jobs.handler(FORGET_CHECKS)
def forget(*, state_id: int) -> None:
    """Delete what is past its days. Safe to run twice, and late."""
    with state_scope(state_id):
        forget_checks(State.objects.get(pk=state_id))
