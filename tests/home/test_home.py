"""Everybody's first page: what waits for her, and only what she may do."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from core.models import State
from core.permissions import Role
from grants.models import Slate
from tests import factories


def page(pa, who) -> str:
    answer = factories.client(pa, who).get("/home/")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


@pytest.fixture
def officer(pa):
    return factories.member(Role.OFFICER, name="Dana Kowalczyk")


def test_nothing_waits_in_an_empty_state(pa, officer):
    assert "Nothing waits for you" in page(pa, officer)


def test_applications_wait_to_be_screened_and_assigned(pa, officer):
    round = factories.round("closed")
    for status in ("submitted", "submitted", "eligible"):
        factories.application(round, status=status)
    found = page(pa, officer)
    assert "Screen 2 applications" in found
    assert "Assign reviewers to 1 application" in found


def test_an_auditor_sees_no_task_that_is_not_hers(pa):
    factories.application(factories.round("closed"), status="submitted")
    assert "Screen 1 application" not in page(pa, factories.member(Role.AUDITOR))


def test_a_report_that_came_waits_for_a_decision_and_a_late_one_is_overdue(pa, officer):
    late = factories.report(due_at=timezone.now() - dt.timedelta(days=3))
    sent = factories.report(factories.award(), status="submitted", submitted_at=timezone.now(), submitted_by=officer)
    found = page(pa, officer)
    assert "3 days late" in found
    assert f'href="/reports/{late.pk}/"' in found
    assert "Decide on a quarterly report" in found
    assert f'href="/reports/{sent.pk}/"' in found


def test_a_slate_waits_for_whoever_did_not_recommend_it(pa, officer):
    round = factories.round("decision")
    Slate.objects.create(round=round, status="recommended", recommended_by=officer, recommended_at=timezone.now())
    assert "Approve the slate, or ask for changes" in page(pa, factories.member(Role.DIRECTOR))
    assert "Approval of the slate" in page(pa, officer)
    assert "Approve the slate, or ask for changes" not in page(pa, officer)


def test_many_offers_stand_as_one_task_and_each_is_counted(pa, officer):
    for _ in range(7):
        factories.award(status="offered", answered_at=None)
    found = page(pa, officer)
    assert found.count("Answer to an award</a>") == 5
    assert "2 more awards: answer to an award" in found
    assert 'href="/awards/?status=offered"' in found
    assert "<b>7</b>waiting on others" in found


def test_a_state_with_a_long_short_name_has_its_first_page(pa, officer):
    State.objects.filter(pk=pa.pk).update(code="pa-test")
    factories.award(status="active")
    assert "1 active award" in page(pa, officer)


def test_the_page_asks_the_same_number_of_questions_however_much_waits(pa, officer, django_assert_max_num_queries):
    client = factories.client(pa, officer)
    client.get("/home/")
    for number in (1, 10):
        for _ in range(number):
            factories.report(due_at=timezone.now() - dt.timedelta(days=3))
            factories.application(factories.round("closed"), status="submitted")
        with django_assert_max_num_queries(22):  # the savepoint of the test and its end among them
            client.get("/home/")


def test_a_convener_sees_drafts_reports_and_open_rounds(pa):
    board = factories.organization()
    convener = factories.member(Role.CONVENER, over=board)
    round = factories.round("open", name="2027 Planning grants")
    draft = factories.application(round, board, title="Steel Table")
    report = factories.report(
        factories.award(factories.application(factories.round("awarded"), board, status="awarded"))
    )
    found = page(pa, convener)
    assert "Finish your application: Steel Table" in found
    assert f'href="/my/applications/{draft.pk}/"' in found
    assert f'href="/my/reports/{report.pk}/"' in found
    assert "2027 Planning grants" in found


def test_a_convener_sees_nothing_of_another(pa):
    factories.application(factories.round("open"), title="Somebody else's")
    other = factories.member(Role.CONVENER, over=factories.organization())
    assert "Somebody else" not in page(pa, other)


def test_somebody_who_is_no_member_here_is_told_so(pa, ga):
    stranger = factories.client(pa)
    stranger.force_login(factories.user("x@ga.example"), backend="django.contrib.auth.backends.ModelBackend")
    answer = stranger.get("/home/")
    assert answer.status_code == 403
    assert "not a member here" in answer.content.decode()


def test_a_stranger_signs_in_first(pa):
    assert factories.client(pa).get("/home/")["Location"].startswith("/accounts/login/")


def test_the_front_page_says_what_is_open_with_amounts_deadline_and_zone(pa):
    factories.round(
        "open", name="2027 Planning grants", closes_at=timezone.make_aware(dt.datetime(2030, 12, 11, 22), dt.UTC)
    )
    found = factories.client(pa).get("/").content.decode()
    for words in (
        "2027 Planning grants",
        "$25,000 to $150,000",
        "Wed Dec 11, 2030, 5:00 PM EST",
        "Eastern Time",
        "Workforce boards",
    ):
        assert words in found


def test_a_front_page_of_an_empty_state_has_no_figure_to_show(pa):
    found = factories.client(pa).get("/").content.decode()
    assert "No round is open" in found
    assert "Results at a glance" not in found


def test_the_front_page_asks_the_same_number_of_questions(pa, django_assert_max_num_queries):
    for number in (1, 10):
        for _ in range(number):
            factories.partnership()
            factories.award()
        with django_assert_max_num_queries(12):
            factories.client(pa).get("/")


def test_search_finds_what_the_searcher_may_see(pa, officer):
    application = factories.application(factories.round("closed"), status="submitted", title="Steel Table")
    factories.application(factories.round("open"), title="Steel draft")
    found = factories.client(pa, officer).get("/search/?q=steel").content.decode()
    assert "Steel Table" in found
    assert "Steel draft" not in found
    answer = factories.client(pa, officer).get(f"/search/?q={application.number.lower()}")
    assert answer["Location"] == f"/applications/{application.pk}/"


@pytest.mark.parametrize(
    ("query", "says"), [("", "at least two letters"), ("?q=a", "at least two letters"), ("?q=zzzz", "Nothing found")]
)
def test_search_says_what_to_do_when_it_finds_nothing(pa, officer, query, says):
    assert says in factories.client(pa, officer).get(f"/search/{query}").content.decode()


def test_a_convener_does_not_search_the_states_records(pa):
    convener = factories.member(Role.CONVENER, over=factories.organization())
    assert factories.client(pa, convener).get("/search/?q=steel").status_code == 403
