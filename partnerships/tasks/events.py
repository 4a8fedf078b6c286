"""Tells everybody who registered that an event was moved or canceled, after the deed and outside of its lock."""

from __future__ import annotations

from django.utils import timezone

from core import jobs
from core.isolation import state_scope
from core.models import State
from partnerships.choices.support import EventStatus, RegistrationStatus
from partnerships.emails import events as emails
from partnerships.models import Event, Registration

TELL_REGISTERED = "tell_registered"


@jobs.handler(TELL_REGISTERED)
def tell_registered(*, state_id: int, event_id: int, sequence: int) -> None:
    """One message a person, each in a transaction of its own. Safe to run twice: a message has one key for ever.

    Where the event was moved again meanwhile, the later job tells; nobody reads of two places at once.
    """
    state = State.objects.get(pk=state_id)
    with timezone.override(state.zone):
        with state_scope(state_id):
            rows = Registration.objects.filter(event=event_id).exclude(status=RegistrationStatus.CANCELED)
            ids = list(rows.order_by("pk").values_list("pk", flat=True))
        for pk in ids:
            with state_scope(state_id):
                event = Event.objects.get(pk=event_id)
                if event.sequence != sequence:
                    return
                one = Registration.objects.filter(pk=pk).exclude(status=RegistrationStatus.CANCELED).first()
                if one is not None:
                    one.event = event
                    (emails.canceled if event.status == EventStatus.CANCELED else emails.moved)(one)
