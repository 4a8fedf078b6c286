"""The workspace of a partnership: who may enter, what stands there, and how many questions it asks."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from core.isolation import state_scope
from core.permissions import Role
from partnerships.access import rooms_of
from partnerships.actions.stages import propose_change
from partnerships.actions.tables import check_tables
from partnerships.models import Meeting
from partnerships.readmodels.room import room_of
from tests import factories
from tests.partnerships import standing


@pytest.fixture
def lehigh(pa):
    board = factories.organization("Lehigh Valley Workforce Collaborative")
    return factories.partnership(board, name="Lehigh Manufacturing", slug="lehigh")


def test_members_and_the_convener_enter_and_nobody_else(pa, lehigh):
    hidden = factories.partnership(slug="hidden", is_public=False)
    member = factories.member(Role.PARTNER, over=lehigh)
    convener = factories.member(Role.CONVENER, over=lehigh.convener)
    other = factories.member(Role.PARTNER, over=hidden)

    def status(who, slug="lehigh"):
        return factories.client(pa, who).get(f"/partnerships/{slug}/room/").status_code

    assert status(member) == status(convener) == 200
    assert status(other) == 403
    assert status(member, "hidden") == 404
    assert status(factories.member(Role.OFFICER)) == 403
    assert status(None) == 302
    assert list(rooms_of(member)) == list(rooms_of(convener)) == [lehigh]
    page = factories.client(pa, member).get("/partnerships/lehigh/room/").content.decode()
    assert "Change the record" not in page
    assert "No meeting is planned yet." in page


def test_what_is_next_and_who_is_there(pa, lehigh):
    convener = factories.member(Role.CONVENER, over=lehigh.convener, name="Elena Márquez")
    tomorrow = timezone.now() + dt.timedelta(days=1)
    Meeting.objects.create(partnership=lehigh, title="Fall meeting", starts_at=tomorrow, place="Hall", made_by=convener)
    standing.seat(lehigh, tier="core", commitment="Ten interviews")
    standing.seat(lehigh, "education", tier="informed")
    standing.disclosure(lehigh, disclosures=["funds"])
    propose_change(lehigh, "rest", by=convener, reason="Summer")

    page = " ".join(factories.client(pa, convener).get("/partnerships/lehigh/room/").content.decode().split())
    for words in (
        "Fall meeting",
        "Committed to: Ten interviews",
        "Kept informed",
        "Funds the partnership or its members",
        "Elena Márquez asked the state",
        "2 organizations at the table",
    ):
        assert words in page


@pytest.mark.parametrize("many", [1, 3, 20])
def test_it_costs_the_same_for_one_and_twenty_seats(pa, lehigh, many, django_assert_num_queries):
    standing.table(lehigh, employer=many)
    member = factories.member(Role.PARTNER, over=lehigh)
    with django_assert_num_queries(6):
        assert room_of(lehigh, member).number == many


def test_another_states_workspace_is_not_found(db):
    with state_scope(factories.state("ga")):
        factories.partnership(slug="peach")
    here = factories.state("pa")
    with state_scope(here):
        member = factories.client(here, factories.member(Role.PARTNER, over=factories.partnership()))
    assert member.get("/partnerships/peach/room/").status_code == 404


def test_the_list_finds_by_region_and_by_the_table_of_this_quarter(pa, lehigh):
    whole = factories.partnership(name="Berks Health")
    standing.table(whole, employer=2, education=1, labor=1)
    check_tables()
    officer, stranger = factories.client(pa, factories.member(Role.OFFICER)), factories.client(pa)

    def found(client, query):
        page = client.get(f"/partnerships/?{query}").content.decode()
        return [name for name in ("Lehigh Manufacturing", "Berks Health") if f">{name}</a>" in page]

    assert found(officer, f"region={whole.region_id}") == ["Berks Health"]
    assert found(officer, "table=short") == ["Lehigh Manufacturing"]
    assert found(officer, "table=holds") == ["Berks Health"]
    assert found(stranger, "table=short") == ["Lehigh Manufacturing", "Berks Health"], "only staff filter by it"
