"""Regions that hang together, target industries whose codes do not overlap, reviews that fall due."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core import geography
from core.isolation import state_scope
from core.models import HostName, State
from core.moves import MoveRefused
from core.permissions import Role
from labor_market.rules.geography import FORMER_COUNTIES, PLANNING_REGIONS
from partnerships.actions import places as deeds
from partnerships.models import IndustryStep, Region, TargetIndustry
from partnerships.readmodels.places import published_industries
from partnerships.rules.industries import MOVES, apart, overlap, overlaps, review_after
from tests import factories

pytestmark = pytest.mark.usefixtures("reference")
LEHIGH, NORTHAMPTON, WARREN_NJ, ALLEGHENY, BUTLER = "42077", "42095", "34041", "42003", "42019"


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


@pytest.fixture
def officer(pa):
    return factories.member(Role.OFFICER, name="Dana Kowalczyk")


@pytest.fixture
def client(pa, officer):
    return factories.client(pa, officer)


def sent(*counties: str, **more: str) -> dict[str, object]:
    return {"name": "Lehigh Valley", "kind": "planning_region", "counties": list(counties), "apart_reason": ""} | more


# Regions ----------------------------------------------------------------------------------------------------
def test_counties_that_touch_are_one_piece_across_a_state_line_too():
    assert apart([LEHIGH, NORTHAMPTON, WARREN_NJ]) == ""
    assert apart([LEHIGH]) == apart([]) == ""
    assert geography.parts_of([LEHIGH, ALLEGHENY, NORTHAMPTON]) == [[LEHIGH, NORTHAMPTON], [ALLEGHENY]]


@pytest.mark.parametrize(
    ("counties", "sentence"),
    [
        ([LEHIGH, NORTHAMPTON, ALLEGHENY], "Allegheny (PA) touches none of the other 2 counties."),
        ([LEHIGH, ALLEGHENY], "Lehigh (PA) touches none of the other 1 county."),
        ([LEHIGH, NORTHAMPTON, "42091", ALLEGHENY, BUTLER], "Allegheny (PA) and Butler (PA) touch none of the other 3"),
        (["53055", "53073"], "Whatcom (WA) touches none of the other 1 county."),
    ],
)
def test_counties_that_are_cut_off_are_named(counties, sentence):
    assert sentence in apart(counties)


def test_a_region_is_added_with_a_county_of_a_neighbor(client):
    assert client.post("/regions/new/", sent(LEHIGH, NORTHAMPTON, WARREN_NJ)).status_code == 302

    made = Region.objects.get()
    assert (made.county_fips, made.geo_vintage, made.apart_reason) == ([WARREN_NJ, LEHIGH, NORTHAMPTON], 2017, "")
    page = text(client.get("/regions/"))
    assert "Lehigh (PA), Northampton (PA), Warren (NJ)" in page
    assert "2 of 67 counties are in a region" in page
    assert "In no region:" in page


def test_counties_that_lie_apart_are_refused_by_name_until_a_reason_says_why(client):
    answer = client.post("/regions/new/", sent(LEHIGH, NORTHAMPTON, ALLEGHENY))
    assert answer.status_code == 422
    assert "Allegheny (PA) touches none of the other 2 counties." in text(answer)
    assert re.search(rf'value="{ALLEGHENY}"[^>]* checked', text(answer))

    client.post("/regions/new/", sent(LEHIGH, NORTHAMPTON, ALLEGHENY, apart_reason="One employer in both."))
    assert Region.objects.get().apart_reason == "One employer in both."
    assert "Not one piece: One employer in both." in text(client.get("/regions/"))


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"counties": []}, "Choose at least one county."),
        ({"counties": [WARREN_NJ]}, "Choose at least one county of Pennsylvania."),
        ({"name": " lehigh  VALLEY"}, "There is a region called lehigh VALLEY already."),
        ({"kind": "nothing"}, "Select a valid choice."),
    ],
)
def test_a_region_that_cannot_be_is_refused(client, changed, sentence):
    Region.objects.create(name="Lehigh Valley", county_fips=[LEHIGH])
    answer = client.post("/regions/new/", sent(LEHIGH, name="Another") | changed)
    assert answer.status_code == 422
    assert sentence in text(answer)


def test_a_region_is_changed_and_one_that_nothing_refers_to_is_deleted(client, officer):
    used, free = factories.region([LEHIGH]), factories.region([ALLEGHENY])
    factories.partnership(region=used)

    client.post(f"/regions/{used.pk}/edit/", sent(LEHIGH, NORTHAMPTON))
    used.refresh_from_db()
    assert (used.name, used.county_fips) == ("Lehigh Valley", [LEHIGH, NORTHAMPTON])
    answer = client.post(f"/regions/{used.pk}/delete/")
    assert answer.status_code == 422
    assert "is the region of 1 partnership and 0 analyses, so it stays." in text(answer)
    client.post(f"/regions/{free.pk}/delete/")
    assert list(Region.objects.all()) == [used]


def test_the_public_reads_the_states_own_day_of_a_review(client):
    made = factories.industry()
    late = dt.datetime(2026, 3, 4, 2, 30, tzinfo=dt.UTC)
    IndustryStep.objects.create(
        industry=made, move="review", reason="Leads.", by=factories.member(Role.OFFICER), at=late
    )
    assert published_industries(dt.date(2026, 3, 5)).industries[0].reviewed == dt.date(2026, 3, 3)


PLANNED = [f"091{n}0" for n in range(1, 10)]


@pytest.mark.rule("BR-80")
def test_the_nine_planning_regions_hang_together_and_each_border_has_two_sides():
    assert [geography.county_name(fips) for fips in PLANNED[:2]] == [
        "Capitol Planning Region", "Greater Bridgeport Planning Region",
    ]  # fmt: skip
    assert {fips: f"{name} Planning Region" for fips, name in PLANNING_REGIONS.items()} == {
        one.fips: one.name for one in geography.planning_regions_of("09")
    }
    near = geography.touching()
    assert all(fips in near[other] for fips in PLANNED for other in near[fips])
    assert not any(other in FORMER_COUNTIES for fips in PLANNED for other in near[fips])
    outside = {other for fips in FORMER_COUNTIES for other in near[fips] if not other.startswith("09")}
    assert {other for fips in PLANNED for other in near[fips] if not other.startswith("09")} == outside
    assert apart(PLANNED) == ""
    assert "Southeastern Connecticut Planning Region (CT) touches none" in apart(["09190", "09120", "09180"])
    assert len(geography.counties_of("09")) == 8


@pytest.mark.rule("BR-80")
def test_connecticut_makes_regions_of_planning_regions_or_of_former_counties_never_of_both(db):
    ct = State.objects.create(
        code="ct", usps="CT", fips="09", name="Connecticut", time_zone="America/New_York", fiscal_year_start_month=7
    )
    HostName.objects.create(state=ct, host="ct.localhost")
    with state_scope(ct):
        client = factories.client(ct, factories.member(Role.OFFICER))
        given = {"name": "Shore", "kind": "planning_region", "apart_reason": ""}
        wrong = client.post("/regions/new/", given | {"counties": ["09120", "09001"]})
        assert wrong.status_code == 422
        assert "Former counties and planning regions lie over each other." in text(wrong)
        assert "Fairfield, former county" in text(wrong)
        assert client.post("/regions/new/", given | {"counties": ["09120", "09190", "36119"]}).status_code == 302
        made = Region.objects.get()
        assert (made.county_fips, made.geo_vintage) == (["09120", "09190", "36119"], 2022)
        page = text(client.get("/regions/"))
        assert "Western Connecticut Planning Region" in page
        assert "Capitol Planning Region" in page
        assert "Tolland" not in page


@pytest.mark.parametrize("number", [1, 3, 20])
def test_the_lists_cost_the_same_for_any_number(client, number):
    for _ in range(number):
        factories.region()
        factories.industry()
    for address in ("/regions/", "/target-industries/", "/why-these-industries/"):
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        assert len(queries) <= 11, (address, [one["sql"][:80] for one in queries])


# Target industries ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("33", "3331", True), ("3331", "33", True), ("31-33", "332", True), ("31-33", "31-33", True),
        ("3331", "3332", False),
        ("44-45", "455", True), ("62", "6", True), ("622", "621", False), ("31-33", "48-49", False),
    ],
)  # fmt: skip
def test_codes_overlap_when_one_begins_the_other(one, other, expected):
    assert overlap(one, other) is expected


def test_every_overlap_is_said_with_both_codes_and_whose_they_are():
    found = overlaps(["332", "3327", "62"], {"Machinery": ["31-33"], "Care": ["621"]})
    assert "NAICS 332 and 3327 overlap" in found[0]
    assert "NAICS 332 overlaps with 31-33 of Machinery, which is targeted too" in found[1]
    assert len(found) == 4


def test_a_candidate_is_added_targeted_reviewed_retired_and_taken_up_again(client, officer):
    given = {
        "title": "Machining",
        "naics": "3327, 333",
        "soc": "51-4041",
        "career_cluster": "manufacturing",
        "rationale": "Pay.",
    }
    assert client.post("/target-industries/new/", given).status_code == 302
    made = TargetIndustry.objects.get()
    assert (made.status, made.naics, made.soc, made.career_cluster) == (
        "candidate",
        ["3327", "333"],
        ["514041"],
        "manufacturing",
    )

    answer = client.post(f"/target-industries/{made.pk}/moves/target/", {"reason": " "})
    assert answer.status_code == 422
    assert "Give a reason to target" in text(answer)
    client.post(f"/target-industries/{made.pk}/moves/target/", {"reason": "Twice the nation's share."})
    made.refresh_from_db()
    today = timezone.localdate()
    assert (made.status, made.targeted_from, made.review_due_on) == ("targeted", today, review_after(today))

    TargetIndustry.objects.update(review_due_on=today - dt.timedelta(days=1))
    page = text(client.get("/target-industries/"))
    assert "1 review overdue" in page
    assert "Overdue" in page
    assert "The yearly review is late" in text(factories.client(officer.state).get("/why-these-industries/"))
    client.post(f"/target-industries/{made.pk}/review/", {"reason": "Still leads.", "analysis": ""})
    made.refresh_from_db()
    assert not made.is_overdue(today)

    client.post(f"/target-industries/{made.pk}/moves/retire/", {"reason": "The last plant closed."})
    made.refresh_from_db()
    assert (made.status, made.targeted_to, made.review_due_on) == ("retired", today, None)
    client.post(f"/target-industries/{made.pk}/moves/reopen/", {"reason": "A plant opens."})
    steps = IndustryStep.objects.order_by("pk").values_list("move", "reason")
    assert [move for move, _ in steps] == ["add", "target", "review", "retire", "reopen"]
    assert "The last plant closed." in text(client.get(f"/target-industries/{made.pk}/edit/"))


def test_two_targeted_industries_never_have_the_same_jobs(client, officer):
    factories.industry("Manufacturing", ["31-33"])
    made = deeds.save_industry(None, by=officer, title="Machinery", naics=["333"])

    answer = client.post(f"/target-industries/{made.pk}/moves/target/", {"reason": "Grows."})
    assert answer.status_code == 422
    assert "NAICS 333 overlaps with 31-33 of Manufacturing, which is targeted too" in text(answer)
    assert "Grows." in text(answer)
    with pytest.raises(deeds.Refused, match="332 and 3327 overlap"):
        deeds.save_industry(made, by=officer, title="Machinery", naics=["332", "3327"])


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"naics": "9999"}, "9999 is no NAICS 2022 code."),
        ({"naics": "333", "soc": "99-9999"}, "999999 is no SOC 2018 code."),
        ({"naics": "333", "title": "manufacturing"}, "There is an industry called manufacturing already."),
        ({"naics": ""}, "This field is required."),
    ],
)
def test_what_is_mistyped_is_said_and_stays(client, changed, sentence):
    factories.industry("Manufacturing", ["62"])
    answer = client.post("/target-industries/new/", {"title": "Machines", "rationale": "Kept words"} | changed)
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert "Kept words" in text(answer)


@pytest.mark.parametrize("name", MOVES)
def test_each_move_of_an_industry_starts_where_its_table_says(pa, officer, name):
    for status in ("candidate", "targeted", "retired"):
        one = factories.industry(naics=["62"])
        TargetIndustry.objects.filter(pk=one.pk).update(status=status)
        one.refresh_from_db()
        try:
            deeds.move_industry(one, name, reason="Because.", by=officer)
        except MoveRefused:
            assert status not in MOVES[name].sources
        else:
            assert status in MOVES[name].sources
        one.delete() if not one.steps.exists() else TargetIndustry.objects.update(status="retired")


def test_a_review_on_leap_day_is_due_on_the_28th():
    assert review_after(dt.date(2028, 2, 29)) == dt.date(2029, 2, 28)


@pytest.mark.parametrize(
    ("role", "reads", "keeps"),
    [(Role.OFFICER, 200, 200), (Role.ANALYST, 200, 200), (Role.DIRECTOR, 200, 403), (Role.CONVENER, 403, 403)],
)
def test_who_reads_and_who_keeps_them(pa, role, reads, keeps):
    industry, region = factories.industry(), factories.region()
    client = factories.client(pa, factories.member(role))
    for address in ("/regions/", "/target-industries/"):
        assert client.get(address).status_code == reads
    for address in (f"/regions/{region.pk}/edit/", "/regions/new/", f"/target-industries/{industry.pk}/edit/",
                    f"/target-industries/{industry.pk}/review/", f"/target-industries/{industry.pk}/moves/retire/",
                    f"/regions/{region.pk}/delete/"):  # fmt: skip
        assert client.get(address).status_code == keeps, address


def test_another_states_places_are_not_found(db):
    with state_scope(factories.state("ga")):
        region, industry = factories.region(["13001"]), factories.industry()
    with state_scope(here := factories.state("pa")):
        client = factories.client(here, factories.member(Role.OFFICER))
    for address in (f"/regions/{region.pk}/edit/", f"/target-industries/{industry.pk}/edit/",
                    f"/target-industries/{industry.pk}/moves/retire/"):  # fmt: skip
        assert client.get(address).status_code == 404
