"""The published rounds for other systems: the shape of CommonGrants, cached, by page, without what is not public."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.utils import timezone

from core.isolation import state_scope
from grants.choices import RoundStatus
from grants.models import Round
from tests import factories

LIST = "/common-grants/opportunities"
NEEDED = {"id", "title", "status", "description", "createdAt", "lastModifiedAt"}
DAY = dt.timedelta(days=1)


@pytest.fixture
def rounds(pa):
    now = timezone.now()
    made = [factories.round(status=RoundStatus.OPEN) for _ in range(3)]
    Round.objects.filter(pk=made[0].pk).update(opens_at=now + DAY, closes_at=now + 9 * DAY)
    Round.objects.filter(pk=made[1].pk).update(opens_at=now - 9 * DAY, closes_at=now + 9 * DAY)
    Round.objects.filter(pk=made[2].pk).update(opens_at=now - 9 * DAY, closes_at=now - DAY, status="closed")
    return made


def hidden():
    draft = factories.round(status=RoundStatus.DRAFT)
    cancelled = factories.round(status=RoundStatus.CANCELLED)
    rehearsal = factories.round(status=RoundStatus.OPEN)
    Round.objects.filter(pk=rehearsal.pk).update(is_rehearsal=True)
    return draft, cancelled, rehearsal


def test_each_published_round_stands_there_in_the_protocols_shape(pa, rounds):
    hidden()
    answer = factories.client(pa).get(LIST)
    assert answer["Content-Type"] == "application/json"
    content = answer.json()
    assert content["paginationInfo"] == {"page": 1, "pageSize": 100, "totalItems": 3, "totalPages": 1}
    assert {one["title"] for one in content["items"]} == {one.name for one in rounds}
    assert sorted(one["status"]["value"] for one in content["items"]) == ["closed", "forecasted", "open"]
    for one in content["items"]:
        assert set(one) >= NEEDED
        assert uuid.UUID(one["id"])
        assert one["funding"]["maxAwardAmount"]["currency"] == "USD"
        assert isinstance(one["funding"]["maxAwardAmount"]["amount"], str)
        assert one["keyDates"]["closeDate"]["eventType"] == "singleDate"
        assert one["source"].startswith("http://pa.localhost/rounds/")
        assert one["lastModifiedAt"].endswith("Z")
    changed = [one["lastModifiedAt"] for one in content["items"]]
    assert changed == sorted(changed, reverse=True)


def test_a_round_has_a_page_of_its_own_and_others_none(pa, rounds):
    client = factories.client(pa)
    one = client.get(LIST).json()["items"][0]
    assert client.get(f"{LIST}/{one['id']}").json()["data"] == one
    missing = client.get(f"{LIST}/{uuid.uuid4()}")
    assert (missing.status_code, missing.json()["status"]) == (404, 404)


def test_another_state_has_neither_the_rounds_nor_their_ids(ga):
    pa = factories.state("pa")
    with state_scope(pa):
        factories.round(status=RoundStatus.OPEN)
    key = factories.client(pa).get(LIST).json()["items"][0]["id"]
    assert factories.client(ga).get(LIST).json()["items"] == []
    assert factories.client(ga).get(f"{LIST}/{key}").status_code == 404


def test_pages_are_cut_and_an_odd_page_is_said(pa, rounds):
    client = factories.client(pa)
    first, second = (client.get(f"{LIST}?page={page}&pageSize=2").json() for page in (1, 2))
    assert [len(first["items"]), len(second["items"])] == [2, 1]
    assert first["paginationInfo"]["totalPages"] == 2
    assert client.get(f"{LIST}?pageSize=9999").json()["paginationInfo"]["pageSize"] == 200
    for odd in ("page=0", "page=x", "pageSize=-1", "page=", "page=²"):
        assert client.get(f"{LIST}?{odd}").status_code == 400


def test_a_cache_may_keep_it_and_ask_whether_it_changed(pa, rounds):
    client = factories.client(pa)
    first = client.get(LIST)
    assert first["Cache-Control"] == "public, max-age=300"
    assert first["Access-Control-Allow-Origin"] == "*"
    assert client.get(LIST, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 304
    Round.objects.filter(pk=rounds[0].pk).update(name="Another name")
    assert client.get(LIST, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 200


def test_it_takes_one_query_however_many_rounds(pa, rounds, django_assert_num_queries):
    client = factories.client(pa)
    client.get(LIST)
    with django_assert_num_queries(4):  # the host, the scope of the state (two), the rounds
        client.get(LIST)
    [factories.round(status=RoundStatus.OPEN) for _ in range(10)]
    with django_assert_num_queries(4):
        client.get(LIST)


def test_the_pages_of_the_rounds_lead_there(pa, rounds):
    client = factories.client(pa)
    for path in ("/rounds/", f"/rounds/{rounds[1].slug}/"):
        assert f'type="application/json" href="{LIST}"' in client.get(path).content.decode()
