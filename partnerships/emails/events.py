"""What those who registered for an event are told. One function a message; a guest's has a link to her own page."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from core import mail
from partnerships.access.passes import issue_pass
from partnerships.choices.support import RegistrationStatus
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
    """Seven days or one day before."""
    starts = f"{registration.event.starts_at:%Y%m%d%H%M}"
    _send("event_reminder", registration, f"reminder-{days}-{starts}", days=days)


def moved(event: Event) -> None:
    """Another time or place, to everybody who has a seat or waits."""
    key = f"moved-{timezone.now():%Y%m%d%H%M%S%f}"
    for one in _everybody(event):
        _send("event_moved", one, key)


def canceled(event: Event) -> None:
    """It does not take place, and why."""
    for one in _everybody(event):
        context = {"event": event, "registration": one}
        mail.send("event_canceled", to=one.email, context=context, key=f"event-canceled-{event.pk}-{one.pk}")


def _everybody(event: Event) -> list[Registration]:
    rows = Registration.objects.filter(event=event).exclude(status=RegistrationStatus.CANCELED)
    return list(rows.select_related("event").order_by("pk"))


def _send(template: str, registration: Registration, deed: str, **more: object) -> None:
    event = registration.event
    if registration.member_id is None:
        given = {"name": registration.name, "email": registration.email, "affiliation": registration.affiliation}
        path = reverse("event-pass", args=[issue_pass(event, **given)])
    else:
        path = reverse("event", args=[event.pk])
    context = {"event": event, "registration": registration, "path": path, **more}
    mail.send(template, to=registration.email, context=context, key=f"event-{registration.pk}-{deed}")
