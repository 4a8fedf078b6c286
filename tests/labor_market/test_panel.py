"""The panel beside an application: frozen facts, with what the data cannot say."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from labor_market.models import IndustryFigure
from labor_market.readmodels.panel import panel_for

pytestmark = pytest.mark.usefixtures("reference")
NORTHEAST = ["40143", "40145"]


@pytest.mark.claim(41)
def test_the_panel_gives_the_counties_and_the_industrys_occupations():
    panel = panel_for(NORTHEAST, ["3364"])
    assert [c["name"] for c in panel["counties"]] == ["Tulsa", "Wagoner"]
    assert panel["area"]["name"] == "Oklahoma"
    (industry,) = panel["industries"]
    assert industry["counties"][0] == {
        "fips": "40143",
        "name": "Tulsa",
        "year": 2016,
        "jobs": "3,386",
        "change": "-11.9%",
        "average_pay": "$60,264 a year",
        "quotient": "2.82",
    }
    assert len(industry["occupations"]) == 10
    assert {"title", "share_of_industry", "jobs", "quotient", "median_pay"} <= set(industry["occupations"][0])


@pytest.mark.claim(38)
def test_the_panel_names_its_sources_with_their_vintage():
    sources = panel_for(NORTHEAST, ["3364"])["sources"]
    assert [(s["key"], s["vintage"]) for s in sources] == [
        ("oews-2025-05", "May 2025"),
        ("staffing-2025-05", "May 2025"),
        ("qcew-tulsa-2016", "2016"),
    ]
    assert all(len(s["sha256"]) == 64 for s in sources)


def test_the_panel_can_be_kept_as_json_and_comes_out_the_same():
    panel = panel_for(NORTHEAST, ["3364", "62"])
    assert json.loads(json.dumps(panel)) == panel
    assert panel_for(NORTHEAST, ["3364", "62"]) == panel


def test_what_the_data_cannot_say_is_said():
    gaps = panel_for(["42003", "42007", "39099"], ["3364", "0000"])["gaps"]
    assert gaps == [
        "Not a NAICS 2022 code: 0000.",
        "Occupation figures are for Pennsylvania as a whole: none are published for counties.",
        "The counties lie in more than one state; figures are for the one with most of them.",
        "No county counts of jobs (QCEW) are loaded for these counties and NAICS 3364.",
    ]
    assert panel_for([], ["3364"])["gaps"][0] == "No county was chosen."
    assert panel_for(["39099"], ["3364"])["gaps"][0] == "No occupation figures are loaded for this state."


def test_a_withheld_county_count_is_not_published_and_never_zero():
    IndustryFigure.objects.filter(area_fips="40143", industry_code="3364", year=2016).update(
        disclosed=False, employment=None, average_pay=None, location_quotient=None
    )
    (county,) = panel_for(NORTHEAST, ["3364"])["industries"][0]["counties"]
    assert county["jobs"] == county["change"] == county["average_pay"] == county["quotient"] == "not published"


def test_a_panel_costs_four_queries_an_industry():
    def cost(*naics: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            panel_for(NORTHEAST, list(naics))
        return len(seen)

    assert cost("3364") <= 10
    assert cost("3364", "62", "31-33") - cost("3364") <= 8
