"""Every submitted review of one application, side by side: for those who decide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from grants.choices import ApplicationStatus, ReviewStatus
from grants.models import Application, Criterion, Review, Score, Submission
from grants.readmodels.corrections import is_behind, newest_of
from grants.rules.ranking import Points, is_split, mean_of, shown, spread_of, total_of, two_places


class Line(NamedTuple):
    """A criterion with the score of each review, in the order of the columns; None where there is none."""

    criterion: Criterion
    scores: list[Score | None]
    mean: str
    spread: int

    @property
    def is_split(self) -> bool:
        """Whether reviewers lie further apart than a fifth of the criterion (BR-24)."""
        return self.spread * 5 > self.criterion.points


@dataclass(frozen=True)
class SideBySide:
    """The reviews as columns, the rubric as lines."""

    reviews: list[Review]
    lines: list[Line]
    totals: list[Points]
    all_points: int
    pending: int
    recused: list[str]
    is_split: bool
    can_reopen: bool
    newest: Submission | None = None

    @property
    def on_earlier(self) -> list[Review]:
        """The reviews whose scores were given for an earlier version than the newest, and not confirmed since."""
        return [review for review in self.reviews if is_behind(review, self.newest)]

    @property
    def mean(self) -> str:
        return two_places(mean_of(self.totals))

    @property
    def spread(self) -> str:
        return shown(spread_of(self.totals))

    @property
    def shown_totals(self) -> list[str]:
        return [shown(total) for total in self.totals]


def reviews_of(application: Application) -> SideBySide:
    """Four queries."""
    rows = list(
        application.reviews.select_related("reviewer", "version_read")
        .prefetch_related("scores")
        .order_by("submitted_at", "pk")
    )
    reviews = [review for review in rows if review.status == ReviewStatus.SUBMITTED]
    criteria = list(Criterion.objects.filter(round_id=application.round_id).order_by("position"))
    given = [{score.criterion_id: score for score in review.scores.all()} for review in reviews]
    lines = []
    for criterion in criteria:
        scores = [by_criterion.get(criterion.pk) for by_criterion in given]
        points = [score.points for score in scores if score is not None and score.points is not None]
        spread = max(points) - min(points) if points else 0
        lines.append(Line(criterion, scores, two_places(mean_of(points)), spread))
    rubric = sum(criterion.points for criterion in criteria)
    totals = [total_of(review.given or 0, review.out_of or 1, rubric) for review in reviews]
    return SideBySide(
        reviews=reviews,
        lines=lines,
        totals=totals,
        all_points=rubric,
        pending=sum(review.status in (ReviewStatus.ASSIGNED, ReviewStatus.IN_PROGRESS) for review in rows),
        recused=[review.reviewer.name for review in rows if review.status == ReviewStatus.RECUSED],
        is_split=is_split(spread_of(totals), application.round.split_points) if len(totals) > 1 else False,
        can_reopen=application.status == ApplicationStatus.UNDER_REVIEW,
        newest=newest_of(application),
    )
