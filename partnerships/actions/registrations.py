"""Registration, the waiting list and attendance. Whoever changes seats holds the event's row, so two cannot take one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db import IntegrityError, transaction
from django.utils import timezone

from core.audit import record
from core.isolation import current_state_id
from core.models import Member, State
from core.moves import ClockNow, MoveRefused
from core.templatetags.rt import long_day
from partnerships.access.events import organization_behind
from partnerships.choices.support import CheckedBy, EventStatus
from partnerships.choices.support import RegistrationStatus as R
from partnerships.emails import events as emails
from partnerships.models import Event, Organization, Registration
from partnerships.rules.events import KEEP_NEEDS, may_check_in


def lock(event: Event) -> Event:
    """The event read afresh; nobody else registers, cancels or changes it meanwhile."""
    found: Event = Event.objects.select_for_update(no_key=True, of=("self",)).get(pk=event.pk)
    return found


def seats_left(event: Event) -> int | None:
    """How many seats are free; None without a limit."""
    if event.capacity is None:
        return None
    return max(0, event.capacity - Registration.objects.filter(event=event, status=R.REGISTERED).count())


@transaction.atomic
def ask_for_link(event: Event, *, name: str, email: str, affiliation: str) -> None:
    """A guest gets a link by e-mail; she is registered when she follows it and presses the button."""
    record("event.guest_link", event, by=None, actor="Guest")
    emails.confirm_guest(event, name=name.strip(), email=email.strip().lower(), affiliation=affiliation.strip())


@transaction.atomic
def register(
    event: Event,
    *,
    name: str,
    email: str,
    affiliation: str = "",
    needs: str = "",
    member: Member | None = None,
    organization: Organization | None = None,
    at_door_by: Member | None = None,
) -> Registration:
    """Take a seat, or a place on the waiting list where none is left; she is told which.

    `at_door_by`: staff add her, also after registration has closed. Raises MoveRefused.
    """
    held = lock(event)
    if held.status != EventStatus.OPEN and (
        at_door_by is None or held.status not in (EventStatus.CLOSED, EventStatus.HELD)
    ):
        raise MoveRefused(f"You cannot register: this event is {held.get_status_display().lower()}.")
    if held.ends_at <= timezone.now() and at_door_by is None:
        raise MoveRefused("You cannot register: this event is over.")
    organization = organization or organization_behind(member, email.strip())
    left = seats_left(held)
    is_seated = left is None or left > 0 or at_door_by is not None
    try:
        with transaction.atomic():
            made = Registration.objects.create(
                event=held,
                member=member,
                organization=organization,
                name=name.strip(),
                email=email.strip().lower(),
                affiliation=affiliation.strip(),
                needs=needs.strip(),
                status=R.REGISTERED if is_seated else R.WAITING,
                seated_at=timezone.now() if is_seated else None,
            )
    except IntegrityError as error:
        raise MoveRefused(f"{email} is registered for this event already.") from error
    by = at_door_by or member
    record("registration.make", made, by=by, actor="" if by else "Guest", seated=is_seated)
    emails.registered(made)
    return made


@transaction.atomic
def cancel_registration(registration: Registration, *, by: Member | None) -> Registration:
    """Give the seat back; the first on the waiting list gets it and is told."""
    held = lock(registration.event)
    rows = Registration.objects.filter(pk=registration.pk, attended_at__isnull=True).exclude(status=R.CANCELED)
    if held.status == EventStatus.HELD or not rows.update(status=R.CANCELED, canceled_at=ClockNow(), needs=""):
        raise MoveRefused(
            "This registration cannot be canceled: it is canceled already, or the event has begun for it."
        )
    registration.refresh_from_db()
    record("registration.cancel", registration, by=by, actor="" if by else "Guest")
    fill_seats(held)
    return registration


def fill_seats(event: Event) -> list[Registration]:
    """Give free seats to those who wait, in the order in which they came, and tell each. The event's row is held."""
    if event.status not in (EventStatus.OPEN, EventStatus.CLOSED) or event.starts_at <= timezone.now():
        return []
    left = seats_left(event)
    waiting = (
        Registration.objects.filter(event=event, status=R.WAITING).select_related("event").order_by("made_at", "pk")
    )
    moved = list(waiting if left is None else waiting[:left])
    for one in moved:
        _seat(one)
        record("registration.seat", one, by=None, actor="Waiting list")
    return moved


@transaction.atomic
def seat(registration: Registration, *, by: Member) -> Registration:
    """Staff give a seat to somebody who waits, over the number of seats if need be."""
    lock(registration.event)
    registration.refresh_from_db()
    if registration.status != R.WAITING:
        raise MoveRefused(f"{registration.name} is {registration.get_status_display().lower()} now, not waiting.")
    _seat(registration)
    record("registration.seat", registration, by=by)
    return registration


def _seat(registration: Registration) -> None:
    registration.status, registration.seated_at = R.REGISTERED, timezone.now()
    registration.save(update_fields=["status", "seated_at"])
    emails.seated(registration)


@transaction.atomic
def check_in(registration: Registration, how: CheckedBy, *, by: Member) -> bool:
    """She is here. False when that was recorded before. Raises MoveRefused for who has no seat, or too early."""
    event = registration.event
    if event.status not in (EventStatus.OPEN, EventStatus.CLOSED, EventStatus.HELD):
        raise MoveRefused(f"Nobody can be checked in: this event is {event.get_status_display().lower()}.")
    if not may_check_in(event.starts_at, timezone.now()):
        starts = timezone.localtime(event.starts_at)
        raise MoveRefused(f"It is too early: the event begins on {long_day(starts)}.")
    rows = Registration.objects.filter(pk=registration.pk, status=R.REGISTERED, attended_at__isnull=True)
    if rows.update(attended_at=ClockNow(), checked_by=how, checked_in_by=by):
        registration.refresh_from_db()
        record("registration.check_in", registration, by=by, how=how)
        return True
    registration.refresh_from_db()
    if registration.attended_at is not None:
        return False
    raise MoveRefused(f"{registration.name} has no seat: {registration.get_status_display().lower()}.")


@transaction.atomic
def keep_attendance(event: Event, present: Collection[int], was: Collection[int], *, by: Member) -> tuple[int, int]:
    """The list as it was ticked: who is ticked was there; who was ticked when the list was opened (`was`) and is not
    now was not. Who was checked in at the door meanwhile stays. How many were added and taken out.
    """
    held = lock(event)
    if not may_check_in(held.starts_at, timezone.now()) or held.status in (EventStatus.DRAFT, EventStatus.CANCELED):
        raise MoveRefused("Attendance is recorded from the day of the event on.")
    seated = Registration.objects.filter(event=held, status=R.REGISTERED)
    added = seated.filter(pk__in=present, attended_at__isnull=True).update(
        attended_at=ClockNow(), checked_by=CheckedBy.LIST, checked_in_by=by
    )
    gone = seated.filter(pk__in=was, attended_at__isnull=False).exclude(pk__in=present)
    removed = gone.update(attended_at=None, checked_by="", checked_in_by=None)
    if added or removed:
        record("event.attendance", held, by=by, added=added, removed=removed)
    return added, removed


def remind(registration: Registration, days: int) -> bool:
    """Send the reminder of so many days once. False when another process did."""
    rows = Registration.objects.filter(pk=registration.pk, status=R.REGISTERED)
    if not rows.exclude(reminded=days).update(reminded=days):
        return False
    emails.reminder(registration, days)
    return True


@transaction.atomic
def forget_needs(now: dt.datetime) -> int:
    """Delete dietary and access needs thirty days after the event; how many."""
    number = Registration.objects.filter(event__ends_at__lt=now - KEEP_NEEDS).exclude(needs="").update(needs="")
    if number:
        state = State.objects.get(pk=current_state_id())
        record("registration.forget_needs", state, by=None, actor="Clock", number=number)
    return number
