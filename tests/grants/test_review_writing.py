"""Scoring on the page: autosave, the plain buttons, submitting, what stands afterwards."""

from __future__ import annotations

import pytest

from grants.actions import reviews as actions
from grants.models import Application, Score, Submission
from grants.readmodels.application_content import content_to_freeze
from tests import factories
from tests.grants.conftest import score_all
from tests.grants.pages import autosave, freeze, review_at, rubric, text

# Writing


@pytest.mark.rule("BR-20")
def test_the_page_shows_the_application_and_the_rubric(cleared):
    page = text(cleared.client.get(review_at(cleared.review)))
    for said in ("Bright Metals", "One coordinator", "$62,500.50", "Completed training", "48 people", "Regions follow"):
        assert said in page
    assert (
        'Worth one third of the total. Judges <a href="#s-industry-assessment" data-judges>1 Industry assessment</a>'
        in page
    )
    assert "<b>0</b> of 300" in page
    assert "5 criteria and the recommendation left" in page


def test_an_autosave_answers_with_the_new_version(cleared):
    criterion = cleared.criteria[1]
    first = autosave(cleared, criterion, "82", "Clear.", 0)
    assert (first.status_code, first["X-Version"]) == (200, "1")
    assert "Saved" in first.content.decode()
    second = autosave(cleared, criterion, "83", "Clearer.", 1)
    assert (second.status_code, second["X-Version"]) == (200, "2")
    page = text(cleared.client.get(review_at(cleared.review)))
    assert "your 83" in page
    assert "<b>83</b> of 300" in page


@pytest.mark.parametrize("points", ["84.5", "120", "-1", "ten"])
def test_points_that_are_not_possible_are_said_so_and_the_reason_is_kept(cleared, points):
    criterion = cleared.criteria[1]
    answer = autosave(cleared, criterion, points, "Still my reason.", 0)
    assert answer.status_code == 422
    assert f"{points} is not possible here. Give a whole number from 0 to 100." in answer.content.decode()
    score = Score.objects.get()
    assert (score.points, score.comment, str(score.version)) == (None, "Still my reason.", answer["X-Version"])


def test_a_stale_autosave_shows_both_texts_and_changes_nothing(cleared):
    criterion = cleared.criteria[1]
    autosave(cleared, criterion, "82", "From the first window.", 0)
    answer = autosave(cleared, criterion, "60", "From the second window.", 0)
    assert (answer.status_code, answer["X-Version"]) == (409, "1")
    assert "From the first window." in answer.content.decode()
    assert "From the second window." in answer.content.decode()
    assert Score.objects.get().points == 82


def test_the_recommendation_saves_itself_too(cleared):
    sent = {"field": "recommendation", "version": "0", "recommendation": "conditions", "comment": "Ask for letters."}
    assert cleared.client.post(review_at(cleared.review, "save/"), sent).status_code == 200
    cleared.review.refresh_from_db()
    assert (cleared.review.recommendation, cleared.review.comment) == ("conditions", "Ask for letters.")


@pytest.mark.parametrize("field", ["", "0", "x", "99999999"])
def test_a_criterion_of_another_rubric_is_not_there(cleared, field):
    assert cleared.client.post(review_at(cleared.review, "save/"), {"field": field}).status_code == 404


def test_after_an_autosave_the_progress_says_total_bands_and_what_is_left(cleared):
    autosave(cleared, cleared.criteria[1], "82", "Clear.", 0)
    page = text(cleared.client.get(review_at(cleared.review, "progress/")))
    assert "<b>82</b> of 100 scored so far" in page
    assert "your 82" in page
    assert "4 criteria and the recommendation left" in page
    assert page.count("hx-swap-oob") == 12


def test_the_plain_button_saves_everything(cleared):
    response = cleared.client.post(
        review_at(cleared.review, "keep/"), rubric(cleared, ["50", "82", "40", "", "30"], then="stay")
    )
    assert response["Location"] == review_at(cleared.review)
    assert list(Score.objects.order_by("criterion__position").values_list("points", flat=True)) == [
        50,
        82,
        40,
        None,
        30,
    ]


def test_the_plain_button_loses_nothing_that_is_wrong(cleared):
    sent = rubric(cleared, ["50", "820", "40", "", "30"], comment="Overall.", recommendation="fund", then="next")
    page = text(cleared.client.post(review_at(cleared.review, "keep/"), sent), 422)
    assert 'value="820"' in page
    assert "820 is not possible here." in page
    assert f'href="#points-{cleared.criteria[1].pk}"' in page
    assert "Overall." in page
    assert Score.objects.filter(points=50).exists()
    assert Score.objects.get(criterion=cleared.criteria[1]).comment == "Because."


def test_the_plain_button_shows_what_another_window_saved(cleared):
    sent = rubric(cleared, ["50", "60", "", "", ""])
    autosave(cleared, cleared.criteria[1], "82", "From the other window.", 0)
    page = text(cleared.client.post(review_at(cleared.review, "keep/"), sent), 409)
    assert "From the other window." in page
    assert 'value="60"' in page
    assert Score.objects.get(criterion=cleared.criteria[1]).points == 82
    assert 'name="version-' in page
    again = rubric(cleared, ["50", "61", "", "", ""])
    assert cleared.client.post(review_at(cleared.review, "keep/"), again).status_code == 302
    assert Score.objects.get(criterion=cleared.criteria[1]).points == 61


def test_what_was_typed_when_the_scoring_closed_is_shown_and_said_not_to_be_saved(cleared):
    Application.objects.filter(pk=cleared.application.pk).update(status="scored")
    page = text(cleared.client.post(review_at(cleared.review, "keep/"), rubric(cleared, ["50", "82", "", "", ""])), 409)
    assert "its reviews can no longer change" in page
    assert "Not saved, typed just now:" in page
    assert not Score.objects.exists()
    answer = autosave(cleared, cleared.criteria[0], "50", "x", 0)
    assert answer.status_code == 403
    assert answer["X-Refused"].startswith("This%20review%20can%20no%20longer%20be%20written")


def test_save_and_next_goes_to_the_next_that_waits(cleared, people):
    second = factories.application(cleared.round, status="eligible")
    (following,) = actions.assign_reviewers(second, [cleared.rita], by=people.officer)
    response = cleared.client.post(
        review_at(cleared.review, "keep/"), rubric(cleared, ["", "", "", "", ""], then="next")
    )
    assert response["Location"] == review_at(following)
    actions.declare_conflict(following, "I know them.", by=cleared.rita)
    response = cleared.client.post(
        review_at(cleared.review, "keep/"), rubric(cleared, ["", "", "", "", ""], then="skip")
    )
    assert response["Location"] == "/reviews/"


# Submitting


def test_a_review_with_gaps_is_not_submitted_and_each_gap_is_a_link(cleared):
    sent = rubric(cleared, ["50", "", "40", "40", "30"], ["Good.", "", "Good.", "", "Good."])
    page = text(cleared.client.post(review_at(cleared.review, "submit/"), sent), 422)
    second, fourth = cleared.criteria[1].pk, cleared.criteria[3].pk
    assert f'<a href="#points-{second}">Industry assessment: give points from 0 to 100.</a>' in page
    assert f'<a href="#reason-{fourth}">Work plan: write the reason for the points.</a>' in page
    assert '<a href="#id_recommendation">Choose a recommendation' in page
    cleared.review.refresh_from_db()
    assert cleared.review.status == "in_progress"
    assert Score.objects.filter(points=50).exists()


def test_a_whole_review_is_submitted_and_then_read_only(cleared):
    sent = rubric(cleared, ["50", "82", "40", "40", "30"], recommendation="fund", comment="Fund it.")
    response = cleared.client.post(review_at(cleared.review, "submit/"), sent)
    assert response["Location"] == "/reviews/"
    page = text(cleared.client.get(review_at(cleared.review)))
    assert "<b>242</b> of 300 points" in page
    assert "Fund it." in page
    assert page.count("<textarea") == 1, "her note to herself, which she may still write"
    assert 'name="points-' not in page
    assert cleared.client.post(review_at(cleared.review, "submit/"), sent).status_code == 409
    assert autosave(cleared, cleared.criteria[0], "1", "x", 1).status_code == 403


def test_other_reviews_are_seen_only_after_ones_own_is_in(cleared):
    other = cleared.reviews[1]
    actions.clear_conflict(other, by=other.reviewer)
    score_all(other, [11, 22, 33, 44, 5], by=other.reviewer)
    actions.submit_review(other, by=other.reviewer)

    page = text(cleared.client.get(review_at(cleared.review)))
    assert "other submitted reviews" not in page
    assert "<b>115</b>" not in page
    score_all(cleared.review, 200, by=cleared.rita)
    actions.submit_review(cleared.review, by=cleared.rita)
    page = text(cleared.client.get(review_at(cleared.review)))
    assert "The other submitted reviews" in page
    assert "<b>115</b>" in page
    assert other.reviewer.name not in page


def test_what_was_sent_is_what_the_reviewer_reads(people, pa):
    """The submission as the convener's own pages freeze it, whatever becomes of the working copy."""
    round = factories.round("review")
    application = factories.application(
        round, status="eligible", industry_title="Metal fabrication", naics=["332"], county_fips=["42077"]
    )
    application.partners.create(name="Bright Metals", role="labor", commitment="Mentors")
    application.budget.create(category="travel", description="Visits", amount=1_200, match_in_kind=300)
    content = content_to_freeze(application, certified_by=people.officer, state=pa)
    freeze(application, **content)
    application.partners.all().delete()
    (review,) = actions.assign_reviewers(application, people.reviewers[:1], by=people.officer)
    actions.clear_conflict(review, by=review.reviewer)

    page = text(factories.client(pa, review.reviewer).get(review_at(review)))
    for said in (
        "What will happen?",
        "Bright Metals",
        "Labor organization",
        "$1,500 in all",
        "What published data say",
    ):
        assert said in page


def test_a_file_of_the_application_is_a_link(cleared):
    file = {"file": 7, "name": "letters.pdf", "size": 20_480, "sha256": "0" * 64}
    answer = {"key": "letters", "type": "file", "question": "Letters", "value": file, "shown": "letters.pdf"}
    content = {"sections": [{"section": "letters", "title": "Letters", "panel": "", "answers": [answer]}]}
    Submission.objects.filter(application=cleared.application).update(content=content)
    page = text(cleared.client.get(review_at(cleared.review)))
    assert '<a href="/files/7/">letters.pdf</a>' in page
