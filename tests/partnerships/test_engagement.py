"""The ladder of employer engagement: rungs by rule, movement, who is new, the figures with n; P5, E10, E11."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone

from core.calendars import Quarter
from core.isolation import state_scope
from core.moves import MoveRefused
from core.permissions import Role
from partnerships.actions import engagement as actions
from partnerships.choices.work import EngagementKind as K
from partnerships.models import Commitment, EngagementEvent, Meeting, Organization
from partnerships.readmodels.engagement import engagement_page, rests_on
from partnerships.readmodels.engagement_facts import employer_dollars, employers_engaged, employers_kept, facts_of
from partnerships.rules.engagement import GIVES, INVESTS, LEADS, MET, TAKES_PART, Quarterly, level_of, movement_of
from tests import factories
from tests.partnerships.working import coalition, held, propose

PAGE = "/partnerships/lehigh/employers/"


@pytest.fixture
def scene(pa):
    return coalition(founded_on=dt.date(2024, 1, 1))


@pytest.fixture
def today() -> dt.date:
    return timezone.localdate()


def event(scene, key: str, kind: str, day: dt.date, **fields) -> EngagementEvent:
    given = {"named": "", "person": "", "seniority": "unknown", "hours": None, "note": "", "by": scene.convener}
    employer = scene.seats[key].organization if key else None
    return actions.record_event(
        scene.partnership, **({"employer": employer, "happened_on": day, "kind": kind} | given | fields)
    )


def pledge(scene, key: str, day: dt.date, **fields) -> Commitment:
    given = {"kind": "cash", "source": "employers", "title": "Cash", "amount": Decimal(500), "pledged_on": day}
    return Commitment.objects.create(
        partnership=scene.partnership, seat=scene.seats[key], entered_by=scene.convener, **(given | fields)
    )


def verified(scene, key: str, day: dt.date, amount: int, **fields) -> Commitment:
    done = {
        "status": "verified", "delivered": Decimal(amount), "documented_on": day, "documented_by": scene.convener,
        "verified_on": day, "verified_by": scene.officer,
    }  # fmt: skip
    return pledge(scene, key, day, **(done | fields))


def test_every_kind_has_a_place_on_the_ladder():
    sets = [MET, TAKES_PART, GIVES, INVESTS, LEADS]
    assert frozenset().union(*sets) == set(K)
    assert sum(map(len, sets)) == len(K)


@pytest.mark.parametrize(
    ("facts", "level"),
    [
        (Quarterly(), 0),
        (Quarterly(held=3), 0),
        (Quarterly(kinds=frozenset({K.FAIR})), 1),
        (Quarterly(kinds=frozenset({K.ADVICE})), 2),
        (Quarterly(attended=1, held=3), 2),
        (Quarterly(attended=3, held=3, led=True), 2),
        (Quarterly(kinds=frozenset({K.LED})), 2),
        (Quarterly(kinds=frozenset({K.HOSTED})), 3),
        (Quarterly(pledged=True), 3),
        (Quarterly(kinds=frozenset({K.DESIGNED})), 4),
        (Quarterly(delivered=True), 4),
        (Quarterly(delivered=True, attended=1, held=3, led=True), 4),
        (Quarterly(delivered=True, attended=2, held=3), 4),
        (Quarterly(delivered=True, attended=2, held=3, led=True), 5),
        (Quarterly(kinds=frozenset({K.HOSTED, K.RECRUITED}), attended=1, held=2), 5),
    ],
)
def test_the_rung_follows_from_what_is_recorded(facts, level):
    assert level_of(facts) == level


def test_movement_is_counted_from_rung_to_rung():
    found = movement_of({1: 0, 2: 4, 3: 2}, {2: 2, 3: 2, 4: 3})
    assert (found.up, found.down, found.same) == (1, 1, 2)
    assert found.matrix == {(0, 0): 1, (4, 2): 1, (2, 2): 1, (0, 3): 1}


def test_what_a_rung_rests_on_is_said_in_words():
    assert rests_on(Quarterly()) == "Nothing is recorded"
    said = rests_on(Quarterly(kinds=frozenset({K.HIRED}), attended=1, held=2, pledged=True))
    assert said == "Came to 1 of 2 meetings; interviewed or hired graduates; pledged something"


def test_the_page_has_the_ladder_of_a_quarter(scene, today):
    first, second = scene.seats["bright"].organization, scene.seats["slate"].organization
    Organization.objects.filter(pk=first.pk).update(size_band="up_to_50")
    Organization.objects.filter(pk=second.pk).update(size_band="over_100")
    held(scene, propose(scene, "Dues", "bright"), present=("bright", "college"))
    event(scene, "bright", K.HOSTED, today)
    event(scene, "slate", K.TALK, today)
    event(scene, "", K.FAIR, today, named="Newcomer  Tools")
    event(scene, "forge", K.ADVICE, Quarter.of(today).previous.end)
    page = engagement_page(scene.partnership)

    assert [(line.employer.legal_name, line.level, line.before) for line in page.lines] == [
        ("Bright Metals", 5, 0),
        ("Slate Belt Machining", 2, 0),
        ("Newcomer Tools", 1, 0),
        ("Forge Works", 0, 2),
    ]
    assert (page.movement.up, page.movement.down, page.movement.same) == (3, 1, 0)
    assert (page.breadth, page.leading) == ((2, 3), (1, 3))
    assert (page.new, page.returning, page.paused) == (2, 0, 1)
    assert page.executives == (1, 1)
    assert page.small == (1, 2)
    assert page.depth == 3.5
    assert page.engaged == 1


def test_a_meeting_counts_once_it_was_held(scene, today):
    one = held(scene, propose(scene, "Dues", "slate"), present=("slate",))
    quarter = Quarter.of(today)
    key = (scene.seats["slate"].organization_id, quarter)
    assert facts_of(scene.partnership, quarter, quarter)[key].attended == 1
    Meeting.objects.filter(pk=one.pk).update(status="planned")
    assert facts_of(scene.partnership, quarter, quarter)[key].attended == 0


def test_engaged_kept_and_given(scene, today):
    held(scene, propose(scene, "Dues", "slate"), present=("bright", "slate", "college"))
    pledge(scene, "forge", today)
    pledge(scene, "college", today)
    pledge(scene, "bright", today - dt.timedelta(days=500))
    verified(scene, "bright", today, 400)
    verified(scene, "slate", today, 250, kind="equipment")
    verified(scene, "college", today, 900)
    year = (today - dt.timedelta(days=364), today)
    ids = {scene.seats[key].organization_id for key in ("bright", "slate", "forge")}

    assert employers_engaged(*year) == ids == employers_engaged(*year, scene.partnership)
    assert employers_engaged(*year, factories.partnership()) == set()
    assert employers_kept(today) == (1, 1)
    assert employer_dollars(*year, scene.partnership) == (400, 250)
    pledge(scene, "forge", today - dt.timedelta(days=500), status="withdrawn", reason="It left.")
    assert employers_kept(today, scene.partnership) == (1, 1)


def test_leap_days_have_a_year_before(scene):
    assert employers_kept(dt.date(2028, 2, 29)).base == 0


def test_an_event_is_written_down_and_taken_out(scene, today):
    with pytest.raises(MoveRefused, match="still to come"):
        event(scene, "bright", K.FAIR, today + dt.timedelta(days=1))
    with pytest.raises(MoveRefused, match="name another"):
        event(scene, "", K.FAIR, today, named=" ")
    event(scene, "", K.FAIR, today, named="bright METALS")
    assert EngagementEvent.objects.get().employer == scene.seats["bright"].organization
    actions.remove_event(EngagementEvent.objects.get(), by=scene.convener)
    assert not EngagementEvent.objects.exists()


def test_the_forms_and_who_may(pa, scene, today):
    web = factories.client(pa, scene.convener)
    page = web.get(PAGE).content.decode()
    assert "Nothing is recorded" in page
    given = {
        "employer": scene.seats["bright"].organization_id, "named": "", "happened_on": today, "kind": "hosted",
        "person": "Ada", "seniority": "senior", "hours": "6", "note": "",
    }  # fmt: skip
    refused = web.post(f"{PAGE}new/", given | {"employer": "", "note": "Six learners."})
    assert refused.status_code == 422
    assert "Six learners." in refused.content.decode()
    assert web.post(f"{PAGE}new/", given).status_code == 302
    made = EngagementEvent.objects.get()
    partner = factories.client(pa, scene.partner)
    assert "Hosted learners at work" in partner.get(PAGE).content.decode()
    assert partner.post(f"{PAGE}{made.pk}/remove/").status_code == 403
    assert partner.get(f"{PAGE}new/").status_code == 403
    stranger = factories.client(pa, factories.member(Role.CONVENER, over=factories.organization()))
    assert stranger.get(PAGE).status_code == 404
    assert web.post(f"{PAGE}{made.pk}/remove/").status_code == 302


def test_another_states_employers_are_not_found(db):
    with state_scope(factories.state("ga")):
        theirs = coalition(slug="peach")
        made = event(theirs, "bright", K.FAIR, timezone.localdate())
    here = factories.state("pa")
    with state_scope(here):
        officer = factories.client(here, factories.member(Role.OFFICER))
        factories.partnership(slug="lehigh")
    assert officer.get("/partnerships/peach/employers/").status_code == 404
    assert officer.post(f"{PAGE}{made.pk}/remove/").status_code == 404


@pytest.mark.parametrize("number", [0, 1, 3, 9])
def test_the_page_costs_the_same_for_any_number(scene, today, number, django_assert_num_queries):
    for at in range(number):
        event(scene, "", K.HOSTED, today, named=f"Works {at}")
        event(scene, "bright", K.VISIT, today)
    held(scene, propose(scene, "Dues", "bright"), present=("bright", "slate"))
    with django_assert_num_queries(16):
        engagement_page(scene.partnership)


def test_an_earlier_quarter_can_be_looked_at(pa, scene, today):
    before = Quarter.of(today).previous
    event(scene, "forge", K.ADVICE, before.start)
    page = engagement_page(scene.partnership, str(before))
    assert page.quarter == before
    assert page.lines[0].level == 2
    assert engagement_page(scene.partnership, "nonsense").quarter == Quarter.of(today)
