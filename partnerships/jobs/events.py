"""The clock reminds of events seven days and one day before, marks them as held when they are over, forgets needs."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from core import clock, jobs
from core.isolation import state_scope
from core.models import State
from core.moves import MoveRefused
from partnerships.actions.events import move
from partnerships.actions.registrations import forget_needs, remind
from partnerships.choices.support import EventStatus, RegistrationStatus
from partnerships.models import Event, Registration
from partnerships.rules.events import REMIND, reminder_due

LOOK_AFTER_EVENTS = "look_after_events"

clock.each(LOOK_AFTER_EVENTS, dt.timedelta(hours=1))


@jobs.handler(LOOK_AFTER_EVENTS)
def look_after_events(*, state_id: int) -> None:
    """Each event in a transaction of its own. Safe to run twice, and late."""
    state = State.objects.get(pk=state_id)
    with timezone.override(state.zone):
        now = timezone.now()
        with state_scope(state_id):
            alive = Event.objects.filter(status__in=[EventStatus.OPEN, EventStatus.CLOSED])
            soon = alive.filter(starts_at__gt=now, starts_at__lte=now + dt.timedelta(days=max(REMIND)))
            coming, over = [
                list(rows.order_by("pk").values_list("pk", flat=True))
                for rows in (soon, alive.filter(ends_at__lte=now))
            ]
            forget_needs(now)
        for pk in coming:
            with state_scope(state_id):
                _remind(pk, now)
        for pk in over:
            with state_scope(state_id):
                try:
                    move(Event.objects.get(pk=pk), "hold", by=None, actor="Clock")
                except MoveRefused:
                    continue  # somebody was faster


def _remind(event_id: int, now: dt.datetime) -> None:
    """Everybody with a seat for whom a reminder is due."""
    rows = Registration.objects.filter(event=event_id, status=RegistrationStatus.REGISTERED, seated_at__isnull=False)
    for one in rows.select_related("event"):
        seated_at = one.seated_at or one.made_at
        told_at = max(seated_at, one.event.told_at or seated_at)
        days = reminder_due(one.event.starts_at, told_at, one.reminded, now)
        if days is not None:
            remind(one, days)
