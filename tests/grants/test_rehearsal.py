"""A rehearsal goes through everything and leaves no trace: each place that counts, lists or publishes is asked."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from core.moves import MoveRefused
from core.permissions import Role
from grants.actions import decisions
from grants.actions.applications import start_application
from grants.actions.rehearsals import add_test_organization
from grants.models import Award, Program, Round, RoundFund
from grants.readmodels.funds import money_page
from grants.readmodels.open_rounds import open_rounds
from grants.readmodels.purses import purses_of
from grants.readmodels.round_page import shares_of
from home.readmodels.front import front_page
from home.readmodels.search import search_for
from home.readmodels.staff import staff_home
from legislature.readmodels.portfolio import partnerships_of
from legislature.readmodels.spending import money_of
from partnerships.models import Organization
from tests import factories

NAME, TITLE = "Rehearsal of the planning grants", "A made-up bakery partnership"


@pytest.fixture
def stage(pa, people) -> SimpleNamespace:
    """A rehearsal in review with a sent application of a test organization, beside one real round with nothing in it."""
    real = factories.round(slug="real", name="Real grants")
    board = Organization.objects.create(legal_name="Practice Board", type="workforce_board", is_test=True)
    tester = factories.member(Role.CONVENER, over=board, name="Tess Tester")
    rehearsal = factories.round(slug="practice", name=NAME, is_rehearsal=True)
    application = factories.application(
        rehearsal, board, by=tester, status="submitted", title=TITLE, requested=100_000, county_fips=["42077"]
    )
    return SimpleNamespace(
        state=pa,
        people=people,
        real=real,
        rehearsal=rehearsal,
        board=board,
        tester=tester,
        application=application,
        officer=factories.client(pa, people.officer),
        public=factories.client(pa),
    )


def page(client: Any, path: str) -> str:
    return client.get(path).content.decode()


@pytest.mark.parametrize("path", ["/", "/rounds/"])
def test_the_public_sees_nothing_of_it(stage, path):
    assert NAME not in page(stage.public, path)
    assert [notice.round for notice in open_rounds().open] == [stage.real]


def test_its_notice_is_there_for_testers_alone(stage):
    convener = factories.client(stage.state, factories.member(Role.CONVENER, over=factories.organization()))

    assert stage.public.get("/rounds/practice/").status_code == 404
    assert stage.public.get("/rounds/practice/questions/").status_code == 404
    assert convener.get("/rounds/practice/").status_code == 404
    for client in (stage.officer, factories.client(stage.state, stage.tester)):
        assert "Rehearsal." in page(client, "/rounds/practice/")


@pytest.mark.parametrize("path", ["/home/", "/decisions/", "/applications/", "/awards/", "/reports/", "/waivers/"])
def test_no_list_or_first_page_of_the_staff_names_it(stage, path):
    found = page(stage.officer, path)

    assert NAME not in found
    assert TITLE not in found


def test_it_stands_in_a_table_of_its_own_among_the_rounds(stage):
    found = page(stage.officer, "/staff/rounds/")

    assert "1 round, latest closing first" in found
    assert found.index(NAME) > found.index('id="h-rehearsals"')


def test_nothing_of_it_waits_for_anybody_on_the_first_page(stage):
    home = staff_home(stage.people.officer, stage.state)

    assert home.counts == (0, 0, 0)
    assert [round.name for round in home.rounds] == ["Real grants"]


def test_the_list_of_applications_and_its_file_count_it_only_when_it_is_asked_for(stage):
    assert TITLE not in stage.officer.get("/applications.csv").getvalue().decode()
    assert TITLE in stage.officer.get("/applications.csv?round=practice").getvalue().decode()
    assert TITLE in page(stage.officer, "/applications/?round=practice")


@pytest.mark.parametrize("words", ["made-up bakery", "Practice Board"])
def test_search_does_not_find_it(stage, words):
    assert search_for(words, stage.people.officer).count == 0
    assert search_for(stage.application.number, stage.people.officer).only == ""


def test_what_a_fund_gives_is_not_less_for_it(stage):
    fund = RoundFund.objects.get(round=stage.real).fund
    RoundFund.objects.filter(round=stage.rehearsal).update(fund=fund)

    assert [share.elsewhere for share in shares_of(stage.real)] == [0]
    assert [purse.available for purse in purses_of(stage.real).values()] == [1_000_000]


def test_the_money_page_counts_nothing_of_it(stage):
    program = Program.objects.create(name="Partnerships", agency="L&I", purpose="Plans.")
    Round.objects.update(program=program)
    found = money_page()

    assert [one.number for one in found.programs] == [1]
    assert sum(row.promised for row in found.funds) == 1_000_000


def test_the_front_page_and_the_impact_report_count_nothing_of_it(stage):
    today = timezone.localdate()

    assert front_page(stage.state).funded == []
    counted = money_of(today - dt.timedelta(days=90), today, [], [])
    assert (counted["awarded"], counted["awards"]) == ("0", 0)
    assert partnerships_of(today - dt.timedelta(days=90), today, []) == []


def test_it_ends_with_the_recommendation_and_offers_nothing(stage, reviewed, people):
    rehearsal = factories.round("review", is_rehearsal=True, slug="second")
    reviewed(rehearsal, 270, 270, 270, lead=stage.board)
    slate = decisions.recommend_slate(decisions.start_decision(rehearsal, by=people.officer), by=people.officer)

    with pytest.raises(MoveRefused, match="rehearsal"):
        decisions.approve_slate(slate, by=people.director)
    assert not Award.objects.exists()


def test_only_test_organizations_apply_in_it_and_they_nowhere_else(stage):
    real = factories.organization("Lehigh Board")

    with pytest.raises(MoveRefused, match="only test organizations may apply"):
        start_application(stage.rehearsal, real, title="Real", by=stage.tester)
    with pytest.raises(MoveRefused, match="in rehearsals alone"):
        start_application(stage.real, stage.board, title="Practice", by=stage.tester)
    assert start_application(stage.rehearsal, stage.board, title="Practice", by=stage.tester)[1]


def test_a_tester_finds_it_on_her_first_page_and_sees_that_it_is_one(stage):
    client = factories.client(stage.state, stage.tester)

    assert NAME in page(client, "/home/")
    assert "Rehearsal." in page(client, "/rounds/practice/apply/")


def test_staff_add_a_test_organization_once_and_never_a_real_one(stage):
    factories.organization("Lehigh Board")
    stage.officer.post("/staff/rounds/practice/testers/", {"name": "Second Board"})

    assert Organization.objects.get(legal_name="Second Board").is_test
    assert "Second Board" in page(stage.officer, "/staff/rounds/practice/")
    assert add_test_organization("second board", by=stage.people.officer).legal_name == "Second Board"
    with pytest.raises(MoveRefused, match="is a real organization"):
        add_test_organization("Lehigh Board", by=stage.people.officer)


def test_on_its_pages_it_says_that_it_is_one(stage):
    assert "Rehearsal." in page(stage.officer, "/staff/rounds/practice/")
    assert "Rehearsal." in page(stage.officer, f"/applications/{stage.application.pk}/")
    assert "Rehearsal." not in page(stage.officer, "/staff/rounds/real/")
