"""Who reads, writes and publishes analyses; what the list costs; another state's are not found."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.isolation import state_scope
from core.permissions import Role
from partnerships.actions import analyses as deeds
from partnerships.actions.conversations import record_conversation
from tests import factories
from tests.partnerships.analysing import figures, saved

pytestmark = pytest.mark.usefixtures("reference")


def test_who_reads_what(pa, region, shared, elena, nadia):
    own = deeds.adapt_analysis(shared, region, state=pa, by=elena)
    draft = saved(pa, nadia, "Another draft")
    other = factories.member(Role.CONVENER, over=factories.partnership().convener)
    rows = {
        nadia: (200, 200, 200),
        elena: (200, 200, 404),
        other: (200, 404, 404),
        factories.member(Role.OFFICER): (200, 200, 200),
        factories.member(Role.REVIEWER): (404, 404, 404),
    }
    for who, expected in rows.items():
        client = factories.client(pa, who)
        assert tuple(client.get(f"/analyses/{one.pk}/").status_code for one in (shared, own, draft)) == expected, who
    assert factories.client(pa, factories.member(Role.REVIEWER)).get("/analyses/").status_code == 403
    assert factories.client(pa).get("/analyses/").status_code == 302
    assert factories.client(pa).get(f"/why-these-industries/{shared.pk}/").status_code == 404


def test_who_writes_and_publishes(pa, region, shared, elena, nadia):
    own = deeds.adapt_analysis(shared, region, state=pa, by=elena)
    other = factories.member(Role.CONVENER, over=factories.partnership(region=factories.region(["42003"])).convener)
    officer = factories.member(Role.OFFICER)
    for who, theirs, state in ((elena, 200, 403), (nadia, 200, 200), (officer, 403, 403), (other, 404, 403)):
        client = factories.client(pa, who)
        assert client.get(f"/analyses/{own.pk}/write/").status_code == theirs, who
        assert client.get(f"/analyses/{own.pk}/conversations/new/").status_code == theirs
        assert client.get(f"/analyses/{shared.pk}/write/").status_code == state
    assert factories.client(pa, elena).post(f"/analyses/{own.pk}/publish/").status_code == 403
    assert factories.client(pa, elena).get(f"/analyses/{own.pk}/moves/withdraw/").status_code == 403
    assert factories.client(pa, elena).get(f"/analyses/{own.pk}/moves/nothing/").status_code == 404
    assert factories.client(pa, officer).get(f"/analyses/{shared.pk}/adapt/").status_code == 403


@pytest.mark.parametrize("number", [1, 3, 12])
def test_the_list_costs_the_same_for_any_number(pa, region, nadia, number):
    for n in range(number):
        saved(pa, nadia, f"Analysis {n}")
    client = factories.client(pa, nadia)
    with CaptureQueriesContext(connection) as queries:
        page = client.get("/analyses/").content.decode()
    assert "Analysis 0" in page
    assert len(queries) <= 10, [one["sql"][:80] for one in queries]


def test_another_states_analysis_is_not_found(db):
    with state_scope(ga := factories.state("ga")):
        figures()
        theirs = saved(ga)
        talk = record_conversation(
            theirs, needs=[], held_on=dt.date(2026, 5, 1), employer="Acme", interviewer="N", by=theirs.made_by
        )
    with state_scope(here := factories.state("pa")):
        client = factories.client(here, factories.member(Role.ANALYST))
    for address in (f"/analyses/{theirs.pk}/", f"/analyses/{theirs.pk}/write/", f"/conversations/{talk.pk}/remove/",
                    f"/why-these-industries/{theirs.pk}/"):  # fmt: skip
        assert client.get(address).status_code == 404
