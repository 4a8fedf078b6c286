"""By the clock: reviewers are reminded before their register ends, the conflict rules run again, old notes are deleted."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from core import clock, jobs
from core.isolation import state_scope
from core.models import State
from grants.actions.conflicts import scan
from grants.actions.review_notes import delete_old_notes
from grants.actions.reviewers import LIVE, remind_of_registers
from grants.models import Application, Round

REMIND_REGISTERS, SCAN_CONFLICTS, DELETE_NOTES = "remind_registers", "scan_conflicts", "delete_review_notes"

clock.each(REMIND_REGISTERS, dt.timedelta(days=1))
clock.each(SCAN_CONFLICTS, dt.timedelta(hours=6))
clock.each(DELETE_NOTES, dt.timedelta(days=1))


@jobs.handler(REMIND_REGISTERS)
def remind_registers(*, state_id: int) -> None:
    """One message a reviewer and end of her register, however often this runs: the message's key holds the day."""
    state = State.objects.get(pk=state_id)
    with timezone.override(state.zone), state_scope(state_id):
        remind_of_registers(timezone.localdate())


@jobs.handler(SCAN_CONFLICTS)
def scan_conflicts(*, state_id: int) -> None:
    """Every round with something undecided, each in a transaction of its own: what no deed noticed is found here."""
    state = State.objects.get(pk=state_id)
    with timezone.override(state.zone):
        with state_scope(state_id):
            undecided = Application.objects.filter(status__in=LIVE, submitted_at__isnull=False)
            rounds = list(Round.objects.filter(pk__in=undecided.values("round_id")).values_list("pk", flat=True))
        for pk in rounds:
            with state_scope(state_id):
                rows = Application.objects.filter(round_id=pk, submitted_at__isnull=False)
                scan(list(rows.select_related("organization", "partnership__convener", "round")))


@jobs.handler(DELETE_NOTES)
def delete_notes(*, state_id: int) -> None:
    """Reviewers' notes to themselves that have served. Safe to run twice, and late."""
    with state_scope(state_id):
        delete_old_notes(State.objects.get(pk=state_id))
