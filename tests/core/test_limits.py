"""How often one address may post without signing in: counted for real, in Valkey."""

from __future__ import annotations

import uuid

import pytest
from django.core.cache import cache
from django.test import RequestFactory

from core import limits
from core.models import AuditEvent
from core.permissions import Role
from tests import factories

RECEIPT = {"number": "PA-27-0001-R1", "sha256": "a" * 64}


@pytest.fixture(autouse=True)
def counted(settings, monkeypatch):
    """Limits are on, low, and each test has a count of its own."""
    settings.LIMIT_POSTS = True
    settings.SECRET_KEY = uuid.uuid4().hex
    monkeypatch.setitem(limits.RATES, "receipt", limits.Rate(3, limits.HOUR))


def post(client, **more):
    return client.post("/receipts/", RECEIPT, **more)


def test_beyond_the_rate_the_page_says_when_and_keeps_what_was_typed(pa):
    client = factories.client(pa)
    assert [post(client).status_code for _ in range(3)] == [200, 200, 200]
    refused = post(client)
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= limits.HOUR
    page = refused.content.decode()
    assert "You can send it from" in page
    assert f'value="{"a" * 64}"' in page
    assert 'action="/receipts/"' in page
    assert client.get("/receipts/").status_code == 200


def test_the_kept_form_is_taken_once_the_span_is_over(pa, monkeypatch):
    client, now = factories.client(pa), limits.time.time()
    [post(client) for _ in range(4)]
    monkeypatch.setattr(limits.time, "time", lambda: now + limits.HOUR)
    assert post(client).status_code == 200


def test_each_address_each_state_and_each_kind_is_counted_apart(ga):
    here, there = factories.client(factories.state("pa")), factories.client(ga)
    [post(here) for _ in range(4)]
    assert post(here, REMOTE_ADDR="198.51.100.7").status_code == 200
    assert post(there).status_code == 200
    assert here.post("/rounds/none/ask/", {}).status_code == 404


def test_who_is_signed_in_is_not_counted(pa):
    officer = factories.client(pa, factories.member(Role.OFFICER))
    assert {post(officer).status_code for _ in range(5)} == {200}


def test_no_address_is_kept(pa):
    client = factories.client(pa)
    post(client, REMOTE_ADDR="203.0.113.99")
    assert cache._cache.get_client(None).dbsize()
    keys = [key.decode() for key in cache._cache.get_client(None).keys("*limit:*")]
    assert keys
    assert not any("203.0.113" in key for key in keys)


def test_a_cache_that_is_away_stops_nobody(pa, monkeypatch, caplog):
    def away(*args, **kwargs):
        raise limits.RedisError("away")

    monkeypatch.setattr(limits.cache, "add", away)
    assert {post(factories.client(pa)).status_code for _ in range(5)} == {200}
    assert "are not limited now" in caplog.text


@pytest.mark.parametrize(
    ("proxies", "passed", "expected"),
    [
        (0, "203.0.113.5", "192.0.2.1"),  # nobody of ours wrote it
        (1, "203.0.113.5", "203.0.113.5"),
        (1, "1.1.1.1, 203.0.113.5", "203.0.113.5"),  # what stands before may be invented
        (2, "1.1.1.1, 203.0.113.5, 10.0.0.2", "203.0.113.5"),
        (2, "203.0.113.5", "192.0.2.1"),  # came past a proxy
        (1, "nonsense", ""),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2:3:4:5:6"),
    ],
)
def test_whose_address_it_is_behind_a_proxy(settings, proxies, passed, expected):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1", HTTP_X_FORWARDED_FOR=passed)
    assert limits.client_address(request) == expected


def test_an_invented_header_does_not_get_round_the_limit(pa, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    client = factories.client(pa)
    got = [post(client, HTTP_X_FORWARDED_FOR=f"10.9.8.{number}, 203.0.113.5").status_code for number in range(4)]
    assert got == [200, 200, 200, 429]


def test_of_ipv6_the_network_is_counted():
    assert limits.network_of("2001:db8:1:2:3:4:5:6") == limits.network_of("2001:db8:1:2::9") == "2001:db8:1:2::"
    assert limits.network_of("::ffff:203.0.113.5") == "203.0.113.5"
    assert limits.network_of("203.0.113.5") == "203.0.113.5"
    assert limits.network_of("") == ""


def test_the_trail_names_the_address_that_the_proxy_saw(pa, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    from tests.grants import applying  # noqa: PLC0415  # the trail of a public post needs a round

    round = applying.round()
    client = factories.client(pa)
    client.post(f"/rounds/{round.slug}/ask/", {"text": "May we?"}, HTTP_X_FORWARDED_FOR="1.1.1.1, 203.0.113.5")
    assert AuditEvent.objects.get(deed="round.question").address == "203.0.113.5"


def test_a_survey_says_it_in_spanish(pa):
    request = RequestFactory().post("/", {"lang": "es", "q-why": "Porque no había nadie"})
    request.state, request.member, request.user = pa, None, None
    page = limits.keep_typed(request, wait=90)
    assert 'lang="es"' in page.content.decode()
    assert "Porque no había nadie" in page.content.decode()
    assert "Espere un momento" in page.content.decode()
