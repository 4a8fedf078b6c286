"""The instants of a round as a calendar file (RFC 5545), with stable identities that rise with each addendum."""

from __future__ import annotations

import datetime as dt

from icalendar import Calendar, Event

from grants.models import Round

NAMES = {
    "opens_at": "{} opens for applications",
    "questions_due_at": "Last instant for questions about {}",
    "closes_at": "{} closes",
}


def calendar_of(round: Round, host: str, url: str) -> bytes:
    """One event for each instant; a client that has the file already updates it."""
    made = Calendar()
    made.add("prodid", "-//Roundtable//Grant rounds//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    sequence = round.addenda.count()
    for name, words in NAMES.items():
        at: dt.datetime | None = getattr(round, name)
        if at is None:
            continue
        event = Event()
        event.add("uid", f"round-{round.pk}-{name}@{host}")
        event.add("sequence", sequence)
        event.add("dtstamp", round.created_at)
        event.add("summary", words.format(round.name))
        event.add("dtstart", at.astimezone(dt.UTC))
        event.add("dtend", at.astimezone(dt.UTC))
        event.add("url", url)
        made.add_component(event)
    return bytes(made.to_ical())
