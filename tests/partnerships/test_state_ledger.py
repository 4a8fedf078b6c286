"""The commitments of the whole state: who sees them, what stands first, what is found, what they add up to, the file."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.isolation import state_scope
from core.models import StoredFile
from core.permissions import Permission, Role
from partnerships.models import Commitment
from partnerships.readmodels.state_ledger import PAGE as ROWS
from partnerships.readmodels.state_ledger import state_ledger
from tests import factories
from tests.partnerships.working import coalition

PAGE = "/staff/commitments/"
NOTHING = dict.fromkeys(("q", "status", "counts_as", "kind", "partnership", "sort"), "")


@pytest.fixture
def scene(pa):
    return coalition()


def entry(scene, title: str, status: str = "pledged", key: str = "bright", **fields) -> Commitment:
    """An entry as it stands after its steps; what is documented was so on the day given."""
    day = fields.pop("day", dt.date(2026, 3, 1))
    made = {
        "partnership": scene.partnership, "seat": scene.seats[key], "title": title, "status": status, "kind": "cash",
        "source": "employers", "amount": Decimal(5000), "pledged_on": dt.date(2026, 1, 5), "entered_by": scene.convener,
    }  # fmt: skip
    if status == "committed":
        file = StoredFile.objects.create(
            key=title, name="a.pdf", purpose="commitment_proof", content_type="application/pdf", size=1, sha256="0" * 64
        )
        made |= {"document": file, "committed_on": day, "committed_by": scene.convener}
    if status in ("documented", "verified"):
        made |= {"delivered": Decimal(4000), "documented_on": day, "documented_by": scene.convener}
    if status == "verified":
        made |= {"verified_on": day, "verified_by": scene.officer}
    return Commitment.objects.create(**(made | fields))


def found(scene, who=None, **wanted) -> list[str]:
    return [row.one.title for row in state_ledger(who or scene.officer, NOTHING | wanted, None).rows]


def page(scene, query: str = "", who: str = "officer", url: str = PAGE) -> str:
    answer = factories.client(scene.partnership.state, getattr(scene, who)).get(f"{url}{query}")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_what_waits_for_the_state_stands_first_the_oldest_at_the_top(scene):
    entry(scene, "Pledged")
    entry(scene, "Verified", "verified")
    entry(scene, "Late", "documented", day=dt.date(2026, 4, 1))
    entry(scene, "Committed", "committed")
    entry(scene, "Early", "documented", day=dt.date(2026, 2, 1))
    entry(scene, "Withdrawn", "withdrawn", reason="It came to nothing.")
    assert found(scene) == ["Early", "Late", "Committed", "Pledged", "Verified"]
    assert found(scene, status="withdrawn") == ["Withdrawn"]


def test_it_is_filtered_searched_and_sorted(scene):
    other = factories.partnership(factories.organization("Keystone Board"), name="Keystone Bakers", slug="bakers")
    theirs = other.members.create(organization=factories.organization("Ovens Inc", "employer"), role="employer")
    entry(scene, "Tools", amount=Decimal(100))
    entry(scene, "Lathe", key="slate", kind="equipment", counts_as="leverage", amount=Decimal(900))
    entry(scene, "Seats", key="slate", kind="seats", amount=None, quantity=Decimal(4))
    entry(scene, "Flour", partnership=other, seat=theirs, amount=Decimal(300))
    assert found(scene, q="ovens") == ["Flour"]
    assert found(scene, q="keystone bak") == ["Flour"]
    assert found(scene, q="lath") == ["Lathe"]
    assert found(scene, counts_as="leverage") == ["Lathe"]
    assert found(scene, kind="seats") == ["Seats"]
    assert found(scene, partnership=str(other.pk)) == ["Flour"]
    assert found(scene, sort="value") == ["Tools", "Flour", "Lathe", "Seats"]
    assert found(scene, sort="-value") == ["Lathe", "Flour", "Tools", "Seats"]
    assert found(scene, sort="partnership")[0] == "Flour"
    assert found(scene, sort="organization")[0] == "Tools"
    assert sorted(found(scene, sort="nonsense")) == ["Flour", "Lathe", "Seats", "Tools"]


def test_what_is_not_offered_filters_nothing(scene):
    entry(scene, "Tools")
    assert "1 commitment<" in page(scene, "?status=gone&kind=x&partnership=999999&sort=drop")


def test_for_me_to_verify_leaves_out_what_is_my_own(scene):
    entry(scene, "Theirs", "documented")
    entry(scene, "Mine", "documented", entered_by=scene.officer)
    assert found(scene, status="mine") == ["Theirs"]
    assert found(scene, scene.fiscal, status="mine") == ["Mine", "Theirs"]
    shown = page(scene)
    assert "Somebody else verifies it" in shown
    assert "Verify<span" in shown
    assert f"#entry-{Commitment.objects.get(title='Theirs').pk}" in shown


def test_match_and_leverage_are_summed_apart_and_only_of_what_was_found(scene):
    entry(scene, "Tools", "verified")
    entry(scene, "Rent", "documented", day=dt.date(2026, 3, 9))
    entry(scene, "Fees", amount=Decimal(250))
    entry(scene, "Lathe", "verified", kind="equipment", counts_as="leverage", delivered=Decimal(70))
    entry(scene, "Seats", "verified", kind="seats", amount=None, quantity=Decimal(4), delivered=None,
          delivered_quantity=Decimal(3))  # fmt: skip
    figures = state_ledger(scene.officer, NOTHING, None).figures
    assert [(one["label"], one["value"]) for one in figures] == [
        ("To verify", "1"),
        ("Match verified", "$4,000"),
        ("Leverage verified", "$70"),
    ]
    assert figures[0]["note"] == "the oldest delivered Mar 9, 2026"
    assert figures[1]["note"] == "$4,000 delivered and not verified, $250 promised"
    less = state_ledger(scene.officer, NOTHING | {"counts_as": "leverage"}, None).figures
    assert [one["value"] for one in less] == ["0", "$0", "$70"]
    assert "3 seats" in page(scene)


def test_the_file_holds_all_that_was_found_and_runs_nothing(scene):
    entry(scene, "=HYPERLINK(1)", "verified")
    entry(scene, "Lathe", kind="equipment", counts_as="leverage")
    url = "/staff/commitments.csv"
    client = factories.client(scene.partnership.state, scene.officer)
    whole = b"".join(client.get(url).streaming_content).decode()  # type: ignore[attr-defined]
    assert "'=HYPERLINK(1)" in whole
    assert len(whole.splitlines()) == 3
    assert "Lehigh Manufacturing,Bright Metals" in whole
    less = b"".join(client.get(f"{url}?counts_as=leverage").streaming_content).decode()  # type: ignore[attr-defined]
    assert "Lathe" in less
    assert "HYPERLINK" not in less


def test_it_is_for_those_who_see_every_partnership(scene):
    entry(scene, "Tools", "documented")
    state = scene.partnership.state
    answers = {
        role: factories.client(state, factories.member(role)).get(PAGE)
        for role in (Role.DIRECTOR, Role.OFFICER, Role.FISCAL, Role.ANALYST, Role.AUDITOR)
    }
    assert {role: answer.status_code for role, answer in answers.items()} == dict.fromkeys(answers, 200)
    assert b"For me to verify" in answers[Role.FISCAL].content
    assert b"For me to verify" not in answers[Role.AUDITOR].content
    assert b">Verify<" not in answers[Role.AUDITOR].content
    for who in (scene.convener, scene.partner, factories.member(Role.REVIEWER)):
        for url in (PAGE, "/staff/commitments.csv"):
            assert factories.client(state, who).get(url).status_code == 403
    assert factories.client(state).get(PAGE).status_code == 302


def test_another_states_commitments_are_not_there(db):
    with state_scope(factories.state("ga")):
        peach = coalition(slug="peach", name="Peach Growers")
        entry(peach, "Orchard")
        theirs = peach.partnership.pk
    here = factories.state("pa")
    with state_scope(here):
        scene = coalition()
        entry(scene, "Tools")
        shown = page(scene) + page(scene, f"?partnership={theirs}")
        client = factories.client(here, scene.officer)
        file = b"".join(client.get("/staff/commitments.csv").streaming_content)  # type: ignore[attr-defined]
    assert "Tools" in shown
    for words in ("Orchard", "Peach"):
        assert words not in shown
        assert words not in file.decode()


def test_it_costs_the_same_for_one_and_for_three_hundred(scene, django_assert_num_queries):
    entry(scene, "First", "verified")
    client = factories.client(scene.partnership.state, scene.officer)
    client.get(PAGE)
    with CaptureQueriesContext(connection) as one:
        client.get(PAGE)
    for number in range(299):
        entry(scene, f"Entry {number}", ("pledged", "documented", "verified")[number % 3])
    with django_assert_num_queries(len(one)):
        shown = client.get(PAGE).content.decode()
    assert scene.officer.can(Permission.MATCH_VERIFY)  # her roles are read
    with django_assert_num_queries(2):
        list_ = state_ledger(scene.officer, NOTHING, "2")
    assert (list_.found, len(list_.rows)) == (300, ROWS)
    assert "300 commitments" in shown


def test_nothing_and_nothing_found_are_said(scene):
    assert "Nothing is committed yet" in page(scene)
    entry(scene, "Tools")
    nothing = page(scene, "?q=nobody")
    assert "No commitment fits" in nothing
    assert 'href="/staff/commitments/"' in nothing


def test_the_list_of_partnerships_leads_there_for_staff(scene):
    assert f'href="{PAGE}"' in page(scene, url="/partnerships/")
    assert f'href="{PAGE}"' not in page(scene, url="/partnerships/", who="convener")
