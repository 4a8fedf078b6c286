"""Programs, funds and pools: what is there for awards, who may set them up, and what a pool may be."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.models import AuditEvent
from core.money import split
from core.permissions import Role
from grants.checks.pools import pool_faults
from grants.models import Fund, Pool, Program, RoundFund
from tests import factories


@pytest.fixture
def fiscal(pa, people):
    return factories.client(pa, people.fiscal)


def fund(**changes: Any) -> dict[str, Any]:
    """What the page of a new fund sends."""
    return {
        "name": "General fund",
        "agency": "L&I",
        "origin": "state_general",
        "amount": "1,000,000",
        "admin_percent": "7.5",
        "available_from": "2026-07-01",
        "available_to": "2029-06-30",
    } | changes


def pooled(mode: str, **parts: int) -> dict[str, Any]:
    """What the page of a new pool sends: funds by name with their parts."""
    data: dict[str, Any] = {
        "name": "Pool",
        "mode": mode,
        "shares-TOTAL_FORMS": str(len(parts)),
        "shares-INITIAL_FORMS": "0",
    }
    for place, (name, ratio) in enumerate(parts.items()):
        found = Fund.objects.filter(name=name).first() or factories.fund("20000", name=name)
        data |= {f"shares-{place}-fund": str(found.pk), f"shares-{place}-ratio": str(ratio)}
    return data


@pytest.mark.rule("BR-50")
def test_shares_are_split_to_the_cent_by_largest_remainder():
    parts = split(Decimal("12345.67"), {"workforce": 60, "development": 30, "education": 10})

    assert [str(part) for part in parts.values()] == ["7407.40", "3703.70", "1234.57"]
    assert sum(parts.values()) == Decimal("12345.67")


def test_of_an_appropriation_the_administrative_share_is_not_there_for_awards(fiscal):
    fiscal.post("/staff/funds/new/", fund())

    made = Fund.objects.get(name="General fund")
    page = fiscal.get("/staff/money/").content.decode()
    assert made.for_awards == Decimal("925000.00")
    assert "$925,000" in page
    assert "$75,000" in page
    assert AuditEvent.objects.filter(deed="fund.create").count() == 1


def test_a_fund_keeps_what_its_rounds_promised(fiscal):
    share = RoundFund.objects.get(round=factories.round(money="500000"))
    data = fund(name=share.fund.name, amount="520,000", admin_percent="4")

    refused = fiscal.post(f"/staff/funds/{share.fund_id}/", data)
    taken = fiscal.post(f"/staff/funds/{share.fund_id}/", data | {"admin_percent": "3"})

    assert refused.status_code == 422
    assert "$499,200 would be left for awards; $500,000 is promised or awarded." in refused.content.decode()
    assert taken.status_code == 302


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"aln": "17258"}, "two digits, a point and three digits"),
        ({"available_to": "2026-06-30"}, "It ends before it starts."),
        ({"admin_percent": "100"}, "less than or equal to 99.99"),
        ({"name": ""}, "This field is required."),
    ],
)
def test_what_is_wrong_with_a_fund_comes_back_with_what_was_typed(fiscal, changes, sentence):
    answer = fiscal.post("/staff/funds/new/", fund(**changes))

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert 'value="L&amp;I"' in answer.content.decode()
    assert not Fund.objects.exists()


@pytest.mark.rule("BR-50")
def test_only_funds_whose_steward_confirms_are_blended(fiscal):
    refused = fiscal.post("/staff/pools/new/", pooled("blended", Workforce=60, Schools=40))
    Fund.objects.filter(name="Workforce").update(blending_confirmed_by="W. Steward")
    half = fiscal.post("/staff/pools/new/", pooled("blended", Workforce=60, Schools=40))
    Fund.objects.filter(name="Schools").update(blending_confirmed_by="S. Steward")
    whole = fiscal.post("/staff/pools/new/", pooled("blended", Workforce=60, Schools=40))

    assert "Nobody confirmed that Schools and Workforce may be blended." in refused.content.decode()
    assert "Nobody confirmed that Schools may be blended." in half.content.decode()
    assert whole.status_code == 302
    found = Fund.objects.get(name="Schools")
    data = fund(name="Schools", amount="20000", admin_percent="0")
    assert "Schools is in a blended pool." in fiscal.post(f"/staff/funds/{found.pk}/", data).content.decode()


def test_a_pool_is_of_two_funds_or_more():
    assert pool_faults("braided", {"A": ""}, [60]) == ["A pool is of two funds or more. Name another."]
    assert pool_faults("braided", {"A": "", "B": ""}, [60, 40]) == []


@pytest.mark.rule("BR-50")
def test_a_pools_page_shows_how_an_amount_is_split(fiscal):
    made = fiscal.post("/staff/pools/new/", pooled("braided", Workforce=60, Development=30, Education=10))

    page = fiscal.get(f"{made['Location']}?amount=12,345.67").content.decode()

    assert all(amount in page for amount in ("$7,407.40", "$3,703.70", "$1,234.57"))
    assert Pool.objects.get().shares.count() == 3


def test_an_officer_sets_up_a_program_with_its_statute(pa, people):
    client = factories.client(pa, people.officer)
    data = {
        "name": "Industry Partnerships",
        "agency": "L&I",
        "purpose": "Plans.",
        "citation": "24 P.S. 6250",
        "citation_url": "https://example.org/law",
    }

    client.post("/staff/programs/new/", data)
    again = client.post("/staff/programs/new/", data)

    assert Program.objects.get().citation == "24 P.S. 6250"
    assert "There is one called Industry Partnerships already." in again.content.decode()
    assert 'href="https://example.org/law"' in client.get("/staff/money/").content.decode()
    assert client.get(f"/staff/programs/{Program.objects.get().pk}/").status_code == 200


@pytest.mark.parametrize(
    ("role", "see", "fund_", "program"),
    [
        (Role.FISCAL, 200, 200, 403),
        (Role.OFFICER, 200, 403, 200),
        (Role.AUDITOR, 200, 403, 403),
        (Role.REVIEWER, 403, 403, 403),
        (Role.CONVENER, 403, 403, 403),
    ],
)
def test_who_may_see_and_change_money(pa, role, see, fund_, program):
    client = factories.client(pa, factories.member(role))

    assert client.get("/staff/money/").status_code == see
    assert client.get("/staff/funds/new/").status_code == fund_
    assert client.get("/staff/pools/new/").status_code == fund_
    assert client.get("/staff/programs/new/").status_code == program


def test_the_pages_queries_do_not_grow(fiscal):
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            fiscal.get("/staff/money/")
        return len(caught)

    fiscal.post("/staff/pools/new/", pooled("braided", A=1, B=2))
    Program.objects.create(name="One", agency="L&I", purpose="Plans.")
    one = queries()
    for number in range(2):
        fiscal.post("/staff/pools/new/", pooled("braided", A=1, B=2) | {"name": f"Pool {number}"})
        factories.round()
        Program.objects.create(name=f"More {number}", agency="L&I", purpose="Plans.")

    assert queries() == one <= 19
