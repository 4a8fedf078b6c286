"""Match by contributor: one truth with the budget, BR-03's figures, BR-04's statements, letters, twice promised."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from core.permissions import Role
from grants.actions import application_case as case
from grants.actions import applications as actions
from grants.actions import submissions
from grants.checks.applications import Aim, Line, Terms, target_findings
from grants.checks.match import Elsewhere, match_findings
from grants.choices import MatchKind, MatchTest
from grants.models import Application, BudgetLine, LetterRequest
from grants.readmodels.application_content import problems_of, tables_of, terms_of
from grants.readmodels.ledger import budget_of
from questions.models import Section
from tests import factories
from tests.grants import applying, casing

ALL = tuple(MatchTest.values)
TERMS = Terms(Decimal(25_000), Decimal(150_000), 1, 6)


@pytest.fixture
def desk(pa):
    lead = factories.organization("Lehigh and Berks Workforce Alliance")
    elena = factories.member(Role.CONVENER, over=lead, name="Elena Márquez", email="elena@pa.example")
    round = applying.round()
    Section.objects.create(version=round.form_version, position=10, key="match", title="Match", panel="match")
    draft = applying.start(round, lead, by=elena)
    applying.fill(draft, by=elena, lines=[applying.line(cash="0", match_source="")])
    return SimpleNamespace(
        state=pa, lead=lead, elena=elena, round=round, draft=draft, client=factories.client(pa, elena)
    )


def give(desk, *rows: Line, version: int = 0, application: Application | None = None) -> Application:
    held = application or desk.draft
    case.save_match(held, rows, version=version, by=desk.elena)
    held.refresh_from_db()
    return held


def words(draft) -> str:
    return " | ".join(problem.text for problem in problems_of(draft))


def at(application: Application, tail: str = "sections/match/") -> str:
    return f"/my/applications/{application.pk}/{tail}"


def text(response: Any, status: int = 200) -> str:
    assert response.status_code == status, response.content[:600]
    return " ".join(response.content.decode().split())


def post(**fields: Any) -> dict[str, Any]:
    given = {
        **{"m0-contributor": "Keystone Snack Works", "m0-kind": "cash", "m0-category": "contractual"},
        **{"m0-amount": "20,000", "m0-valuation": "Invoices", "m0-evidence": "Letter", "m0-tests": list(ALL)},
    }
    return {"panel_version": 0, "m_rows": 1, "then": "stay", **given, **fields}


# One truth with the budget


@pytest.mark.rule("BR-03")
def test_rows_of_match_meet_what_the_round_needs_to_the_cent(desk):
    assert "You need $20,000.00" in words(desk.draft)

    assert "Find $0.01 more" in words(give(desk, casing.given("19999.99")))
    assert words(give(desk, casing.given("12000"), casing.given("8000", kind=MatchKind.WAGES), version=1)) == ""


@pytest.mark.rule("BR-03")
@pytest.mark.parametrize(("basis", "needed"), [("of_award", "50000.00"), ("of_total", "66666.67")])
def test_the_golden_figures_are_the_same_for_rows(desk, basis, needed):
    desk.round.match_basis = basis
    terms = terms_of(desk.round)
    grant = applying.line("200000", "0", match_source="")

    assert match_findings([grant, casing.given(needed)], [], terms) == []
    less = str(Decimal(needed) - Decimal("0.01"))
    assert "Find $0.01 more" in match_findings([grant, casing.given(less)], [], terms)[0].text


def test_a_save_of_the_budget_leaves_the_match_and_the_other_way_round(desk):
    give(desk, casing.given())

    actions.save_budget(desk.draft, [applying.line("60000", "0", match_source="")], version=1, by=desk.elena)
    give(desk, casing.given("15000"), version=1)

    lines = tables_of(desk.draft)
    assert [line.amount for line in lines.own_lines] == [60_000]
    assert [line.match for line in lines.match] == [15_000]
    found = budget_of(desk.draft)
    assert (found.grant["personnel"], found.match["contractual"]) == (60_000, 15_000)
    desk.draft.refresh_from_db()
    assert desk.draft.requested == 60_000


def test_match_typed_into_the_budget_before_is_told_and_not_lost(desk):
    actions.save_budget(desk.draft, [applying.line()], version=1, by=desk.elena)

    assert "$20,000.00 of match stands in the budget itself" in words(desk.draft)
    assert "Match, cash" in text(desk.client.get(at(desk.draft, "sections/budget/")))


def test_the_budget_has_no_boxes_for_match_where_the_form_has_rows(desk):
    page = text(desk.client.get(at(give(desk, casing.given()), "sections/budget/")))

    assert "Match has a section of its own" in page
    assert "b0-match_cash" not in page
    assert "$20,000" in page
    sums = desk.client.post(at(desk.draft, "sums/"), {"b_rows": 1, "b0-category": "travel", "b0-amount": "90,000"})
    assert "$20,000" in text(sums)


def test_a_form_without_the_section_keeps_match_in_the_budget(pa):
    lead = factories.organization()
    elena = factories.member(Role.CONVENER, over=lead)
    draft = applying.fill(applying.start(applying.round(), lead, by=elena), by=elena)

    assert problems_of(draft) == []
    page = text(factories.client(pa, elena).get(at(draft, "sections/budget/")))
    assert "b0-match_cash" in page


# The seven statements


@pytest.mark.rule("BR-04")
@pytest.mark.parametrize("left_out", ALL)
def test_match_counts_only_if_all_seven_statements_are_confirmed(left_out):
    one = casing.given(tests=tuple(test for test in ALL if test != left_out))

    (found,) = match_findings([one], [], TERMS)

    assert found.field == "match-1"
    assert "1 of 7 statements are not confirmed" in found.text


@pytest.mark.rule("BR-04")
def test_a_row_needs_a_valuation_and_evidence():
    found = " | ".join(f.text for f in match_findings([casing.given(evidence=" ")._replace(description="")], [], TERMS))

    assert "say how the $20,000.00 was worked out" in found
    assert "say what evidence there is" in found


@pytest.mark.rule("BR-04")
def test_what_is_promised_to_an_award_already_does_not_count_again():
    undecided = Elsewhere(1, "PA-26-0001", "Bakers", "submitted")

    assert match_findings([casing.given()], [], TERMS, elsewhere=[undecided]) == []
    (found,) = match_findings([casing.given()], [], TERMS, elsewhere=[undecided._replace(status="awarded")])
    assert "the same match is promised to award PA-26-0001" in found.text


def another(desk, lead, status: str, giver: str = "KEYSTONE Snack Works") -> Application:
    other = factories.application(desk.round, lead, status=status, title="Snack makers")
    BudgetLine.objects.create(
        application=other, category="other", match_cash=20_000, match_source=giver, match_kind="cash", position=1001
    )
    return other


@pytest.mark.rule("BR-04")
def test_her_own_other_application_is_named_and_blocks_only_as_an_award(desk):
    other = another(desk, desk.lead, "submitted")
    give(desk, casing.given())

    assert words(desk.draft) == ""
    assert f"You also promised this in {other.number}" in text(desk.client.get(at(desk.draft)))

    Application.objects.filter(pk=other.pk).update(status="awarded")
    assert f"promised to award {other.number}" in words(desk.draft)


@pytest.mark.parametrize("status", ["draft", "withdrawn", "declined", "ineligible", "refused"])
def test_what_came_to_nothing_promises_nothing(desk, status):
    another(desk, desk.lead, status)

    assert "You also promised" not in text(desk.client.get(at(give(desk, casing.given()))))


@pytest.mark.rule("BR-04")
def test_another_applicants_promise_is_told_to_staff_alone(desk):
    other = another(desk, factories.organization("Another Board"), "awarded")
    give(desk, casing.given())
    assert words(desk.draft) == ""
    assert other.number not in text(desk.client.get(at(desk.draft)))

    submissions.submit_application(desk.draft, certified_name="Elena Márquez", by=desk.elena)

    officer = factories.client(desk.state, factories.member(Role.OFFICER))
    page = text(officer.get(f"/applications/{desk.draft.pk}/"))
    assert "Also promised elsewhere" in page
    assert other.number in page
    receipt = text(desk.client.get(at(desk.draft, "receipt/")))
    assert "Keystone Snack Works" in receipt
    assert "7 of 7 statements confirmed" in receipt
    assert other.number not in receipt


# The page


def test_the_page_saves_rows_without_script(desk):
    assert desk.client.post(at(desk.draft), post()).status_code == 302

    (line,) = desk.draft.budget.exclude(match_kind="")
    assert (line.amount, line.match_cash, line.tests) == (0, 20_000, list(ALL))
    assert "The match is met." in text(desk.client.get(at(desk.draft)))
    desk.client.post(at(desk.draft), post(panel_version=1, remove="0"))
    assert not desk.draft.budget.exclude(match_kind="").exists()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"m0-amount": "-5"}, "Amount in dollars: enter zero or more."),
        ({"m0-amount": "a lot"}, "Amount in dollars: enter dollars and cents"),
        ({"m0-amount": "9" * 30}, "this amount is too large"),
        ({"m0-kind": ""}, "Choose what is given."),
        ({"m0-category": "gold"}, "Select a valid choice"),
        ({"m0-tests": ["never"]}, "Select a valid choice"),
        ({"m0-contributor": "x" * 10_000_000}, "at most 160 characters"),
    ],
)
def test_what_cannot_be_read_is_said_and_nothing_is_saved(desk, fields, said):
    assert said in text(desk.client.post(at(desk.draft), post(**fields)), 422)
    assert not desk.draft.budget.exclude(match_kind="").exists()


def test_a_signed_letter_is_taken_over_as_a_row(desk):
    letter = LetterRequest.objects.create(
        **{"application": desk.draft, "kind": "commitment", "organization": "Blue Mountain Bakery", "person": "Flo"},
        **{"email": "flo@bakery.example", "due_at": timezone.now(), "requested_by": desk.elena, "cash": 5_000},
        **{"status": "signed", "signed_name": "Flo Baker", "signed_title": "Owner", "decided_at": timezone.now()},
        equipment=7_500,
    )
    page = text(desk.client.get(at(desk.draft)))
    assert page.count("Take over") == 2

    answer = desk.client.post(
        at(desk.draft), {"panel_version": 0, "m_rows": 0, "then": f"letter-{letter.pk}-equipment"}
    )
    page = text(desk.client.get(answer["Location"].split("#")[0]))

    assert "Letter signed by Flo Baker, Owner" in page
    assert "7,500" in page
    assert not desk.draft.budget.exclude(match_kind="").exists(), "a look saves nothing"
    give(desk, casing.given("7500", "blue mountain bakery", MatchKind.EQUIPMENT), version=1)
    assert text(desk.client.get(at(desk.draft))).count("Take over") == 1


# Targets


def aim(**more: Any) -> Aim:
    return Aim("W4", "Completed training", **({"value": Decimal(120), "source": "Rosters"} | more))


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (aim(), ""),
        (aim(baseline=Decimal(0), by_month=6), ""),
        (aim(baseline=Decimal("120.00")), "the target is what it is today, 120"),
        (aim(baseline=Decimal(120), remark="Two plants close; keeping it is the aim."), ""),
        (aim(by_month=7), "month 7 is after the award, which has 6 months"),
        (aim(source=" "), "say how you will measure it"),
    ],
)
def test_a_target_says_how_it_is_measured_differs_from_today_and_falls_within_the_award(one, said):
    found = " | ".join(finding.text for finding in target_findings([one], 6))

    assert (said in found) if said else found == ""


def test_the_page_saves_what_stands_beside_a_target(desk):
    target = desk.draft.targets.get()
    name, address = f"t{target.measure_id}", at(desk.draft, "sections/targets/")
    typed = {name: "130", f"{name}-baseline": "40", f"{name}-by_month": "5", f"{name}-source": "Rosters"}

    assert desk.client.post(address, {"panel_version": 1, "then": "stay", **typed}).status_code == 302

    target = desk.draft.targets.get()
    assert (target.value, target.baseline, target.by_month, target.source) == (130, 40, 5, "Rosters")
    for wrong in ({f"{name}-by_month": "0"}, {f"{name}-baseline": "-1"}, {name: ""}):
        assert desk.client.post(address, {"panel_version": 2, **typed, **wrong}).status_code == 422
    assert desk.draft.targets.get().value == 130
