"""What is gathered when an edition is frozen: from accepted reports alone, suppressed, and never again."""

from __future__ import annotations

import json

import pytest
from django.utils import timezone

from core.facts import sha256_of
from legislature.models import District
from legislature.readmodels.facts import gather
from legislature.readmodels.sheet_page import sheet
from tests import factories
from tests.legislature import scene
from tests.legislature.scene import CLINTON, ERIE, LYCOMING, UNION


@pytest.fixture
def here(pa):
    return scene.set_scene(pa)


@pytest.fixture
def facts(here):
    return gather(scene.start_edition(here.officer))


def sheet_of(facts, name):
    return facts["districts"][str(District.objects.get(ocd_id__endswith=name).pk)]


def test_money_is_what_accepted_reports_say(facts):
    money = facts["money"]
    assert (money["awarded"], money["spent"], money["match"]) == ("360000.00", "123000.00", "30000.00")
    assert money["left"] == "237000.00"
    assert money["reports"] == 3
    assert [use["label"] for use in money["uses"]] == ["Contractual", "Travel"]
    assert money["regions"][0]["spent"] == "123000.00"


def test_who_has_not_reported_is_named(facts):
    reports = facts["portfolio"]["reports"]
    assert (reports["owed"], reports["accepted"]) == (4, 3)
    assert reports["missing"] == [{"name": "Susquehanna Machining", "what": ["April–June 2026 (not filed)"]}]


def test_what_nobody_reported_is_not_known_and_not_zero(facts):
    erie = next(one for one in facts["partnerships"] if one["name"] == "Erie Care")
    assert erie["spent"] is None
    assert erie["reports"] == {"owed": 0, "accepted": 0, "missing": []}


def test_few_people_are_hidden_and_a_second_county_with_them(facts):
    people = facts["people"]
    assert people["enrolled"] == 72
    assert people["counties"][UNION] is None
    assert people["counties"][CLINTON] is None
    assert people["counties"][LYCOMING] == 30
    assert people["hidden_people"] == 17


@pytest.mark.claim(48)
@pytest.mark.rule("BR-83")
def test_a_district_of_two_counties_shows_both_and_only_cells_that_the_state_shows(facts):
    house = sheet_of(facts, "sldl:84")
    assert house["county_names"] == ["Clinton", "Lycoming"]
    assert len(house["partnerships"]) == 1
    assert (house["awarded"], house["spent"], house["at_home"]) == ("360000.00", "123000.00", 1)
    assert house["employers"] == 9
    assert house["people"] == {"shown": 30, "shown_in": ["Lycoming"], "hidden_in": ["Clinton"]}
    senate = sheet_of(facts, "sldu:23")
    assert senate["people"] == {"shown": None, "shown_in": [], "hidden_in": ["Union"]}
    assert senate["partnerships"] == []
    assert sheet_of(facts, "sldl:2")["counties"] == []


def test_a_voice_needs_a_consent_that_holds(here):
    scene.tell_story(here.partnership, "It started.")
    taken_back = scene.tell_story(here.partnership, "Never again.", county_fips=ERIE)
    taken_back.revoked_at = timezone.now()
    taken_back.save()
    facts = gather(scene.start_edition(here.officer))
    voice = sheet_of(facts, "sldl:84")["voice"]
    assert (voice["text"], voice["of"], voice["where"]) == ("It started.", 1, "from")
    assert sheet_of(facts, "sldl:1")["voice"] is None
    assert "Never again." not in json.dumps(facts)


def test_the_lot_is_the_same_for_everybody_who_draws_it_again(here):
    for number in range(6):
        scene.tell_story(here.partnership, f"Words {number}")
    edition = scene.start_edition(here.officer)
    first, second = gather(edition), gather(edition)
    assert sheet_of(first, "sldl:84")["voice"] == sheet_of(second, "sldl:84")["voice"]
    assert sheet_of(first, "sldl:84")["voice"]["of"] == 6
    assert sha256_of(first) == sha256_of(second)


def test_facts_hold_neither_floats_nor_small_counts_of_people(facts):
    def walk(value, path="facts"):
        assert not isinstance(value, float), path
        if isinstance(value, dict):
            for key, inside in value.items():
                assert isinstance(key, str), path
                walk(inside, f"{path}.{key}")
        elif isinstance(value, list):
            for inside in value:
                walk(inside, path)

    walk(facts)
    assert json.loads(json.dumps(facts)) == facts
    small = [count for count in facts["people"]["counties"].values() if count and count < 10]
    assert small == []


def test_an_empty_state_has_facts_too(pa):
    officer = factories.member("officer")
    facts = gather(scene.start_edition(officer))
    assert facts["portfolio"]["active"] == 0
    assert facts["money"]["available"] == "0"
    assert facts["districts"] == {}
    assert facts["people"]["enrolled"] == 0


def test_a_sheet_prints_from_its_facts(facts):
    number = District.objects.get(ocd_id__endswith="sldl:84").pk
    page = sheet(facts, number, 13)
    assert page["title"] == "House District 84: 1 partnership, 9 employers"
    assert page["for"] == "Representative Dana Whitcomb"
    assert page["people_note"] == "live anywhere in Lycoming, each counted once; Clinton is not shown"
