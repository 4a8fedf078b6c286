"""What waits for a person of the state's staff about awards that run or have ended: one query for all kinds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import CharField, DateTimeField, F, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse

from core.models import Member
from core.permissions import Permission as P
from grants.choices.amending import AmendmentStatus
from grants.models import Amendment
from home.readmodels.tasks import EACH, Task, plural

MOST = 50
"""How many rows of a kind are read at the most."""


def award_tasks(member: Member, now: dt.datetime) -> list[Task]:
    """What she is to do about awards, those that wait longest first; a few of each kind, then how many more."""
    if not member.can(P.AWARD_MANAGE):
        return []
    found: dict[str, list[Task]] = {}
    for kind, award, label, at, who in sorted(_amendments()[:MOST], key=lambda row: row[3]):
        found.setdefault(kind, []).append(WORDED[kind](member, award, label, at, who))
    return [task for tasks in found.values() for task in _few(tasks)]


def _few(tasks: list[Task]) -> Iterator[Task]:
    yield from tasks[:EACH]
    if len(tasks) > EACH:
        more, last = len(tasks) - EACH, tasks[EACH]
        what = f"{plural(more, 'more award')}: {last.what[0].lower()}{last.what[1:]}"
        yield last._replace(what=what, note="", url=reverse("awards"), act="Show awards", stands_for=more)


def _rows(rows: Any, kind: str, at: Any, who: str) -> Any:
    """The columns that every kind has: its name, the award, words, an instant, and whose it is."""
    label = Concat(F("award__partnership__name"), Value(" · "), F("award__number"), output_field=CharField())
    return rows.order_by().values_list(
        Value(kind, output_field=CharField()), "award_id", label, Cast(at, DateTimeField()), who
    )


def _amendments() -> Any:
    waiting = Amendment.objects.filter(status=AmendmentStatus.REQUESTED)
    return _rows(waiting, "amendment", F("requested_at"), "requested_by_id")


def _amendment(member: Member, award: int, label: str, at: dt.datetime, who: int) -> Task:
    own = who == member.pk
    what = "Decision on an amendment that you asked for" if own else "Decide on an amendment"
    return Task(
        what, label, reverse("award-terms", args=[award]), "See it" if own else "Decide", since=at, on_others=own
    )


WORDED = {"amendment": _amendment}
