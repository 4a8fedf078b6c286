"""What waits about partnerships themselves, on the first pages of the state's people and of those at a table."""

from __future__ import annotations

import datetime as dt
import re
from types import SimpleNamespace

import pytest
from django.utils import timezone

from core.calendars import Quarter
from core.permissions import Role
from partnerships.actions import stages
from partnerships.models import Activity, Challenge, Commitment, Strategy, TableCheck
from tests import factories
from tests.partnerships import working


@pytest.fixture
def scene(pa):
    made = working.coalition(stage="convening")
    made.pa = pa
    return made


def home(scene, member) -> str:
    return factories.client(scene.pa, member).get("/home/").content.decode()


def delivered(scene, *, by, number=1) -> None:
    for _ in range(number):
        Commitment.objects.create(
            partnership=scene.partnership, seat=scene.seats["bright"], kind="cash", source="employers", title="Cash",
            amount=500, status="documented", pledged_on=dt.date(2025, 2, 1), entered_by=by, documented_by=by,
            documented_on=timezone.localdate(), delivered=500,
        )  # fmt: skip


def test_a_proposed_stage_waits_for_whoever_may_confirm_it_and_did_not_propose_it(scene):
    director = factories.member(Role.DIRECTOR)
    assert "Confirm a stage" not in home(scene, director)
    stages.propose_change(scene.partnership, "rest", reason="The convener leaves.", by=scene.officer)
    assert "Confirm a stage" not in home(scene, scene.officer)
    assert "Confirm a stage: dormant" in home(scene, director)
    assert "Confirm a stage" not in home(scene, scene.fiscal)


def test_deliveries_wait_for_another_than_who_entered_them_and_count_as_what_they_are(scene):
    delivered(scene, by=scene.convener, number=3)
    page = home(scene, scene.fiscal)
    assert "Verify 3 deliveries of members" in page
    assert re.search(r"<b>3</b>\s*to do", page)
    delivered(scene, by=scene.officer)
    assert "Verify 3 deliveries" in home(scene, scene.officer)
    assert "Verify 4 deliveries" in home(scene, scene.fiscal)


def test_deliveries_of_many_partnerships_lead_to_what_waits_in_the_states_ledger(scene):
    delivered(scene, by=scene.convener)
    for name in ("bakers", "millers", "welders"):
        table = factories.partnership(factories.organization(f"Board of {name}"), slug=name)
        seat = table.members.create(organization=factories.organization(f"The {name}", "employer"), role="employer")
        delivered(SimpleNamespace(partnership=table, seats={"bright": seat}), by=scene.convener)
    page = home(scene, scene.fiscal)
    assert "2 more partnerships with deliveries to verify" in page
    assert 'href="/staff/commitments/?status=mine"' in page
    shown = factories.client(scene.pa, scene.fiscal).get("/staff/commitments/?status=mine").content.decode()
    assert "4 commitments" in shown


def test_an_industry_past_its_review_is_overdue_for_who_keeps_industries(scene):
    industry = scene.partnership.industry
    industry.review_due_on = timezone.localdate() - dt.timedelta(days=2)
    industry.save()
    analyst = factories.member(Role.ANALYST)
    page = home(scene, analyst)
    assert "Look at a target industry again" in page
    assert "2 days" in page
    industry.review_due_on = timezone.localdate()
    industry.save()
    assert "Look at a target industry again" not in home(scene, analyst)


def test_a_table_that_falls_short_is_said_to_both_sides(scene):
    start = Quarter.of(timezone.localdate()).start
    TableCheck.objects.create(partnership=scene.partnership, quarter_start=start, is_met=False, rule={})
    assert "1 table falls short of the state's rule" in home(scene, scene.officer).replace("&#x27;", "'")
    assert "The table falls short" in home(scene, scene.convener)
    assert "falls short" not in home(scene, scene.partner)
    TableCheck.objects.update(quarter_start=Quarter.of(start - dt.timedelta(days=1)).start)
    assert "falls short" not in home(scene, scene.convener)


def test_meetings_ahead_stand_for_all_at_the_table_and_unrecorded_ones_for_the_convener(scene):
    working.meeting(scene, days_ago=-3)
    working.meeting(scene, days_ago=-30)
    for member in (scene.convener, scene.partner):
        page = home(scene, member)
        assert page.count("Open the agenda") == 1
        assert "In 3 days" in page
    working.meeting(scene, days_ago=1)
    assert "Say who came and what was decided" in home(scene, scene.convener)
    assert "Say who came" not in home(scene, scene.partner)


def test_activities_past_their_day_are_one_row_and_elsewhere_nobodys(scene):
    challenge = Challenge.objects.create(
        partnership=scene.partnership, statement="Few welders", employer_need="Welders", made_by=scene.convener
    )
    strategy = Strategy.objects.create(challenge=challenge, kind="training", title="Teach")
    day = timezone.localdate() - dt.timedelta(days=1)
    for title in ("One", "Two"):
        Activity.objects.create(
            strategy=strategy, title=title, owner=scene.seats["college"], due_on=day, first_due_on=day
        )
    assert "2 activities of the plan not done by the day set" in home(scene, scene.convener)
    stranger = factories.member(Role.CONVENER, over=factories.organization())
    assert "activities of the plan" not in home(scene, stranger)


@pytest.mark.parametrize("number", [1, 12])
def test_the_first_pages_ask_the_same_however_much_waits(pa, number, django_assert_max_num_queries):
    scene = working.coalition()
    scene.pa = pa
    for at in range(number):
        other = factories.partnership(scene.partnership.convener, name=f"Table {at}", slug=f"table-{at}")
        stages.propose_change(other, "rest", reason="Nobody convenes it.", by=scene.officer)
        working.meeting(scene, days_ago=-1 - at / 10)
    director = factories.client(pa, factories.member(Role.DIRECTOR))
    convener = factories.client(pa, scene.convener)
    for client in (director, convener):
        client.get("/home/")
        with django_assert_max_num_queries(21):
            page = client.get("/home/").content.decode()
    assert page
    if number == 12:
        assert "7 more stages to confirm" in director.get("/home/").content.decode()
