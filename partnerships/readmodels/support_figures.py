"""The figures of a year of support: reach, usefulness and gap (metric S9), events a convener (S10), planned and done."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Count, Exists, F, OuterRef, Q, Sum
from django.utils import timezone

from core.calendars import state_fiscal_year
from core.models import State
from partnerships.choices.support import EventStatus, Topic
from partnerships.models import (
    AssistanceRequest,
    AssistanceSession,
    Event,
    Registration,
    SupportGoal,
    SupportPlan,
)
from partnerships.models.support import UNMET_DAYS
from partnerships.readmodels.convened import Terms, conveners_on
from partnerships.rules.support import top_two

EVENTS_EACH = 2
"""From how many events a year a convener counts (S10), where the year has no plan that says otherwise."""


class Year(NamedTuple):
    """A fiscal year of the state, with its first and last day."""

    number: int
    starts_on: dt.date
    ends_on: dt.date

    @property
    def label(self) -> str:
        return f"SFY{self.number}"


class TopicRow(NamedTuple):
    """One topic: what was asked and given on it, how useful it was, what waits, and what the plan wants."""

    topic: str
    label: str
    asked: int
    conveners: int
    sessions: int
    hours: Decimal
    ratings: int
    useful: int
    unmet: int
    events: int
    goal: SupportGoal | None


@dataclass(frozen=True)
class SupportFigures:
    """S9 and S10 of one year."""

    year: Year
    plan: SupportPlan | None
    conveners: int
    served: int
    attending: int
    events_each: int
    rows: list[TopicRow]
    others: int = 0
    """People at the year's events of whom no organization is known: they count for no convener."""

    @property
    def ratings(self) -> int:
        return sum(row.ratings for row in self.rows)

    @property
    def useful(self) -> int:
        return sum(row.useful for row in self.rows)

    @property
    def asked(self) -> int:
        return sum(row.asked for row in self.rows)

    @property
    def unmet(self) -> int:
        return sum(row.unmet for row in self.rows)

    @property
    def sessions(self) -> int:
        return sum(row.sessions for row in self.rows)

    @property
    def hours(self) -> Decimal:
        return sum((row.hours for row in self.rows), Decimal(0))

    @property
    def shown(self) -> list[dict[str, Any]]:
        """As the component of figures takes them."""
        wanted = f"; the plan wants {self.plan.conveners}" if self.plan else ""
        useful = f"{percent(self.useful, self.ratings)}%" if self.ratings else "–"
        goal = f"; the plan wants {self.plan.useful_percent}%" if self.plan else ""
        people = "1 person" if self.others == 1 else f"{self.others} people"
        apart = f"; {people} without an organization on record not counted" if self.others else ""
        return [
            {
                "label": "Conveners served",
                "value": f"{self.served} of {self.conveners}",
                "note": f"with a session in {self.year.label}{wanted}",
                "percent": percent(self.served, self.conveners),
            },
            {
                "label": "Useful or very useful",
                "value": useful,
                "note": f"{self.useful} of n = {self.ratings} ratings{goal}"
                if self.ratings
                else "not rated yet, n = 0",
            },
            {"label": "Unmet for more than 30 days", "value": self.unmet, "note": "asked, and no session yet"},
            {
                "label": f"Conveners at {self.events_each} events or more",
                "value": f"{self.attending} of {self.conveners}",
                "note": f"attended in {self.year.label}{apart}",
                "percent": percent(self.attending, self.conveners),
            },
        ]


def percent(part: int, whole: int) -> int:
    """A whole percent, halves up; 0 of nothing."""
    return (200 * part + whole) // (2 * whole) if whole else 0


def year_of(state: State, number: int | None = None) -> Year:
    """A fiscal year of the state; the running one when none is named."""
    calendar = state_fiscal_year(state.fiscal_year_start_month)
    number = number or calendar.year_of(timezone.localdate())
    return Year(number, calendar.start(number), calendar.end(number))


def plan_of(year: Year) -> SupportPlan | None:
    return SupportPlan.objects.filter(year=year.number).prefetch_related("goals").first()


def support_figures(state: State, number: int | None = None) -> SupportFigures:
    """Eleven queries, whatever there is. A year that is over is told as it was on its last day."""
    year = year_of(state, number)
    plan = plan_of(year)
    terms = Terms()
    conveners = conveners_on(min(year.ends_on, timezone.localdate()), terms)
    served, rows = _by_topic(year, conveners, plan, terms)
    each = plan.events_each if plan else EVENTS_EACH
    attending = sum(1 for convener, events in _attended(year).items() if convener in conveners and events >= each)
    return SupportFigures(year, plan, len(conveners), len(served & conveners), attending, each, rows, _others(year))


def _attended(year: Year) -> dict[int, int]:
    """How many events of the year each organization was at."""
    rows = Registration.objects.filter(
        attended_at__isnull=False, organization__isnull=False, event__starts_at__range=_instants(year)
    )
    counted = rows.order_by().values_list("organization_id").annotate(events=Count("event_id", distinct=True))
    return dict(counted)


def _others(year: Year) -> int:
    """How many different people were at events of the year without an organization."""
    rows = Registration.objects.filter(
        attended_at__isnull=False, organization__isnull=True, event__starts_at__range=_instants(year)
    )
    return rows.aggregate(number=Count("email", distinct=True))["number"] or 0


def _instants(year: Year) -> tuple[dt.datetime, dt.datetime]:
    """The year's first and last instant in the state's zone."""
    first = timezone.make_aware(dt.datetime.combine(year.starts_on, dt.time.min))
    return first, timezone.make_aware(dt.datetime.combine(year.ends_on, dt.time.max))


def _by_topic(
    year: Year, conveners: set[int], plan: SupportPlan | None, terms: Terms
) -> tuple[set[int], list[TopicRow]]:
    """The conveners that were served, and a row for each topic of the list. A session was for who convened that day."""
    sessions = AssistanceSession.objects.filter(held_on__range=(year.starts_on, year.ends_on)).order_by()
    served: dict[str, set[int]] = defaultdict(set)
    number, hours = Counter[str](), defaultdict[str, Decimal](Decimal)
    columns = ("request__topic", "request__partnership_id", "request__partnership__convener_id", "held_on", "hours")
    for topic, partnership, convener, day, spent in sessions.values_list(*columns):
        served[topic].add(terms.convener(partnership, day, convener))
        number[topic] += 1
        hours[topic] += spent
    requests = AssistanceRequest.objects.order_by()
    asked = Counter(requests.filter(asked_at__range=_instants(year)).values_list("topic", flat=True))
    ratings: dict[str, list[int]] = defaultdict(list)
    for topic, rating in requests.filter(rated_at__range=_instants(year)).values_list("topic", "rating"):
        ratings[topic].append(rating or 0)
    unmet = Counter(_unmet(year).values_list("topic", flat=True))
    events = Counter(topic for topics in _held_events(year) for topic in topics)
    goals = {goal.topic: goal for goal in plan.goals.all()} if plan else {}
    rows = [
        TopicRow(
            topic,
            label,
            asked[topic],
            len(served[topic] & conveners),
            number[topic],
            hours[topic],
            len(ratings[topic]),
            top_two(ratings[topic]),
            unmet[topic],
            events[topic],
            goals.get(topic),
        )
        for topic, label in Topic.choices
    ]
    return set().union(*served.values()) if served else set(), rows


def _unmet(year: Year) -> Any:
    """Unmet for more than thirty days: today, or on the last day of a year that is over."""
    if year.ends_on >= timezone.localdate():
        return AssistanceRequest.objects.unmet().order_by()
    end = _instants(year)[1]
    served = AssistanceSession.objects.filter(request=OuterRef("pk"), held_on__lte=year.ends_on)
    rows = AssistanceRequest.objects.filter(asked_at__lt=end - dt.timedelta(days=UNMET_DAYS))
    return rows.filter(~Exists(served), Q(ended_at__isnull=True) | Q(ended_at__gt=end)).order_by()


def _held_events(year: Year) -> list[list[str]]:
    held = Event.objects.filter(status=EventStatus.HELD, starts_at__range=_instants(year)).order_by()
    return list(held.values_list("topics", flat=True))


def years_with_support(state: State) -> list[Year]:
    """The years that have a plan, and the running one; latest first."""
    numbers = set(SupportPlan.objects.order_by().values_list("year", flat=True)) | {year_of(state).number}
    return [year_of(state, number) for number in sorted(numbers, reverse=True)]


def given_hours(request_ids: list[int]) -> dict[int, tuple[int, Decimal]]:
    """How many sessions and hours each request had. One query."""
    rows = AssistanceSession.objects.filter(request__in=request_ids).order_by().values_list(F("request_id"))
    return {pk: (held, spent) for pk, held, spent in rows.annotate(held=Count("pk"), spent=Sum("hours"))}
