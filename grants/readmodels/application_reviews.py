"""Every submitted review of one application, side by side: for those who decide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from grants.choices import ApplicationStatus, ReviewStatus
from grants.models import Application, Criterion, Review, Score
from grants.rules.ranking import is_split, mean_of, two_places


class Line(NamedTuple):
    """A criterion with the score of each review, in the order of the columns; None where there is none."""

    criterion: Criterion
    scores: list[Score | None]
    mean: str
    spread: int


@dataclass(frozen=True)
class SideBySide:
    """The reviews as columns, the rubric as lines."""

    reviews: list[Review]
    lines: list[Line]
    totals: list[int]
    all_points: int
    pending: int
    recused: list[str]
    is_split: bool
    can_reopen: bool

    @property
    def mean(self) -> str:
        return two_places(mean_of(sum(self.totals), len(self.totals)))

    @property
    def spread(self) -> int:
        return max(self.totals) - min(self.totals) if self.totals else 0


def reviews_of(application: Application) -> SideBySide:
    """Three queries."""
    rows = list(
        application.reviews.select_related("reviewer").prefetch_related("scores").order_by("submitted_at", "pk")
    )
    reviews = [review for review in rows if review.status == ReviewStatus.SUBMITTED]
    criteria = list(Criterion.objects.filter(round_id=application.round_id).order_by("position"))
    given = [{score.criterion_id: score for score in review.scores.all()} for review in reviews]
    lines = []
    for criterion in criteria:
        scores = [by_criterion.get(criterion.pk) for by_criterion in given]
        points = [score.points for score in scores if score is not None and score.points is not None]
        spread = max(points) - min(points) if points else 0
        lines.append(Line(criterion, scores, two_places(mean_of(sum(points), len(points))), spread))
    totals = [sum(score.points or 0 for score in by_criterion.values()) for by_criterion in given]
    spread = max(totals) - min(totals) if totals else 0
    return SideBySide(
        reviews=reviews,
        lines=lines,
        totals=totals,
        all_points=sum(criterion.points for criterion in criteria),
        pending=sum(review.status in (ReviewStatus.ASSIGNED, ReviewStatus.IN_PROGRESS) for review in rows),
        recused=[review.reviewer.name for review in rows if review.status == ReviewStatus.RECUSED],
        is_split=is_split(spread, application.round.split_points) if len(totals) > 1 else False,
        can_reopen=application.status == ApplicationStatus.UNDER_REVIEW,
    )
