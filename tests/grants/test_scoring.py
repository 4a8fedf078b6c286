"""What does not apply, which score governs, and what is kept of the calculation."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from core.models import AuditEvent
from core.moves import MoveRefused
from grants.actions import decisions, reviews
from grants.actions.scoring import four_places, hash_of
from grants.checks.scores import Given, missing, sums_of
from grants.choices import Ranking, ReasonRule
from grants.models import Criterion, Review, Round, ScoringRun, Slate
from grants.readmodels.ranking import standing_of
from grants.rules.ranking import Scored, mean_of, rank, shown, total_of
from tests import factories
from tests.grants.conftest import score_all
from tests.grants.pages import text

# What does not apply


@pytest.mark.parametrize(
    ("given_points", "out_of", "rubric", "total"),
    [(80, 100, 120, 96), (250, 300, 300, 250), (1, 3, 10, Fraction(10, 3)), (0, 50, 300, 0)],
)
def test_a_criterion_that_does_not_apply_leaves_both_sums(given_points, out_of, rubric, total):
    assert total_of(given_points, out_of, rubric) == total


@given(st.lists(st.tuples(st.integers(1, 100), st.integers(0, 100), st.booleans()), min_size=1, max_size=8))
def test_totals_are_those_of_a_slow_reference(rubric):
    on_each = [
        Given(i, "One", most, None if leaves else min(points, most), "Why.", leaves)
        for i, (most, points, leaves) in enumerate(rubric)
    ]
    applying = [(min(points, most), most) for most, points, leaves in rubric if not leaves]
    given_points, out_of = sums_of(on_each)
    assert (given_points, out_of) == (sum(p for p, _ in applying), sum(m for _, m in applying))
    if applying:
        share = sum(Fraction(p) for p, _ in applying) / sum(m for _, m in applying)
        assert total_of(given_points, out_of, sum(most for most, *_ in rubric)) == share * sum(m for m, *_ in rubric)
    else:
        assert "at least one criterion" in " ".join(one.sentence for one in missing(on_each, "fund"))


@given(st.lists(st.lists(st.fractions(0, 300), min_size=1, max_size=4), min_size=1, max_size=10))
def test_the_ranking_is_that_of_a_slow_reference(totals):
    ranked = {
        entry.scored.application_id: entry.rank for entry in rank([Scored(i, tuple(t)) for i, t in enumerate(totals)])
    }
    means = [sum(given_points, Fraction(0)) / len(given_points) for given_points in totals]
    assert ranked == {i: 1 + sum(other > mine for other in means) for i, mine in enumerate(means)}


def test_a_total_prints_whole_or_to_two_places():
    assert [shown(one) for one in (252, Fraction(1900, 7), None, Fraction(6, 2))] == ["252", "271.43", "–", "3"]
    assert shown(mean_of([1, 2])) == "1.50"


@pytest.mark.parametrize(
    ("rule", "points", "needed"),
    [
        (ReasonRule.ALWAYS, 60, True),
        (ReasonRule.BELOW_HALF, 30, False),
        (ReasonRule.BELOW_HALF, 29, True),
        (ReasonRule.NEVER, 0, False),
    ],
)
def test_a_reason_is_needed_where_the_round_asks_for_one(rule, points, needed):
    assert Given(1, "Need", 60, points, "", reason_rule=rule).needs_reason is needed
    assert Given(1, "Need", 60, None, "", does_not_apply=True, reason_rule=rule).needs_reason


@pytest.fixture
def partly(cleared):
    """The desk, where the fifth criterion (40 of 300 points) may be left out."""
    Criterion.objects.filter(pk=cleared.criteria[4].pk).update(may_not_apply=True)
    cleared.criteria[4].refresh_from_db()
    return cleared


def test_a_reviewer_leaves_a_criterion_out_and_its_points_count_neither_way(partly):
    for criterion, points in zip(partly.criteria[:4], (54, 90, 45, 45), strict=True):
        reviews.save_score(partly.review, criterion, reviews.Typed(str(points), "Because.", 0), by=partly.rita)
    reviews.save_recommendation(partly.review, recommendation="fund", comment="", by=partly.rita)
    said = partly.client.post(
        reverse("review-save", args=[partly.review.pk]),
        {"field": partly.criteria[4].pk, "version": 0, f"leaves-out-{partly.criteria[4].pk}": "1"},
    )
    assert said.status_code == 200
    with pytest.raises(MoveRefused, match="write why it does not apply"):
        reviews.submit_review(partly.review, by=partly.rita)
    why = reviews.Typed("", "No equipment is asked for.", 1, does_not_apply=True)
    reviews.save_score(partly.review, partly.criteria[4], why, by=partly.rita)

    review = reviews.submit_review(partly.review, by=partly.rita)

    assert (review.given, review.out_of) == (234, 260)
    page = text(partly.client.get(reverse("review", args=[review.pk])))
    assert "<b>270</b> of 300 points" in page
    assert "234 of the 260 that apply" in page
    assert "does not apply" in page


@pytest.mark.parametrize(
    ("place", "points", "sentence"),
    [(4, "12", "one of the two"), (0, "", "This criterion applies to every application")],
)
def test_leaving_out_is_refused_where_it_cannot_be_and_the_reason_is_kept(partly, place, points, sentence):
    criterion = partly.criteria[place]
    data = {
        "field": criterion.pk,
        "version": 0,
        f"points-{criterion.pk}": points,
        f"reason-{criterion.pk}": "Typed.",
        f"leaves-out-{criterion.pk}": "1",
    }
    said = partly.client.post(reverse("review-save", args=[partly.review.pk]), data)
    assert said.status_code == 422
    assert sentence in said.content.decode()
    score = partly.review.scores.get(criterion=criterion)
    assert (score.points, score.does_not_apply, score.comment) == (None, False, "Typed.")


def test_the_box_is_there_where_the_round_allows_it_and_keeps_its_tick(partly):
    why = reviews.Typed("", "Not asked for.", 0, does_not_apply=True)
    reviews.save_score(partly.review, partly.criteria[4], why, by=partly.rita)
    page = text(partly.client.get(reverse("review", args=[partly.review.pk])))
    assert page.count('name="leaves-out-') == 1
    assert f'name="leaves-out-{partly.criteria[4].pk}" value="1" checked' in page
    assert "1 criterion left out" in page


def test_the_database_keeps_a_submitted_review_whole(partly):
    with pytest.raises(IntegrityError, match="review_submission_adds_up"), transaction.atomic():
        Review.objects.filter(pk=partly.review.pk).update(status="submitted", submitted_at=partly.review.assigned_at)


def test_a_review_given_back_has_no_total_until_it_is_in_again(partly):
    score_all(partly.review, [50, 80, 40, 40, 30], by=partly.rita)
    review = reviews.submit_review(partly.review, by=partly.rita)
    review = reviews.reopen_review(review, "One criterion is mixed up.", by=partly.people.officer)
    assert (review.given, review.out_of) == (None, None)


def test_the_tie_break_counts_the_reviews_where_it_applies(round, reviewed):
    first, second = reviewed(round, 250, 250), reviewed(round, 250, 250)
    tie = round.criteria.get(position=2)
    Criterion.objects.filter(pk=tie.pk).update(tie_place=1, may_not_apply=True)
    one = first.reviews.first()
    one.scores.filter(criterion=tie).update(points=None, does_not_apply=True)
    second.reviews.first().scores.filter(criterion=tie).update(points=90)
    assert [entry.scored.application_id for entry in standing_of(round).ranked] == [first.pk, second.pk]


@pytest.mark.rule("BR-24")
def test_full_marks_on_what_applies_win_over_160_of_200(round, reviewed):
    """Two criteria break ties together; one of them does not apply to the second application."""
    Criterion.objects.filter(round=round, position__in=[1, 2]).update(tie_place=1, may_not_apply=True)
    first, second = reviewed(round, 250), reviewed(round, 250)
    points = {1: 60, 2: 100, 3: 50, 4: 40, 5: 0}
    for application, changed in ((first, {1: 48, 2: 80}), (second, {})):
        for score in application.reviews.get().scores.select_related("criterion"):
            given = (points | changed)[score.criterion.position]
            score.__class__.objects.filter(pk=score.pk).update(points=given)
    second.reviews.get().scores.filter(criterion__position=1).update(points=None, does_not_apply=True)
    ranked = standing_of(round).ranked
    assert [(one.scored.application_id, one.scored.tie_breaks) for one in ranked] == [
        (second.pk, (Fraction(1),)),
        (first.pk, (Fraction(4, 5),)),
    ]


@pytest.mark.rule("BR-24")
def test_the_second_tie_break_decides_where_the_first_ties(round, reviewed):
    Criterion.objects.filter(round=round).update(tie_place=None)
    Criterion.objects.filter(round=round, position=2).update(tie_place=1)
    Criterion.objects.filter(round=round, position=4).update(tie_place=2)
    first, second = reviewed(round, 250), reviewed(round, 250)
    second.reviews.get().scores.filter(criterion__position=4).update(points=50)
    assert [one.scored.application_id for one in standing_of(round).ranked] == [second.pk, first.pk]
    assert [one.label for one in standing_of(round).ranked] == ["1", "2"]


# Which score governs


@pytest.fixture
def round(pa):
    return factories.round("review", money="200000")


@pytest.fixture
def unlike(round, reviewed, people):
    """Three read by all; the fourth by the severe Rita 3 and one more, so that its raw mean says too little."""
    everybody = [reviewed(round, a, a, a - 40, asked=50_000) for a in (270, 240, 210)]
    fourth = factories.application(round, status="eligible", requested=50_000)
    readers = [people.reviewers[0], people.reviewers[2]]
    for review, total in zip(reviews.assign_reviewers(fourth, readers, by=people.officer), (255, 225), strict=True):
        review = reviews.clear_conflict(review, by=review.reviewer)
        score_all(review, total, by=review.reviewer)
        reviews.submit_review(review, by=review.reviewer)
    return [*everybody, fourth]


def test_raw_and_adjusted_stand_side_by_side_and_raw_governs_unless_the_round_says_otherwise(round, unlike):
    run = standing_of(round).run
    assert (run.governs, run.refused) == ("raw", "")
    assert [run.raw[one.pk].rank for one in unlike] == [1, 3, 4, 2]
    assert run.adjusted[unlike[3].pk].scored.adjusted > Decimal(240)
    assert sorted(run.severities.values())[0] < 0


def test_the_round_that_says_so_ranks_by_the_adjusted_score_and_keeps_the_run(round, unlike, people):
    Round.objects.filter(pk=round.pk).update(ranking=Ranking.ADJUSTED)
    round.refresh_from_db()

    slate = decisions.start_decision(round, by=people.officer, reason="Two reviews are enough for the fourth.")

    run = ScoringRun.objects.get()
    assert slate.run == run
    assert (run.governs, run.method) == ("adjusted", "two-way additive, ridge 2, version 1")
    assert len(run.inputs) == 11
    content = {"method": run.method, "governs": run.governs, "inputs": run.inputs, "result": run.result}
    assert run.sha256 == hash_of(content)
    for line in slate.lines.all():
        assert line.rank == line.adjusted_rank
        assert str(line.adjusted) == run.result["adjusted"][str(line.application_id)][1]
        assert [line.raw_rank, str(line.mean)] == run.result["raw"][str(line.application_id)]


def test_where_the_reviews_do_not_allow_it_the_raw_mean_governs_and_the_page_says_why(round, reviewed, people, pa):
    Round.objects.filter(pk=round.pk).update(ranking=Ranking.ADJUSTED)
    round.refresh_from_db()
    reviewed(round, 250, 240, 230)
    officer = factories.client(pa, people.officer)
    page = text(officer.get(reverse("slate", args=[round.slug])))
    assert "3 reviewers have fewer than 3 counted reviews" in page
    assert "by the exact mean of the submitted reviews, though the notice says the adjusted one" in page

    said = text(officer.post(reverse("slate-start", args=[round.slug])), 422)
    assert "The notice of this round promises a ranking by the adjusted mean, and nothing can be adjusted" in said
    assert not Slate.objects.filter(round=round).exists()
    slate = decisions.start_decision(round, by=people.officer, reason="There are only three reviewers this year.")
    assert AuditEvent.objects.get(deed="slate.draft").details["reason"] == "There are only three reviewers this year."

    assert (slate.run.governs, slate.lines.get().adjusted) == ("raw", None)
    assert "Nothing is adjusted." in text(officer.get(reverse("slate", args=[round.slug])))


def test_severities_are_shown_to_staff_and_to_nobody_else(round, unlike, people, pa):
    officer = factories.client(pa, people.officer)
    page = text(officer.get(reverse("slate", args=[round.slug])))
    assert "How severe each reviewer is" in page
    assert "−1" in page
    rita = factories.client(pa, people.reviewers[2])
    for path in (reverse("reviews"), reverse("review", args=[people.reviewers[2].reviews.first().pk])):
        assert "sever" not in text(rita.get(path)).lower()
    assert rita.get(reverse("slate", args=[round.slug])).status_code == 403


def test_the_notice_and_the_promise_say_which_score_governs(pa):
    open_round = factories.round("open", ranking=Ranking.ADJUSTED)
    page = text(factories.client(pa).get(reverse("round", args=[open_round.slug])))
    assert "adjusted for how severe each reviewer is" in page


@given(st.fractions(0, 300))
def test_a_spread_just_under_the_split_stays_under_it(spread):
    assert four_places(spread) <= spread < four_places(spread) + Decimal("0.0001")
