"""The debrief of an applicant, as her round allows it, and until when she may appeal. Nobody who reviewed is named."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import NamedTuple

from core.models import State
from grants.choices import LetterKind
from grants.choices.deciding import Debrief
from grants.models import ApplicantComment, Application, Criterion, Letter, Review
from grants.rules.appeals import end_of_day_after
from grants.rules.ranking import mean_of, two_places


class Criteria(NamedTuple):
    """A criterion with the mean of its counted points; a dash where none applied."""

    title: str
    mean: str
    points: int


class Told(NamedTuple):
    """What she is shown."""

    lines: list[Criteria]
    reviews: int
    comments: list[ApplicantComment]


def debrief_of(application: Application) -> Told | None:
    """As the round allows, once her letter was sent; None where it shows nothing. Three queries at the most."""
    shows = application.round.debrief
    if shows == Debrief.NONE or not Letter.objects.sent().filter(application=application).exists():
        return None
    points: dict[int, list[int]] = defaultdict(list)
    reviews = list(Review.objects.counted().filter(application=application).prefetch_related("scores"))
    for review in reviews:
        for score in review.scores.all():
            if score.points is not None and not score.does_not_apply:
                points[score.criterion_id].append(score.points)
    lines = [
        Criteria(row.title, two_places(mean_of(points[row.pk])) if points[row.pk] else "–", row.points)
        for row in Criterion.objects.filter(round=application.round_id).order_by("position")
    ]
    comments = list(application.applicant_comments.all()) if shows == Debrief.COMMENTS else []
    return Told(lines, len(reviews), comments)


def appeal_until(letter: Letter) -> dt.datetime | None:
    """The first instant that is too late to appeal against what the letter tells; None where there is no appeal.

    A correction of a letter does not begin the time anew.
    """
    days = letter.application.round.appeal_days
    first = letter
    while first.corrects is not None:
        first = first.corrects
    if not days or first.sent_at is None or letter.kind == LetterKind.AWARD:
        return None
    return end_of_day_after(first.sent_at, days, State.objects.get(pk=letter.state_id).zone)
