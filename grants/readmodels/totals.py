"""What reviews add up to, exactly: the totals that were fixed at submission, in points of the round's rubric."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from django.db.models import OuterRef, Subquery, Sum

from grants.checks.scores import Given
from grants.models import Criterion, Review, Round, Score
from grants.models.reviews import ReviewQuerySet
from grants.rules.ranking import OnTie, Points, Scored, mean_of, shares_on, total_of


class Counted(NamedTuple):
    """One counted review, with its total."""

    application_id: int
    reviewer_id: int
    review_id: int
    total: Points


def counted_in(reviews: ReviewQuerySet) -> list[Counted]:
    """These reviews with their totals, in the order of their numbers; only submitted ones have one. One query."""
    rubric = Criterion.objects.filter(round_id=OuterRef("application__round_id")).order_by().values("round_id")
    rows = reviews.order_by("pk").annotate(rubric=Subquery(rubric.annotate(total=Sum("points")).values("total")))
    columns = ("application_id", "reviewer_id", "pk", "given", "out_of", "rubric")
    return [
        Counted(application_id, reviewer_id, pk, total_of(given, out_of, rubric))
        for application_id, reviewer_id, pk, given, out_of, rubric in rows.values_list(*columns)
    ]


def scored_of(round: Round, counted: list[Counted]) -> list[Scored]:
    """The applications with the totals of their counted reviews and their shares on the tie-breaks. Two queries."""
    totals: dict[int, list[Points]] = defaultdict(list)
    given: dict[int, list[list[OnTie]]] = defaultdict(list)
    breaking = _tie_breaks(round, [one.review_id for one in counted])
    for one in counted:
        totals[one.application_id].append(one.total)
        given[one.application_id].append(breaking[one.review_id])
    places, rubric = tie_places(round)
    return [
        Scored(pk, tuple(these), shares_on(places, given[pk], whole_share(these, rubric)))
        for pk, these in totals.items()
    ]


def tie_places(round: Round) -> tuple[list[int], int]:
    """The places of the tie-breaks in their order, and the points of the whole rubric. One query."""
    rows = list(Criterion.objects.filter(round=round).order_by().values_list("tie_place", "points"))
    return sorted({place for place, _ in rows if place is not None}), sum(points for _, points in rows)


def whole_share(totals: Sequence[Points], rubric: int) -> Fraction:
    """The mean total as a share of the rubric."""
    return (mean_of(totals) or Fraction(0)) / rubric if rubric else Fraction(0)


def _tie_breaks(round: Round, review_ids: list[int]) -> dict[int, list[OnTie]]:
    """What each review gave on the criteria that break ties, where they apply."""
    rows = Score.objects.filter(
        criterion__round=round, criterion__tie_place__isnull=False, points__isnull=False, review_id__in=review_ids
    )
    found: dict[int, list[OnTie]] = defaultdict(list)
    columns = ("review_id", "criterion__tie_place", "points", "criterion__points")
    for review_id, place, given, out_of in rows.order_by().values_list(*columns):
        found[review_id].append(OnTie(place or 0, given or 0, out_of))
    return found


def total_on(review: Review, rubric: int) -> Points | None:
    """The total of one review in a rubric of so many points; None before it is submitted."""
    if review.given is None or review.out_of is None:
        return None
    return total_of(review.given, review.out_of, rubric)


def given_on(criterion: Criterion, score: Score | None) -> Given:
    """What a reviewer has given on a criterion so far, as plain data."""
    stands = score or Score()
    return Given(
        criterion.pk,
        criterion.title,
        criterion.points,
        stands.points,
        stands.comment,
        stands.does_not_apply,
        criterion.reason_rule,
    )
