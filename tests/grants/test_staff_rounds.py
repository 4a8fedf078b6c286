"""Rounds as staff set them up: what is missing before one can open, its shares, its forms, its moves, who may do what."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.isolation import state_scope
from core.models import AuditEvent
from core.moves import MoveRefused
from core.permissions import Role
from grants.actions import rounds as actions
from grants.checks.rounds import Setup, Share, faults_of, share_words
from grants.choices import RoundKind, RoundStatus
from grants.models import Criterion, Round, RoundFund
from grants.readmodels.round_page import faults_before_opening
from grants.rules.rounds import TYPICAL
from questions.models import Answer, Question
from tests import factories

NOW = dt.datetime(2027, 1, 4, 17, 0, tzinfo=dt.UTC)


def setup(**changes: Any) -> Setup:
    """A planning round that lacks nothing."""
    whole = Setup(
        has_form=True,
        form_is_frozen=True,
        points=[60, 100, 50, 50, 40],
        total_available=Decimal(1_000_000),
        shares=[Share("General fund", Decimal(1_000_000), Decimal(3_000_000), Decimal(0), dt.date(2029, 6, 30))],
        min_award=Decimal(25_000),
        max_award=Decimal(150_000),
        min_months=1,
        max_months=6,
        limits_reason="",
        typical=TYPICAL[RoundKind.PLANNING],
        opens_at=NOW,
        closes_at=NOW + dt.timedelta(days=45),
        review_due_at=NOW + dt.timedelta(days=60),
        award_by=dt.date(2027, 4, 1),
        period_starts_on=dt.date(2027, 5, 1),
        closes_on=dt.date(2027, 2, 18),
        now=NOW,
    )
    return whole._replace(**changes)


def said(**changes: Any) -> list[str]:
    return [fault.text for fault in faults_of(setup(**changes)) if fault.stops]


def test_a_round_that_lacks_nothing_has_no_faults():
    assert faults_of(setup()) == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"has_form": False}, "no application form"),
        ({"form_is_frozen": False}, "can still change"),
        ({"points": []}, "no criteria"),
        ({"shares": []}, "No fund pays"),
        ({"total_available": Decimal(1_000_001)}, "$1 less than the $1,000,001"),
        ({"total_available": Decimal(999_999)}, "$1 more than the $999,999"),
        ({"closes_at": NOW}, "closing date is past"),
        ({"review_due_at": NOW}, "Reviews are due before"),
        ({"award_by": dt.date(2027, 2, 18)}, "announced before the round closes"),
        ({"period_starts_on": dt.date(2027, 3, 31)}, "start before they are announced"),
    ],
)
def test_each_thing_that_is_missing_is_one_sentence(changes, words):
    found = said(**changes)

    assert len(found) == 1
    assert words in found[0]


def test_a_fund_gives_out_no_more_than_it_has_over_all_its_rounds():
    share = Share("General fund", Decimal(1_000_000), Decimal(1_500_000), Decimal(500_001), dt.date(2029, 6, 30))

    assert said(shares=[share]) == ["General fund has $1,500,000; its rounds together give out $1 more."]
    assert said(shares=[share._replace(elsewhere=Decimal(500_000))]) == []


@pytest.mark.rule("BR-01")
@pytest.mark.claim(28)
@pytest.mark.parametrize(
    ("changes", "leaves"),
    [
        ({"min_award": Decimal(24_999)}, True),
        ({"max_award": Decimal(150_001)}, True),
        ({"max_months": 7}, True),
        ({"min_award": Decimal(25_000), "max_award": Decimal(150_000), "max_months": 6}, False),
    ],
)
def test_limits_outside_the_typical_range_need_a_written_reason(changes, leaves):
    assert bool(said(**changes)) is leaves
    assert said(limits_reason="Coal counties need larger plans.", **changes) == []


@pytest.mark.rule("BR-26")
def test_a_notice_shorter_than_thirty_days_is_said_and_stops_nothing():
    faults = faults_of(setup(closes_at=NOW + dt.timedelta(days=29)))

    assert [fault.stops for fault in faults] == [False]
    assert "29 days" in faults[0].text


@pytest.mark.rule("BR-20")
@pytest.mark.claim(42)
@pytest.mark.parametrize(
    ("points", "total", "words"),
    [
        (100, 300, "100 of 300, exactly one third"),
        (33, 99, "33 of 99, exactly one third"),
        (33, 100, "33 of 100, 33.0%"),
        (60, 300, "60 of 300, exactly one fifth"),
        (40, 300, "40 of 300, 13.3%"),
    ],
)
def test_a_share_is_exact_or_it_is_not_called_so(points, total, words):
    assert share_words(points, total) == words


@pytest.fixture
def office(pa, people) -> SimpleNamespace:
    """A draft that lacks nothing, and its officer."""
    round = factories.round(
        "draft", slug="spring", name="Spring grants", closes_at=timezone.now() + dt.timedelta(days=40)
    )
    client = factories.client(pa, people.officer)
    return SimpleNamespace(state=pa, round=round, people=people, client=client, url="/staff/rounds/spring/")


def stands(office: Any) -> str:
    return str(Round.objects.get(pk=office.round.pk).status)


@pytest.mark.claim(42)
def test_the_page_says_that_the_industry_assessment_is_exactly_one_third(office):
    page = office.client.get(office.url).content.decode()

    assert "100 of 300, exactly one third" in page
    assert "nothing is missing" in page


def test_a_whole_draft_opens_and_is_public_then(office):
    answer = office.client.post(f"{office.url}open/", follow=True)

    assert "Spring grants is open." in answer.content.decode()
    assert stands(office) == RoundStatus.OPEN
    assert AuditEvent.objects.filter(deed="round.open").count() == 1
    assert factories.client(office.state).get("/rounds/spring/").status_code == 200


def test_a_draft_that_lacks_something_stays_one_and_says_all_of_it(office):
    Criterion.objects.filter(round=office.round).delete()
    RoundFund.objects.filter(round=office.round).update(amount=1)

    answer = office.client.post(f"{office.url}open/", follow=True)
    page = answer.content.decode()

    assert stands(office) == RoundStatus.DRAFT
    assert "It has no criteria." in page
    assert "Its funds give $1, $999,999 less than the $1,000,000 it offers." in page
    assert "2 things to do" in page


@pytest.mark.parametrize("status", RoundStatus.values)
def test_opening_and_closing_start_from_these_statuses_and_no_others(office, status):
    moves = {"open": (actions.open_round, "draft", "open"), "close": (actions.close_round, "open", "closed")}
    for deed, source, target in moves.values():
        Round.objects.filter(pk=office.round.pk).update(status=status)
        office.round.refresh_from_db()
        if status == source:
            assert deed(office.round, by=office.people.officer).status == target
        else:
            with pytest.raises(MoveRefused):
                deed(office.round, by=office.people.officer)
            assert stands(office) == status


def test_closing_early_asks_once_more_and_is_recorded(office):
    Round.objects.filter(pk=office.round.pk).update(status="open")
    factories.application(office.round)

    asked = office.client.get(f"{office.url}close/").content.decode()
    again = office.client.post(f"{office.url}close/")
    assert "1 draft can no longer be sent" in asked
    assert again.status_code == 200
    assert stands(office) == RoundStatus.OPEN
    office.client.post(f"{office.url}close/", {"confirmed": "yes"})

    assert stands(office) == RoundStatus.CLOSED
    assert AuditEvent.objects.get(deed="round.close").details["early_by_hours"] >= 23 * 24


def test_the_review_of_a_closed_round_begins(office):
    Round.objects.filter(pk=office.round.pk).update(status="closed")
    factories.application(office.round, status="eligible")

    answer = office.client.post(f"{office.url}review/", follow=True)

    assert stands(office) == RoundStatus.REVIEW
    assert "1 application waits for reviewers" in answer.content.decode()


@pytest.mark.parametrize(
    ("role", "see", "edit", "open_"),
    [
        (Role.OFFICER, 200, 200, 302),
        (Role.DIRECTOR, 200, 403, 302),
        (Role.FISCAL, 200, 403, 403),
        (Role.AUDITOR, 200, 403, 403),
        (Role.ANALYST, 403, 403, 403),
        (Role.REVIEWER, 403, 403, 403),
        (Role.CONVENER, 403, 403, 403),
    ],
)
def test_who_may_see_change_and_open(office, role, see, edit, open_):
    client = factories.client(office.state, factories.member(role))

    assert client.get("/staff/rounds/").status_code == see
    assert client.get(office.url).status_code == see
    assert client.get(f"{office.url}change/").status_code == edit
    assert client.get("/staff/rounds/new/").status_code == edit
    assert client.post(f"{office.url}open/").status_code == open_


def test_a_stranger_signs_in_and_another_states_round_is_not_there(db):
    georgia, pennsylvania = factories.state("ga"), factories.state("pa")
    with state_scope(georgia):
        stranger = factories.member(Role.OFFICER, email="officer@ga.example")
    with state_scope(pennsylvania):
        round = factories.round("draft", slug="spring")
    client = factories.client(georgia, stranger)

    assert factories.client(georgia).get("/staff/rounds/").status_code == 302
    for tail in ("", "change/"):
        assert client.get(f"/staff/rounds/spring/{tail}").status_code == 404
    for tail in ("open/", "close/", "review/"):
        assert client.post(f"/staff/rounds/spring/{tail}", {"confirmed": "yes"}).status_code == 404
    with state_scope(pennsylvania):
        round.refresh_from_db()
        assert round.status == "draft"


def test_the_lists_queries_do_not_grow(office):
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            office.client.get("/staff/rounds/")
        return len(caught)

    one = queries()
    for _ in range(2):
        factories.application(factories.round("review"), status="submitted")

    assert queries() == one <= 14


def test_a_draft_application_is_counted_by_section_and_not_a_word_is_shown(office):
    Round.objects.filter(pk=office.round.pk).update(status="open")
    draft = factories.application(office.round, factories.organization("Lehigh Board"), title="A secret name")
    question = Question.objects.get(section__version=draft.response.version)
    Answer.objects.create(response=draft.response, question=question, value="A secret plan", raw="A secret plan")

    page = office.client.get(office.url).content.decode()

    assert "Lehigh Board" in page
    assert "1 of 1" in page
    assert "Work Plan 1 of 1" in page
    assert "secret" not in page


# The form


def filled(**changes: Any) -> dict[str, Any]:
    """What the page of a new round sends."""
    data = {
        "name": "Fall planning grants",
        "kind": "planning",
        "slug": "",
        "number_prefix": "PA-28",
        "summary": "Plans.",
        "who_may_apply": "Boards.",
        "eligible_types": ["workforce_board", "chamber"],
        "min_employers": "2",
        "form_version": str(factories.form_version().pk),
        "total_available": "300,000",
        "min_award": "25,000",
        "max_award": "150,000",
        "min_months": "1",
        "max_months": "6",
        "limits_reason": "",
        "match_basis": "of_award",
        "match_percent": "25",
        "opens_at": "2030-01-07T09:00",
        "closes_at": "2030-02-28T17:00",
        "reviewers_each": "3",
        "split_points": "45",
        "criteria-TOTAL_FORMS": "3",
        "criteria-INITIAL_FORMS": "0",
        "criteria-0-title": "Industry assessment",
        "criteria-0-points": "100",
        "criteria-0-sections": "industry, region",
        "criteria-0-bands": "0-49 | Weak | Old data\n50-100 | Strong | Sourced",
        "criteria-0-tie_place": "1",
        "criteria-1-title": "The rest",
        "criteria-1-points": "200",
        "funds-TOTAL_FORMS": "2",
        "funds-INITIAL_FORMS": "0",
        "funds-0-fund": str(factories.fund().pk),
        "funds-0-amount": "300,000",
    }
    return data | changes


def test_a_round_is_set_up_with_everything_and_lacks_nothing_then(office):
    answer = office.client.post("/staff/rounds/new/", filled())

    made = Round.objects.get(slug="fall-planning-grants")
    first = made.criteria.get(position=1)
    assert answer["Location"] == "/staff/rounds/fall-planning-grants/"
    assert (made.status, made.total_available, made.match_percent) == ("draft", 300_000, 25)
    assert made.closes_at == dt.datetime(2030, 2, 28, 22, 0, tzinfo=dt.UTC)  # 5 PM Eastern
    assert first.bands == [[50, 100, "Strong", "Sourced"], [0, 49, "Weak", "Old data"]]
    assert (first.section_keys, first.tie_place) == (["industry", "region"], 1)
    assert list(made.criteria.values_list("points", flat=True)) == [100, 200]
    assert [fault for fault in faults_before_opening(made) if fault.stops] == []


def test_a_draft_is_changed_whole(office):
    page = office.client.get(f"{office.url}change/")
    assert page.context["form"].initial["name"] == "Spring grants"

    office.client.post(f"{office.url}change/", filled(slug="spring", name="Spring grants, changed"))

    office.round.refresh_from_db()
    assert office.round.name == "Spring grants, changed"
    assert office.round.criteria.count() == 2
    assert office.round.round_funds.get().amount == 300_000


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"closes_at": "2030-01-07T09:00"}, "It closes before it opens."),
        ({"max_award": "24,999"}, "The most is less than the least."),
        ({"match_percent": "0"}, "Say how many percent, or choose no match."),
        ({"match_basis": "none"}, "Say what the percent is a share of"),
        ({"slug": "spring"}, "Another round has the address spring already."),
        ({"criteria-0-bands": "good ones"}, "is no band."),
        ({"criteria-0-points": "33.3"}, "Enter a whole number."),
        ({"funds-0-amount": "0"}, "Ensure this value is greater than or equal to 0.01."),
    ],
)
def test_what_is_wrong_comes_back_with_everything_typed(office, changes, sentence):
    answer = office.client.post("/staff/rounds/new/", filled(**changes))
    page = answer.content.decode()

    assert answer.status_code == 422
    assert sentence in page
    assert "Fall planning grants" in page
    assert 'value="The rest"' in page
    assert Round.objects.count() == 1


def test_the_same_fund_twice_is_said(office):
    data = filled()
    data |= {"funds-1-fund": data["funds-0-fund"], "funds-1-amount": "5"}

    answer = office.client.post("/staff/rounds/new/", data)

    assert "The same fund stands in two rows." in answer.content.decode()


def test_a_new_round_starts_from_what_is_typical_of_its_kind(office):
    form = office.client.get("/staff/rounds/new/?kind=implementation").context["form"]

    assert (form.initial["min_award"], form.initial["max_months"]) == (50_000, 36)


def test_what_was_opened_is_not_changed(office):
    Round.objects.filter(pk=office.round.pk).update(status="open")

    answer = office.client.post(f"{office.url}change/", filled(), follow=True)
    with pytest.raises(MoveRefused):
        actions.save_round(office.round, {}, [], [], by=office.people.officer)

    assert "What was promised to applicants stays." in answer.content.decode()
    assert Round.objects.get(pk=office.round.pk).name == "Spring grants"
