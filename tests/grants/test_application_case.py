"""Regions, work plan and disclosures: saved like every table, checked at both ends, frozen, and read by everybody."""

from __future__ import annotations

import datetime as dt
import json
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from core.permissions import Role
from grants.actions import application_case as case
from grants.actions import applications as actions
from grants.actions import reviews, submissions
from grants.checks.application_case import Step
from grants.models import Application, Submission
from grants.readmodels.application_content import problems_of
from grants.readmodels.receipt import receipt_of
from labor_market.models import County, Dataset, Industry, IndustryFigure
from tests import factories
from tests.grants import applying, casing


@pytest.fixture
def desk(pa):
    lead = factories.organization("Lehigh and Berks Workforce Alliance")
    elena = factories.member(Role.CONVENER, over=lead, name="Elena Márquez", email="elena@pa.example")
    draft = applying.start(casing.round(), lead, by=elena)
    return SimpleNamespace(state=pa, lead=lead, elena=elena, draft=draft, client=factories.client(pa, elena))


@pytest.fixture
def whole(desk) -> Application:
    return casing.fill(desk.draft, by=desk.elena)


@pytest.fixture
def figures(desk):
    """Published figures of food manufacturing: 4,321 jobs in Lehigh, withheld in Berks."""
    about = {"title": "QCEW test", "source": "BLS", "vintage": "2025", "licence": "Public domain", "rows": 2}
    dataset = Dataset.objects.create(
        key="qcew-test", kind="qcew", released=dt.date(2099, 1, 1), sha256="0" * 64, **about
    )
    Industry.objects.get_or_create(code="3118", defaults={"title": "Bakeries", "level": 4})
    for fips, name in (("42077", "Lehigh"), ("42011", "Berks")):
        County.objects.get_or_create(fips5=fips, defaults={"name": name, "state_fips": "42"})
    row = {"dataset": dataset, "own_code": "5", "industry_code": "3118", "year": 2025}
    IndustryFigure.objects.create(area_fips="42077", employment=4321, location_quotient="1.80", **row)
    IndustryFigure.objects.create(area_fips="42011", disclosed=False, **row)
    return dataset


def at(application: Application, tail: str = "") -> str:
    return f"/my/applications/{application.pk}/{tail}"


def text(response: Any, status: int = 200) -> str:
    assert response.status_code == status, response.content[:600]
    return " ".join(response.content.decode().split())


# Saving


def test_everything_is_asked_for_before_it_is_sent_and_nothing_more_once_it_is_there(desk):
    applying.fill(desk.draft, by=desk.elena)
    before = " ".join(problem.text for problem in problems_of(desk.draft))
    for words in ("labor-market region", "at least one activity", "Shares board members with a partner: answer"):
        assert words in before

    assert problems_of(casing_only(desk)) == []


def casing_only(desk) -> Application:
    for save, rows in (
        (case.save_assessment, casing.REGIONS),
        (case.save_work_plan, casing.STEPS),
        (case.save_neutrality, casing.TIES),
    ):
        save(desk.draft, rows, version=0, by=desk.elena)
    desk.draft.refresh_from_db()
    return desk.draft


def test_a_form_without_the_tables_asks_for_none_of_them(pa):
    lead = factories.organization()
    elena = factories.member(Role.CONVENER, over=lead)

    assert problems_of(applying.fill(applying.start(applying.round(), lead, by=elena), by=elena)) == []


def test_of_two_who_save_a_table_the_slower_is_told(desk, whole):
    omar = factories.member(Role.CONVENER, over=desk.lead, name="Omar Haddad")

    with pytest.raises(actions.StalePanel):
        case.save_work_plan(whole, [], version=0, by=omar)

    assert whole.activities.count() == len(casing.STEPS)


def region_post(**fields: Any) -> dict[str, Any]:
    given = {
        "a0-name": "Lehigh Valley",
        "a0-counties": ["42077", "42011"],
        "a0-distinct": "One commuting area.",
        "a0-source": "LODES",
        "a0-evidence": "71% live here.",
    }
    return {"panel_version": 0, "a_rows": 1, "then": "stay", **given, **fields}


def test_the_page_saves_regions_without_script(desk):
    applying.fill(desk.draft, by=desk.elena)
    address = at(desk.draft, "sections/industry-assessment/")
    page = text(desk.client.get(address))
    assert "Lehigh, PA" in page
    assert "Labor-market panel" in page

    assert desk.client.post(address, region_post()).status_code == 302

    (region,) = desk.draft.assessment_regions.all()
    assert (region.name, region.county_fips, region.employers_asked) == ("Lehigh Valley", ["42077", "42011"], None)
    desk.client.post(address, region_post(panel_version=1, remove="0"))
    assert desk.draft.assessment_regions.count() == 0


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"a0-name": ""}, "Give the region a name."),
        ({"a0-counties": ["06001"]}, "06001 is not one of the available choices"),
        ({"a0-asked": "-3"}, "Employers you talked to: enter a number"),
        ({"a0-asked_until": "the 5th"}, "Last talk on: enter a day"),
        ({"a0-distinct": "x" * 2001}, "at most 2000 characters"),
    ],
)
def test_what_cannot_be_read_is_said_and_stays_in_the_box(desk, fields, words):
    applying.fill(desk.draft, by=desk.elena)

    page = text(desk.client.post(at(desk.draft, "sections/industry-assessment/"), region_post(**fields)), 422)

    assert words in page
    assert "LODES" in page
    assert desk.draft.assessment_regions.count() == 0


@pytest.mark.parametrize("month", ["0", "-1", "121", "June", "1.5", "9" * 400])
def test_a_month_that_is_none_is_refused(desk, month):
    applying.fill(desk.draft, by=desk.elena)
    typed = {"panel_version": 0, "w_rows": 1, "w0-title": "Train", "w0-starts": month, "then": "stay"}

    page = text(desk.client.post(at(desk.draft, "sections/work-plan/"), typed), 422)

    assert "First month: enter a month from 1 to 120." in page
    assert desk.draft.activities.count() == 0


def test_ten_megabytes_in_a_box_are_refused_in_words(desk):
    applying.fill(desk.draft, by=desk.elena)

    answer = desk.client.post(
        at(desk.draft, "sections/industry-assessment/"), region_post(**{"a0-evidence": "x" * 10_000_000})
    )

    assert answer.status_code == 422
    assert desk.draft.assessment_regions.count() == 0


def test_a_thousand_rows_are_cut_to_what_a_plan_holds(desk):
    applying.fill(desk.draft, by=desk.elena)
    typed: dict[str, Any] = {"panel_version": 0, "w_rows": 1000, "then": "stay"}
    typed |= {f"w{n}-title": f"Step {n}" for n in range(1000)}

    desk.client.post(at(desk.draft, "sections/work-plan/"), typed)

    assert desk.draft.activities.count() == 40


def test_the_autosave_of_a_plan_answers_with_its_version(desk):
    applying.fill(desk.draft, by=desk.elena)
    typed = {
        **{"field": "panel", "section": "work-plan", "panel_version": 0, "w_rows": 1},
        **{"w0-title": "Train", "w0-owner": "Blue Mountain Bakery", "w0-starts": "1", "w0-ends": "2"},
    }

    answer = desk.client.post(at(desk.draft, "save/"), typed)

    assert (answer.status_code, answer["X-Version"]) == (200, "1")
    page = text(desk.client.get(at(desk.draft, "sections/work-plan/")))
    assert "what will be there when it is done" in page
    assert page.count("■") == 2


def test_disclosures_are_saved_by_interest(desk):
    applying.fill(desk.draft, by=desk.elena)
    typed = {"panel_version": 0, "n-money-is_so": "yes", "n-money-what": "Dues", "n-board-is_so": "no", "then": "stay"}

    desk.client.post(at(desk.draft, "sections/convener/"), typed)

    found = {one.interest: (one.is_so, one.what) for one in desk.draft.disclosures.all()}
    assert found == {"money": (True, "Dues"), "board": (False, "")}
    assert "Receives money from members: say how you keep it out" in text(
        desk.client.get(at(desk.draft, "sections/convener/"))
    )


def test_an_owner_who_left_the_roster_stays_until_another_is_chosen(desk, whole):
    actions.save_roster(whole, applying.SEATS[1:], version=1, by=desk.elena)

    page = text(desk.client.get(at(whole, "sections/work-plan/")))

    assert "Blue Mountain Bakery (not on the roster)" in page
    assert "Blue Mountain Bakery is not on the roster: choose somebody who is." in page


# Frozen and read


def sent(desk, whole) -> Submission:
    return submissions.submit_application(whole, certified_name="Elena Márquez", by=desk.elena)


def test_what_is_sent_holds_the_tables_as_they_were(desk, whole):
    content = sent(desk, whole).content

    assert content["assessment"][0]["counties"] == [{"fips": "42077", "name": "Lehigh"}]
    assert content["assessment"][0]["asked_until"] == "2026-10-07"
    assert content["work_plan"][1]["goal_title"] == "Completed training"
    assert content["neutrality"][0] == {
        **{"interest": "money", "is_so": True, "what": "Dues of $500 a firm.", "managed": "Dues buy no vote."},
        "label": "Receives money from members",
    }
    json.dumps(content)


def readers(desk, whole) -> dict[str, str]:
    """The page of everybody who reads the application."""
    officer, rita = factories.member(Role.OFFICER), factories.member(Role.REVIEWER)
    pages = {
        "applicant": text(desk.client.get(at(whole, "receipt/"))),
        "staff": text(factories.client(desk.state, officer).get(f"/applications/{whole.pk}/")),
    }
    Application.objects.filter(pk=whole.pk).update(status="eligible")
    whole.refresh_from_db()
    (review,) = reviews.assign_reviewers(whole, [rita], by=officer)
    reviews.clear_conflict(review, by=rita)
    pages["reviewer"] = text(factories.client(desk.state, rita).get(f"/reviews/{review.pk}/"))
    return pages


def test_reviewers_staff_and_applicant_read_the_same_tables(desk, whole):
    sent(desk, whole)

    for who, page in readers(desk, whole).items():
        for words in ("Census LODES, 2022", "14 employers talked to", "24 people certified", "Dues buy no vote."):
            assert words in page, (who, words)
        assert page.count("■") == 6, who


def test_published_figures_stay_as_they_were_when_it_was_sent(desk, whole, figures):
    sent(desk, whole)
    IndustryFigure.objects.filter(disclosed=True).update(employment=987_654)

    for who, page in readers(desk, whole).items():
        assert "4,321" in page, who
        assert "not published" in page, who
        assert "987,654" not in page, who
    assert "987,654" in text(desk.client.get(f"/my/applications/{second(desk).pk}/sections/industry-assessment/"))


def second(desk) -> Application:
    again = applying.start(desk.draft.round, desk.lead, by=desk.elena, title="Another")
    return applying.fill(again, by=desk.elena)


def test_the_receipt_is_drawn_from_what_was_frozen(desk, whole, figures):
    found = sent(desk, whole)
    case.AssessmentRegion.objects.all().delete()
    IndustryFigure.objects.filter(disclosed=True).update(employment=987_654)

    context = {"receipt": receipt_of(found), "state": desk.state, "agency": "Office"}
    html = render_to_string("grants/receipt_pdf.html", context)

    for words in ("Census LODES, 2022", "24 people certified", "Dues buy no vote.", "4,321", "QCEW test, 2025"):
        assert words in html


def test_a_page_asks_the_database_as_often_for_one_activity_as_for_forty(desk, whole):
    address = at(whole, "sections/work-plan/")
    few = asked(desk, address)
    steps = [Step(f"Step {n}", "Blue Mountain Bakery", 1, 6, "x", "W4") for n in range(40)]
    case.save_work_plan(whole, steps, version=1, by=desk.elena)

    assert asked(desk, address) == few


def asked(desk, address: str) -> int:
    desk.client.get(address)
    with CaptureQueriesContext(connection) as found:
        assert desk.client.get(address).status_code == 200
    return len(found)
