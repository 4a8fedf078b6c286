"""The reviewer's queue and her declaration: who sees what, before and after."""

from __future__ import annotations

import pytest

from core.isolation import state_scope
from core.permissions import Role
from grants import urls as grants_urls
from grants.actions import reviews as actions
from grants.models import Application
from tests import factories
from tests.grants.conftest import score_all
from tests.grants.pages import SECRET, autosave, queries, review_at, text

ROUTES = {
    "review-declare": "declare/",
    "review-recuse": "recuse/",
    "review-save": "save/",
    "review-keep": "keep/",
    "review-progress": "progress/",
    "review-submit": "submit/",
}


# Who may enter


@pytest.mark.parametrize("role", [Role.OFFICER, Role.DIRECTOR, Role.FISCAL, Role.AUDITOR, Role.CONVENER, Role.ANALYST])
def test_only_reviewers_have_a_queue(desk, role):
    client = factories.client(desk.state, factories.member(role))
    assert client.get("/reviews/").status_code == 403
    assert client.get(review_at(desk.review)).status_code == 403


def test_a_stranger_is_asked_to_sign_in(desk):
    response = factories.client(desk.state).get(review_at(desk.review))
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("tail", ["", *ROUTES.values()])
def test_another_reviewers_review_is_not_there(desk, tail):
    other = factories.client(desk.state, desk.people.reviewers[1])
    actions.clear_conflict(desk.review, by=desk.rita)
    for method in (other.get, other.post):
        assert method(review_at(desk.review, tail)).status_code in (404, 405)
    assert other.post(review_at(desk.review, tail)).status_code in ((404,) if tail not in ("", "progress/") else (405,))


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
            assert method(review_at(review, tail), {"kind": "other", "words": "x"}).status_code in (404, 405)
    with state_scope(pennsylvania):
        review.refresh_from_db()
        assert review.status == "in_progress"


# Before the declaration


def test_before_the_declaration_there_are_names_and_nothing_else(desk):
    page = text(desk.client.get(review_at(desk.review)))
    assert "Lehigh Valley Metals" in page
    assert "Bright Metals" in page
    assert desk.application.organization.legal_name in page
    assert SECRET not in page
    assert "62,500" not in page
    for tail in ("save/", "keep/", "submit/"):
        assert desk.client.post(review_at(desk.review, tail)).status_code == 404
    assert desk.client.get(review_at(desk.review, "progress/")).status_code == 404


def test_the_statement_must_be_ticked(desk):
    page = text(desk.client.post(review_at(desk.review, "declare/")), 422)
    assert "Tick the statement to open the application" in page
    desk.review.refresh_from_db()
    assert desk.review.status == "assigned"


def test_no_conflict_opens_the_application(desk):
    response = desk.client.post(review_at(desk.review, "declare/"), {"statement": "on"})
    assert response["Location"] == review_at(desk.review)
    page = text(desk.client.get(review_at(desk.review)))
    assert SECRET in page
    assert "$62,500 requested" in page


def test_a_conflict_needs_its_kind_and_its_words_and_what_was_typed_stays(desk):
    page = text(desk.client.post(review_at(desk.review, "recuse/"), {"words": "My sister chairs it."}), 422)
    assert "Choose what the tie is." in page
    assert "My sister chairs it." in page


@pytest.mark.rule("BR-22")
@pytest.mark.parametrize("late", [False, True])
def test_after_a_conflict_there_is_nothing_on_any_route(desk, late):
    if late:
        actions.clear_conflict(desk.review, by=desk.rita)
    sent = {"kind": "family", "words": "My sister chairs it."}
    assert desk.client.post(review_at(desk.review, "recuse/"), sent)["Location"] == review_at(desk.review)

    page = text(desk.client.get(review_at(desk.review)))
    assert "You are recused" in page
    assert "A member of my family or household does: My sister chairs it." in page
    assert SECRET not in page
    assert "62,500" not in page
    for tail in ROUTES.values():
        assert desk.client.post(review_at(desk.review, tail), sent).status_code in (
            (405,) if tail == "progress/" else (404,)
        )
        assert desk.client.get(review_at(desk.review, tail)).status_code in (404, 405)
    assert SECRET not in text(desk.client.get("/reviews/"))


@pytest.mark.rule("BR-22")
def test_who_is_recused_finds_nothing_on_any_address_of_the_application_whatever_else_she_is(desk):
    for role in (Role.OFFICER, Role.DIRECTOR):
        desk.rita.role_grants.create(role=role, scope="state", starts_on="2020-01-01")
    actions.declare_conflict(desk.review, "I know them.", by=desk.rita)
    client = factories.client(desk.state, desk.rita)
    other = desk.reviews[1]
    actions.clear_conflict(other, by=other.reviewer)
    score_all(other, [11, 22, 33, 44, 5], by=other.reviewer)
    actions.submit_review(other, by=other.reviewer)

    tried = 0
    for pattern in grants_urls.urlpatterns:
        path = str(pattern.pattern).replace("<slug:slug>", desk.round.slug).replace("<slug:key>", "budget")
        for kind, pk in (("applications/", desk.application.pk), ("reviews/", other.pk)):
            if kind in path and "<int:pk>" in path:
                address = "/" + path.replace("<int:pk>", str(pk))
                for method in (client.get, client.post):
                    tried += 1
                    answer = method(address, {"reason": "x", "outcome": "eligible"})
                    assert answer.status_code in (403, 404, 405), (address, answer.status_code)
    assert tried > 30
    page = text(client.get("/applications/"))
    assert "Lehigh Valley Metals" not in page
    assert "115.00" not in text(client.get(f"/decisions/{desk.round.slug}/"))


def test_a_withdrawn_application_is_not_opened(desk):
    Application.objects.filter(pk=desk.application.pk).update(status="withdrawn")
    page = text(desk.client.get(review_at(desk.review)))
    assert "Nothing to review." in page
    desk.client.post(review_at(desk.review, "declare/"), {"statement": "on"})
    desk.review.refresh_from_db()
    assert desk.review.status == "assigned"


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


def test_the_queue_costs_the_same_with_one_and_with_many(desk, people):
    one = queries(desk.client, "/reviews/")
    for _ in range(4):
        application = factories.application(desk.round, status="eligible")
        actions.assign_reviewers(application, [desk.rita], by=people.officer)
    assert queries(desk.client, "/reviews/") == one <= 12


def test_a_review_costs_at_most_15_queries_however_much_is_in_it(cleared, people):
    few = queries(cleared.client, review_at(cleared.review))
    score_all(cleared.review, 200, by=cleared.rita)
    for number in range(10):
        cleared.application.partners.create(name=f"Partner {number}", role="employer")
        application = factories.application(cleared.round, status="eligible")
        actions.assign_reviewers(application, [cleared.rita], by=people.officer)
    assert queries(cleared.client, review_at(cleared.review)) == few <= 15


def test_without_a_frozen_submission_the_working_copy_is_read(people, pa):
    round = factories.round("review")
    application = factories.application(round, status="eligible")
    application.budget.create(category="travel", description="Visits", amount=1_200)
    (review,) = actions.assign_reviewers(application, people.reviewers[:1], by=people.officer)
    actions.clear_conflict(review, by=review.reviewer)
    page = text(factories.client(pa, review.reviewer).get(review_at(review)))
    assert "What will happen?" in page
    assert "$1,200" in page
