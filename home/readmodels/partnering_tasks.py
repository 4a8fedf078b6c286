"""What waits about partnerships beside their grants: one query for the state's people, one for those at a table.

Every kind gives the same five columns: its name, what its address takes, words, a number (how many things it stands for,
or the id of a meeting), and an instant: since when it waits, or when it is due.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import reduce
from typing import Any, NamedTuple

from django.db.models import CharField, Count, DateTimeField, F, IntegerField, Min, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone

from core.calendars import Quarter
from core.models import Member
from core.permissions import Permission as P
from home.readmodels.member_rows import SHOWN, Row, due_row
from home.readmodels.tasks import EACH, Task, plural
from home.readmodels.words import due_words
from partnerships.access import rooms_of
from partnerships.access.work import to_verify_by
from partnerships.choices import IndustryStatus, Stage
from partnerships.choices.analyses import AnalysisStatus
from partnerships.choices.work import MeetingStatus
from partnerships.models import (
    Activity,
    IndustryAnalysis,
    Meeting,
    TableCheck,
    TargetIndustry,
)
from partnerships.readmodels.state_ledger import MINE

FEW = {"delivery": 2}
"""Kinds that are named less often than others: they come in numbers at the end of a quarter."""
AHEAD = dt.timedelta(days=14)
"""How long before it a meeting stands on the page of those at its table."""


class Found(NamedTuple):
    kind: str
    key: str
    label: str
    number: int
    since: dt.datetime


def _row(rows: Any, kind: str, key: Any, label: Any, at: Any, number: Any = None) -> Any:
    return rows.order_by().values_list(
        Value(kind, output_field=CharField()),
        Cast(key, CharField()),
        Cast(label, CharField()),
        number if number is not None else Value(1, output_field=IntegerField()),
        Cast(at, DateTimeField()),
    )


def _read(parts: list[Any]) -> list[Found]:
    if not parts:
        return []
    rows = reduce(lambda one, other: one.union(other, all=True), parts)
    return sorted((Found(*row) for row in rows if row[3]), key=lambda found: (found.since, found.key))


def _end_of(day: dt.datetime) -> dt.datetime:
    """The last second in the state of a day that the database gave as an instant in UTC."""
    return timezone.make_aware(dt.datetime.combine(day.astimezone(dt.UTC).date(), dt.time(23, 59, 59)))


# The state's people


def partnering_tasks(member: Member, now: dt.datetime) -> list[Task]:
    """Deliveries to verify, analyses handed in, target industries to look at again."""
    today = timezone.localdate(now)
    parts = [
        make(member, today)
        for permission, make in (
            (P.MATCH_VERIFY, _deliveries),
            (P.ANALYSIS_PUBLISH, _analyses),
            (P.INDUSTRY_EDIT, _industries),
        )
        if member.can(permission)
    ]
    kinds: dict[str, list[Found]] = {}
    for found in _read(parts):
        kinds.setdefault(found.kind, []).append(found)
    return [task for name, found in kinds.items() for task in _tasks(name, found)]


def _tasks(kind: str, found: list[Found]) -> list[Task]:
    """The first few of a kind, and how many more there are."""
    few = FEW.get(kind, EACH)
    tasks = [WORDED[kind](one) for one in found[:few]]
    if rest := found[few:]:
        one, many, place = MORE[kind]
        what = plural(len(rest), f"more {one}", f"more {many}")
        number = sum(found.number for found in rest)
        url = reverse(place) + (f"?status={MINE}" if kind == "delivery" else "")
        tasks.append(Task(what, "", url, "Show them", since=rest[0].since, stands_for=number))
    return tasks


def _deliveries(member: Member, today: dt.date) -> Any:
    """What nobody verifies who entered it; a row a partnership."""
    grouped = to_verify_by(member).order_by().values("partnership__slug", "partnership__name")
    return grouped.values_list(
        Value("delivery", output_field=CharField()),
        Cast("partnership__slug", CharField()),
        Cast("partnership__name", CharField()),
        Count("pk"),
        Cast(Min("documented_on"), DateTimeField()),
    )


def _analyses(member: Member, today: dt.date) -> Any:
    rows = IndustryAnalysis.objects.filter(status=AnalysisStatus.SUBMITTED)
    return _row(rows, "analysis", F("pk"), F("title"), F("made_at"))


def _industries(member: Member, today: dt.date) -> Any:
    rows = TargetIndustry.objects.filter(status=IndustryStatus.TARGETED, review_due_on__lt=today)
    return _row(rows, "industry", F("pk"), F("title"), F("review_due_on"))


def _delivery(found: Found) -> Task:
    what = f"Verify {plural(found.number, 'delivery', 'deliveries')} of members"
    url = reverse("partnership-commitments", args=[found.key])
    return Task(what, found.label, url, "Verify", since=found.since, stands_for=found.number)


def _analysis(found: Found) -> Task:
    what = "Publish a region's analysis, or give it back"
    return Task(what, found.label, reverse("analysis", args=[found.key]), "Read it", since=found.since)


def _industry(found: Found) -> Task:
    url = reverse("industry-review", args=[found.key])
    return Task("Look at a target industry again", found.label, url, "Review", due_at=_end_of(found.since))


WORDED: dict[str, Callable[[Found], Task]] = {
    "delivery": _delivery,
    "analysis": _analysis,
    "industry": _industry,
}

MORE = {
    "delivery": (
        "partnership with deliveries to verify",
        "partnerships with deliveries to verify",
        "state-commitments",
    ),
    "analysis": ("analysis handed in", "analyses handed in", "analyses"),
    "industry": ("target industry to look at again", "target industries to look at again", "target-industries"),
}
"""What those beyond the first few of a kind are called, and where all stand."""


# Those at a table


def table_rows(member: Member, now: dt.datetime) -> list[Row]:
    """Meetings ahead, meetings whose minutes are not closed, tables that fall short, activities past their day."""
    if not member.can_somewhere(P.PARTNERSHIP_JOIN):
        return []
    rooms = rooms_of(member).order_by().values("pk")
    kept = member.can_somewhere(P.PARTNERSHIP_EDIT)
    parts = [_meetings(rooms, now)]
    parts += [_minutes(rooms, now), _short(rooms, now), _late(rooms, now)] if kept else []
    return [ROWS[found.kind](found, now) for found in _read(parts)[:SHOWN]]


def _meetings(rooms: Any, now: dt.datetime) -> Any:
    rows = Meeting.objects.filter(
        partnership__in=rooms, status=MeetingStatus.PLANNED, starts_at__gte=now, starts_at__lte=now + AHEAD
    )
    return _row(rows, "meeting", F("partnership__slug"), F("partnership__name"), F("starts_at"), F("pk"))


def _minutes(rooms: Any, now: dt.datetime) -> Any:
    rows = Meeting.objects.filter(partnership__in=rooms, status=MeetingStatus.PLANNED, starts_at__lt=now)
    return _row(rows, "minutes", F("partnership__slug"), F("partnership__name"), F("starts_at"), F("pk"))


def _short(rooms: Any, now: dt.datetime) -> Any:
    start = Quarter.of(timezone.localdate(now)).start
    rows = TableCheck.objects.filter(partnership__in=rooms, quarter_start=start, is_met=False)
    rows = rows.exclude(partnership__stage__in=(Stage.DORMANT, Stage.MERGED, Stage.SUNSET))
    return _row(rows, "table", F("partnership__slug"), F("partnership__name"), F("checked_at"))


def _late(rooms: Any, now: dt.datetime) -> Any:
    """Activities of the plan past their day, a row a partnership."""
    rows = Activity.objects.filter(
        strategy__challenge__partnership__in=rooms,
        strategy__challenge__ended_on__isnull=True,
        done_on__isnull=True,
        dropped_on__isnull=True,
        due_on__lt=timezone.localdate(now),
    )
    one = "strategy__challenge__partnership"
    grouped = rows.order_by().values(f"{one}__slug", f"{one}__name")
    return grouped.values_list(
        Value("late", output_field=CharField()),
        Cast(f"{one}__slug", CharField()),
        Cast(f"{one}__name", CharField()),
        Count("pk"),
        Cast(Min("due_on"), DateTimeField()),
    )


def _meeting_row(found: Found, now: dt.datetime) -> Row:
    url = reverse("partnership-meeting", args=[found.key, found.number])
    days = (timezone.localdate(found.since) - timezone.localdate(now)).days
    when = "Today" if days == 0 else "Tomorrow" if days == 1 else f"In {days} days"
    return Row(when, "Meeting", found.label, url, "Open the agenda", due_words(found.since), primary=days == 0)


def _minutes_row(found: Found, now: dt.datetime) -> Row:
    url = reverse("partnership-meeting", args=[found.key, found.number])
    what = "Say who came and what was decided"
    return Row("Was held", what, found.label, url, "Record it", due_words(found.since), primary=True)


def _short_row(found: Found, now: dt.datetime) -> Row:
    url = reverse("partnership-edit", args=[found.key])
    return Row("This quarter", "The table falls short of the state's rule", found.label, url, "See who is missing")


def _late_row(found: Found, now: dt.datetime) -> Row:
    what = f"{plural(found.number, 'activity', 'activities')} of the plan not done by the day set"
    return due_row(
        _end_of(found.since), now, what, found.label, reverse("partnership-plan", args=[found.key]), "Open the plan"
    )


ROWS: dict[str, Callable[[Found, dt.datetime], Row]] = {
    "meeting": _meeting_row,
    "minutes": _minutes_row,
    "table": _short_row,
    "late": _late_row,
}
