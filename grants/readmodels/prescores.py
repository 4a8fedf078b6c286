"""Pre-scores: the reviews as the panel's discussion of an application began, and what it gives beside them."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from grants.checks.panels import Agreed
from grants.models import Application, PanelItem, Review
from grants.rules.ranking import mean_of, total_of


def content_of(application: Application) -> dict[str, Any]:
    """The submitted reviews with their points, reasons and exact totals, as plain data. Three queries."""
    criteria = list(application.round.criteria.order_by("position"))
    rubric = sum(one.points for one in criteria)
    rows = Review.objects.counted().filter(application=application).select_related("reviewer")
    reviews = [
        {
            "review": one.pk,
            "reviewer": one.reviewer_id,
            "name": one.reviewer.name,
            "submitted_at": one.submitted_at.isoformat() if one.submitted_at else "",
            "total": str(Fraction(total_of(one.given or 0, one.out_of or 1, rubric))),
            "recommendation": one.recommendation,
            "scores": {
                str(score.criterion_id): [score.points, score.does_not_apply, score.comment]
                for score in one.scores.all()
            },
        }
        for one in rows.prefetch_related("scores").order_by("submitted_at", "pk")
    ]
    return {"criteria": [[one.pk, one.title, one.points] for one in criteria], "reviews": reviews}


def kept_of(item: PanelItem) -> Mapping[str, Any]:
    """What was locked last; nothing before the discussion began. One query."""
    latest = item.prescores.order_by("-pk").first()
    return latest.content if latest is not None and item.begun_at is not None else {"criteria": [], "reviews": []}


def mean_on(kept: Mapping[str, Any], criterion_id: int) -> Fraction | None:
    """The exact mean of the locked points on a criterion; reviews that say that it does not apply are left out."""
    rows = [review["scores"].get(str(criterion_id), [None])[0] for review in kept["reviews"]]
    return mean_of([points for points in rows if points is not None])


def mean_of_totals(kept: Mapping[str, Any]) -> Fraction | None:
    return mean_of([Fraction(review["total"]) for review in kept["reviews"]])


def mean_in(item: PanelItem) -> Fraction | None:
    """The exact mean of the locked totals, in points of the rubric."""
    return mean_of_totals(kept_of(item))


def agreed_on(item: PanelItem) -> list[Agreed]:
    """What the panel gives on each criterion, in the rubric's order, beside the locked mean."""
    kept = kept_of(item)
    given = {score.criterion_id: score for score in item.scores.all()}
    found = []
    for criterion in item.application.round.criteria.order_by("position"):
        score = given.get(criterion.pk)
        found.append(
            Agreed(
                criterion.pk,
                criterion.title,
                criterion.points,
                score.points if score else None,
                bool(score and score.does_not_apply),
                score.reason if score else "",
                mean_on(kept, criterion.pk),
            )
        )
    return found
