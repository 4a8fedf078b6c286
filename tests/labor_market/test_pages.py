"""The labor-market pages: what they show, what they hold back, and what they cost."""

from __future__ import annotations

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.isolation import state_scope
from core.permissions import Role
from labor_market.models import OccupationFigure
from tests import factories

pytestmark = pytest.mark.usefixtures("reference")
TULSA = "/labor-market/areas/0046140/"


@pytest.fixture
def browser(reference):
    oklahoma = factories.state("ok")
    with state_scope(oklahoma):
        analyst = factories.member(Role.ANALYST)
    return factories.client(oklahoma, analyst)


def text(response) -> str:
    assert response.status_code == 200, response.content[:300]
    return " ".join(response.content.decode().split())


@pytest.mark.claim(36)
def test_the_list_shows_the_states_areas_and_what_each_is_known_for(browser):
    page = text(browser.get("/labor-market/"))
    assert "Tulsa, OK" in page
    assert "458,730" in page
    assert "Fort Smith, AR-OK" in page
    assert "Philadelphia" not in page
    assert page.index(">Oklahoma<") < page.index("Enid, OK") < page.index("Northeast Oklahoma, nonmetropolitan")


@pytest.mark.claim(7)
def test_every_sector_can_be_opened_from_the_list(browser):
    page = text(browser.get("/labor-market/"))
    assert page.count("/labor-market/industries/") == 20


def test_a_search_finds_occupations_and_industries(browser):
    page = text(browser.get("/labor-market/", {"q": "aerospace"}))
    assert "Aerospace Engineers" in page
    assert "/labor-market/industries/3364/" in page
    assert "No industry matches" in text(browser.get("/labor-market/", {"q": "zzz"}))


@pytest.mark.claim(36)
def test_an_area_shows_jobs_concentration_and_pay(browser):
    page = text(browser.get(TULSA, {"q": "Registered Nurses"}))
    for figure in ("458,730", "10,880", "1.09", "$40.76", "2.37%"):
        assert figure in page


def test_pay_that_was_not_released_is_said_not_to_be_published(browser):
    page = text(browser.get(TULSA, {"q": "49-3011"}))
    row = page[page.index("Aircraft Mechanics and Service Technicians<small>") :].split("</tr>")[0]
    assert "11.10" in row
    assert row.count("not published") == 2
    assert "$0" not in row


def test_an_uncertain_estimate_is_marked_and_a_very_uncertain_one_is_not_shown(browser):
    page = text(browser.get(TULSA, {"q": "17-3027"}))
    assert "Use with care" in page
    assert "error 33.1%" in page
    hidden = OccupationFigure.objects.current().filter(area="0046140", rse__gt=50, occupation__level=3)
    if not hidden.exists():
        OccupationFigure.objects.filter(area="0046140", occupation="173027").update(rse=51)
    worst = hidden.select_related("occupation").first()
    page = text(browser.get(TULSA, {"q": worst.occupation.code}))
    assert "too uncertain to show" in page
    assert f'<td class="rt-num" data-label="Jobs"><span>{worst.employment:,}' not in page


def rows(browser, **asked) -> list[dict[str, str]]:
    response = browser.get(f"{TULSA}occupations.csv", asked)
    return list(csv.DictReader(io.StringIO(text_of(response))))


def text_of(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def test_the_export_is_the_whole_filtered_list_with_its_source(browser):
    every = rows(browser)
    assert len(every) == OccupationFigure.objects.current().detailed().filter(area="0046140").count()
    assert {row["Source"] for row in every} == {
        "U.S. Bureau of Labor Statistics, Occupational Employment and Wage Statistics, May 2025"
    }
    assert [row["SOC"] for row in rows(browser, q="aircraft mechanics")] == ["49-3011"]


def test_the_orders_and_the_screen(browser):
    assert float(rows(browser, sort="-quotient")[0]["Location quotient"]) >= 11.1
    assert rows(browser, sort="title")[0]["Occupation"].startswith("A")
    screened = rows(browser, screened="on")
    assert screened
    assert all(float(row["Share of jobs"].rstrip("%")) >= 0.05 for row in screened)
    assert all(float(row["Median pay"].lstrip("$").replace(",", "")) >= 15 for row in screened)
    assert {row["SOC"][:2] for row in rows(browser, group="29")} == {"29"}


def test_what_is_not_understood_is_left_out(browser):
    assert "Occupations" in text(browser.get(TULSA, {"sort": "nonsense", "group": "xx", "page": "zz"}))
    assert "No occupation matches" in text(browser.get(TULSA, {"q": "nothing is called this"}))


@pytest.mark.claim(36)
def test_an_industry_is_compared_over_the_states_areas(browser):
    page = text(browser.get("/labor-market/industries/3364/"))
    assert "Aerospace Product and Parts Manufacturing" in page
    assert "Machinists" in page
    assert "Tulsa, OK" in page
    assert "of 10</td>" in page


def test_an_industry_without_staffing_of_its_own_is_read_from_the_one_that_contains_it(browser):
    page = text(browser.get("/labor-market/industries/336411/"))
    assert "NAICS 3364, which contains it" in page


@pytest.mark.parametrize("address", ["areas/9999999/", "industries/99/", "areas/9999999/occupations.csv"])
def test_an_unknown_code_is_404(browser, address):
    assert browser.get(f"/labor-market/{address}").status_code == 404


@pytest.mark.parametrize("address", ["", "areas/0046140/", "areas/0046140/occupations.csv", "industries/3364/"])
def test_only_those_who_may_see_labor_market_data_enter(address):
    state = factories.state("ok")
    with state_scope(state):
        certifier = factories.member(Role.CERTIFIER)
    assert factories.client(state, certifier).get(f"/labor-market/{address}").status_code == 403
    assert factories.client(state).get(f"/labor-market/{address}").status_code == 302


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("", 15),
        ("?q=machine", 17),
        ("areas/0046140/", 15),
        ("areas/0030020/?screened=on", 15),
        ("industries/3364/", 14),
    ],
)
def test_a_page_costs_the_same_few_queries_for_few_rows_and_for_many(browser, address, most):
    browser.get(f"/labor-market/{address}")
    with CaptureQueriesContext(
        connection,
    ) as seen:
        browser.get(f"/labor-market/{address}")
    asked = [q["sql"] for q in seen if "SAVEPOINT" not in q["sql"]]
    assert len(asked) <= most, [sql[:100] for sql in asked]
