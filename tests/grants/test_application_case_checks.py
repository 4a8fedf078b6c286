"""What the assessment, the work plan and the disclosures lack, told by the same functions at both ends."""

from __future__ import annotations

import pytest

from grants.checks.application_case import Region, Step, Tie, assessment_findings, neutrality_findings
from grants.checks.application_case import work_plan_findings as plan_findings
from grants.checks.applications import Seat
from grants.choices import Interest
from grants.readmodels.application_case import plan_of
from tests.grants import casing

NAMES = {"42077": "Lehigh", "42011": "Berks", "42095": "Northampton"}
WHOLE = Region("Lehigh Valley", ("42077", "42011"), "One commuting area.", "LODES", "71% live here.")
SEATS = [Seat("Blue Mountain Bakery", "employer")]


def said(findings) -> str:
    return " | ".join(finding.text for finding in findings)


def test_a_whole_assessment_lacks_nothing():
    assert assessment_findings([WHOLE], ["42077", "42011"], NAMES) == []


def test_an_assessment_says_what_each_region_lacks():
    words = said(assessment_findings([Region("North")], [], NAMES))

    for advice in ("choose its counties", "labor market of its own", "name the source", "what the source shows"):
        assert f"North: {advice}" in words or advice in words
    assert "at least one" in said(assessment_findings([], ["42077"], NAMES))


def test_each_county_stands_in_exactly_one_region():
    twice = [WHOLE, WHOLE._replace(name="Berks", counties=("42011",))]

    words = said(assessment_findings(twice, ["42077", "42011", "42095"], NAMES))

    assert "Northampton: in no region yet" in words
    assert "Berks: in more than one region" in words
    assert "Berks: in a region but not among the counties" in said(assessment_findings([WHOLE], ["42077"], NAMES))


def test_two_regions_of_one_name_are_told():
    same = [WHOLE, WHOLE._replace(name="lehigh  valley", counties=("42095",))]

    assert "two regions have this name" in said(assessment_findings(same, ["42077", "42011", "42095"], NAMES))


def plan(*steps: Step, months: int | None = 6, goals: list[str] | None = None) -> str:
    return said(plan_findings(steps, months=months, seats=SEATS, lead="The Alliance", goals=goals))


def test_a_whole_plan_lacks_nothing_and_may_be_owned_by_the_lead():
    step = Step("Meet", "the alliance", 1, 6, "Minutes", "W4")

    assert plan(step, goals=["W4"]) == ""
    assert plan(step._replace(owner="BLUE MOUNTAIN BAKERY")) == ""


@pytest.mark.parametrize(
    ("starts", "ends", "words"),
    [
        (6, 6, ""),
        (1, 7, "month 7 is after the award, which has 6 months"),
        (7, 7, "month 7 is after the award"),
        (4, 3, "it ends in month 3, before it starts in month 4"),
        (None, 3, "give the month in which it starts"),
        (3, None, "give the month in which it ends"),
    ],
)
def test_activities_stand_within_the_months_of_the_award(starts, ends, words):
    found = plan(Step("Train", "The Alliance", starts, ends, "24 people"))

    assert (words in found) if words else found == ""


def test_an_activity_has_an_owner_at_the_table_a_deliverable_and_a_goal_with_a_target():
    words = plan(Step("Train", "Somebody Else", 1, 2, " ", "P5"), goals=["W4"])

    assert "Somebody Else is not on the roster" in words
    assert "what will be there when it is done" in words
    assert "the goal it serves has no target" in words
    assert "choose who answers for it" in plan(Step("Train", "", 1, 2, "x"))
    assert "at least one activity" in plan()


@pytest.mark.rule("BR-60")
def test_each_interest_is_answered_and_each_that_there_is_is_explained():
    assert neutrality_findings(casing.TIES) == []
    assert len(neutrality_findings([])) == len(Interest)
    yes = [Tie(one.value, True) for one in Interest]
    words = said(neutrality_findings(yes))
    assert words.count("say what it is") == len(Interest)
    assert "Sells or delivers training: say how the provider is chosen independently of you" in words


def test_the_chart_has_a_column_a_month_or_a_quarter_or_a_year():
    row = {"title": "Train", "starts": 12, "ends": 13}

    assert plan_of([{**row, "ends": 12}], 12).columns == [str(n) for n in range(1, 13)]
    quarters = plan_of([row], 36)
    assert (quarters.columns[3:5], quarters.rows[0]["cells"][3:6]) == (["10–12", "13–15"], [True, True, False])
    assert plan_of([row], 37).columns == ["1–12", "13–24", "25–36", "37–37"]
    assert plan_of([], None).rows == []
