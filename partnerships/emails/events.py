"""What those who registered for an event are told. One function a message; a guest's has a link to her own page."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from core import mail
from partnerships.access.passes import issue_pass
from partnerships.models import Event, Registration


def confirm_guest(event: Event, *, name: str, email: str, affiliation: str) -> None:
    """To the address itself: nobody is registered unless the link is followed and the button pressed."""
    token = issue_pass(event, name=name, email=email, affiliation=affiliation)
    context = {"event": event, "name": name, "path": reverse("event-pass", args=[token])}
    mail.send("event_guest", to=email, context=context, key=f"event-guest-{event.pk}-{token[:12]}")


def registered(registration: Registration) -> None:
    """A seat, or a place on the waiting list."""
    _send("event_registered", registration, "registered")


def seated(registration: Registration) -> None:
    """From the waiting list to a seat."""
    _send("event_seated", registration, f"seated-{registration.seated_at:%Y%m%d%H%M%S}")


def reminder(registration: Registration, days: int) -> None:
    """The reminder of seven days or of one day before; its subject says how many days there are left."""
    starts_at = registration.event.starts_at
    left = (timezone.localtime(starts_at).date() - timezone.localdate()).days
    _send("event_reminder", registration, f"reminder-{days}-{starts_at:%Y%m%d%H%M}", days=left)


def moved(registration: Registration) -> None:
    """Another time or place, to who has a seat or waits."""
    _send("event_moved", registration, f"moved-{registration.event.sequence}")


def canceled(registration: Registration) -> None:
    """It does not take place, and why."""
    context = {"event": registration.event, "registration": registration}
    key = f"event-canceled-{registration.event_id}-{registration.pk}"
    mail.send("event_canceled", to=registration.email, context=context, key=key)


def _send(template: str, registration: Registration, deed: str, **more: object) -> None:
    event = registration.event
    if registration.member_id is None:
        given = {"name": registration.name, "email": registration.email, "affiliation": registration.affiliation}
        path = reverse("event-pass", args=[issue_pass(event, **given)])
    else:
        path = reverse("event", args=[event.pk])
    context = {"event": event, "registration": registration, "path": path, **more}
    mail.send(template, to=registration.email, context=context, key=f"event-{registration.pk}-{deed}")
