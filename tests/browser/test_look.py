"""The frame, every component and core's own pages in a real browser: accessible, inside the policy, no sideways scroll.

Set LOOK_AT to a folder to keep the pictures.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from core.permissions import Role
from tests import factories
from tests.browser.site import Site, serving
from tests.core import gallery

pytestmark = pytest.mark.browser
AXE = Path(__file__).with_name("axe.min.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OWN = {
    "login": "/accounts/login/",
    "reset": "/accounts/password/reset/",
    "account": "/account/",
    "factors": "/accounts/2fa/",
    "password": "/accounts/password/change/",
    "operations": "/operations/",
    "missing": "/no-such-page/",
    "accessibility": "/accessibility/",
    "confirm": "/accounts/reauthenticate/",
    "logout": "/accounts/logout/",
    "app": "/accounts/2fa/totp/activate/",
    "passkey": "/accounts/2fa/webauthn/add/",
    "codes": "/accounts/2fa/recovery-codes/generate/",
    "new-password": "/accounts/password/reset/key/1-x/",
}
STRANGERS = {"login", "reset", "missing", "accessibility", "new-password"}
SURVEY = """{% extends "base_survey.html" %}{% block title %}Survey{% endblock %}{% block content %}
<h1>How many leave?</h1>
<form><fieldset class="rtp-plain"><legend class="rt-vh">How many leave?</legend><div class="rtp-tiles">
<label class="rtp-tile"><input type="radio" name="a" value="1"><span>Fewer leave</span></label></div></fieldset>
<div class="rtp-snav">
<button class="usa-button usa-button--outline">Back</button><button class="usa-button">Next</button></div></form>
{% endblock %}"""


@pytest.fixture
def site(pa, rf) -> Iterator[Site]:
    officer = factories.member(Role.OFFICER, name="Dana Kowalczyk", email="dana@pa.example")
    convener = factories.member(Role.CONVENER, name="Elena Márquez", email="elena@pa.example")
    with serving() as site:
        for base, member in (("base", officer), ("base_work", convener), ("base_public", None)):
            for bound in (False, True):
                page = gallery.draw(rf.get("/"), pa, bound=bound, base=f"{base}.html", member=member)
                site.pages[f"/{base}-{'wrong' if bound else 'plain'}"] = page
        survey = gallery.frame(rf.get("/"), pa, SURVEY, languages=gallery.LANGUAGES)
        site.pages["/survey"] = survey
        inside = factories.client(pa, officer)
        inside.post("/accounts/reauthenticate/", {"password": factories.PASSWORD})
        for name, path in OWN.items():
            answer = (factories.client(pa) if name in STRANGERS else inside).get(path)
            assert answer.status_code == (404 if name == "missing" else 200), path
            site.pages[f"/{name}"] = answer.content.decode()
        yield site


def violations(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 AA and its own best practice."""
    page.evaluate(AXE)
    found = page.evaluate("tags => axe.run(document, {runOnly: tags}).then(result => result.violations)", TAGS)
    return [
        f"{v['id']}: {n['target']} {n['html'][:160]} {n.get('failureSummary', '')[-160:]}"
        for v in found
        for n in v["nodes"]
    ]


@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_is_accessible_and_fits(browser, site, width):
    wrong: list[str] = []
    context = browser.new_context(viewport={"width": width, "height": 900}, bypass_csp=False)
    page = context.new_page()
    page.on("console", lambda message: wrong.append(f"{page.url}: {message.text}") if message.type == "error" else None)
    for path in [p for p in site.pages if not p.endswith(".css")]:
        page.goto(site.address + path)
        if os.environ.get("LOOK_AT"):
            page.screenshot(path=f"{os.environ['LOOK_AT']}/{path[1:]}-{width}.png", full_page=True)
        across = page.evaluate("document.documentElement.scrollWidth")
        if across > width:
            wrong.append(f"{path} is {across} px wide at {width}")
        wrong += [f"{path} {width}: {each}" for each in violations(page)]
    context.close()

    assert not wrong, "\n".join(wrong)
