"""Events as they are set up, opened, closed, held or canceled."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from core import files, jobs
from core.audit import record
from core.models import Member
from core.moves import ClockNow, MoveRefused, check_move, make_move
from partnerships.access.events import MATERIAL
from partnerships.actions.registrations import fill_seats, lock
from partnerships.choices.support import EventStatus
from partnerships.models import Event, EventFile, Registration
from partnerships.rules.events import EVENTS
from partnerships.tasks.events import TELL_REGISTERED

WORDS = ("title", "kind", "topics", "starts_at", "ends_at", "place", "link", "capacity", "takes_guests", "description")


@transaction.atomic
def save_event(event: Event | None, given: dict[str, Any], *, by: Member) -> Event:
    """Set up an event, or change one. More seats move the waiting list up; another time or place is told."""
    if event is None:
        made = Event.objects.create(made_by=by, **given)
        record("event.make", made, by=by, starts_at=made.starts_at)
        return made
    held = lock(event)
    if held.status in (EventStatus.HELD, EventStatus.CANCELED):
        raise MoveRefused(f"This event is {held.get_status_display().lower()}. It stays as it was.")
    before = {name: getattr(held, name) for name in WORDS}
    for name, value in given.items():
        setattr(held, name, value)
    changed = [name for name in WORDS if before[name] != getattr(held, name)]
    if changed:
        held.changed_at = timezone.now()
        record("event.change", held, by=by, changed=changed)
    is_moved = bool({"starts_at", "ends_at", "place", "link"} & set(changed))
    if is_moved:
        held.sequence, held.told_at = held.sequence + 1, held.changed_at
        Registration.objects.filter(event=held).update(reminded=None)
        _tell_registered(held)
    held.save(update_fields=[*given, "changed_at", "sequence", "told_at"])
    fill_seats(held)
    return held


def _tell_registered(event: Event) -> None:
    """Everybody is told in a job: hundreds of messages are not written while the event's row is held."""
    jobs.enqueue(TELL_REGISTERED, event_id=event.pk, sequence=event.sequence)


@transaction.atomic
def move(event: Event, name: str, *, by: Member | None, actor: str = "") -> Event:
    """Open, close, or mark as held."""
    if name == "open" and event.ends_at <= timezone.now():
        raise MoveRefused("This event is over. Give it a later day before you open registration.")
    if name == "open" and not (event.place or event.link):
        raise MoveRefused("Say where it is: a place, or a link for those who take part online.")
    if name == "hold" and event.starts_at > timezone.now():
        raise MoveRefused("It has not begun yet. Mark it as held when it was held.")
    done: Event = make_move(event, EVENTS, name, by=by, actor=actor)
    if name == "open":
        fill_seats(done)
    return done


@transaction.atomic
def cancel(event: Event, reason: str, *, by: Member) -> Event:
    """It does not take place; everybody who registered is told why."""
    held = lock(event)
    check_move(EVENTS, "cancel", held.status, thing="this event", reason=reason)
    Event.objects.filter(pk=held.pk).update(reason=reason.strip())
    more: dict[str, Any] = {"sequence": held.sequence + 1, "changed_at": ClockNow()}
    done: Event = make_move(held, EVENTS, "cancel", by=by, reason=reason.strip(), **more)
    _tell_registered(done)
    return done


@transaction.atomic
def add_material(event: Event, upload: UploadedFile, title: str, *, by: Member) -> EventFile:
    """Keep a file for those who come. Raises FileRefused with a sentence."""
    stored = files.store_upload(upload, purpose=MATERIAL, by=by)
    made = EventFile.objects.create(event=event, file=stored, title=title.strip() or stored.name, made_by=by)
    record("event.material", event, by=by, file=stored.name)
    return made


@transaction.atomic
def remove_material(material: EventFile, *, by: Member) -> None:
    """Take a file away again."""
    record("event.material_remove", material.event, by=by, file=material.title)
    material.delete()
