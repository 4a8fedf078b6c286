"""A program officer's first page: what waits for her today, the portfolio at a glance, and what happened since."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import groupby
from typing import Any, NamedTuple

from django.db.models import CharField, Count, Q, Sum, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone

from core import geography, money
from core.charts import Chart, choropleth
from core.models import AuditEvent, Member, State
from core.permissions import Permission as P
from grants.choices import AwardStatus, ReportStatus, RoundStatus, SlateStatus
from grants.models import Application, Award, Report, ReportFigure, ReportSpending
from grants.readmodels.terms import with_terms
from home.readmodels.after_tasks import award_tasks
from home.readmodels.coalition_tasks import coalition_tasks
from home.readmodels.partnering_tasks import partnering_tasks
from home.readmodels.support_tasks import support_tasks
from home.readmodels.tasks import Task, staff_tasks
from home.readmodels.under_way import rounds_now
from home.readmodels.words import clock_words, deed_words, due_words, greeting, short_money, weekday

SHOWN = 8
TRAINED = "W4"
"""The measure of people who finished training; of a rate this is the numerator."""


class Row(NamedTuple):
    """A task as a row: when, what, one act."""

    when: str
    when_note: str
    late: bool
    what: str
    note: str
    url: str
    act: str
    primary: bool


class Group(NamedTuple):
    """Rows under one heading."""

    title: str
    rows: list[Row]
    more: list[Row]


class RoundNow(NamedTuple):
    """A round under way: its chip, how far it is, and what comes next."""

    name: str
    url: str
    status: str
    label: str
    percent: float | None
    note: str


class Line(NamedTuple):
    at: dt.datetime
    when: str
    who: str
    what: str


@dataclass(frozen=True)
class StaffHome:
    greeting: str
    overdue: Group
    week: list[Group]
    waiting: Group
    counts: tuple[int, int, int]
    awards: int
    map: Chart | None
    figures: list[dict[str, Any]]
    rounds: list[RoundNow]
    since: str
    activity: list[Line]
    next: str

    @property
    def is_empty(self) -> bool:
        return not any(self.counts)


def staff_home(member: Member, state: State, now: dt.datetime | None = None) -> StaffHome:
    """Sixteen queries at the most, whatever the size of the state."""
    now = now or timezone.now()
    rounds = rounds_now(now) if member.can(P.ROUND_SEE) else []
    tasks = [*staff_tasks(member, rounds, now), *award_tasks(member, now), *support_tasks(member, now)]
    tasks += [*coalition_tasks(member), *partnering_tasks(member, now)]
    overdue = sorted((t for t in tasks if t.due_at and t.due_at < now), key=lambda t: t.due_at or now)
    waiting = sorted((t for t in tasks if t.on_others), key=lambda t: t.since or now)
    own = [t for t in tasks if not t.on_others and t not in overdue]
    since = _last_working_day(now)
    awards = _awards(member)
    return StaffHome(
        greeting=greeting(member.name, timezone.localtime(now)),
        overdue=_group("Overdue", [_late_row(t, now) for t in overdue]),
        week=_week(own, now),
        waiting=_group("Waiting on others", [_waiting_row(t, now) for t in waiting]),
        counts=(_number(overdue), _number(own), _number(waiting)),
        awards=awards.active,
        map=_map(awards.by_county, awards.active, state),
        figures=_figures(member, awards, state, now),
        rounds=[_round_now(round) for round in rounds],
        since=weekday(since),
        activity=_activity(member, since),
        next=_next(rounds, now),
    )


def _number(tasks: list[Task]) -> int:
    return sum(task.stands_for for task in tasks)


def _group(title: str, rows: list[Row]) -> Group:
    return Group(title, rows[:SHOWN], rows[SHOWN:])


def _row(task: Task, when: str, note: str = "", *, late: bool = False) -> Row:
    return Row(when, note, late, task.what, task.note, task.url, task.act, late)


def _late_row(task: Task, now: dt.datetime) -> Row:
    assert task.due_at is not None
    days = (timezone.localdate(now) - timezone.localdate(task.due_at)).days
    when = f"{days} day{'' if days == 1 else 's'} late" if days else "Late since today"
    return _row(task, when, f"due {due_words(task.due_at)}", late=True)


def _waiting_row(task: Task, now: dt.datetime) -> Row:
    if task.due_at:
        return _row(task, f"{task.due_at.astimezone(timezone.get_current_timezone()):%a %b %-d}", "due")
    if task.since is None:
        return _row(task, "To come")
    days = (timezone.localdate(now) - timezone.localdate(task.since)).days
    local = timezone.localtime(task.since)
    return _row(
        task, f"{days} day{'' if days == 1 else 's'}" if days else "Since today", f"since {local:%b} {local.day}"
    )


def _week(tasks: list[Task], now: dt.datetime) -> list[Group]:
    """Tasks with a day under their day, then those without one, longest wait first."""
    dated = sorted((t for t in tasks if t.due_at), key=lambda t: t.due_at or now)
    groups = []
    for day, found in groupby(dated, key=lambda t: timezone.localdate(t.due_at)):
        today = "Today, " if day == timezone.localdate(now) else ""
        rows = [_row(t, f"{timezone.localtime(t.due_at):%-I:%M %p}") for t in found]
        groups.append(_group(f"{today}{day:%A %B} {day.day}", rows))
    undated = sorted((t for t in tasks if not t.due_at), key=lambda t: t.since or now)
    if undated:
        groups.append(_group("No date set, longest wait first", [_since_row(t, now) for t in undated]))
    return groups


def _since_row(task: Task, now: dt.datetime) -> Row:
    return _waiting_row(task, now) if task.since else _row(task, "Now")


class _Awards(NamedTuple):
    active: int
    by_county: dict[str, int]
    total: Decimal


def _awards(member: Member) -> _Awards:
    """Active awards, and how many serve each county. One query, a row a partnership."""
    if not member.can(P.AWARD_SEE):
        return _Awards(0, {}, Decimal(0))
    active = with_terms(Award.objects.active()).order_by()
    rows = active.values_list("partnership_id", "partnership__county_fips").annotate(
        n=Count("pk"), sum=Sum("amount_now")
    )
    number, total, by_county = 0, Decimal(0), Counter[str]()
    for _, counties, n, dollars in rows:
        number, total = number + n, total + dollars
        by_county.update(dict.fromkeys(counties, n))
    return _Awards(number, dict(by_county), total)


def _map(by_county: dict[str, int], awards: int, state: State) -> Chart | None:
    shapes = geography.geography(state.usps)
    if shapes is None or not by_county:
        return None
    most = max(by_county, key=lambda fips: (by_county[fips], fips))
    name = geography.all_counties()[most].name if most in geography.all_counties() else most
    reached = sum(1 for fips in shapes.counties if by_county.get(fips))
    finding = f"{awards} active awards serve {reached} of {len(shapes.counties)} counties; most serve {name}"
    values: dict[str, int | None] = dict(by_county)
    return choropleth("awards", shapes, values, finding=finding, noun="Awards")


def _figures(member: Member, awards: _Awards, state: State, now: dt.datetime) -> list[dict[str, Any]]:
    """What was awarded and spent, and how many of the last quarter's reports are in. Two queries at the most."""
    if not member.can(P.REPORT_SEE):
        return []
    quarters = _quarters(now)
    stamp = (awards.active, awards.total, *((q["start"], q["accepted"]) for q in quarters))
    to_date, trained = _accepted(state.pk, stamp)
    last = next((quarter for quarter in quarters if quarter["past"]), {"got": 0, "n": 0, "late": 0})
    share = f"{float(to_date / awards.total) * 100:.0f}%" if awards.total else "–"
    return [
        {"label": "Awarded, active", **short_money(awards.total)},
        {"label": "Spent, as accepted", "value": share, "note": money.show(to_date, cents=False)},
        {
            "label": "Last reports in",
            "value": f"{last['got']}",
            "unit": f"of {last['n']}",
            "note": f"{last['late']} late",
        },
        {"label": "People trained", "value": f"{trained:,.0f}", "note": "finished, as accepted"},
    ]


def _quarters(now: dt.datetime) -> list[dict[str, Any]]:
    """The reports of each quarter in numbers, latest first. `past` are those whose due instant has passed. One query.

    It is answered from the index `report_by_quarter` alone.
    """
    rows = Report.objects.order_by().values("period_start", "status")
    found: dict[dt.date, dict[str, Any]] = {}
    for row in rows.annotate(n=Count("*"), past=Count("due_at", filter=Q(due_at__lt=now))):
        start, status = row["period_start"], row["status"]
        quarter = found.setdefault(start, {"start": start, "n": 0, "got": 0, "late": 0, "past": 0, "accepted": 0})
        quarter["n"] += row["n"]
        quarter["past"] += row["past"]
        quarter["got"] += row["n"] if status in {ReportStatus.SUBMITTED, ReportStatus.ACCEPTED} else 0
        quarter["late"] += row["past"] if status in {ReportStatus.OPEN, ReportStatus.RETURNED} else 0
        quarter["accepted"] += row["n"] if status == ReportStatus.ACCEPTED else 0
    return sorted(found.values(), key=lambda quarter: quarter["start"], reverse=True)


@lru_cache(maxsize=256)
def _accepted(state_id: int, stamp: tuple[Any, ...]) -> tuple[Decimal, Decimal]:
    """Dollars spent and people trained of active awards, by accepted reports. One query.

    What was accepted stays so and does not change: the sums hold until `stamp` does, which counts active awards and the
    accepted reports of each quarter.
    """
    of_active = {"report__status": ReportStatus.ACCEPTED, "report__award__status": AwardStatus.ACTIVE}
    spent = ReportSpending.objects.filter(**of_active).order_by()
    trained = ReportFigure.objects.filter(**of_active, measure__code=TRAINED).order_by()
    dollars = spent.values_list(Value("spent")).annotate(total=Sum("amount"))
    people = trained.values_list(Value("trained")).annotate(total=Sum("value"))
    sums = dict(dollars.union(people, all=True))
    return sums.get("spent") or Decimal(0), sums.get("trained") or Decimal(0)


def _round_now(round: Any) -> RoundNow:
    url = reverse("round-staff", args=[round.slug])
    if round.status == RoundStatus.OPEN:
        note = f"{round.sent} in, {round.drafts} in preparation; closes {due_words(round.closes_at)}"
        return RoundNow(round.name, url, "open", "Open", None, note)
    if round.status == RoundStatus.REVIEW:
        read = round.reading
        percent = 100 * read.submitted / read.all if read.all else 0
        due = f"; due {due_words(round.review_due_at)}" if round.review_due_at else ""
        note = f"{read.submitted} of {read.all} reviews in{due}"
        return RoundNow(round.name, url, "review", "In review", percent, note)
    if round.status == RoundStatus.DECISION:
        label = {
            SlateStatus.RECOMMENDED.value: "With the approver",
            SlateStatus.APPROVED.value: "Letters to send",
        }.get(round.slate_status, "Slate in draft")
        return RoundNow(round.name, url, "decision", label, None, f"{round.sent} applications")
    if round.status == RoundStatus.DRAFT:
        return RoundNow(round.name, url, "draft", "Draft", None, f"opens {due_words(round.opens_at)}")
    return RoundNow(round.name, url, "closed", "Closed", None, f"{round.sent} applications to screen or review")


def _activity(member: Member, since: dt.datetime) -> list[Line]:
    """The trail since the last working day, a deed in words; the same deed by one person is said once."""
    if not member.can(P.AUDIT_SEE) and not member.can(P.APPLICATION_SEE):
        return []
    rows = AuditEvent.objects.filter(at__gte=since).exclude(target_type__in=["core.member", "core.email"])
    sealed = Application.objects.sealed().values(key=Cast("pk", CharField()))
    rows = rows.exclude(target_type="grants.application", target_id__in=sealed)
    seen: dict[tuple[str, str], int] = defaultdict(int)
    found: dict[tuple[str, str], AuditEvent] = {}
    for event in rows.only("at", "actor", "deed", "target", "seq", "state")[:60]:
        key = (event.actor, event.deed)
        seen[key] += 1
        found.setdefault(key, event)
    lines = [
        Line(e.at, clock_words(e.at), e.actor, deed_words(e.deed, e.target, seen[key])) for key, e in found.items()
    ]
    return [line for line in lines if line.what][:6]


def _last_working_day(now: dt.datetime) -> dt.datetime:
    """The start of the working day before today, by the state's clock."""
    day = timezone.localdate(now) - dt.timedelta(days=1)
    while day.weekday() > 4:
        day -= dt.timedelta(days=1)
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def _next(rounds: list[Any], now: dt.datetime) -> str:
    """What comes next, for a page on which nothing waits."""
    coming = [round.closes_at for round in rounds if round.status == RoundStatus.OPEN and round.closes_at > now]
    return f"Next: a round closes {due_words(min(coming))}." if coming else ""
