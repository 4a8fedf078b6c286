"""The ranking of a round: what the counted reviews say, exactly."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from django.db.models import Q, Sum

from grants.choices import ApplicationStatus, ReviewStatus
from grants.models import Application, Review, Round
from grants.rules.ranking import Ranked, Scored, rank

IN_REVIEW = (ApplicationStatus.UNDER_REVIEW, ApplicationStatus.SCORED)


class Standing(NamedTuple):
    """A round's applications under review: ranked where a review counts, and what each still waits for."""

    ranked: list[Ranked]
    applications: dict[int, Application]
    unscored: list[Application]
    pending: dict[int, int]

    def short_of(self, reviews_each: int) -> list[Application]:
        """The applications with fewer counted reviews than the round asks for."""
        counted = {entry.scored.application_id: len(entry.scored.totals) for entry in self.ranked}
        return [a for a in self.applications.values() if counted.get(a.pk, 0) < reviews_each]


def standing_of(round: Round) -> Standing:
    """Three queries, whatever the number of applications."""
    rows = Application.objects.filter(round=round, status__in=IN_REVIEW).select_related("organization", "partnership")
    applications = {application.pk: application for application in rows.order_by("number")}
    tie_break = Q(scores__criterion__is_tie_break=True)
    reviews = Review.objects.counted().filter(application__round=round, application__status__in=IN_REVIEW)
    totals: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for row in reviews.values("application_id", "pk").annotate(
        total=Sum("scores__points"), first=Sum("scores__points", filter=tie_break)
    ):
        totals[row["application_id"]].append((row["total"] or 0, row["first"] or 0))
    scored = [Scored(pk, tuple(t for t, _ in pairs), tuple(f for _, f in pairs)) for pk, pairs in totals.items()]
    unscored = [application for pk, application in applications.items() if pk not in totals]
    return Standing(rank(scored), applications, unscored, _pending(round))


def _pending(round: Round) -> dict[int, int]:
    """How many reviews of each application are still to come."""
    waiting = Review.objects.filter(
        application__round=round, status__in=[ReviewStatus.ASSIGNED, ReviewStatus.IN_PROGRESS]
    )
    pending: dict[int, int] = defaultdict(int)
    for pk in waiting.values_list("application_id", flat=True):
        pending[pk] += 1
    return dict(pending)
