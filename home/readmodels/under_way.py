"""Rounds that are under way, with what stands in each: two queries, from which both tasks and figures are read."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import Count, F, Func, IntegerField, Min, OuterRef, Q, Subquery
from django.utils import timezone

from grants.choices import OUT_OF_REVIEW, ApplicationStatus, ReviewStatus, RoundStatus
from grants.models import Application, Approval, Review, Round

ALIVE = (RoundStatus.DRAFT, RoundStatus.OPEN, RoundStatus.CLOSED, RoundStatus.REVIEW, RoundStatus.DECISION)
READ_IN = (RoundStatus.CLOSED, RoundStatus.REVIEW)
"""Reviews are given out and written in rounds that stand so."""
MOST_ROUNDS = 12


class Reading(NamedTuple):
    """The reviews of a round: all that count, those submitted, and of applications under review the open and late ones."""

    all: int
    submitted: int
    open: int
    late: int
    due: dt.datetime | None


NOTHING = Reading(0, 0, 0, 0, None)


def rounds_now(now: dt.datetime | None = None) -> list[Any]:
    """The rounds under way or in preparation. Each carries `sent`, `drafts`, its slate's status, and `reading`."""
    own = Application.objects.filter(round_id=OuterRef("pk")).order_by().values("round_id")
    given = Approval.objects.standing().filter(slate__round=OuterRef("pk"), by__isnull=False).order_by()
    rounds: list[Any] = list(
        Round.objects.counted()
        .filter(status__in=ALIVE)
        .annotate(
            of_applications=_two(own, Q(submitted_at__isnull=False), Q(status=ApplicationStatus.DRAFT)),
            slate_status=F("slates__status"),
            slate_by=F("slates__recommended_by_id"),
            slate_at=F("slates__recommended_at"),
            slate_given=ArraySubquery(given.values("by_id")),
        )
        .order_by("closes_at", "pk")[:MOST_ROUNDS]
    )
    readings = _readings([round.pk for round in rounds if round.status in READ_IN], now or timezone.now())
    for round in rounds:
        round.sent, round.drafts = round.of_applications or (0, 0)
        round.reading = readings.get(round.pk, NOTHING)
    return rounds


def _two(rows: Any, first: Q, second: Q) -> Subquery:
    """How many of the grouped rows meet each of two conditions."""
    numbers = Func(
        Count("pk", filter=first),
        Count("pk", filter=second),
        template="ARRAY[%(expressions)s]",
        output_field=ArrayField(IntegerField()),
    )
    return Subquery(rows.annotate(two=numbers).values("two"))


def _readings(rounds: list[int], now: dt.datetime) -> dict[int, Reading]:
    """What is read of these rounds, in one pass over their reviews."""
    if not rounds:
        return {}
    waited = ~Q(status=ReviewStatus.SUBMITTED) & Q(application__status=ApplicationStatus.UNDER_REVIEW)
    rows = (
        Review.objects.exclude(status__in=OUT_OF_REVIEW)
        .filter(application__round_id__in=rounds)
        .order_by()
        .values_list("application__round_id")
        .annotate(all=Count("pk"), submitted=Count("pk", filter=Q(status=ReviewStatus.SUBMITTED)))
        .annotate(open=Count("pk", filter=waited), late=Count("pk", filter=waited & Q(due_at__lte=now)))
        .annotate(due=Min("due_at", filter=waited))
    )
    return {round: Reading(*numbers) for round, *numbers in rows}
