"""The reviewer's pages: what she sees before and after her declaration, what is saved, what is refused."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.isolation import state_scope
from core.permissions import Role
from grants.actions import reviews as actions
from grants.models import Application, Criterion, Review, Score, Submission
from tests import factories
from tests.grants.conftest import score_all

SECRET = "Nine of fourteen plants expect retirements before 2029."
ROUTES = {
    "review-declare": "declare/",
    "review-recuse": "recuse/",
    "review-save": "save/",
    "review-keep": "keep/",
    "review-progress": "progress/",
    "review-submit": "submit/",
}


def freeze(application: Application, **extra: Any) -> Submission:
    """What was sent, as it is kept."""
    content = {
        "sections": [
            {
                "section": "industry-assessment",
                "title": "Industry assessment",
                "panel": "",
                "answers": [
                    {
                        "key": "why",
                        "type": "long_text",
                        "question": "Which regions, and how do you know?",
                        "shown": SECRET,
                    }
                ],
            },
            {"section": "budget", "title": "Budget and match", "panel": "budget", "answers": []},
        ],
        "roster": [{"name": "Bright Metals", "role": "employer", "city": "Allentown", "commitment": "Two trainers"}],
        "budget": [
            {"category": "personnel", "description": "One coordinator", "amount": "60000.00", "match_cash": "15000.00"},
            {"category": "travel", "description": "Site visits", "amount": "2500.50", "match_in_kind": "100.00"},
        ],
        "targets": [{"code": "W4", "title": "Completed training", "unit": "people", "value": "48"}],
        "labor_market": {
            "version": 1,
            "counties": [],
            "area": None,
            "industries": [],
            "sources": [],
            "gaps": ["None."],
        },
    } | extra
    return Submission.objects.create(
        application=application,
        number=f"{application.number}-R",
        received_at=timezone.now(),
        by=application.submitted_by,
        content=content,
        sha256="0" * 64,
    )


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


def at(review: Review, tail: str = "") -> str:
    return f"/reviews/{review.pk}/{tail}"


def boxes(desk: SimpleNamespace, points: list[str], reasons: list[str] | None = None, **more: str) -> dict[str, str]:
    """Everything that the page posts."""
    sent = {"recommendation": "", "comment": ""} | more
    reasons = reasons or ["Because."] * len(points)
    versions = dict(Score.objects.filter(review=desk.review).values_list("criterion_id", "version"))
    for criterion, given, reason in zip(desk.criteria, points, reasons, strict=True):
        sent |= {
            f"points-{criterion.pk}": given,
            f"reason-{criterion.pk}": reason,
            f"version-{criterion.pk}": str(versions.get(criterion.pk, 0)),
        }
    return sent


def text(response: Any, status: int = 200) -> str:
    assert response.status_code == status, response.content[:400]
    return " ".join(response.content.decode().split())


# Who may enter


@pytest.mark.parametrize("role", [Role.OFFICER, Role.DIRECTOR, Role.FISCAL, Role.AUDITOR, Role.CONVENER, Role.ANALYST])
def test_only_reviewers_have_a_queue(desk, role):
    client = factories.client(desk.state, factories.member(role))
    assert client.get("/reviews/").status_code == 403
    assert client.get(at(desk.review)).status_code == 403


def test_a_stranger_is_asked_to_sign_in(desk):
    response = factories.client(desk.state).get(at(desk.review))
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("tail", ["", *ROUTES.values()])
def test_another_reviewers_review_is_not_there(desk, tail):
    other = factories.client(desk.state, desk.people.reviewers[1])
    actions.clear_conflict(desk.review, by=desk.rita)
    for method in (other.get, other.post):
        assert method(at(desk.review, tail)).status_code in (404, 405)
    assert other.post(at(desk.review, tail)).status_code in ((404,) if tail not in ("", "progress/") else (405,))


def test_another_states_review_is_not_there(db):
    georgia, pennsylvania = factories.state("ga"), factories.state("pa")
    with state_scope(georgia):
        stranger = factories.member(Role.REVIEWER, email="reviewer@ga.example")
    with state_scope(pennsylvania):
        officer, rita = factories.member(Role.OFFICER), factories.member(Role.REVIEWER)
        application = factories.application(factories.round("review"), status="eligible")
        (review,) = actions.assign_reviewers(application, [rita], by=officer)
        actions.clear_conflict(review, by=rita)
    client = factories.client(georgia, stranger)
    for tail in ("", *ROUTES.values()):
        for method in (client.get, client.post):
            assert method(at(review, tail), {"kind": "other", "words": "x"}).status_code in (404, 405)
    with state_scope(pennsylvania):
        review.refresh_from_db()
        assert review.status == "in_progress"


# Before the declaration


def test_before_the_declaration_there_are_names_and_nothing_else(desk):
    page = text(desk.client.get(at(desk.review)))
    assert "Lehigh Valley Metals" in page
    assert "Bright Metals" in page
    assert desk.application.organization.legal_name in page
    assert SECRET not in page
    assert "62,500" not in page
    for tail in ("save/", "keep/", "submit/"):
        assert desk.client.post(at(desk.review, tail)).status_code == 404
    assert desk.client.get(at(desk.review, "progress/")).status_code == 404


def test_the_statement_must_be_ticked(desk):
    page = text(desk.client.post(at(desk.review, "declare/")), 422)
    assert "Tick the statement to open the application" in page
    desk.review.refresh_from_db()
    assert desk.review.status == "assigned"


def test_no_conflict_opens_the_application(desk):
    response = desk.client.post(at(desk.review, "declare/"), {"statement": "on"})
    assert response["Location"] == at(desk.review)
    page = text(desk.client.get(at(desk.review)))
    assert SECRET in page
    assert "$62,500 requested" in page


def test_a_conflict_needs_its_kind_and_its_words_and_what_was_typed_stays(desk):
    page = text(desk.client.post(at(desk.review, "recuse/"), {"words": "My sister chairs it."}), 422)
    assert "Choose what the tie is." in page
    assert "My sister chairs it." in page


@pytest.mark.rule("BR-22")
@pytest.mark.parametrize("late", [False, True])
def test_after_a_conflict_there_is_nothing_on_any_route(desk, late):
    if late:
        actions.clear_conflict(desk.review, by=desk.rita)
    sent = {"kind": "family", "words": "My sister chairs it."}
    assert desk.client.post(at(desk.review, "recuse/"), sent)["Location"] == at(desk.review)

    page = text(desk.client.get(at(desk.review)))
    assert "You are recused" in page
    assert "A member of my family or household does: My sister chairs it." in page
    assert SECRET not in page
    assert "62,500" not in page
    for tail in ROUTES.values():
        assert desk.client.post(at(desk.review, tail), sent).status_code in ((405,) if tail == "progress/" else (404,))
        assert desk.client.get(at(desk.review, tail)).status_code in (404, 405)
    assert SECRET not in text(desk.client.get("/reviews/"))


def test_a_withdrawn_application_is_not_opened(desk):
    Application.objects.filter(pk=desk.application.pk).update(status="withdrawn")
    page = text(desk.client.get(at(desk.review)))
    assert "Nothing to review." in page
    desk.client.post(at(desk.review, "declare/"), {"statement": "on"})
    desk.review.refresh_from_db()
    assert desk.review.status == "assigned"


# Writing


@pytest.mark.rule("BR-20")
def test_the_page_shows_the_application_and_the_rubric(cleared):
    page = text(cleared.client.get(at(cleared.review)))
    for said in ("Bright Metals", "One coordinator", "$62,500.50", "Completed training", "48 people", "Regions follow"):
        assert said in page
    assert 'Worth one third of the total. Judges <a href="#s-industry-assessment">1 Industry assessment</a>' in page
    assert "<b>0</b> of 300" in page
    assert "5 criteria and the recommendation left" in page


def autosave(desk, criterion, points, reason, version):
    sent = {
        "field": criterion.pk,
        "version": version,
        f"points-{criterion.pk}": points,
        f"reason-{criterion.pk}": reason,
    }
    return desk.client.post(at(desk.review, "save/"), sent)


def test_an_autosave_answers_with_the_new_version(cleared):
    criterion = cleared.criteria[1]
    first = autosave(cleared, criterion, "82", "Clear.", 0)
    assert (first.status_code, first["X-Version"]) == (200, "1")
    assert "Saved" in first.content.decode()
    second = autosave(cleared, criterion, "83", "Clearer.", 1)
    assert (second.status_code, second["X-Version"]) == (200, "2")
    page = text(cleared.client.get(at(cleared.review)))
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
    assert cleared.client.post(at(cleared.review, "save/"), sent).status_code == 200
    cleared.review.refresh_from_db()
    assert (cleared.review.recommendation, cleared.review.comment) == ("conditions", "Ask for letters.")


@pytest.mark.parametrize("field", ["", "0", "x", "99999999"])
def test_a_criterion_of_another_rubric_is_not_there(cleared, field):
    assert cleared.client.post(at(cleared.review, "save/"), {"field": field}).status_code == 404


def test_after_an_autosave_the_progress_says_total_bands_and_what_is_left(cleared):
    autosave(cleared, cleared.criteria[1], "82", "Clear.", 0)
    page = text(cleared.client.get(at(cleared.review, "progress/")))
    assert "<b>82</b> of 100 scored so far" in page
    assert "your 82" in page
    assert "4 criteria and the recommendation left" in page
    assert page.count("hx-swap-oob") == 12


def test_the_plain_button_saves_everything(cleared):
    response = cleared.client.post(
        at(cleared.review, "keep/"), boxes(cleared, ["50", "82", "40", "", "30"], then="stay")
    )
    assert response["Location"] == at(cleared.review)
    assert list(Score.objects.order_by("criterion__position").values_list("points", flat=True)) == [
        50,
        82,
        40,
        None,
        30,
    ]


def test_the_plain_button_loses_nothing_that_is_wrong(cleared):
    sent = boxes(cleared, ["50", "820", "40", "", "30"], comment="Overall.", recommendation="fund", then="next")
    page = text(cleared.client.post(at(cleared.review, "keep/"), sent), 422)
    assert 'value="820"' in page
    assert "820 is not possible here." in page
    assert f'href="#points-{cleared.criteria[1].pk}"' in page
    assert "Overall." in page
    assert Score.objects.filter(points=50).exists()
    assert Score.objects.get(criterion=cleared.criteria[1]).comment == "Because."


def test_the_plain_button_shows_what_another_window_saved(cleared):
    sent = boxes(cleared, ["50", "60", "", "", ""])
    autosave(cleared, cleared.criteria[1], "82", "From the other window.", 0)
    page = text(cleared.client.post(at(cleared.review, "keep/"), sent), 409)
    assert "From the other window." in page
    assert 'value="60"' in page
    assert Score.objects.get(criterion=cleared.criteria[1]).points == 82
    assert 'name="version-' in page
    again = boxes(cleared, ["50", "61", "", "", ""])
    assert cleared.client.post(at(cleared.review, "keep/"), again).status_code == 302
    assert Score.objects.get(criterion=cleared.criteria[1]).points == 61


def test_what_was_typed_when_the_scoring_closed_is_shown_and_said_not_to_be_saved(cleared):
    Application.objects.filter(pk=cleared.application.pk).update(status="scored")
    page = text(cleared.client.post(at(cleared.review, "keep/"), boxes(cleared, ["50", "82", "", "", ""])), 409)
    assert "its reviews can no longer change" in page
    assert "Not saved, typed just now:" in page
    assert not Score.objects.exists()
    assert autosave(cleared, cleared.criteria[0], "50", "x", 0).status_code == 403


def test_save_and_next_goes_to_the_next_that_waits(cleared, people):
    second = factories.application(cleared.round, status="eligible")
    (following,) = actions.assign_reviewers(second, [cleared.rita], by=people.officer)
    response = cleared.client.post(at(cleared.review, "keep/"), boxes(cleared, ["", "", "", "", ""], then="next"))
    assert response["Location"] == at(following)
    actions.declare_conflict(following, "I know them.", by=cleared.rita)
    response = cleared.client.post(at(cleared.review, "keep/"), boxes(cleared, ["", "", "", "", ""], then="skip"))
    assert response["Location"] == "/reviews/"


# Submitting


def test_a_review_with_gaps_is_not_submitted_and_each_gap_is_a_link(cleared):
    sent = boxes(cleared, ["50", "", "40", "40", "30"], ["Good.", "", "Good.", "", "Good."])
    page = text(cleared.client.post(at(cleared.review, "submit/"), sent), 422)
    second, fourth = cleared.criteria[1].pk, cleared.criteria[3].pk
    assert f'<a href="#points-{second}">Industry assessment: give points from 0 to 100.</a>' in page
    assert f'<a href="#reason-{fourth}">Work plan: write the reason for the points.</a>' in page
    assert '<a href="#id_recommendation">Choose a recommendation' in page
    cleared.review.refresh_from_db()
    assert cleared.review.status == "in_progress"
    assert Score.objects.filter(points=50).exists()


def test_a_whole_review_is_submitted_and_then_read_only(cleared):
    sent = boxes(cleared, ["50", "82", "40", "40", "30"], recommendation="fund", comment="Fund it.")
    response = cleared.client.post(at(cleared.review, "submit/"), sent)
    assert response["Location"] == "/reviews/"
    page = text(cleared.client.get(at(cleared.review)))
    assert "<b>242</b> of 300 points" in page
    assert "Fund it." in page
    assert "<textarea" not in page
    assert cleared.client.post(at(cleared.review, "submit/"), sent).status_code == 409
    assert autosave(cleared, cleared.criteria[0], "1", "x", 1).status_code == 403


def test_other_reviews_are_seen_only_after_ones_own_is_in(cleared):
    other = cleared.reviews[1]
    actions.clear_conflict(other, by=other.reviewer)
    score_all(other, [11, 22, 33, 44, 5], by=other.reviewer)
    actions.submit_review(other, by=other.reviewer)

    page = text(cleared.client.get(at(cleared.review)))
    assert "other submitted reviews" not in page
    assert "115" not in page
    score_all(cleared.review, 200, by=cleared.rita)
    actions.submit_review(cleared.review, by=cleared.rita)
    page = text(cleared.client.get(at(cleared.review)))
    assert "The other submitted reviews" in page
    assert "<b>115</b>" in page
    assert other.reviewer.name not in page


# The queue


def test_an_empty_queue_says_so(pa):
    page = text(factories.client(pa, factories.member(Role.REVIEWER)).get("/reviews/"))
    assert "No application is assigned to you" in page


def test_what_was_begun_comes_first_and_what_is_recused_last(cleared, people):
    made = []
    for _ in range(3):
        application = factories.application(cleared.round, status="eligible")
        made += actions.assign_reviewers(application, [cleared.rita], by=people.officer)
    actions.declare_conflict(made[0], "I know them.", by=cleared.rita)
    Application.objects.filter(pk=made[1].application_id).update(status="withdrawn")
    autosave(cleared, cleared.criteria[0], "50", "x", 0)

    page = text(cleared.client.get("/reviews/"))
    assert "2 reviews to do" in page
    assert "1 of 5 criteria" in page
    body = page[page.index("<tbody>") :]
    order = [cleared.application, made[2].application, made[0].application]
    places = [body.index(application.title) for application in order]
    assert places == sorted(places)
    assert "Not needed: withdrawn" in page
    assert "Continue" in page


def queries(client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len([q for q in seen if "SAVEPOINT" not in q["sql"]])


def test_the_queue_costs_the_same_with_one_and_with_many(desk, people):
    one = queries(desk.client, "/reviews/")
    for _ in range(4):
        application = factories.application(desk.round, status="eligible")
        actions.assign_reviewers(application, [desk.rita], by=people.officer)
    assert queries(desk.client, "/reviews/") == one <= 12


def test_a_review_costs_at_most_15_queries_however_much_is_in_it(cleared, people):
    few = queries(cleared.client, at(cleared.review))
    score_all(cleared.review, 200, by=cleared.rita)
    for number in range(10):
        cleared.application.partners.create(name=f"Partner {number}", role="employer")
        application = factories.application(cleared.round, status="eligible")
        actions.assign_reviewers(application, [cleared.rita], by=people.officer)
    assert queries(cleared.client, at(cleared.review)) == few <= 15


def test_without_a_frozen_submission_the_working_copy_is_read(people, pa):
    round = factories.round("review")
    application = factories.application(round, status="eligible")
    application.budget.create(category="travel", description="Visits", amount=1_200)
    (review,) = actions.assign_reviewers(application, people.reviewers[:1], by=people.officer)
    actions.clear_conflict(review, by=review.reviewer)
    page = text(factories.client(pa, review.reviewer).get(at(review)))
    assert "What will happen?" in page
    assert "$1,200" in page
