"""What waits for a person of the state's staff about awards that run or have ended: one query for all kinds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import CharField, DateTimeField, F, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils import timezone

from core.models import Member
from core.permissions import Permission as P
from grants.choices.amending import AmendmentStatus
from grants.choices.closing import CloseoutStatus
from grants.choices.monitoring import FindingStatus
from grants.models import Amendment, Closeout, MonitoringFinding
from home.readmodels.tasks import EACH, Task, plural


def award_tasks(member: Member, now: dt.datetime) -> list[Task]:
    """What she is to do about awards, those that wait longest first; a few of each kind, then how many more."""
    if not member.can(P.AWARD_MANAGE):
        return []
    found: dict[str, list[Task]] = {}
    rows = _amendments().union(_questions(), _closeouts(), _findings(), all=True)
    for kind, award, label, at, who in sorted(rows, key=lambda row: row[3]):
        found.setdefault(kind, []).append(WORDED[kind](member, award, label, at, who))
    return [task for tasks in found.values() for task in _few(tasks)]


def _few(tasks: list[Task]) -> Iterator[Task]:
    yield from tasks[:EACH]
    if len(tasks) > EACH:
        more, last = len(tasks) - EACH, tasks[EACH]
        what = f"{plural(more, 'more award')}: {last.what[0].lower()}{last.what[1:]}"
        yield last._replace(what=what, note="", url=reverse("awards"), act="Show awards", stands_for=more)


def _rows(rows: Any, kind: str, at: Any, who: Any) -> Any:
    """The columns that every kind has: its name, the award, words, an instant, and whose it is."""
    label = Concat(F("award__partnership__name"), Value(" · "), F("award__number"), output_field=CharField())
    return rows.order_by().values_list(
        Value(kind, output_field=CharField()), "award_id", label, Cast(at, DateTimeField()), who
    )


def _amendments() -> Any:
    waiting = Amendment.objects.filter(status=AmendmentStatus.REQUESTED)
    return _rows(waiting, "amendment", F("requested_at"), "requested_by_id")


def _questions() -> Any:
    """Amendments that were sent back with a question."""
    returned = Amendment.objects.filter(status=AmendmentStatus.RETURNED)
    return _rows(returned, "question", F("requested_at"), "requested_by_id")


def _question(member: Member, award: int, label: str, at: dt.datetime, who: int) -> Task:
    own = who == member.pk
    what = "Answer a question about an amendment that you asked for" if own else "Answer about an amendment"
    act = "Answer" if own else "See it"
    return Task(what, label, reverse("award-terms", args=[award]), act, since=at, on_others=not own)


def _amendment(member: Member, award: int, label: str, at: dt.datetime, who: int) -> Task:
    own = who == member.pk
    what = "Decision on an amendment that you asked for" if own else "Decide on an amendment"
    return Task(
        what, label, reverse("award-terms", args=[award]), "See it" if own else "Decide", since=at, on_others=own
    )


def _closeouts() -> Any:
    """Awards that are being closed, with the instant after the state's last day."""
    open_ones = Closeout.objects.filter(status=CloseoutStatus.OPEN)
    return _rows(open_ones, "closeout", F("state_due_on"), Value(0))


def _closeout(member: Member, award: int, label: str, at: dt.datetime, who: int) -> Task:
    return Task("Close out an award", label, reverse("closeout", args=[award]), "See the steps", due_at=_end_of(at))


def _findings() -> Any:
    """Findings that the convener has answered."""
    answered = MonitoringFinding.objects.filter(status=FindingStatus.ANSWERED)
    return _rows(answered, "finding", F("answered_at"), Value(0))


def _finding(member: Member, award: int, label: str, at: dt.datetime, who: int) -> Task:
    return Task("Look at the answer to a finding", label, reverse("monitoring", args=[award]), "Decide", since=at)


def _end_of(at: dt.datetime) -> dt.datetime:
    """The last second of the day, in the state's zone: a date from the database comes as midnight of UTC."""
    day = at.astimezone(dt.UTC).date()
    return timezone.make_aware(dt.datetime.combine(day, dt.time(23, 59, 59)))


WORDED = {"amendment": _amendment, "question": _question, "closeout": _closeout, "finding": _finding}
