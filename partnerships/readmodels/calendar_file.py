"""A calendar file (RFC 5545): entries with identities that stay, so that a program that has the file updates them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, NamedTuple

from icalendar import Calendar, Event

TYPE = "text/calendar; charset=utf-8"


class Entry(NamedTuple):
    """What stands in a calendar. `more` are further properties: location, description, status, sequence."""

    uid: str
    stamp: dt.datetime
    summary: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    url: str
    more: dict[str, Any]


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
        made.add_component(event)
    return bytes(made.to_ical())
