"""Technical assistance from the question to its rating, who sees what of it, and the figures S9 by topic."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.models import AuditEvent, Email
from core.moves import MoveRefused, check_move
from core.permissions import Role
from partnerships.actions import support as actions
from partnerships.choices.support import RequestStatus, Topic
from partnerships.models import AssistanceRequest, AssistanceSession, ConvenerEngagement, Partnership
from partnerships.readmodels.support_figures import support_figures
from partnerships.rules.support import REQUESTS
from tests import factories
from tests.partnerships.supporting import asked, given, scene, session


@pytest.fixture
def here(pa: Any) -> SimpleNamespace:
    return scene(pa)


@pytest.mark.claim(47)
def test_the_topics_are_exactly_those_of_the_faq(here):
    assert Topic.labels == [
        "Employer engagement",
        "Designing meetings",
        "Strategic planning",
        "Evaluation",
        "Industry analysis",
        "Coordination",
        "Employer-driven strategies",
    ]
    page = factories.client(here.state, here.convener).get("/support/ask/").content.decode()
    assert all(label in page for label in Topic.labels)
    with pytest.raises(IntegrityError), transaction.atomic():
        asked(here, "parking")


@pytest.mark.claim(32)
def test_a_request_is_asked_assigned_given_in_a_session_and_rated(here):
    convener = factories.client(here.state, here.convener)
    form = {
        "partnership": here.partnership.pk,
        "topic": "designing_meetings",
        "words": "Employers should set the agenda.",
    }
    convener.post("/support/ask/", form)
    request = AssistanceRequest.objects.get()
    url = f"/support/requests/{request.pk}/"
    assert Email.objects.filter(to=here.officer.email, template="assistance_asked").exists()

    officer = factories.client(here.state, here.officer)
    assert officer.post(f"{url}assign/", {"assign-provider": here.provider.pk}).status_code == 302
    told = Email.objects.filter(template__in=["assistance_given_to_you", "assistance_assigned"])
    assert set(told.values_list("to", flat=True)) == {here.provider.email, here.convener.email}

    provider = factories.client(here.state, here.provider)
    today = timezone.localdate().isoformat()
    held = {
        "held_on": today,
        "hours": "1.5",
        "format": "one_on_one",
        "who": "Elena and the chair",
        "notes": "Next: floor",
    }
    assert provider.post(f"{url}session/", held).status_code == 302
    request.refresh_from_db()
    assert (request.status, str(request.sessions.get().hours)) == ("in_progress", "1.50")
    provider.post(f"{url}done/")
    assert Email.objects.filter(to=here.convener.email, template="assistance_done").exists()

    assert convener.post(f"{url}rate/", {"rate-rating": "5", "rate-comment": "The chair led."}).status_code == 302
    request.refresh_from_db()
    assert (request.status, request.rating, request.rated_by) == ("done", 5, here.convener)
    deeds = AuditEvent.objects.order_by("seq").values_list("deed", flat=True)
    assert [deed.split(".")[1] for deed in deeds] == ["ask", "assign", "begin", "session", "finish", "rate"]
    page = officer.get(url).content.decode()
    assert "Rated: very useful" in page
    assert "The chair led." in page


def test_a_rating_stays_as_it_was_given(here):
    request = given(here, rating=4)
    with pytest.raises(MoveRefused, match="rated already"):
        actions.rate(request, 1, "", by=here.convener)
    running = asked(here)
    with pytest.raises(MoveRefused, match="asked now"):
        actions.rate(running, 5, "", by=here.convener)


def test_a_convener_sees_her_own_and_a_provider_what_is_assigned_to_her(here):
    own = asked(here)
    other_board = factories.organization("Other Board")
    other = asked(here, partnership=factories.partnership(other_board), asked_by=here.convener)
    assigned = asked(here, partnership=other.partnership, status="assigned", provider=here.provider)
    for who, seen in (
        (here.convener, {own.pk}),
        (here.provider, {assigned.pk}),
        (here.officer, {own.pk, other.pk, assigned.pk}),
        (factories.member(Role.AUDITOR), {own.pk, other.pk, assigned.pk}),
    ):
        client = factories.client(here.state, who)
        answers = {one.pk: client.get(f"/support/requests/{one.pk}/").status_code for one in (own, other, assigned)}
        assert {pk for pk, status in answers.items() if status == 200} == seen
        assert {status for pk, status in answers.items() if pk not in seen} <= {404}
    assert (
        factories.client(here.state, factories.member(Role.AUDITOR))
        .post(f"/support/requests/{own.pk}/say/", {"word-text": "Hello"})
        .status_code
        == 403
    )


def test_only_who_plans_assigns_and_only_who_gives_records(here):
    request = asked(here, status="assigned", provider=here.provider)
    url = f"/support/requests/{request.pk}/"
    stranger = factories.member(Role.PROVIDER)
    assert factories.client(here.state, here.convener).get(f"{url}session/").status_code == 403
    assert factories.client(here.state, here.provider).post(f"{url}assign/", {}).status_code == 403
    assert factories.client(here.state, stranger).get(f"{url}session/").status_code == 404
    assert factories.client(here.state, here.provider).get(f"{url}session/").status_code == 200


@pytest.mark.parametrize("name", REQUESTS)
def test_each_move_starts_only_from_its_sources(name):
    move = REQUESTS[name]
    for status in set(RequestStatus) - set(move.sources):
        with pytest.raises(MoveRefused):
            check_move(REQUESTS, name, status, reason="Because.")
    for status in move.sources:
        assert check_move(REQUESTS, name, status, reason="Because.") is move


def test_a_session_needs_somebody_who_gives_it_and_a_day_that_has_come(here):
    request = asked(here)
    with pytest.raises(MoveRefused, match="this request is asked now"):
        session(request, by=here.officer)
    actions.assign(request, here.provider, by=here.officer)
    with pytest.raises(MoveRefused, match="not come yet"):
        session(request, by=here.provider, held_on=timezone.localdate() + dt.timedelta(days=1))
    with pytest.raises(MoveRefused, match="A session is held on that day or later"):
        session(request, by=here.provider, held_on=timezone.localdate() - dt.timedelta(days=3))


def test_what_is_typed_of_a_session_stays_when_it_is_wrong(here):
    request = asked(here, status="assigned", provider=here.provider)
    answer = factories.client(here.state, here.provider).post(
        f"/support/requests/{request.pk}/session/", {"held_on": "", "hours": "25", "who": "Ruth", "format": "workshop"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "24 hours or fewer" in page
    assert 'value="Ruth"' in page
    assert not AssistanceSession.objects.exists()


def test_withdrawing_and_declining_need_a_reason_and_tell_the_other(here):
    request = asked(here, status="assigned", provider=here.provider)
    client = factories.client(here.state, here.convener)
    assert client.post(f"/support/requests/{request.pk}/withdraw/", {"reason": " "}).status_code == 422
    client.post(f"/support/requests/{request.pk}/withdraw/", {"reason": "We solved it."})
    request.refresh_from_db()
    assert (request.status, request.reason) == ("withdrawn", "We solved it.")
    assert Email.objects.filter(to=here.provider.email, template="assistance_ended").exists()
    other = asked(here)
    factories.client(here.state, here.officer).post(f"/support/requests/{other.pk}/decline/", {"reason": "Not ours."})
    assert Email.objects.filter(to=here.convener.email, template="assistance_ended").exists()


def test_of_two_who_end_it_at_once_one_is_told(here):
    first = asked(here)
    second = AssistanceRequest.objects.get(pk=first.pk)
    actions.withdraw(first, "Solved.", by=here.convener)
    with pytest.raises(MoveRefused, match="withdrawn now"):
        actions.decline(second, "No.", by=here.officer)


@pytest.mark.claim(31)
def test_reach_usefulness_and_gap_are_counted_by_topic(here):
    """S9: of three conveners one was served; four ratings, three of them 4 or 5; one request unmet, one just within."""
    for number in (2, 3):
        factories.partnership(factories.organization(f"Board {number}"))
    for rating in (5, 4, 3, 5):
        given(here, "industry_analysis", rating)
    given(here, "coordination")
    asked(here, "employer_driven", days=31)
    asked(here, "employer_driven", days=29)
    figures = support_figures(here.state)
    assert (figures.served, figures.conveners) == (1, 3)
    assert (figures.useful, figures.ratings) == (3, 4)
    assert figures.unmet == 1
    by_topic = {row.topic: row for row in figures.rows}
    analysis = by_topic["industry_analysis"]
    assert (analysis.sessions, str(analysis.hours), analysis.ratings, analysis.useful) == (4, "6.00", 4, 3)
    assert (by_topic["coordination"].sessions, by_topic["coordination"].ratings) == (1, 0)
    assert (by_topic["employer_driven"].conveners, by_topic["employer_driven"].unmet) == (0, 1)
    page = factories.client(here.state, here.officer).get("/support/").content.decode()
    assert "1 of 3" in page
    assert "75%" in page
    assert "3 of n = 4 ratings" in page


@pytest.mark.claim(31)
def test_a_year_that_is_over_is_told_as_it_was(here):
    """The old convener was served and one request was unmet at the year's end; a hand-over and today change neither."""
    last = support_figures(here.state).year.number - 1
    end = support_figures(here.state, last).year.ends_on
    day = end - dt.timedelta(days=60)
    Partnership.objects.update(founded_on=day - dt.timedelta(days=400))
    for one, years_ago in ((given(here, "coordination"), 0), (asked(here, "evaluation"), 0)):
        type(one).objects.filter(pk=one.pk).update(asked_at=timezone.now() - (timezone.localdate() - day))
        AssistanceSession.objects.filter(request=one).update(held_on=day + dt.timedelta(days=years_ago))
    asked(here, "employer_driven", days=31)
    old, new = here.board, factories.organization("New Board")
    ConvenerEngagement.objects.create(
        partnership=here.partnership, organization=old, convener_type=old.type, ended_on=end,
        started_on=day - dt.timedelta(days=400),
    )  # fmt: skip
    ConvenerEngagement.objects.create(
        partnership=here.partnership, organization=new, convener_type=new.type, started_on=end + dt.timedelta(days=1)
    )
    Partnership.objects.update(convener=new)
    factories.partnership(factories.organization("Board of this year"), founded_on=end + dt.timedelta(days=1))

    before, now = support_figures(here.state, last), support_figures(here.state)
    assert (before.served, before.conveners) == (1, 1)
    assert {row.topic: row.unmet for row in before.rows if row.unmet} == {"evaluation": 1}
    assert (now.served, now.conveners) == (0, 2)
    assert now.unmet == 2


def test_the_queue_asks_the_same_number_of_questions_for_one_and_thirty(here, django_assert_num_queries):
    client = factories.client(here.state, here.officer)
    for number in (1, 30):
        for _ in range(number):
            given(here)
        with django_assert_num_queries(21):
            assert client.get("/support/").status_code == 200


def test_unmet_requests_come_first_and_are_flagged(here):
    given(here)
    asked(here, "evaluation", days=2)
    asked(here, "coordination", days=44)
    page = factories.client(here.state, here.officer).get("/support/").content.decode()
    assert page.index("Unmet for 44 days") < page.index("Evaluation<span") < page.index("Employer engagement<span")
    only = factories.client(here.state, here.officer).get("/support/?show=unmet").content.decode()
    assert "Coordination<span" in only
    assert "Evaluation<span" not in only


def test_whoever_may_not_ask_nor_see_is_sent_to_the_events(here):
    partner = factories.member(Role.PARTNER, over=here.partnership)
    assert factories.client(here.state, partner).get("/support/").status_code == 302
    assert factories.client(here.state).get("/support/").status_code == 302


def test_a_word_reaches_the_others(here):
    request = asked(here, status="assigned", provider=here.provider)
    factories.client(here.state, here.convener).post(f"/support/requests/{request.pk}/say/", {"word-text": "Monday?"})
    assert Email.objects.get(template="assistance_word").to == here.provider.email


def test_a_request_that_is_not_there_is_not_found(here):
    """Another state's is not there either: the matrix of tests/isolation tries every address with its ids."""
    missing = asked(here).pk + 1000
    assert factories.client(here.state, here.officer).get(f"/support/requests/{missing}/").status_code == 404
