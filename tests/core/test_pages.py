"""Core's own pages, in the look."""

import pytest

from core.permissions import Role
from tests import factories


@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/password/reset/", "/accessibility/", "/theme.css"])
def test_a_public_page_opens(pa, path):
    assert factories.client(pa).get(path).status_code == 200


@pytest.mark.parametrize("path", ["/account/", "/operations/", "/accounts/2fa/", "/accounts/password/change/"])
def test_a_members_page_opens_for_an_officer_and_asks_a_stranger_to_sign_in(pa, path):
    officer = factories.client(pa, factories.member(Role.OFFICER))

    assert officer.get(path).status_code == 200
    assert factories.client(pa).get(path).status_code == 302


def test_the_theme_lets_nothing_but_colors_through(pa):
    pa.theme = {"--sp-primary": "#123456", "--sp-evil": "red;}body{display:none", "color": "#000000"}
    pa.save()

    assert factories.client(pa).get("/theme.css").content == b":root{--sp-primary:#123456}"


def test_the_demonstration_sign_in_does_not_exist_outside_it(pa):
    factories.member(Role.OFFICER, email="officer@pa.example")

    assert factories.client(pa).post("/demo-sign-in/", {"email": "officer@pa.example"}).status_code == 404
