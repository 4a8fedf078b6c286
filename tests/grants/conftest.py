"""People and rounds that the tests of reviews and decisions share."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from core.models import Member, State
from core.permissions import Role
from grants.actions import decisions
from grants.actions import reviews as actions
from grants.models import Application, Criterion, Review
from tests import factories
from tests.grants.pages import freeze
from tests.grants.panelling import in_session


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
        actions.save_score(review, criterion, actions.Typed(str(given), "Because.", 0), by=by)
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


@pytest.fixture
def room(people: SimpleNamespace, reviewed: Callable[..., Application], pa: State) -> SimpleNamespace:
    """A panel of three in session over two applications that each of them reviewed: 240, 252, 270 and 200, 210, 205."""
    round = factories.round("review")
    agenda = [reviewed(round, 240, 252, 270), reviewed(round, 200, 210, 205)]
    return in_session(round, people.reviewers, people.officer, agenda)


@pytest.fixture
def desk(pa, people):
    """One application under review with its submission, assigned to three reviewers; Rita 1 is signed in."""
    round = factories.round("review")
    Criterion.objects.filter(round=round, position=2).update(
        section_keys=["industry-assessment"],
        bands=[[70, 100, "Strong", "Regions follow from the data."], [0, 69, "Weak", "Old data."]],
    )
    application = factories.application(round, status="eligible", requested=62_500, title="Lehigh Valley Metals")
    application.partners.create(name="Bright Metals", role="employer")
    freeze(application)
    reviews = actions.assign_reviewers(application, people.reviewers, by=people.officer)
    rita = people.reviewers[0]
    return SimpleNamespace(
        state=pa,
        round=round,
        application=application,
        reviews=reviews,
        review=reviews[0],
        rita=rita,
        criteria=list(Criterion.objects.filter(round=round).order_by("position")),
        client=factories.client(pa, rita),
        people=people,
    )


@pytest.fixture
def cleared(desk):
    actions.clear_conflict(desk.review, by=desk.rita)
    return desk


@pytest.fixture
def round(pa):
    return factories.round("review", money="200000")


@pytest.fixture
def three(round, reviewed):
    """Three for 100,000 each, against 200,000: means 270, 252⅓ and 200; the third is split."""
    more: dict[str, Any] = {"industry_title": "Manufacturing", "county_fips": ["42077", "42095"]}
    return [
        reviewed(round, 270, 270, 270, title="Scranton Health", **more),
        reviewed(round, 240, 257, 260, title="Erie Rail"),
        reviewed(round, 170, 200, 230, title="Mercer Steel"),
    ]


@pytest.fixture
def slate(round, three, people):
    return decisions.start_decision(round, by=people.officer)


@pytest.fixture
def recommended(slate, people):
    return decisions.recommend_slate(slate, by=people.officer)


@pytest.fixture
def officer(pa, people):
    return factories.client(pa, people.officer)


@pytest.fixture
def director(pa, people):
    return factories.client(pa, people.director)
