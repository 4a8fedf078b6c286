"""Assigning, declaring, scoring and submitting: what each move allows and refuses."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from core.models import AuditEvent, Email
from core.moves import MoveRefused, check_move
from core.permissions import Role
from grants.actions import reviews as actions
from grants.checks.scores import NotPoints
from grants.choices import ReviewStatus
from grants.models import Criterion, Review, Score
from grants.rules.reviews import MOVES
from tests import factories
from tests.grants.conftest import score_all


@pytest.fixture
def round(pa):
    return factories.round("review")


@pytest.fixture
def application(round):
    return factories.application(round, status="eligible", requested=100_000)


@pytest.fixture
def review(application, people):
    (review,) = actions.assign_reviewers(application, people.reviewers[:1], by=people.officer)
    return review


@pytest.fixture
def cleared(review):
    return actions.clear_conflict(review, by=review.reviewer)


def criterion(review, position=2):
    return Criterion.objects.get(round_id=review.application.round_id, position=position)


# The table of moves


@pytest.mark.parametrize("name", MOVES)
@pytest.mark.parametrize("status", ReviewStatus.values)
def test_every_move_starts_only_where_the_table_says(name, status):
    if status in MOVES[name].sources:
        assert check_move(MOVES, name, status, reason="why").target in ReviewStatus.values
    else:
        with pytest.raises(MoveRefused, match="You cannot"):
            check_move(MOVES, name, status, reason="why")


@pytest.mark.parametrize("name", [name for name, move in MOVES.items() if move.needs_reason])
def test_a_move_that_needs_a_reason_is_refused_without_one(name):
    with pytest.raises(MoveRefused, match="Give a reason"):
        check_move(MOVES, name, MOVES[name].sources[0], reason="  ")


# Assigning


def test_assigning_sends_an_eligible_application_to_review_and_tells_each_reviewer_once(application, people):
    actions.assign_reviewers(application, people.reviewers, by=people.officer)

    application.refresh_from_db()
    assert application.status == "under_review"
    assert application.reviews.count() == 3
    assert Email.objects.filter(template="review_assigned").count() == 3
    line = AuditEvent.objects.get(deed="application.send_to_review")
    assert line.details["reviewers"] == [reviewer.name for reviewer in people.reviewers]


def test_assigning_twice_adds_nothing(application, people):
    actions.assign_reviewers(application, people.reviewers[:2], by=people.officer)
    assert actions.assign_reviewers(application, people.reviewers[:2], by=people.officer) == []
    (third,) = actions.assign_reviewers(application, people.reviewers, by=people.officer)

    assert third.reviewer == people.reviewers[2]
    assert AuditEvent.objects.filter(deed="application.assign").count() == 1


@pytest.mark.parametrize("status", ["submitted", "ineligible", "scored", "withdrawn"])
def test_only_an_eligible_application_goes_to_review(round, people, status):
    application = factories.application(round, status=status)
    with pytest.raises(MoveRefused, match="send to review"):
        actions.assign_reviewers(application, people.reviewers, by=people.officer)
    assert Review.objects.count() == 0


def test_only_a_reviewer_is_assigned(application, people):
    with pytest.raises(MoveRefused, match="Fay Fiscal is not a reviewer"):
        actions.assign_reviewers(application, [people.fiscal], by=people.officer)


@pytest.mark.rule("BR-22")
@pytest.mark.parametrize("seat", ["lead", "partner"])
def test_nobody_reviews_an_application_of_her_own_organization(application, people, seat):
    organization = application.organization
    if seat == "partner":
        organization = factories.organization("Partner Works", type="employer")
        application.partners.create(organization=organization, name="Partner Works", role="employer")
    both = factories.member(Role.REVIEWER, name="Bea Both")
    both.role_grants.create(role=Role.CONVENER, scope="organization", scope_id=organization.pk)

    with pytest.raises(MoveRefused, match="Bea Both belongs to an organization"):
        actions.assign_reviewers(application, [both], by=people.officer)


def test_assigning_begins_the_review_of_a_closed_round(people, pa):
    round = factories.round("closed")
    application = factories.application(round, status="eligible")
    actions.assign_reviewers(application, people.reviewers, by=people.officer)
    round.refresh_from_db()
    assert round.status == "review"


def test_assigning_leaves_a_round_open_that_still_takes_applications(people, pa):
    round = factories.round("open")
    application = factories.application(round, status="eligible")
    actions.assign_reviewers(application, people.reviewers, by=people.officer)
    round.refresh_from_db()
    assert round.status == "open"


def test_a_due_date_in_the_past_is_refused(application, people):
    with pytest.raises(MoveRefused, match="past"):
        actions.assign_reviewers(
            application, people.reviewers, by=people.officer, due_at=timezone.now() - dt.timedelta(minutes=1)
        )


# Declaring


def test_a_conflict_recuses_and_tells_the_officer(review, people):
    review = actions.declare_conflict(review, "My sister chairs it.", by=review.reviewer)

    assert review.status == "recused"
    assert review.conflict == "My sister chairs it."
    (message,) = Email.objects.filter(template="review_recused")
    assert message.to == people.officer.email
    assert "My sister chairs it." in message.text


def test_a_conflict_needs_its_text(review):
    with pytest.raises(MoveRefused, match="Give a reason"):
        actions.declare_conflict(review, " ", by=review.reviewer)


def test_a_conflict_found_late_is_declared_while_scoring_but_not_after_submission(cleared):
    actions.save_score(cleared, criterion(cleared), actions.Typed("80", "Good.", 0), by=cleared.reviewer)
    review = actions.declare_conflict(cleared, "I was hired by a partner.", by=cleared.reviewer)
    assert review.status == "recused"
    with pytest.raises(MoveRefused):
        actions.save_score(review, criterion(review), actions.Typed("1", "x", 1), by=review.reviewer)


# Scoring


def test_nothing_is_scored_before_the_conflict_declaration(review):
    with pytest.raises(MoveRefused, match="not open for scoring"):
        actions.save_score(review, criterion(review), actions.Typed("80", "x", 0), by=review.reviewer)


def test_each_save_raises_the_version_and_a_stale_one_changes_nothing(cleared):
    first = actions.save_score(cleared, criterion(cleared), actions.Typed("80", "A", 0), by=cleared.reviewer)
    second = actions.save_score(cleared, criterion(cleared), actions.Typed("82", "B", 1), by=cleared.reviewer)
    assert (first.version, second.version) == (1, 2)

    with pytest.raises(actions.StaleScore) as stale:
        actions.save_score(cleared, criterion(cleared), actions.Typed("70", "C", 1), by=cleared.reviewer)
    assert (stale.value.score.points, stale.value.score.comment) == (82, "B")
    assert Score.objects.get().points == 82


def test_saving_the_same_again_is_harmless(cleared):
    actions.save_score(cleared, criterion(cleared), actions.Typed("80", "A", 0), by=cleared.reviewer)
    again = actions.save_score(cleared, criterion(cleared), actions.Typed("80", "A", 0), by=cleared.reviewer)
    assert again.version == 1
    assert AuditEvent.objects.filter(deed="review.score").count() == 1


@pytest.mark.parametrize("points", ["84.5", "101", "-3"])
def test_points_beyond_the_criterion_are_refused_and_not_saved(cleared, points):
    with pytest.raises(NotPoints, match="0 to 100"):
        actions.save_score(cleared, criterion(cleared), actions.Typed(points, "x", 0), by=cleared.reviewer)
    assert not Score.objects.exists()


def test_a_review_is_submitted_only_whole(cleared):
    actions.save_score(cleared, criterion(cleared), actions.Typed("80", "", 0), by=cleared.reviewer)
    with pytest.raises(MoveRefused) as refused:
        actions.submit_review(cleared, by=cleared.reviewer)
    said = str(refused.value)
    assert "Industry assessment: write the reason" in said
    assert "Partnership: give points from 0 to 60" in said
    assert "Choose a recommendation" in said


def test_a_whole_review_is_submitted_and_then_closed(cleared):
    score_all(cleared, [50, 82, 40, 40, 30], by=cleared.reviewer)
    review = actions.submit_review(cleared, by=cleared.reviewer)

    assert review.status == "submitted"
    assert review.submitted_at is not None
    with pytest.raises(MoveRefused, match="submitted"):
        actions.save_score(review, criterion(review), actions.Typed("1", "x", 1), by=review.reviewer)
    with pytest.raises(MoveRefused, match="submitted"):
        actions.submit_review(review, by=review.reviewer)


def test_an_officer_reopens_a_submitted_review_with_a_reason(cleared, people):
    score_all(cleared, 200, by=cleared.reviewer)
    review = actions.submit_review(cleared, by=cleared.reviewer)
    review = actions.reopen_review(review, "The budget was read from the wrong table.", by=people.officer)

    assert review.status == "in_progress"
    assert Email.objects.filter(template="review_reopened").count() == 1
    actions.save_score(review, criterion(review), actions.Typed("90", "Reread.", 1), by=review.reviewer)


def test_reviews_are_closed_once_the_scoring_is(cleared):
    application = cleared.application
    score_all(cleared, 200, by=cleared.reviewer)
    type(application).objects.filter(pk=application.pk).update(status="scored")
    with pytest.raises(MoveRefused, match="reviews can no longer change"):
        actions.submit_review(cleared, by=cleared.reviewer)
