"""The workbench: what an analyst asks, what she sees, what she takes away, and what she keeps."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.models import AuditEvent
from core.permissions import Role
from labor_market.choices import DatasetKind
from labor_market.models import Dataset, OccupationProjection
from labor_market.readmodels.declines import declines_of
from partnerships.models import IndustryAnalysis, Region
from tests import factories
from tests.labor_market.screening import TEXTBOOK, TEXTBOOK_NATION, dataset, fill, project, staff

PAGE = "/labor-market/workbench/"
EVEN = "concentration=20&growth=20&competitive_share=20&pay=20&size=20"


pytestmark = pytest.mark.usefixtures("reference")


@pytest.fixture
def figures(pa):
    Dataset.objects.filter(kind="qcew").delete()
    held = dataset()
    fill(held, "42000", TEXTBOOK | {"44-45": (900, 950), "62": (None, None)})
    fill(held, "42077", TEXTBOOK)
    fill(held, "42095", {"11": (100, 90)})
    fill(held, "US000", TEXTBOOK_NATION | {"44-45": (60, 61), "62": (70, 80)})
    return held


@pytest.fixture
def analyst(pa, figures):
    return factories.client(pa, factories.member(Role.ANALYST, name="Nadia Ferrari"))


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize(
    ("role", "status"), [(Role.ANALYST, 200), (Role.OFFICER, 403), (Role.DIRECTOR, 403), (Role.CONVENER, 403)]
)
def test_the_workbench_is_the_analysts(pa, role, status):
    assert factories.client(pa, factories.member(role)).get(PAGE).status_code == status
    assert factories.client(pa).get(PAGE).status_code == 302


def test_every_candidate_stands_with_its_rank_or_why_it_has_none(analyst):
    page = text(analyst.get(f"{PAGE}?depth=2"))

    assert "5 of 20" in page
    assert "Not computed: suppressed." in page
    assert "Not computed: not in the file." in page
    assert "Not computed: no private jobs: public administration is counted apart" in page
    assert "Large and low-paid sectors such as retail and restaurants" in page
    assert "U.S. Bureau of Labor Statistics, Quarterly Census of Employment and Wages, 2024 and 2025" in page
    assert page.count("<svg") >= 2
    assert "Show as a table" in page


@pytest.mark.claim(7)
def test_every_one_of_the_twenty_sectors_can_be_screened_within(analyst):
    page = text(analyst.get(PAGE))
    for sector in ("11", "21", "22", "23", "31-33", "42", "44-45", "48-49", "51", "52", "53", "54", "55", "56", "61",
                   "62", "71", "72", "81", "92"):  # fmt: skip
        assert f'<option value="{sector}">' in page
    within = analyst.get(f"{PAGE}?depth=4&sector=31-33").context["bench"].rows
    assert within
    assert all(row.code.startswith("3") for row in within)


def test_counties_are_chosen_instead_of_a_region_and_compared_with_the_state(analyst):
    bench = analyst.get(f"{PAGE}?depth=2&counties=42077&counties=42095&reference=42000&{EVEN}").context["bench"]

    assert bench.facts["place"] == "Lehigh, Northampton"
    assert bench.facts["reference"] == {"fips": "42000", "name": "Pennsylvania"}
    assert next(row for row in bench.rows if row.code == "11").jobs == "1,090"


def test_changing_the_weights_ranks_anew_without_losing_the_page(analyst):
    pay = "concentration=0&growth=100&competitive_share=0&pay=0&size=0"
    whole = analyst.get(f"{PAGE}?depth=2&{pay}")
    part = analyst.get(f"{PAGE}?depth=2&{pay}", HTTP_HX_REQUEST="true")

    assert [row.code for row in whole.context["bench"].rows[:2]] == ["11", "23"]
    assert "<html" not in part.content.decode()
    assert [row.code for row in part.context["bench"].rows] == [row.code for row in whole.context["bench"].rows]


@pytest.mark.parametrize("headers", [{}, {"HTTP_HX_REQUEST": "true"}])
def test_weights_that_do_not_sum_to_100_are_said_and_what_was_typed_stays(analyst, headers):
    answer = analyst.get(f"{PAGE}?concentration=30&growth=15&competitive_share=20&pay=25&size=15", **headers)

    assert answer.status_code == 422
    assert "The weights sum to 105. Change them so that they sum to 100." in text(answer)
    if not headers:
        assert 'name="concentration" id="id_concentration" value="30"' in text(answer)


def test_the_address_keeps_the_years_and_says_what_is_wrong_with_them(analyst):
    page = analyst.get(f"{PAGE}?depth=2&first=2024&last=2025&{EVEN}")
    assert page.context["bench"].facts["years"] == [2024, 2025]
    assert "first=2024&amp;last=2025" in page.content.decode()
    assert "Years loaded here: 2024, 2025" in text(page)
    for wrong, sentence in (("first=2025&last=2024", "2024 is not after 2025."), ("first=2024", "Give both years")):
        answer = analyst.get(f"{PAGE}?depth=2&{wrong}&{EVEN}")
        assert answer.status_code == 422
        assert sentence in text(answer)
    assert "2019 and 2025 are not both loaded" in text(analyst.get(f"{PAGE}?depth=2&first=2019&last=2025&{EVEN}"))


def test_the_state_is_not_compared_with_itself(analyst):
    answer = analyst.get(f"{PAGE}?reference=42000")
    assert answer.status_code == 422
    assert "All of Pennsylvania cannot be compared with itself." in text(answer)


def test_without_figures_the_page_says_what_to_import(pa, figures):
    figures.delete()
    page = text(factories.client(pa, factories.member(Role.ANALYST)).get(PAGE))
    assert "No county counts of jobs (QCEW) are loaded for Pennsylvania." in page


def test_the_table_is_a_file_with_method_and_source_in_each_row(analyst):
    answer = analyst.get(f"{PAGE}screening.csv?depth=2&counties=42077&{EVEN}")

    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert len(rows) == 20
    first = next(row for row in rows if row["NAICS"] == "11")
    assert first["Jobs"] == "1000.0"
    parts = [float(first[name]) for name in ("Reference growth", "Industry mix", "Competitive share")]
    assert sum(parts) == pytest.approx(500)
    assert "2024 and 2025" in first["Sources"]
    assert next(row for row in rows if row["NAICS"] == "92")["Jobs"] == ""


@pytest.mark.claim(36)
def test_the_occupations_behind_an_industry_with_demand_pay_and_oklahomas_filter(analyst):
    page = text(analyst.get(f"{PAGE}industries/23/?depth=2&counties=42077&preset=ok20"))
    low = text(analyst.get(f"{PAGE}industries/72/?depth=2&counties=42077&preset=ok20"))

    assert "Oklahoma’s critical occupations without formal education, $20." in page
    assert "Carpenters" in page
    assert "Passes" in page
    assert "Does not pass" in low
    assert "is under $20 an hour." in low
    assert analyst.get(f"{PAGE}industries/99999/").status_code == 404


def projected(changes: dict[str, int], areas: tuple[str, ...] = ("Pennsylvania",)) -> None:
    held = dataset("projections-test")
    held.kind, held.title, held.vintage = DatasetKind.PROJECTION, "Long-term projections", "2022 to 2032"
    held.save()
    rows = [
        OccupationProjection(
            dataset=held, area=area, soc=soc, base_year=2022, projected_year=2032, base_employment=900, change=change
        )
        for area in areas
        for soc, change in changes.items()
    ]
    OccupationProjection.objects.bulk_create(rows)


def filtered(analyst, code: str, preset: str) -> tuple[dict[str, tuple[bool | None, str]], str]:
    answer = analyst.get(f"{PAGE}industries/{code}/?depth=2&counties=42077&preset={preset}")
    rows = answer.context["behind"].rows
    return {row.code.replace("-", ""): (row.passes, row.why_not) for row in rows}, text(answer)


CARPENTERS = "472031"


@pytest.mark.claim(36)
def test_oklahomas_filter_drops_what_the_states_projections_expect_to_decline(analyst):
    passing, page = filtered(analyst, "23", "ok20")
    assert passing[CARPENTERS] == (True, "")
    assert "Decline was not looked at: no projections by occupation are loaded." in page

    others = {soc: 5 for soc, (passes, _) in passing.items() if passes and soc != CARPENTERS}
    unnamed = others.popitem()[0]
    projected(others | {CARPENTERS: -4})
    passing, page = filtered(analyst, "23", "ok20")
    assert passing[CARPENTERS] == (False, "It declines, by the state’s projections.")
    assert passing[unnamed] == (None, "The state’s projections do not name it, so it may decline.")
    assert all(passing[soc][0] for soc in others)
    assert "Decline is read from Long-term projections, 2022 to 2032, for Pennsylvania, 2022 to 2032." in page


@pytest.mark.claim(36)
def test_decline_is_read_from_the_broad_occupation_where_the_state_projects_no_deeper(analyst):
    broad = f"{CARPENTERS[:5]}0"
    projected({broad: -4})
    assert filtered(analyst, "23", "ok20")[0][CARPENTERS] == (False, "It declines, by the state’s projections.")


def test_what_is_projected_of_an_occupation_itself_stands_before_the_broad_one(pa):
    projected({CARPENTERS: 7, "472030": -4, "514040": -2})
    found = declines_of(pa, [CARPENTERS, "514041", "291141"])
    assert found.changes == {CARPENTERS: 7, "514041": -2}


@pytest.mark.claim(36)
def test_projections_of_parts_of_the_state_say_that_decline_was_not_looked_at(analyst):
    projected({CARPENTERS: -4}, ("Lehigh Valley", "Pittsburgh"))
    passing, page = filtered(analyst, "23", "ok20")
    assert passing[CARPENTERS][0] is True
    assert "is of 2 areas, and none of them is Pennsylvania or “Statewide”." in page


@pytest.mark.claim(36)
def test_between_15_and_20_dollars_oklahoma_asks_for_formal_education_which_no_data_name(analyst):
    between = [why for passes, why in filtered(analyst, "72", "ok15")[0].values() if passes is None]
    assert any(re.fullmatch(r"\$1[5-9]\.\d\d passes only where formal education is needed; without it \$20 is asked\.", why)
               for why in between)  # fmt: skip


def test_pennsylvanias_criteria_are_said_in_words(analyst):
    assert "Importance to the economy" in text(analyst.get(f"{PAGE}?preset=pa"))


def test_a_screening_is_kept_frozen_with_method_weights_and_data(analyst, figures):
    region = factories.region(["42077", "42095"])
    answer = analyst.post(f"{PAGE}save/?depth=2&region={region.pk}&{EVEN}", {"title": "The valley, 2026"})

    made = IndustryAnalysis.objects.get()
    assert answer.status_code == 302
    assert (made.title, made.status, made.region, made.county_fips) == (
        "The valley, 2026", "draft", region, ["42077", "42095"],
    )  # fmt: skip
    assert made.weights["pay"] == 20
    assert [(one["key"], one["sha256"]) for one in made.datasets] == [("qcew-test", figures.sha256)]
    assert made.method.startswith("Percentile ranks")
    before = made.lines
    figures.delete()
    assert IndustryAnalysis.objects.get().lines == before
    assert AuditEvent.objects.filter(deed="industryanalysis.save").count() == 1


def test_nothing_is_kept_without_a_title_or_where_nothing_can_be_computed(analyst, figures):
    answer = analyst.post(f"{PAGE}save/?depth=2&{EVEN}", {"title": ""})
    assert answer.status_code == 422
    assert "This field is required" in text(answer)
    figures.delete()
    answer = analyst.post(f"{PAGE}save/?depth=2", {"title": "Kept words"})
    assert answer.status_code == 422
    assert not IndustryAnalysis.objects.exists()


@pytest.mark.parametrize("depth", [2, 3, 4])
def test_the_page_asks_the_same_number_of_times_at_any_depth(analyst, depth):
    analyst.get(PAGE)
    with CaptureQueriesContext(connection) as queries:
        assert analyst.get(f"{PAGE}?depth={depth}").status_code == 200
    assert len(queries) <= 15, [one["sql"][:90] for one in queries]


CARPENTERS, FORWARD = "472031", "concentration=0&growth=0&openings=100&competitive_share=0&pay=0&size=0"


@pytest.fixture
def forward(pa, figures):
    staff({"11": {CARPENTERS: 600}, "23": {CARPENTERS: 900}, "22": {"291141": 900}})
    return project(pa, {CARPENTERS: (2000, 400), "000000": (90_000, 9_000)})


def test_openings_stand_in_for_growth_where_projections_are_loaded(analyst, forward):
    page = analyst.get(f"{PAGE}?depth=2")
    assert page.context["bench"].facts["weights"] == {
        "concentration": 25, "growth": 0, "openings": 15, "competitive_share": 20, "pay": 25, "size": 15,
    }  # fmt: skip
    said = text(page)
    assert "Projections are loaded for Pennsylvania, so openings stand in for growth until you say otherwise." in said
    assert (
        '<td class="rt-num" data-label="Openings a year"><span>56<small>20.0 for each 100 jobs</small></span></td>'
        in said
    )
    assert "Not computed: projected openings: occupations with projections hold only 0% of its jobs." in said
    assert "expect a year from growth, exits and transfers" in said


def test_an_address_with_the_five_weights_of_before_is_screened_as_it_was(analyst, forward):
    page = analyst.get(f"{PAGE}?depth=2&{EVEN}")
    assert page.status_code == 200
    assert page.context["bench"].facts["weights"]["openings"] == 0
    assert 'name="openings" id="id_openings" value="0"' in text(page)
    assert analyst.get(f"{PAGE}?depth=2&{EVEN}&openings=15").status_code == 422


def test_openings_cost_the_page_five_queries_more_at_any_depth(analyst, forward):
    analyst.get(PAGE)
    with CaptureQueriesContext(connection) as queries:
        assert analyst.get(f"{PAGE}?depth=4").status_code == 200
    assert len(queries) <= 20, [one["sql"][:90] for one in queries]


def test_openings_cannot_be_weighed_without_projections(analyst):
    answer = analyst.get(f"{PAGE}?depth=2&{FORWARD}")
    assert answer.status_code == 422
    assert (
        "Openings cannot be weighed: no projections by occupation are loaded. Import projections under Labor market,"
        " Imports, or give openings the weight 0." in text(answer)
    )
    assert 'data-label="Openings a year"' not in text(analyst.get(f"{PAGE}?depth=2"))


def test_openings_of_a_region_that_projections_name_are_weighed_though_the_state_has_none(analyst, pa, figures):
    staff({"11": {CARPENTERS: 600}, "23": {CARPENTERS: 900}})
    project(pa, {CARPENTERS: (2000, 400)}, area="Lehigh Valley")
    named, other = Region.objects.create(name="Lehigh Valley", county_fips=["42077"]), factories.region(["42095"])
    answer = analyst.get(f"{PAGE}?depth=2&region={named.pk}&{FORWARD}")
    assert answer.status_code == 200
    assert answer.context["bench"].facts["projection"]["area"] == "Lehigh Valley"
    for place in (f"region={other.pk}", "region=state"):
        refused = analyst.get(f"{PAGE}?depth=2&{place}&{FORWARD}")
        assert refused.status_code == 422
        assert "is of one area, Lehigh Valley, and that is neither Pennsylvania nor “Statewide”." in text(refused)


def test_a_saved_screening_keeps_its_openings_and_their_sources(analyst, forward):
    answer = analyst.post(f"{PAGE}save/?depth=2&{FORWARD}", {"title": "Looking forward"})
    made = IndustryAnalysis.objects.get()
    assert [one["key"] for one in made.datasets] == ["qcew-test", forward.key, "staffing-test"]
    assert made.weights["openings"] == 100
    page = text(analyst.get(answer["Location"]))
    assert "Projected openings" in page
    assert "20.0 for each 100 jobs" in page
