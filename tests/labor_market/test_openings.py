"""Projected openings as an indicator: a state's projections by occupation through the nation's staffing of industries."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from labor_market.models import Dataset, OccupationProjection
from labor_market.readmodels.openings import Projected, area_of, openings_in, projected_for
from labor_market.readmodels.screening import Asked, screen
from labor_market.readmodels.screening_shown import csv_rows, openings_text, rows_of, why_not
from labor_market.rules.indicators import DEFAULT_WEIGHTS
from labor_market.rules.screening import FORWARD_WEIGHTS, METHOD, openings_of
from tests import factories
from tests.labor_market.screening import TEXTBOOK, TEXTBOOK_NATION, dataset, fill, project, staff

MACHINISTS, WELDERS, NURSES, CARPENTERS = "514041", "514121", "291141", "472031"
STAFFED = {
    "11": {MACHINISTS: 600, WELDERS: 300},
    "21": {WELDERS: 500, NURSES: 400},
    "22": {NURSES: 400},
    "23": {CARPENTERS: 900},
}
RATES: dict[str, tuple[object, object]] = {MACHINISTS: (1000, 100), WELDERS: (500, 25), CARPENTERS: (2000, 400)}
"""10, 5 and 20 openings a year for each 100 jobs; nurses are not projected."""
ALONE = {"openings": 100}


@pytest.fixture
def pa(reference):
    Dataset.objects.filter(kind="qcew").delete()
    held = dataset()
    fill(held, "42077", TEXTBOOK)
    fill(held, "US000", TEXTBOOK_NATION)
    staff(STAFFED)
    return factories.state("pa")


def screened(state, **more) -> dict:
    return screen(Asked(**{"place": "The valley", "areas": ("42077",), "depth": 2} | more), state)


def by_code(facts: dict) -> dict[str, dict]:
    return {line["code"]: line for line in facts["candidates"]}


@pytest.mark.claim(36)
def test_openings_are_the_industrys_jobs_times_what_its_occupations_are_projected_to_need(pa):
    project(pa, RATES)
    found = by_code(screened(pa, weights=FORWARD_WEIGHTS))
    # (600 × 10% + 300 × 5%) of 900 jobs is 8 1/3 for each 100; of 1,000 jobs in the valley 83.3
    assert (found["11"]["openings_rate"], found["11"]["openings"]) == (0.083333, 83.3)
    assert found["11"]["openings_covered"] == 0.9
    assert (found["23"]["openings_rate"], found["23"]["openings"]) == (0.2, 56.0)
    assert (found["21"]["openings_rate"], found["21"]["openings_covered"]) == (0.05, 0.5)


def test_what_is_not_projected_is_missing_with_its_reason_and_never_zero(pa):
    project(pa, RATES)
    found = by_code(screened(pa, weights=ALONE))
    assert (found["22"]["openings"], found["22"]["openings_rate"], found["22"]["score"]) == (None, None, None)
    assert found["22"]["missing"] == {"openings": "occupations with projections hold only 0% of its jobs"}
    assert found["92"]["missing"]["openings"].startswith("no private jobs: public administration")
    assert [code for code, line in found.items() if line["rank"]] == ["23", "11", "21"]
    assert [found[code]["score"] for code in ("23", "11", "21")] == [100, 50, 0]
    row = next(row for row in rows_of({"candidates": list(found.values())}) if row.code == "22")
    assert (row.openings, row.why) == (
        "not computed",
        "Not computed: projected openings: occupations with projections hold only 0% of its jobs.",
    )


def test_without_projections_nothing_changes_and_a_weight_is_answered_with_the_reason(pa):
    facts = screened(pa, weights=DEFAULT_WEIGHTS)
    assert facts["projection"] == {}
    assert not any("openings" in line["missing"] for line in facts["candidates"] if line["jobs"])
    assert not any(row.shows_openings for row in rows_of(facts))
    assert openings_text(facts) == ""
    found = by_code(screened(pa, weights=ALONE))
    assert found["11"]["missing"] == {"openings": "no projections by occupation are loaded"}
    assert found["11"]["score"] is None


def test_the_score_without_openings_is_the_same_whether_projections_are_loaded_or_not(pa):
    """An analysis keeps its weights: what was weighed by five indicators ranks as before."""
    before = [(line["code"], line["score"], line["rank"]) for line in screened(pa)["candidates"]]
    project(pa, RATES)
    facts = screened(pa)
    assert [(line["code"], line["score"], line["rank"]) for line in facts["candidates"]] == before
    assert (facts["method"], facts["version"]) == (METHOD, 2)
    assert METHOD == "Percentile ranks of six indicators, version 2"


def test_the_sources_name_projections_and_staffing(pa):
    held = project(pa, RATES)
    facts = screened(pa)
    assert [one["title"] for one in facts["sources"]][1:] == [
        "Projections of employment by occupation",
        "Occupational Employment and Wage Statistics by industry, nation",
    ]
    assert facts["sources"][1]["id"] == held.pk
    assert openings_text(facts).startswith(
        "Openings are those that the state’s projections for Statewide, 2022 to 2032,"
    )
    head, *lines = csv_rows(facts)
    place = head.index("Projected openings a year")
    assert {line[2]: line[place : place + 3] for line in lines}["23"] == [56.0, 0.2, 0.9]
    assert {line[2]: line[place : place + 3] for line in lines}["22"] == ["", "", 0.0]


def test_openings_that_are_not_printed_are_growth_and_separations(pa):
    project(pa, {CARPENTERS: (1000, None)}, change=100, exits=30, transfers=60)
    project(pa, {MACHINISTS: (0, 5), WELDERS: (None, 5)})  # of no jobs nothing is a share
    found = by_code(screened(pa))
    assert found["23"]["openings_rate"] == 0.1  # 10 a year more, 30 who leave work, 60 who change their occupation
    assert found["11"]["openings_rate"] is None


def test_an_occupation_that_the_state_projects_within_its_broad_one_takes_that(pa):
    project(pa, {"514040": (100, 30)})
    assert by_code(screened(pa))["11"]["openings_rate"] == 0.3


def test_an_industry_without_staffing_is_read_from_the_one_that_contains_it(pa):
    project(pa, RATES)
    found = projected_for(pa)
    assert isinstance(found, Projected)
    openings = openings_in(found, ["236", "23622", "92", "31-33"])
    assert (openings["236"].read_as, openings["23622"].rate) == ("23", 0.2)
    assert openings["92"].why == openings["31-33"].why == "no occupations are published for it"


def test_which_area_of_the_projections_stands_for_a_place(pa):
    assert area_of(["Lehigh Valley", "Statewide"], pa, "lehigh valley") == "Lehigh Valley"
    assert area_of(["Lehigh Valley", "Statewide"], pa, "The valley") == "Statewide"
    assert area_of(["Ohio", "Pennsylvania"], pa, "") == "Pennsylvania"
    assert area_of(["Lehigh Valley"], pa, "Lehigh Valley") == "Lehigh Valley"
    assert area_of(["Lehigh Valley"], pa, "") is None
    assert area_of(["Lehigh Valley"], pa, "Erie") is None
    assert area_of(["North", "South"], pa, "") is None
    held = project(pa, RATES, area="North")
    assert projected_for(pa) == f"{held} is of one area, North, and that is neither Pennsylvania nor “Statewide”"
    assert isinstance(projected_for(pa, "North"), Projected)
    OccupationProjection.objects.bulk_create(
        [OccupationProjection(dataset=held, area="South", soc=MACHINISTS, base_year=2022, projected_year=2032,
                              base_employment=1, openings=1)]
    )  # fmt: skip
    assert projected_for(pa) == f"{held} is of 2 areas, and none of them is Pennsylvania or “Statewide”"


def test_the_newest_base_year_is_read_and_projections_without_openings_say_so(pa):
    held = project(pa, {CARPENTERS: (1000, 10)}, base_year=2020, projected_year=2030)
    project(pa, {CARPENTERS: (1000, 200)})
    assert by_code(screened(pa))["23"]["openings_rate"] == 0.2
    held.projections.update(openings=None)
    assert projected_for(pa) == f"{held} has no openings, or no jobs in the base year to compare them with"


def test_what_one_state_projects_another_does_not_read(pa):
    project(factories.state("ga"), RATES)
    assert projected_for(pa) == "no projections by occupation are loaded"


def test_half_of_the_jobs_are_enough_and_less_is_not():
    assert openings_of(1000, 500, 50).rate == 0.1
    assert openings_of(1000, 499, 50).why == "occupations with projections hold only 49% of its jobs"
    assert openings_of(1000, 0, 0).rate is None


def test_what_was_frozen_before_there_were_openings_is_printed_as_it_was():
    """Five indicators, no openings in the lines: the same words as then, and no column."""
    line = {
        "code": "11", "title": "Farms", "jobs": None, "before": None, "share": None, "growth": None, "quotient": None,
        "quotient_change": None, "pay": None, "relative_pay": None, "national": None, "mix": None, "competitive": None,
        "firms": 3, "partial": "", "score": None, "rank": None, "warning": "",
        "missing": dict.fromkeys(DEFAULT_WEIGHTS, "suppressed"),
    }  # fmt: skip
    assert why_not(line["missing"]) == "Not computed: suppressed."
    (row,) = rows_of({"candidates": [line]})
    assert (row.shows_openings, row.openings) == (False, "not computed")
    facts = {"candidates": [line], "place": "P", "reference": {"name": "US"}, "years": [2024, 2025], "method": "1"}
    head, cells = csv_rows(facts)
    assert len(head) == len(cells)


def test_the_queries_are_written_down(pa):
    with CaptureQueriesContext(connection) as without:
        screened(pa)
    project(pa, RATES)
    with CaptureQueriesContext(connection) as queries:
        screened(pa)
    assert (len(without), len(queries)) == (5, 9), [one["sql"][:90] for one in queries]
