"""Reading the audit trail: filters, a page that is fast at any length, and the whole as a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, NamedTuple

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from core.isolation import state_scope
from core.models import AuditEvent, State
from core.sheets import csv_text

PAGE, CHUNK = 60, 2000
HEAD = ("line", "at", "who", "deed", "kind", "id", "thing", "details", "request", "address")


def such_as(example: str) -> forms.TextInput:
    return forms.TextInput(attrs={"placeholder": example})


class AuditFilter(forms.Form):
    """Who did what to which thing, and when."""

    q = forms.CharField(label="Person", required=False, max_length=100)
    deed = forms.CharField(label="Deed", required=False, max_length=60, widget=such_as("report.accept"))
    thing = forms.CharField(label="Thing", required=False, max_length=100, widget=such_as("PA-27-0001"))
    since = forms.DateField(label="From", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label="To", required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def wanted(self) -> dict[str, Any]:
        self.is_valid()
        return {name: self.cleaned_data.get(name) for name in self.fields}


class Line(NamedTuple):
    """One line in words."""

    event: AuditEvent
    deed: str
    details: list[tuple[str, str]]


class TrailPage(NamedTuple):
    lines: list[Line]
    older: int | None
    """The number before which the next page begins; None on the last."""


def found(wanted: dict[str, Any]) -> QuerySet[AuditEvent]:
    """The lines that fit, newest first."""
    rows = AuditEvent.objects.order_by("-seq")
    if wanted["q"]:
        rows = rows.filter(actor__icontains=wanted["q"])
    if wanted["deed"]:
        rows = rows.filter(deed__startswith=wanted["deed"].lower())
    if wanted["thing"]:
        rows = rows.filter(target__icontains=wanted["thing"])
    if wanted["since"]:
        rows = rows.filter(at__gte=_midnight(wanted["since"]))
    if wanted["until"]:
        rows = rows.filter(at__lt=_midnight(wanted["until"] + dt.timedelta(days=1)))
    return rows


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def page_of_trail(wanted: dict[str, Any], before: str) -> TrailPage:
    """One page by the number of its last line: as fast at a million lines as at a hundred."""
    rows = found(wanted)
    if before.isdigit():
        rows = rows.filter(seq__lt=int(before[:18]))
    events = list(rows.defer("prev", "hash")[: PAGE + 1])
    older = events[PAGE - 1].seq if len(events) > PAGE else None
    return TrailPage([Line(one, deed_in_words(one.deed), in_words(one.details)) for one in events[:PAGE]], older)


def deed_in_words(deed: str) -> str:
    """report.accept is Accept, application.find_eligible is Find eligible; the thing stands beside it."""
    return deed.rpartition(".")[2].replace("_", " ").capitalize()


def in_words(details: dict[str, Any]) -> list[tuple[str, str]]:
    """Details as names and values, long ones cut."""
    return [
        (name.replace("_", " "), str(value)[:160]) for name, value in details.items() if value not in ("", None, {}, [])
    ]


def csv_lines(state: State, wanted: dict[str, Any]) -> Iterator[str]:
    """The lines as CSV, in chunks, each in a scope of its own."""
    yield csv_text([HEAD])
    last: int | None = None
    while True:
        with timezone.override(state.zone), state_scope(state):
            rows = found(wanted) if last is None else found(wanted).filter(seq__lt=last)
            events = list(rows.defer("prev", "hash")[:CHUNK])
        for event in events:
            yield csv_text([cells(event)])
        if len(events) < CHUNK:
            return
        last = events[-1].seq


def cells(event: AuditEvent) -> list[Any]:
    """One line's cells."""
    thing = [event.target_type, event.target_id, event.target]
    at = timezone.localtime(event.at).isoformat()
    return [event.seq, at, event.actor, event.deed, *thing, event.details, event.request_id, event.address]
