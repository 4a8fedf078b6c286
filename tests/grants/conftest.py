"""People and rounds that the tests of reviews and decisions share."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from core.models import Member, State
from core.permissions import Role
from grants.actions import reviews as actions
from grants.models import Application, Criterion, Review
from tests import factories


@pytest.fixture
def people(pa: State) -> SimpleNamespace:
    """One person for each part in a decision."""
    return SimpleNamespace(
        officer=factories.member(Role.OFFICER, name="Olive Officer"),
        director=factories.member(Role.DIRECTOR, name="Dora Director"),
        fiscal=factories.member(Role.FISCAL, name="Fay Fiscal"),
        reviewers=[factories.member(Role.REVIEWER, name=f"Rita Reviewer {n}") for n in (1, 2, 3)],
    )


def score_all(review: Review, totals: int | list[int], *, by: Member, recommendation: str = "fund") -> None:
    """Give points criterion by criterion (a total is filled from the first criterion on), and a reason for each."""
    criteria = list(Criterion.objects.filter(round=review.application.round).order_by("position"))
    if isinstance(totals, int):
        left, points = totals, []
        for criterion in criteria:
            points.append(min(left, criterion.points))
            left -= points[-1]
    else:
        points = totals
    for criterion, given in zip(criteria, points, strict=True):
        actions.save_score(review, criterion, points=str(given), comment="Because.", version=0, by=by)
    actions.save_recommendation(review, recommendation=recommendation, comment="", by=by)


@pytest.fixture
def reviewed(people: SimpleNamespace) -> Callable[..., Application]:
    """Make an application of a round whose reviews give these totals, one a reviewer."""

    def make(round: Any, *totals: int, asked: int = 100_000, **fields: Any) -> Application:
        application = factories.application(round, status="eligible", requested=asked, **fields)
        reviews = actions.assign_reviewers(application, people.reviewers[: len(totals)], by=people.officer)
        for review, total in zip(reviews, totals, strict=True):
            review = actions.clear_conflict(review, by=review.reviewer)
            score_all(review, total, by=review.reviewer)
            actions.submit_review(review, by=review.reviewer)
        application.refresh_from_db()
        return application

    return make
