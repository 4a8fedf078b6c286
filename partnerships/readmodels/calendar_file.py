"""A calendar file (RFC 5545): entries with identities that stay, so that a program that has the file updates them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.conf import settings
from icalendar import Calendar, Event, vCalAddress, vText

from core.models import State

TYPE = "text/calendar; charset=utf-8"


class Organizer(NamedTuple):
    """Who calls it, and the address for questions. Some programs take no change of what nobody organizes."""

    name: str
    email: str


class Change(NamedTuple):
    """Which version of an entry it is: how often it was moved or canceled, when it was last changed, by whom."""

    sequence: int
    changed_at: dt.datetime
    organizer: Organizer
    is_canceled: bool = False


class Entry(NamedTuple):
    """What stands in a calendar. `more` are further properties, such as location and description.

    `change` is for what can be moved: a program that has the entry takes over one with a higher sequence alone.
    """

    uid: str
    stamp: dt.datetime
    summary: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    url: str
    more: dict[str, Any]
    change: Change | None = None


def organizer_of(state: State, name: str) -> Organizer:
    """Somebody of the state, who is reached at the state's address for questions."""
    return Organizer(name, state.contact_email or settings.DEFAULT_FROM_EMAIL)


def calendar_file(of: str, entries: Iterable[Entry]) -> bytes:
    """The file; `of` says what its entries are, such as Meetings."""
    made = Calendar()
    made.add("prodid", f"-//Roundtable//{of}//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    for one in entries:
        event = Event()
        event.add("uid", one.uid)
        event.add("dtstamp", one.stamp)
        event.add("summary", one.summary)
        event.add("dtstart", one.starts_at.astimezone(dt.UTC))
        event.add("dtend", one.ends_at.astimezone(dt.UTC))
        event.add("url", one.url)
        for name, value in one.more.items():
            event.add(name, value)
        if one.change is not None:
            _add_change(event, one.change)
        made.add_component(event)
    return bytes(made.to_ical())


def _add_change(event: Event, change: Change) -> None:
    event.add("sequence", change.sequence)
    event.add("last-modified", change.changed_at.astimezone(dt.UTC))
    event.add("status", "CANCELLED" if change.is_canceled else "CONFIRMED")
    organizer = vCalAddress(f"mailto:{change.organizer.email}")
    organizer.params["cn"] = vText(change.organizer.name)
    event.add("organizer", organizer)
