"""The report of one fund's share: each agency reads its own, in its own fiscal year, and nothing of the others' (BR-50)."""

from __future__ import annotations

import csv
import datetime as dt
import io
from types import SimpleNamespace
from typing import Any

import pytest

from core import people
from core.choices import Scope
from core.models import Invitation
from core.permissions import Role
from grants.models import Award, Fund, Report, ReportFigure, ReportSpending
from grants.readmodels.shares import share_report
from grants.readmodels.traces import fund_trace
from partnerships.models import Measure
from tests import factories

NOW = dt.datetime(2026, 1, 20, tzinfo=dt.UTC)


def accepted(award: Award, start: dt.date = dt.date(2025, 7, 1), **spent: int) -> Report:
    """Its report of the quarter from that day, accepted, with dollars by cost category."""
    by = award.application.started_by
    end = dt.date(start.year, start.month + 2, 30)
    stamps = {"submitted_at": NOW, "submitted_by": by, "decided_at": NOW, "decided_by": by}
    report = factories.report(award, status="accepted", period_start=start, period_end=end, **stamps)
    for category, amount in spent.items():
        ReportSpending.objects.create(report=report, category=category, amount=amount)
    return report


def paid(fund: Fund, name: str, amount: str, counties: tuple[str, ...] = ("42003",)) -> Award:
    """An award out of a fund."""
    round = factories.round("awarded")
    partnership = factories.partnership(name=name, county_fips=list(counties))
    made = factories.application(round, status="awarded", partnership=partnership)
    return factories.award(made, amount=amount, fund=fund)


def two_agencies(state: Any) -> SimpleNamespace:
    """Two agencies pay: Labor by the state's year, Commerce by one from September; each has a steward."""
    labor = factories.fund("500000", name="Workforce money", agency="Department of Labor", admin_percent=4)
    commerce = factories.fund("300000", name="Growth money", agency="Department of Commerce", fiscal_year_start_month=9)
    began = factories.measure("P2", title="People who began", comparability="A")
    share = factories.measure(
        "W6", title="A credential", comparability="B", unit="percent", numerator="with one", denominator="finished"
    )
    steel = paid(labor, "Steel table", "60000", ("42003", "42007"))
    care = paid(labor, "Care table", "40000")
    food = paid(commerce, "Food table", "90000")
    figures = [
        (accepted(steel, personnel=20_000, travel=500), 30, (9, 10)),
        (accepted(care, dt.date(2026, 7, 1), personnel=5_000), 12, (3, 10)),
        (accepted(food, equipment=7_777), 99, (1, 4)),
    ]
    for report, people_in, (with_one, finished) in figures:
        ReportFigure.objects.create(report=report, measure=began, value=people_in)
        ReportFigure.objects.create(report=report, measure=share, value=with_one, denominator=finished)
    return SimpleNamespace(
        state=state, labor=labor, commerce=commerce, steel=steel, food=food,
        officer=factories.member(Role.OFFICER), fiscal=factories.member(Role.FISCAL),
        of_labor=factories.member(Role.STEWARD, over=labor), of_commerce=factories.member(Role.STEWARD, over=commerce),
    )  # fmt: skip


@pytest.fixture
def here(pa: Any) -> SimpleNamespace:
    return two_agencies(pa)


@pytest.mark.claim(9)
@pytest.mark.rule("BR-50")
def test_two_agencies_each_see_their_own_share_and_nothing_of_the_others(here):
    for steward, own, other, mine, theirs in (
        (here.of_labor, here.labor, here.commerce, ("Steel table", "$25,500", "$100,000"), ("Food", "Growth", "7,777")),
        (
            here.of_commerce,
            here.commerce,
            here.labor,
            ("Food table", "$7,777", "$90,000"),
            ("Steel", "Workforce money"),
        ),
    ):
        client = factories.client(here.state, steward)
        assert client.get("/shares/").headers["Location"] == f"/shares/{own.pk}/"
        page = client.get(f"/shares/{own.pk}/").content.decode()
        sheet = client.get(f"/shares/{own.pk}/report.csv").content.decode()
        assert all(words in page for words in (own.name, own.agency, *mine))
        assert not any(words in page or words in sheet for words in theirs)
        assert client.get(f"/shares/{other.pk}/").status_code == 404
        assert client.get(f"/shares/{other.pk}/report.csv").status_code == 404


@pytest.mark.claim(9)
def test_the_share_of_labor_in_dollars(here):
    """500,000, of which 4 percent are for administration; 60,000 and 40,000 are awarded, 20,500 and 5,000 spent."""
    report = share_report(here.labor, here.state)
    row = report.row
    assert (row.admin, row.awarded, row.promised, row.free) == (20_000, 100_000, 0, 380_000)
    assert (report.spent, report.accepted) == (25_500, 2)


def test_another_version_of_a_definition_is_not_added_to_it_nor_a_share_without_its_base(here):
    again = factories.measure("P2", title="People who began, newly defined", comparability="A", version=2)
    share = Measure.objects.get(code="W6")
    report = accepted(here.steel, dt.date(2026, 1, 1), personnel=1)
    ReportFigure.objects.create(report=report, measure=again, value=1000)
    ReportFigure.objects.create(report=report, measure=share, value=7)
    found = {one.measure.pk: (one.value, one.basis) for one in share_report(here.labor, here.state).outcomes}
    assert (found[again.pk][0], found[Measure.objects.get(code="P2", version=1).pk][0]) == (1000, 42)
    assert found[share.pk] == (60, "12 of 20, pooled")


@pytest.mark.claim(9)
def test_the_money_adds_up_and_is_that_of_the_funds_own_page(here):
    for fund in (here.labor, here.commerce):
        report, trace = share_report(fund, here.state), fund_trace(fund)
        assert report.row == trace.row
        assert report.awarded == report.row.awarded
        assert report.awarded == trace.traced.amount == sum(year.awarded for year in report.years)
        assert report.spent == trace.traced.spent == sum(year.spent for year in report.years)
        assert report.spent == sum(line.spent for line in report.categories)
        assert report.accepted == sum(year.accepted for year in report.years)


@pytest.mark.rule("BR-50")
def test_each_agency_reads_it_in_its_own_fiscal_year(here):
    """Labor: July 2025 is of SFY2026, July 2026 of SFY2027. Commerce's year turns within July to September."""
    labor = {year.label: (year.awarded, year.spent) for year in share_report(here.labor, here.state).years}
    assert labor == {"SFY2026": (100_000, 20_500), "SFY2027": (0, 5_000)}
    report = share_report(here.commerce, here.state)
    assert [(year.label, year.awarded, year.spent) for year in report.years] == [
        ("FY2025", 90_000, 0),
        ("FY2025 and FY2026", 0, 7_777),
    ]
    page = factories.client(here.state, here.of_commerce).get(f"/shares/{here.commerce.pk}/").content.decode()
    assert "Fiscal year from September, named by the year in which it ends" in page
    assert "A quarter that lies in two of the agency’s fiscal years stands in a line of its own." in page
    here.commerce.fiscal_year_named_by = "start_year"
    assert share_report(here.commerce, here.state).years[0].label == "FY2024"


def test_what_awards_achieved_is_pooled_over_her_own_awards_alone(here):
    began, share = share_report(here.labor, here.state).outcomes
    assert (began.value, began.reporting) == (42, 2)
    assert (share.value, share.basis) == (60, "12 of 20, pooled")
    page = factories.client(here.state, here.of_labor).get(f"/shares/{here.labor.pk}/").content.decode()
    assert "Allegheny, Beaver" in page
    assert "A credential: 9 of 10" in page


def test_what_is_not_known_is_said(here):
    by = here.steel.application.started_by
    late = {"period_start": dt.date(2025, 10, 1), "period_end": dt.date(2025, 12, 31), "status": "submitted"}
    sent = factories.report(here.steel, submitted_at=NOW, submitted_by=by, **late)
    ReportSpending.objects.create(report=sent, category="other", amount=9_999)
    silent = paid(here.labor, "Quiet table", "1000")
    page = factories.client(here.state, here.of_labor).get(f"/shares/{here.labor.pk}/").content.decode()
    assert "1 report of a quarter that is over is not accepted yet" in page
    assert "1 award of 3 has no accepted report." in page
    assert "not known: no accepted report yet" in page
    assert "9,999" not in page
    assert silent.number in page


def test_an_award_that_was_refused_is_none_of_it(here):
    Award.objects.filter(pk=here.food.pk).update(status="refused")
    page = factories.client(here.state, here.of_commerce).get(f"/shares/{here.commerce.pk}/").content.decode()
    assert "No award yet" in page
    assert "Nothing is spent yet" in page
    assert "Nothing is reported yet" in page


def test_the_file_says_the_same(here):
    answer = factories.client(here.state, here.of_labor).get(f"/shares/{here.labor.pk}/report.csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert "attachment" in answer.headers["Content-Disposition"]
    years = {row["Name"]: row for row in rows if row["Part of the report"] == "Fiscal year"}
    assert years["SFY2026"]["Dollars spent by accepted reports"] == "20500.00"
    awards = [row for row in rows if row["Part of the report"] == "Award"]
    assert {row["Partnership"]: row["Counties"] for row in awards}["Steel table"] == "Allegheny; Beaver"
    assert [row["Reported"] for row in rows if row["Part of the report"] == "All awards"] == ["42.00", "60.00"]


def test_a_steward_sees_nothing_else_of_the_state(here):
    client = factories.client(here.state, here.of_labor)
    award = here.steel.pk
    for address in (
        "/staff/money/", f"/staff/funds/{here.labor.pk}/", f"/staff/funds/{here.labor.pk}/trace/", "/awards/",
        f"/awards/{award}/", f"/awards/{award}/trace/", "/reports/", "/applications/", "/decisions/", "/staff/rounds/",
        "/people/", "/audit/", "/policies/", "/my/awards/",
    ):  # fmt: skip
        assert client.get(address).status_code in (403, 404), address
    home = client.get("/home/").content.decode()
    assert 'href="/shares/"' in home
    assert "My shares" in home
    assert 'href="/staff/money/"' not in home


def test_who_may_open_shares(here):
    address = f"/shares/{here.labor.pk}/"
    for who, status in (
        (here.officer, 200), (here.fiscal, 200), (factories.member(Role.DIRECTOR), 200),
        (factories.member(Role.AUDITOR), 200), (factories.member(Role.ANALYST), 403),
        (factories.member(Role.CONVENER, over=factories.organization()), 403), (factories.member(Role.PROVIDER), 403),
    ):  # fmt: skip
        client = factories.client(here.state, who)
        assert client.get(address).status_code == status
        assert client.get("/shares/").status_code == status
    officer = factories.client(here.state, here.officer)
    listed = officer.get("/shares/").content.decode()
    assert here.labor.name in listed
    assert here.commerce.name in listed
    assert "My shares" not in listed
    assert officer.get(f"/shares/{here.commerce.pk + 1000}/").status_code == 404


def test_a_steward_of_two_funds_chooses(here):
    people.give_role(here.of_labor, Role.STEWARD, people.Over(Scope.FUND, here.commerce.pk, here.commerce.name))
    page = factories.client(here.state, here.of_labor).get("/shares/").content.decode()
    assert f'href="/shares/{here.commerce.pk}/"' in page


def test_a_role_over_a_fund_that_is_not_there_opens_none(here):
    nowhere = here.commerce.pk + 1000
    steward = factories.member()
    people.give_role(steward, Role.STEWARD, people.Over(Scope.FUND, nowhere, "Gone"))
    client = factories.client(here.state, steward)
    assert client.get(f"/shares/{nowhere}/").status_code == 404
    assert client.get(f"/shares/{here.labor.pk}/").status_code == 404
    assert "No fund yet" in client.get("/shares/").content.decode()


def test_the_number_of_questions_is_the_same_for_one_award_and_for_several(here, django_assert_num_queries):
    with django_assert_num_queries(13):
        share_report(here.commerce, here.state)
    for number in range(3):
        accepted(paid(here.commerce, f"Table {number}", "1000"), other=10)
    with django_assert_num_queries(13):
        share_report(here.commerce, here.state)


def test_a_director_invites_a_steward_to_a_fund_and_an_officer_cannot(here):
    client = factories.client(here.state, factories.member(Role.DIRECTOR))
    form = {"name": "Bea Lowell", "email": "bea@commerce.example", "role": "steward"}
    lacking = client.post("/people/invite/", form)
    assert lacking.status_code == 422
    assert "Choose the fund that the fund steward is for." in lacking.content.decode()
    assert client.post("/people/invite/", form | {"fund": str(here.commerce.pk)}).status_code == 302
    made = Invitation.objects.get(email="bea@commerce.example")
    assert (made.scope, made.scope_id, made.scope_label) == (Scope.FUND, here.commerce.pk, "Growth money")
    refused = factories.client(here.state, here.officer).post("/people/invite/", form)
    assert refused.status_code == 422
    assert Invitation.objects.count() == 1


def test_the_agencys_fiscal_year_is_kept_with_the_fund(here):
    client = factories.client(here.state, here.fiscal)
    form = {
        "name": "New money", "agency": "Schools", "origin": "state_general", "amount": "1,000",
        "available_from": "2026-07-01", "available_to": "2029-06-30", "admin_percent": "0",
    }  # fmt: skip
    own = {"fiscal_year_start_month": "10", "fiscal_year_named_by": "start_year"}
    assert client.post("/staff/funds/new/", form | own).status_code == 302
    made = Fund.objects.get(name="New money")
    assert (made.fiscal_year_start_month, made.fiscal_year_named_by) == (10, "start_year")
    assert client.post(f"/staff/funds/{made.pk}/", form).status_code == 302
    made.refresh_from_db()
    assert (made.fiscal_year_start_month, made.fiscal_year_named_by) == (None, "end_year")
