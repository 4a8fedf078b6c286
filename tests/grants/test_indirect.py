"""Indirect costs and subawards: the golden case, what is refused with which numbers, and the page that asks for them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from core.permissions import Role
from grants.actions import applications as actions
from grants.actions import submissions
from grants.checks.applications import Line
from grants.checks.indirect import Claim, Part, indirect_findings, indirect_of, mtdc, subaward_findings
from grants.models import Application, Round
from grants.readmodels.application_content import problems_of
from tests import factories
from tests.grants import applying


def line(category, amount, mtdc="", to="", **more):
    return Line(category, category.title(), "Said", Decimal(amount), mtdc=mtdc, subrecipient=to, **more)


GOLDEN = [
    line("personnel", 120_000),
    line("fringe", 36_000),
    line("travel", 4_000),
    line("equipment", 25_000),
    line("supplies", 10_000),
    line("contractual", 9_000),
    line("contractual", 80_000, "subaward", "Reading Area College"),
    line("contractual", 30_000, "subaward", "Lehigh Carbon College"),
    line("other", 20_000, "left_out"),
    line("other", 6_000, "left_out"),
]
PARTS = [
    Part("Reading Area College", "personnel", "Two instructors", Decimal(60_000)),
    Part("reading area college", "supplies", "Kits", Decimal(20_000)),
    Part("Lehigh Carbon College", "other", "Lab hours", Decimal(30_000)),
]


@pytest.mark.rule("BR-33")
@pytest.mark.parametrize(("rule", "first", "base", "allowed"), [
    ("2024", 50_000, "259000", "38850.00"), ("2020", 25_000, "229000", "22900.00"),
])  # fmt: skip
def test_the_golden_case(rule, first, base, allowed):
    assert mtdc(GOLDEN, Decimal(first)) == Decimal(base)
    assert indirect_of(GOLDEN, Claim(), rule).allowed == Decimal(allowed)


@pytest.mark.rule("BR-33")
def test_two_lines_to_one_subrecipient_are_one_subaward():
    lines = [line("contractual", 40_000, "subaward", "The College"), line("other", 40_000, "subaward", " the college")]
    assert mtdc(lines, Decimal(50_000)) == 50_000


@pytest.mark.rule("BR-33")
@pytest.mark.parametrize(
    ("asked", "claim", "rule", "said"),
    [
        ("38850", Claim(), "2024", ""),
        (
            "38850.01",
            Claim(),
            "2024",
            "15% of $259,000.00, modified total direct costs, is $38,850.00: take out $0.01.",
        ),
        ("22900.01", Claim(), "2020", "10% of $229,000.00"),
        ("1", Claim(), "none", "pays no indirect costs: take out $1.00"),
        ("10", Claim("negotiated"), "2024", "Say the negotiated rate"),
        ("34000", Claim("negotiated", Decimal(10), "direct"), "2024", ""),
        ("34000.01", Claim("negotiated", Decimal(10), "direct"), "2024", "all direct costs, is $34,000.00"),
        (
            "39000.01",
            Claim("negotiated", Decimal(25), "salaries"),
            "2024",
            "salaries and fringe benefits, is $39,000.00",
        ),
        ("0", Claim("negotiated"), "none", ""),
    ],
)
def test_more_than_is_allowed_is_refused_with_the_numbers(asked, claim, rule, said):
    found = indirect_findings([*GOLDEN, line("indirect", asked)], claim, rule)
    assert said in " ".join(one.text for one in found) if said else not found


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        (PARTS, ""),
        (PARTS[:1] + PARTS[2:], "its own budget is $60,000.00, $20,000.00 less than the $80,000.00 of its subaward"),
        ([*PARTS, Part("Lehigh Carbon College", "travel", "", Decimal(1))], "$1.00 more than"),
        (PARTS[:2], "Lehigh Carbon College: say below what its subaward of $30,000.00 pays for"),
        ([*PARTS, Part("Somebody Else", "travel", "", Decimal(1))], "no subaward of this name"),
    ],
)
def test_a_subawards_own_budget_adds_up_to_it(parts, said):
    found = subaward_findings(GOLDEN, parts)
    assert said in " ".join(one.text for one in found) if said else not found


def test_a_subaward_names_who_gets_it():
    [found] = subaward_findings([line("contractual", 5_000, "subaward")], [])
    assert "name who gets the subaward of $5,000.00" in found.text
    assert found.field == "budget-1"


@pytest.fixture
def desk(pa):
    lead = factories.organization("Lehigh and Berks Workforce Alliance")
    elena = factories.member(Role.CONVENER, over=lead, name="Elena Márquez")
    round = applying.round(max_award="500000", match_percent=0, match_basis="none", total_available="1000000")
    draft = applying.fill(applying.start(round, lead, by=elena), by=elena)
    return lead, elena, round, draft


def test_what_is_sent_says_how_indirect_costs_were_judged(desk):
    _, elena, _, draft = desk
    lines = [*GOLDEN, line("indirect", "38850")]
    actions.save_budget(draft, lines, parts=PARTS, claim=Claim(), version=1, by=elena)
    draft = Application.objects.get(pk=draft.pk)
    assert problems_of(draft) == []
    kept = submissions.submit_application(draft, certified_name=elena.name, by=elena)
    assert kept.content["indirect"] == {
        "asked": "38850.00", "rate": "15", "base": "259000.00", "base_words": "modified total direct costs",
        "allowed": "38850.00", "basis": "de_minimis",
    }  # fmt: skip
    assert [part["amount"] for part in kept.content["subawards"]] == ["60000.00", "20000.00", "30000.00"]


def test_the_page_saves_subawards_and_the_negotiated_rate_by_plain_posts(pa, desk):
    _, elena, _, draft = desk
    client = factories.client(pa, elena)
    at = f"/my/applications/{draft.pk}/sections/budget/"
    page = client.get(at).content.decode()
    assert "What each subaward pays for" in page
    assert "15% of modified total direct costs" in page
    sent = {
        "panel_version": "1", "b_rows": "2", "s_rows": "2",
        "b0-category": "contractual", "b0-description": "Training", "b0-amount": "50,000", "b0-mtdc": "subaward",
        "b0-subrecipient": "The College", "b1-category": "indirect", "b1-description": "Rate", "b1-amount": "5,000",
        "s0-subrecipient": "The College", "s0-category": "personnel", "s0-description": "Teachers", "s0-amount": "50,000",
        "indirect_basis": "negotiated", "indirect_rate": "10", "indirect_base": "direct", "then": "stay",
    }  # fmt: skip
    assert client.post(at, sent).status_code == 302
    draft = Application.objects.get(pk=draft.pk)
    assert (draft.indirect_basis, draft.indirect_rate, draft.indirect_base) == ("negotiated", 10, "direct")
    assert list(draft.subaward_lines.values_list("subrecipient", "amount")) == [("The College", Decimal(50_000))]
    assert problems_of(draft) == []
    refused = client.post(at, sent | {"panel_version": "2", "indirect_rate": "many", "s0-category": ""})
    assert refused.status_code == 422
    assert "Choose a category." in refused.content.decode()
    assert 'value="many"' in refused.content.decode()


def test_a_round_without_indirect_costs_says_so(desk):
    _, elena, _, draft = desk
    Round.objects.update(indirect_rule="none")
    actions.save_budget(draft, [line("personnel", 40_000), line("indirect", 100)], version=1, by=elena)
    assert "pays no indirect costs" in " ".join(p.text for p in problems_of(Application.objects.get(pk=draft.pk)))
