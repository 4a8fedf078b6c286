"""A form that comes in after the sign-in has ended is kept whole, and sent again by one press."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from core.isolation import state_scope
from core.models import AuditEvent
from core.permissions import Role
from questions.models import Form
from tests import factories

HERE = "http://pa.localhost"
TYPED = {"title": "Planning grants <2027> & after", "kind": "application"}


@pytest.fixture
def officer(pa):
    with state_scope(pa):
        return factories.member(Role.OFFICER, name="Nadia Torres")


def strict(pa, who=None) -> Client:
    """A browser: Django's check of the token is on."""
    client = factories.client(pa, who)
    client.handler.enforce_csrf_checks = True
    return client


def boxes(page: str) -> dict[str, str]:
    """The hidden inputs of the page's form."""
    form = page[page.index('<form method="post"') :].partition("</form>")[0]
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    return {name: unescape(value) for name, value in found}


def test_what_was_posted_after_the_sign_in_ended_is_kept_and_sent_with_one_press(pa, officer):
    stranger = factories.client(pa)
    page = stranger.post("/forms/new/", TYPED)

    assert page.status_code == 401
    text = page.content.decode()
    assert "You are signed out" in text
    assert "next=/account/signed-in/" in text
    kept = boxes(text)
    assert {name: kept[name] for name in TYPED} == TYPED
    with state_scope(pa):
        assert not Form.objects.exists()

    stranger.force_login(officer.user)
    assert stranger.get("/account/signed-in/").status_code == 200
    assert stranger.post("/forms/new/", kept).status_code == 302
    with state_scope(pa):
        assert Form.objects.get().title == TYPED["title"]


def test_a_page_opened_before_she_signed_in_again_is_sent_by_a_second_press(pa, officer):
    client = strict(pa, officer)
    page = client.post("/forms/new/", TYPED | {"csrfmiddlewaretoken": "x" * 64}, headers={"Origin": HERE})

    assert page.status_code == 403
    text = page.content.decode()
    assert "Send it once more" in text
    kept = boxes(text)
    assert {name: kept[name] for name in TYPED} == TYPED
    sent = client.post("/forms/new/", kept, headers={"Origin": HERE})
    assert sent.status_code == 302
    with state_scope(pa):
        assert Form.objects.count() == 1


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Referer": "https://evil.example/pa.localhost"}, {}]
)
def test_what_another_site_posted_is_not_kept_for_a_press(pa, officer, headers):
    page = strict(pa, officer).post("/forms/new/", TYPED, headers=headers)

    assert page.status_code == 403
    assert "Planning grants" not in page.content.decode()
    with state_scope(pa):
        assert not Form.objects.exists()
        assert not AuditEvent.objects.filter(deed="form.create").exists()


def test_a_password_is_never_put_into_a_page(pa):
    page = factories.client(pa).post("/forms/new/", TYPED | {"password": "correct horse battery"})

    assert "correct horse" not in page.content.decode()


def test_a_script_is_sent_to_the_sign_in_page_and_keeps_its_own_text(pa):
    answer = factories.client(pa).post("/forms/new/", TYPED, headers={"HX-Request": "true"})

    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


def test_an_address_that_only_takes_what_a_button_sends_says_so(pa, officer):
    page = factories.client(pa, officer).get("/forms/versions/1/act/")

    assert page.status_code == 405
    assert page["Allow"] == "POST"
    assert "Go back to that page" in page.content.decode()


def test_staying_signed_in_lengthens_the_session_and_only_by_a_post(pa):
    member = factories.member(Role.OFFICER)
    client = factories.client(pa, member)
    soon = timezone.now() + dt.timedelta(minutes=5)
    Session.objects.update(expire_date=soon)
    page = client.get("/account/").content.decode()
    assert 'data-left="29' in page
    assert client.get("/account/stay/").status_code == 405
    assert Session.objects.get().expire_date == soon
    assert client.post("/account/stay/").json() == {"seconds": 43200}
    assert Session.objects.get().expire_date > timezone.now() + dt.timedelta(hours=11)
    stranger = factories.client(pa)
    assert stranger.post("/account/stay/", headers={"HX-Request": "true"}).status_code == 302
    assert "data-session" not in stranger.get("/accessibility/").content.decode()
