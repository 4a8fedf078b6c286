"""The read models of the impact report: the field's golden numbers, suppression, wording, and who is left out."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import pytest

from core.permissions import Role
from evaluation.checks import claims_too_much
from evaluation.models import Claim, Story, SystemsChange
from evaluation.readmodels import claims, employers, employers_of, systems_changes, voices, workers
from evaluation.readmodels.measures import CannotPool, pool
from grants.readmodels.accepted import AcceptedFigure
from tests import factories
from tests.evaluation import scene
from tests.evaluation.scene import END, START


@pytest.fixture
def officer(pa):
    return factories.member(Role.OFFICER)


@pytest.fixture
def circle(pa):
    return factories.partnership(county_fips=["42003"])


def item_of(found: dict[str, Any], key: str) -> dict[str, Any]:
    return next(item for item in found["items"] if item["key"] == key)


@pytest.mark.parametrize(
    ("key", "yes", "low", "high"),
    [
        pytest.param("turnover", 41, "31.9", "50.8", marks=pytest.mark.claim(18)),
        pytest.param("rework", 19, "12.5", "27.8", marks=pytest.mark.claim(19)),
        pytest.param("complaints", 23, "15.8", "32.2", marks=pytest.mark.claim(20)),
    ],
)
def test_the_massachusetts_figures_come_with_their_interval(officer, circle, key, yes, low, high):
    rows = [{key: "lower", "credit": [key]}] * yes + [{key: "same"}] * (100 - yes)
    scene.answered(scene.wave(officer, "closed"), circle, *rows)

    found = item_of(employers(START, END), key)

    assert (found["yes"], found["n"], found["share"], found["low"], found["high"]) == (yes, 100, f"{yes}.0", low, high)
    assert found["gate"] == "headline"


@pytest.mark.claim(21)
def test_all_of_twenty_two_is_never_without_doubt(officer, circle):
    scene.answered(scene.wave(officer, "closed"), circle, *[{"value": "valuable"}] * 22)

    found = item_of(employers(START, END), "value")

    assert (found["share"], found["low"], found["high"]) == ("100.0", "85.1", "100.0")


@pytest.mark.claim(23)
@pytest.mark.rule("BR-70")
def test_employers_reported_it_and_nothing_is_said_to_be_caused(officer, circle):
    rows = [{item: "lower", "credit": [item]} for item in ("turnover", "rework", "complaints") for _ in range(12)]
    scene.answered(scene.wave(officer, "closed"), circle, *rows)

    said = [item["statement"] for item in employers(START, END)["items"]]

    assert any("of employers surveyed reported lower turnover" in sentence for sentence in said)
    assert not [sentence for sentence in said if claims_too_much(sentence, 1)]
    assert claims_too_much("The grants caused lower turnover.", 1) == "caused"
    assert not claims_too_much("“It led to better hires,” an owner said.", 1)
    assert not claims_too_much("The grants caused lower turnover.", 3)


@pytest.mark.claim(54)
def test_too_early_is_reported_not_dropped(officer, circle):
    survey = scene.wave(officer, "closed")
    rows = [{"turnover": "lower", "credit": ["turnover"]}] * 10 + [{"turnover": "too_early"}] * 6
    scene.answered(survey, circle, *rows, {"turnover": "dont_know"}, {"turnover": "not_applicable"}, {}, silent=3)

    found = item_of(employers(START, END), "turnover")

    assert found["apart"] == {"too_early": 6, "dont_know": 1, "not_applicable": 1}
    assert (found["yes"], found["n"], found["skipped"]) == (10, 17, 1)
    assert (found["invited"], found["base"]) == (22, 21)


def test_only_what_is_put_down_to_the_partnership_counts_and_the_rest_is_shown_beside(officer, circle):
    rows = [{"turnover": "lower", "credit": ["turnover"]}] * 4 + [{"turnover": "lower", "credit": ["none"]}] * 5
    scene.answered(scene.wave(officer, "closed"), circle, *rows, *[{"turnover": "higher"}] * 3)

    found = item_of(employers(START, END), "turnover")

    assert (found["yes"], found["without_credit"]["yes"], found["n"]) == (4, 9, 12)


def test_bounds_say_what_the_silent_could_change(officer, circle):
    rows = [{"turnover": "lower", "credit": ["turnover"]}] * 17 + [{"turnover": "same"}] * 24
    scene.answered(scene.wave(officer, "closed"), circle, *rows, silent=19)

    found = item_of(employers(START, END), "turnover")

    assert found["bounds"] == {"low": "28.3", "high": "60.0"}


def test_nine_answers_are_too_few_to_report(officer, circle):
    scene.answered(scene.wave(officer, "closed"), circle, *[{"turnover": "lower", "credit": ["turnover"]}] * 9)

    found = item_of(employers(START, END), "turnover")

    assert found["gate"] == "too few answers to report"
    assert [found[name] for name in ("yes", "share", "low", "high", "bounds")] == [None] * 5
    assert found["distribution"] == []
    assert set(found["apart"].values()) == {None}
    assert "n under 10" in found["statement"]


def test_under_thirty_percent_is_indicative_only(officer, circle):
    scene.answered(scene.wave(officer, "closed"), circle, *[{"value": "valuable"}] * 12, silent=40)

    assert item_of(employers(START, END), "value")["gate"] == "indicative"


def test_an_open_wave_is_in_no_report(officer, circle):
    survey = scene.wave(officer, "open")
    scene.answered(survey, circle, *[{"value": "valuable"}] * 12)

    assert employers(START, END)["wave"] is None
    assert employers_of(survey)["answered"] == 12


@pytest.mark.parametrize(
    ("key", "both", "lost", "gained", "before", "after"),
    [
        pytest.param("poverty", 31, 33, 4, "64.0", "35.0", marks=pytest.mark.claim(14)),
        pytest.param("insurance", 45, 4, 28, "49.0", "73.0", marks=pytest.mark.claim(15)),
        pytest.param("sick_leave", 30, 5, 28, "35.0", "58.0", marks=pytest.mark.claim(16)),
    ],
)
def test_the_same_people_before_and_after(circle, key, both, lost, gained, before, after):
    rows = scene.pairs(key, both=both, lost=lost, gained=gained, neither=100 - both - lost - gained)
    scene.people(circle, *rows, {}, {f"{key}_before": True})

    found = next(pair for pair in workers(START, END)["pairs"] if pair["key"] == key)

    assert (found["n"], found["before"], found["after"], found["not_known"]) == (100, before, after, 2)
    assert found["is_change"]
    assert not claims_too_much(found["statement"], 2)
    if key == "poverty":
        assert (found["points"], found["low"], found["high"]) == ("-29.0", "-39.5", "-18.5")
        assert (found["lost"], found["gained"], found["gained_shown"]) == (33, None, "fewer than 10")
    if key == "insurance":
        assert "offered health insurance by their employer" in found["statement"]


@pytest.mark.claim(27)
def test_a_person_in_two_partnerships_counts_once(circle):
    scene.people(circle, *[{"pseudonym": f"W{i}"} for i in range(15)])
    scene.people(factories.partnership(), *[{"pseudonym": f"W{i}"} for i in range(5)])

    found = workers(START, END)

    assert found["enrolled"] == 15
    assert (found["cumulative"]["people"], found["cumulative"]["enrollments"]) == (15, 20)


@pytest.mark.claim(27)
def test_published_claims_that_conflict_stand_side_by_side(pa):
    for value, title in ((18000, "FAQ"), (70000, "Booklet"), (118000, "Release")):
        Claim.objects.create(statement=f"{value} workers", value=value, topic="workers", source_title=title)

    found = claims()

    assert sorted(claim["value"] for claim in found) == ["118000", "18000", "70000"]
    assert all(claim["conflict"] and claim["n_shown"] == "n not stated" for claim in found)


def test_a_small_county_hides_itself_and_another(circle):
    counties = [("42003", 30), ("42007", 4), ("42019", 12)]
    scene.people(circle, *[{"county_fips": fips} for fips, count in counties for _ in range(count)])

    found = workers(START, END)["counties"]

    assert {cell["fips"]: cell["people"] for cell in found["cells"]} == {"42003": 30, "42007": None, "42019": None}
    assert found["total"] == 46


@pytest.mark.claim(6)
def test_results_by_schooling_and_income_at_entry_say_how_far_each_group_is_from_all_and_hide_the_few(circle):
    low = {"education": "No diploma", "poverty_before": True}
    high = {"education": "High school diploma", "poverty_before": False}
    scene.people(circle, *[low | {"completed": n < 30} for n in range(60)])
    scene.people(circle, *[high | {"completed": n < 100} for n in range(140)])
    scene.people(circle, *[{"education": "Doctorate", "completed": True}] * 4)
    scene.people(circle, *[{"education": "Some college", "completed": n < 10} for n in range(20)])

    groups = {group["key"]: group for group in workers(START, END)["groups"]}
    rows = {row["label"]: row for row in groups["education"]["rows"]}

    assert (rows["No diploma"]["share"], rows["No diploma"]["gap"], rows["No diploma"]["is_gap"]) == (
        "50.0",
        "-14.3",
        True,
    )
    assert float(rows["No diploma"]["gap_low"]) < -14.3 < float(rows["No diploma"]["gap_high"]) < 0
    assert rows["High school diploma"]["is_gap"]
    for few in ("Doctorate", "Some college"):
        assert {rows[few][name] for name in ("people", "share", "gap", "gap_low", "gap_high")} == {None}
    income = {row["label"]: row for row in groups["poverty_before"]["rows"]}
    assert income["Under the poverty guideline"]["gap"] == "-14.3"
    assert income["At or above it"]["people"] == 140


def test_a_difference_that_chance_explains_is_not_called_a_gap(circle):
    scene.people(circle, *[{"sex": "Female", "completed": n < 20} for n in range(35)])
    scene.people(circle, *[{"sex": "Male", "completed": n < 18} for n in range(35)])

    rows = next(group["rows"] for group in workers(START, END)["groups"] if group["key"] == "sex")

    assert [row["gap"] for row in rows] == ["2.9", "-2.9"]
    assert not any(row["is_gap"] for row in rows)


def test_what_is_not_known_is_never_no(circle):
    scene.people(circle, *[{"completed": True}] * 12, *[{"completed": False}] * 13, *[{}] * 20)

    found = workers(START, END)["results"][0]

    assert (found["yes"], found["n"], found["not_known"]) == (12, 25, 20)


def test_wages_are_medians_of_the_same_people(circle):
    rows = [{"wage_before": Decimal(15), "wage_after": Decimal(15) + i} for i in range(11)]
    scene.people(circle, *rows, {"wage_before": Decimal(99)})

    wage = workers(START, END)["wage"]

    assert (wage["n"], wage["before"], wage["after"], wage["gain"], wage["not_known"]) == (
        11,
        "15.00",
        "20.00",
        "5.00",
        1,
    )
    assert (wage["low"], wage["high"]) == ("2.00", "8.00")


def tell(partnership, **fields) -> Story:
    fields = {"kind": "employer", "text": "It works.", "speaker": "Ann", "told_on": dt.date(2026, 1, 5)} | fields
    return Story.objects.create(partnership=partnership, **{"consent_on": dt.date(2026, 1, 5)} | fields)


@pytest.mark.claim(50)
def test_voices_are_drawn_by_a_lot_that_can_be_drawn_again(circle):
    stories = [tell(circle, text=f"Story {i}") for i in range(8)]
    tell(circle, consent_on=None)
    tell(circle, consent_until=dt.date(2026, 1, 6))

    first, again, other = (voices(START, END, seed=seed) for seed in ("a", "a", "b"))

    assert first == again
    assert first["pot"] == 8
    assert len(first["drawn"]) == 3
    assert [one["id"] for one in first["stories"]] != [one["id"] for one in other["stories"]]
    drawn = first["drawn"][0]["id"]
    Story.objects.filter(pk=drawn).update(revoked_at=dt.datetime(2026, 2, 1, tzinfo=dt.UTC))
    assert drawn not in [one["id"] for one in voices(START, END, seed="a")["stories"]]
    assert {story.pk for story in stories} == {one["id"] for one in first["stories"]}


@pytest.mark.claim(49)
def test_a_story_says_which_figure_it_stands_beside_or_that_there_is_none(circle):
    tell(circle, measure=factories.measure("E1", title="Lower turnover"))
    tell(circle)

    assert {one["measure"] and one["measure"]["code"] for one in voices(START, END)["stories"]} == {"E1", None}


@pytest.mark.claim(56)
def test_changes_count_by_type_once_somebody_else_verified_them(officer, circle):
    other = factories.member(Role.OFFICER)
    for kind, depth in (("hr_practice", 3), ("college_program", 5)):
        SystemsChange.objects.create(
            partnership=circle, type=kind, title=kind, before="b", now="n", effective_on=START, depth=depth,
            status="verified", created_by=officer, verified_by=other,
        )  # fmt: skip
    SystemsChange.objects.create(
        partnership=circle, type="policy", title="p", before="b", now="n", effective_on=START, depth=1
    )

    found = systems_changes(START, END)

    assert {row["type"]: (row["verified"], row["claimed"]) for row in found["types"]} == {
        "hr_practice": (1, 0),
        "college_program": (1, 0),
        "policy": (0, 1),
    }
    assert [case["depth"] for case in found["cases"]] == [5, 3]
    assert (found["verified"], found["claimed"], found["partnerships"]) == (2, 1, 1)


def figure(measure, value, denominator=None) -> AcceptedFigure:
    below = None if denominator is None else Decimal(denominator)
    return AcceptedFigure(1, 1, measure.pk, START, Decimal(value), below, 1, 1)


def test_rates_are_pooled_and_never_averaged(pa):
    rate = factories.measure("W5", comparability="B", numerator="placed", denominator="completed")
    found = pool(rate, [figure(rate, *pair) for pair in ((8, 10), (45, 90), (3, 4), (60, 160))])

    assert (found.value, found.denominator) == (116, 264)


@pytest.mark.claim(57)
def test_a_custom_measure_cannot_be_added_up(pa):
    own = factories.measure("D1", comparability="D", tier="custom")

    with pytest.raises(CannotPool, match="cannot be added up"):
        pool(own, [figure(own, 3)])


def test_everything_is_plain_data(officer, circle):
    scene.answered(scene.wave(officer, "closed"), circle, *[{"value": "valuable"}] * 12)
    scene.people(circle, *scene.pairs("poverty", both=5, lost=5, gained=5, neither=5))
    tell(circle)

    for found in (employers(START, END), workers(START, END), voices(START, END), systems_changes(START, END)):
        assert json.loads(json.dumps(found)) == found
