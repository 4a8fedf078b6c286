"""Before a subaward: the assessment of risk (BR-32) and the data sheet (BR-31)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from core.isolation import state_scope
from core.models import AuditEvent
from core.moves import MoveRefused
from grants.actions import subawards as actions
from grants.actions.subawards import Assessed
from grants.checks.subawards import MAY_FOLLOW, MISSING, Sheet, faults_of_sheet
from grants.choices.awarding import RiskLevel, SpecificCondition
from grants.models import Award, Fund, SheetVersion, SubawardSheet
from grants.readmodels.before_award import steps_of
from grants.readmodels.subaward_sheet import GIVEN, sheet_page
from grants.rules.risk import FACTORS, KEYS, conditions_for, level_of, monitoring_for
from grants.tasks.subawards import draw_sheet
from tests import factories
from tests.grants.amending import DAY, Office
from tests.grants.reporting import clients, scene

TODAY = dt.date(2026, 11, 25)
FULL = Sheet(
    recipient="Capital Region Workforce Council",
    uei="ABCDEFGHJKL1",
    fain="23A55AT000123",
    federal_award_on=dt.date(2026, 7, 1),
    starts_on=dt.date(2026, 7, 1),
    ends_on=dt.date(2027, 6, 30),
    budget_from=dt.date(2026, 7, 1),
    budget_to=dt.date(2027, 6, 30),
    this_action=Decimal(100_000),
    obligated=Decimal(150_000),
    committed=Decimal(150_000),
    description="Training for hospital employers",
    federal_agency="U.S. Department of Labor",
    pass_through="Pennsylvania, Department of Labor & Industry",
    contact="Dana Kowalczyk, grants@pa.example",
    aln="17.258",
    aln_title="WIOA Adult Program",
    is_research=False,
    indirect="De minimis",
    excluded_checked_on=dt.date(2026, 11, 1),
)


def points(**given: int) -> dict[str, int]:
    return dict.fromkeys(KEYS, 0) | given


@pytest.fixture
def made(pa):
    made = scene()
    Fund.objects.filter(pk=made.award.fund_id).update(origin="federal", aln="17.258")
    Award.objects.filter(pk=made.award.pk).update(status="offered", answered_at=None)
    made.award = Award.objects.select_related("application__round", "organization", "fund", "officer").get()
    return made


@pytest.fixture
def who(pa, made):
    return clients(pa, made)


def given(**fields):
    whole = {key: getattr(FULL, key) for key in GIVEN}
    return whole | {"budget_from": dt.date(2025, 7, 1), "budget_to": dt.date(2027, 6, 30)} | fields


def fill_sheet(made, **fields):
    actions.save_sheet(made.award, given(**fields), to_follow=[], version=0, by=made.officer)


# The risk


@pytest.mark.rule("BR-32")
@pytest.mark.parametrize(
    ("found", "level"),
    [
        (points(), "low"),
        (points(experience=2, audits=1, monitoring=1, size=1), "low"),
        (points(experience=2, audits=2, monitoring=1, size=1), "medium"),
        (points(audits=3), "medium"),
        (points(audits=3, fraud=3), "high"),
        (points(experience=2, audits=2, personnel=2, monitoring=2, size=2), "medium"),
        (points(experience=2, audits=2, personnel=2, monitoring=2, size=2, fraud=1), "high"),
    ],
)
def test_the_level_follows_from_the_points(found, level):
    assert level_of(found) == level


@pytest.mark.rule("BR-32")
def test_monitoring_and_conditions_grow_with_the_level():
    assert [len(monitoring_for(level)) for level in RiskLevel] == [2, 4, 5]
    assert conditions_for(points()) == []
    assert conditions_for(points(audits=3)) == [SpecificCondition.REIMBURSE, SpecificCondition.REPORTS]
    assert SpecificCondition.MONITORING in conditions_for(points(audits=3, fraud=3))


def test_an_assessment_is_kept_and_the_earlier_one_stays(made):
    first = actions.assess_risk(made.award, Assessed(points(), monitoring_for("low")), by=made.officer)
    high = Assessed(
        points(audits=3, fraud=3), monitoring_for("high"), conditions=["reports"], lifting="Close both findings."
    )
    second = actions.assess_risk(made.award, high, by=made.officer)

    assert [(one.number, one.level) for one in made.award.assessments.all()] == [(2, "high"), (1, "low")]
    first.refresh_from_db()
    assert first.points == points()
    assert second.score == "6 of 18 points"
    assert AuditEvent.objects.filter(deed="award.assess").count() == 2


@pytest.mark.parametrize(
    ("more", "words"),
    [({}, "at least one specific condition"), ({"conditions": ["reports"]}, "Say what has to be done")],
)
def test_a_high_risk_needs_a_condition_and_a_condition_an_end(made, more, words):
    with pytest.raises(MoveRefused, match=words):
        actions.assess_risk(made.award, Assessed(points(audits=3, fraud=3), ["Visit"], **more), by=made.officer)


def typed(**fields):
    return {f"points-{factor.key}": "0" for factor in FACTORS} | {"act": "keep"} | fields


def test_the_page_works_out_what_follows_and_keeps_nothing_before_it_is_told_to(made, who):
    client, url = who("officer"), reverse("award-risk-assess", args=[made.award.pk])

    page = client.post(
        url, typed(**{"points-audits": "3", "note-audits": "Finding 2025-02 is open.", "act": "suggest"})
    )

    assert page.status_code == 200
    text = page.content.decode()
    assert "Medium risk." in text
    assert "Finding 2025-02 is open." in text
    assert "A call each quarter" in text
    assert made.award.assessments.count() == 0
    answer = client.post(url, typed(**{"points-audits": "3"}))
    assert answer.status_code == 302
    assert made.award.assessments.get().monitoring == monitoring_for("medium")
    assert "A call each quarter" in client.get(reverse("award-risk", args=[made.award.pk])).content.decode()


def test_an_answer_left_out_is_said_and_the_rest_stays(made, who):
    data = typed(**{"note-audits": "Letter of May 2."})
    del data["points-fraud"]

    page = who("officer").post(reverse("award-risk-assess", args=[made.award.pk]), data)

    assert page.status_code == 422
    assert "Choose an answer for “Risk of fraud”." in page.content.decode()
    assert "Letter of May 2." in page.content.decode()


def test_the_grantee_is_told_of_conditions_and_not_of_points(made, who):
    found = Assessed(points(audits=3), ["Visit"], conditions=["reimburse"], lifting="Close finding 2025-02.")
    actions.assess_risk(made.award, found, by=made.officer)

    page = who("convener").get(reverse("my-award", args=[made.award.pk])).content.decode()

    assert "Payments are reimbursements" in page
    assert "Close finding 2025-02." in page
    assert "of 18 points" not in page


# The data sheet


@pytest.mark.rule("BR-31")
def test_a_whole_sheet_has_no_fault():
    assert faults_of_sheet(FULL, today=TODAY) == {}


@pytest.mark.rule("BR-31")
@pytest.mark.parametrize("key", MISSING)
def test_each_missing_element_is_one_sentence(key):
    empty = None if key not in ("this_action", "obligated", "committed") else Decimal(0)
    assert faults_of_sheet(FULL._replace(**{key: empty}), today=TODAY) == {key: MISSING[key]}


@pytest.mark.rule("BR-31")
@pytest.mark.parametrize("key", MISSING)
def test_only_what_the_federal_agency_has_not_told_may_follow(key):
    empty = None if key not in ("this_action", "obligated", "committed") else Decimal(0)
    found = faults_of_sheet(FULL._replace(**{key: empty}), to_follow=[key], today=TODAY)
    assert (found == {}) == (key in MAY_FOLLOW)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"uei": "0BCDEFGHJKL1"}, "is no Unique Entity ID"),
        ({"aln": "17258"}, "written like 17.258"),
        ({"excluded_checked_on": dt.date(2026, 11, 26)}, "lies ahead"),
        ({"budget_to": dt.date(2026, 6, 30)}, "ends before it begins"),
        ({"budget_to": dt.date(2027, 7, 1)}, "leaves the period of the award"),
    ],
)
def test_what_is_there_but_wrong_is_said(change, words):
    (sentence,) = faults_of_sheet(FULL._replace(**change), today=TODAY).values()
    assert words in sentence


def test_elements_come_from_the_records_and_the_rest_is_asked(pa, made):
    other = factories.application(made.application.round, made.lead, status="awarded")
    factories.award(other, amount="50000", fund=made.award.fund, partnership=made.partnership)

    page = sheet_page(made.award, pa)

    shown = {element.key: element.value for element in page.elements}
    assert shown["recipient"] == "Capital Region Workforce Council"
    assert shown["aln"] == "17.258"
    assert (shown["this_action"], shown["obligated"]) == ("$100,000.00", "$150,000.00")
    assert shown["starts_on"] == "July 1, 2025"
    missing = {element.key for element in page.elements if element.fault}
    assert {"uei", "fain", "federal_award_on", "federal_agency", "aln_title", "is_research"} <= missing


def test_a_sheet_is_saved_step_by_step_and_of_two_writers_one_is_told(pa, made):
    fill_sheet(made, fain="")
    assert [element.key for element in sheet_page(made.award, pa).elements if element.fault] == ["fain"]

    with pytest.raises(MoveRefused, match="Somebody saved this sheet"):
        actions.save_sheet(made.award, given(), to_follow=[], version=0, by=made.officer)
    actions.save_sheet(made.award, given(), to_follow=[], version=1, by=made.officer)

    assert sheet_page(made.award, pa).faults == []
    assert SubawardSheet.objects.get().version == 2


def test_the_next_sheet_of_the_same_fund_starts_with_the_federal_facts(pa, made):
    fill_sheet(made)
    other = factories.application(made.application.round, status="offered")
    award = factories.award(other, fund=made.award.fund, status="offered", answered_at=None)

    page = sheet_page(Award.objects.select_related("application", "organization", "fund").get(pk=award.pk), pa)

    assert (page.sheet.fain, page.sheet.aln_title) == ("23A55AT000123", "WIOA Adult Program")
    assert page.sheet.excluded_checked_on is None


def test_a_sheet_is_frozen_when_it_is_whole_and_drawn_once(pa, made):
    with pytest.raises(MoveRefused, match="The Unique Entity ID is missing"):
        actions.freeze_sheet(made.award, by=made.officer)
    fill_sheet(made)
    first = actions.freeze_sheet(made.award, by=made.officer)
    assert actions.freeze_sheet(made.award, by=made.officer) == first
    with state_scope(pa):
        draw_sheet(state_id=pa.pk, version_id=first.pk)
        draw_sheet(state_id=pa.pk, version_id=first.pk)

    version = SheetVersion.objects.get()
    assert version.file is not None
    assert {"label": "Unique Entity ID", "value": "ABCDEFGHJKL1", "note": ""} in version.facts["elements"]


@pytest.mark.rule("BR-31")
def test_after_an_amendment_the_sheet_says_what_changed_and_is_drawn_as_a_version_of_its_own(pa):
    office = Office()
    Fund.objects.filter(pk=office.award.fund_id).update(origin="federal", aln="17.258", amount="900000")
    start = office.award.starts_on
    filled = given(budget_from=start, budget_to=office.ends_on, excluded_checked_on=start)
    actions.save_sheet(office.award, filled, to_follow=[], version=0, by=office.officer)
    first = actions.freeze_sheet(office.award, by=office.officer)

    longer = office.ends_on + 90 * DAY
    office.add("amount", amount="25000", category_to="personnel")
    office.add("extension", ends_on=longer)
    office.approve(office.send())

    sheet = sheet_page(office.award, pa).sheet
    amount = office.award.amount
    assert (sheet.this_action, sheet.obligated, sheet.committed) == (25_000, amount + 25_000, amount + 25_000)
    assert (sheet.ends_on, sheet.budget_to) == (longer, longer)
    page = factories.client(pa, office.officer)
    address = reverse("award-subaward", args=[office.award.pk])
    assert "It says something else than its last version." in page.get(address).content.decode()
    second = actions.freeze_sheet(office.award, by=office.officer)
    assert "It says something else than its last version." not in page.get(address).content.decode()
    assert (first.number, second.number) == (1, 2)
    assert {"label": "Obligated by this action", "value": "$25,000.00", "note": ""} in second.facts["elements"]
    first.refresh_from_db()
    assert first.facts != second.facts


def test_money_that_is_not_federal_has_no_sheet(pa, made):
    Fund.objects.filter(pk=made.award.fund_id).update(origin="state_general")
    award = Award.objects.select_related("fund").get()

    with pytest.raises(MoveRefused, match="not of federal money"):
        actions.save_sheet(award, given(), to_follow=[], version=0, by=made.officer)
    assert [(step.name, step.is_done) for step in steps_of(award, pa)] == [("Risk", True)]


def test_the_steps_say_what_is_missing(pa, made):
    assert [(step.name, step.word) for step in steps_of(made.award, pa)] == [
        ("Risk", "Missing"),
        ("Subaward data sheet", "8 missing"),
    ]


# The pages

SEES = {"officer": 200, "fiscal": 200, "auditor": 200, "convener": 403, "reviewer": 403, "stranger": 302}
DOES = {"officer": 302, "director": 302, "fiscal": 403, "auditor": 403, "convener": 403, "stranger": 401}


@pytest.mark.parametrize(("name", "status"), SEES.items())
@pytest.mark.parametrize("view", ["award-risk", "award-subaward"])
def test_who_may_see(made, who, view, name, status):
    assert who(name).get(reverse(view, args=[made.award.pk])).status_code == status


@pytest.mark.parametrize(("name", "status"), DOES.items())
@pytest.mark.parametrize("view", ["award-risk-assess", "award-subaward-save", "award-subaward-freeze"])
def test_who_may_do(made, who, view, name, status):
    if view == "award-subaward-freeze":
        fill_sheet(made)
    data = {"award-risk-assess": typed(), "award-subaward-save": {"version": 0}}.get(view, {})
    assert who(name).post(reverse(view, args=[made.award.pk]), data).status_code == status


def test_the_sheet_is_filled_on_its_page(made, who):
    client, url = who("officer"), reverse("award-subaward", args=[made.award.pk])
    assert "elements are missing" in client.get(url).content.decode()

    data = {key: str(value) for key, value in given().items()} | {"is_research": "no", "version": "0"}
    answer = client.post(reverse("award-subaward-save", args=[made.award.pk]), data, follow=True)

    assert "The sheet is complete." in answer.content.decode()
    assert "Draw it as it stands" in answer.content.decode()


def test_a_wrong_date_is_said_and_what_was_typed_stays(made, who):
    data = {"version": "0", "fain": "23A55AT000123", "federal_award_on": "July"}
    page = who("officer").post(reverse("award-subaward-save", args=[made.award.pk]), data)

    assert page.status_code == 422
    assert 'value="23A55AT000123"' in page.content.decode()


def test_the_award_page_shows_the_steps(made, who):
    page = who("officer").get(reverse("award", args=[made.award.pk])).content.decode()
    assert "Before the award is active" in page
    assert "Risk is assessed before a subaward of federal money." in page
