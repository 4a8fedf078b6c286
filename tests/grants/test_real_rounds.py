"""Rounds that states really ran, set up through the staff's own page: each opens, and takes or refuses the boundary cases.

What a source does not say (the least award, the length, Pennsylvania's basis of the match) is chosen here and marked; the
day and the hour of closing are the source's, years later, for a round cannot open in the past.
"""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest
from django.utils import timezone

from core.money import CENT
from grants.checks.applications import Line, Seat, budget_findings, months_finding, roster_findings
from grants.forms.applications import StartForm
from grants.forms.rounds_rows import rubric_rows
from grants.models import Round
from grants.readmodels.application_content import terms_of
from grants.readmodels.round_page import faults_before_opening
from partnerships.models import Organization
from tests import factories

BOARD, CHAMBER = "workforce_board", "chamber"
PA_LEADS = [BOARD, "community", "college", "labor", CHAMBER, "trade_association", "economic_development"]


class Real(NamedTuple):
    """One round: what its page is told, and whom its rule of composition takes."""

    facts: dict[str, Any]
    enough: dict[str, int]
    one_short: dict[str, int]
    rubric: str = "georgia"


USUAL, USUAL_SHORT = {"employer": 2, "education": 1, "labor": 1}, {"employer": 1, "education": 1, "labor": 1}
REAL = {
    # up to $250,000 of $4 million, private match of 25%, cash or in kind, October 22 at 4 PM; least and length chosen
    "pa-2021": Real(
        {
            "kind": "implementation",
            "total_available": "4,000,000",
            "min_award": "25,000",
            "max_award": "250,000",
            "min_months": "12",
            "max_months": "24",
            "match_basis": "of_award",
            "match_percent": "25",
            "match_from_employers_only": "on",
            "eligible_types": PA_LEADS,
            "closes_at": "2031-10-22T16:00",
        },
        USUAL,
        USUAL_SHORT,
    ),
    # the same program four years later: $250,000 to $400,000, no match, September 27; length chosen
    "pa-2025": Real(
        {
            "kind": "implementation",
            "total_available": "4,000,000",
            "min_award": "250,000",
            "max_award": "400,000",
            "min_months": "12",
            "max_months": "24",
            "eligible_types": PA_LEADS,
            "closes_at": "2031-09-27T16:00",
        },
        USUAL,
        USUAL_SHORT,
    ),
    # 21 planning grants of up to $25,000, $479,000 in all; five employers and two strategic partners; least chosen
    "ri-planning": Real(
        {
            "kind": "planning",
            "total_available": "479,000",
            "min_award": "1,000",
            "max_award": "25,000",
            "min_months": "1",
            "max_months": "6",
            "composition_preset": "ri",
            "closes_at": "2031-10-22T16:00",
        },
        {"employer": 5, "education": 1, "workforce_board": 1},
        {"employer": 5, "education": 1},
    ),
    # up to twelve months, no match; a local government, a school and two businesses; the amounts chosen
    "mt-earn": Real(
        {
            "kind": "implementation",
            "total_available": "600,000",
            "min_award": "5,000",
            "max_award": "100,000",
            "min_months": "1",
            "max_months": "12",
            "composition_preset": "mt",
            "closes_at": "2031-10-22T16:00",
        },
        {"employer": 2, "education": 1, "government": 1},
        {"employer": 2, "education": 1},
    ),
    # planning of up to $100,000 for local boards, scored in bands; least and length chosen
    "ar-planning": Real(
        {
            "kind": "planning",
            "total_available": "1,000,000",
            "min_award": "25,000",
            "max_award": "100,000",
            "min_months": "1",
            "max_months": "6",
            "eligible_types": [BOARD],
            "closes_at": "2031-10-22T16:00",
        },
        USUAL,
        USUAL_SHORT,
        rubric="arkansas",
    ),
}
REASON = "As the notice of the state has it."


def sent(real: Real, key: str) -> dict[str, Any]:
    """What the page of a new round sends."""
    data: dict[str, Any] = {
        "name": f"Round {key}",
        "number_prefix": key.upper()[:12],
        "summary": "Plans and training.",
        "who_may_apply": "As the law says.",
        "min_employers": "2",
        "form_version": str(factories.form_version().pk),
        "limits_reason": REASON,
        "match_basis": "none",
        "match_percent": "0",
        "opens_at": "2031-08-01T09:00",
        "reviewers_each": "3",
        "split_points": "45",
        "funds-TOTAL_FORMS": "1",
        "funds-INITIAL_FORMS": "0",
        "funds-0-fund": str(factories.fund("5000000").pk),
        "funds-0-amount": real.facts["total_available"],
        "criteria-INITIAL_FORMS": "0",
    }
    rows = rubric_rows(real.rubric)
    data["criteria-TOTAL_FORMS"] = str(len(rows))
    for place, row in enumerate(rows):
        data |= {f"criteria-{place}-{name}": value for name, value in row.items() if value}
    return data | real.facts


@pytest.fixture(params=REAL)
def opened(request, pa, people) -> SimpleNamespace:
    """The round, set up and opened in the browser's own way, and what it asks for."""
    real = REAL[request.param]
    client = factories.client(pa, people.officer)
    answer = client.post("/staff/rounds/new/", sent(real, request.param))
    assert answer.status_code == 302, answer.context["form"].errors
    client.post(f"{answer['Location']}open/")
    round = Round.objects.get(slug=f"round-{request.param}")
    return SimpleNamespace(round=round, real=real, terms=terms_of(round), client=client, url=answer["Location"])


def table(roles: dict[str, int]) -> list[Seat]:
    return [Seat(f"{role} {number}", role) for role, many in roles.items() for number in range(many)]


def fits(terms: Any, amount: Decimal, match: Decimal | None = None) -> bool:
    """Whether a budget of that grant, with just the match that is needed or the one given, has nothing wrong."""
    needed = (amount * terms.match_percent / 100).quantize(CENT) if terms.match_basis else Decimal(0)
    cash = needed if match is None else match
    line = Line("personnel", "a. Personnel", "One coordinator", amount, cash, Decimal(0), "Blue Mountain Bakery")
    return budget_findings([line], terms) == []


@pytest.mark.rule("BR-01")
def test_it_lacks_nothing_and_opens(opened):
    assert opened.round.status == "open"
    assert [fault for fault in faults_before_opening(opened.round) if fault.stops] == []
    assert REASON in opened.client.get(opened.url).content.decode()


@pytest.mark.rule("BR-02")
def test_amounts_are_taken_up_to_both_ends_and_refused_a_cent_beyond(opened):
    least, most = opened.terms.min_award, opened.terms.max_award

    assert [fits(opened.terms, amount) for amount in (least - CENT, least, most, most + CENT)] == [
        False,
        True,
        True,
        False,
    ]


@pytest.mark.rule("BR-02")
def test_months_are_taken_up_to_both_ends_and_refused_one_beyond(opened):
    least, most = opened.terms.min_months, opened.terms.max_months

    refused = [bool(months_finding(months, opened.terms)) for months in (least - 1, least, most, most + 1)]
    assert refused == [True, False, False, True]


@pytest.mark.rule("BR-03")
def test_the_match_is_met_to_the_cent_where_one_is_asked_for(opened):
    most = opened.terms.max_award
    needed = most * opened.terms.match_percent / 100

    assert fits(opened.terms, most, needed)
    assert fits(opened.terms, most, max(needed - CENT, Decimal(0))) is (needed == 0)
    assert opened.round.match_from_employers_only is (needed > 0)


@pytest.mark.rule("BR-05")
def test_its_rule_of_composition_takes_who_is_enough_and_refuses_one_fewer(opened):
    assert roster_findings(table(opened.real.enough), "", opened.terms) == []
    assert roster_findings(table(opened.real.one_short), "", opened.terms)


def test_its_kinds_of_applicants_are_taken_and_others_refused(opened, pa):
    allowed = opened.round.eligible_types
    organizations = [Organization.objects.create(legal_name=kind, type=kind) for kind in (BOARD, CHAMBER, "employer")]
    for organization in organizations:
        member = factories.member("convener", over=organization)
        data = {"organization": str(organization.pk), "partnership": "new", "title": "Food"}
        form = StartForm(data, member=member, round=opened.round, word="partnership")
        form.is_valid()
        assert ("organization" in form.errors) is bool(allowed and organization.type not in allowed)


@pytest.mark.rule("BR-26")
def test_it_closes_at_the_hour_of_its_notice_by_the_states_clock(opened, pa):
    local = timezone.localtime(opened.round.closes_at, pa.zone)

    assert f"{local:%Y-%m-%dT%H:%M}" == opened.real.facts["closes_at"]


@pytest.mark.rule("BR-03")
def test_the_same_program_asks_for_a_match_in_one_year_and_none_in_another():
    first, later = REAL["pa-2021"].facts, REAL["pa-2025"].facts

    assert (first["match_percent"], later.get("match_percent")) == ("25", None)
    assert first["max_award"] == later["min_award"]
