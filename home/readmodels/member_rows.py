"""The rows on the first page of those who do not work for the state."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from home.readmodels.words import due_words

SHOWN = 8


@dataclass(frozen=True)
class Row:
    """A task as a row: when, what, one act."""

    when: str
    what: str
    note: str
    url: str
    act: str
    when_note: str = ""
    late: bool = False
    primary: bool = False
    on_others: bool = False


def when_due(due_at: dt.datetime, now: dt.datetime) -> tuple[str, str, bool]:
    """When something is due: the words, the instant, and whether it is late."""
    days = (timezone.localdate(due_at) - timezone.localdate(now)).days
    if due_at < now:
        return (
            (f"{-days} day{'' if days == -1 else 's'} late" if days else "Late since today"),
            f"due {due_words(due_at)}",
            True,
        )
    words = "Today" if days == 0 else "Tomorrow" if days == 1 else f"In {days} days"
    return words, due_words(due_at), False


def due_row(due_at: dt.datetime, now: dt.datetime, what: str, note: str, url: str, act: str) -> Row:
    when, when_note, late = when_due(due_at, now)
    return Row(when, what, note, url, act, when_note, late, primary=True)
