"""A round's notice in a real browser: the check of eligibility, and what stands around it, as strangers see them.

Set LOOK_AT to a folder to keep the pictures.
"""

from __future__ import annotations

import re
import uuid
from types import SimpleNamespace

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from core import limits
from core.isolation import state_scope
from core.permissions import Role
from grants.actions import eligibility as actions
from grants.actions import notices
from grants.models import Application, EligibilityCheck, Round
from tests import factories
from tests.browser.test_applying import context_of, faults, made  # noqa: F401  # the scene is a fixture

pytestmark = pytest.mark.browser


@pytest.fixture
def check(made):  # noqa: F811  # the fixture imported above
    """The scene's open round asks a check of its own terms; an addendum was published."""
    with state_scope(made.state), timezone.override(made.state.zone):
        officer = factories.member(Role.OFFICER, name="Dana Kowalczyk")
        actions.use_check(made.round, actions.compose_check(made.round, by=officer), by=officer)
        Round.objects.filter(pk=made.round.pk).update(review_due_at=None)
        notices.amend_round(made.round, text="A list of laboratories is added.", by=officer)
    return SimpleNamespace(made=made, officer=officer, path=f"/rounds/{made.round.slug}/eligibility/")


def fill(page: Page, *, employers: str = "3") -> None:
    page.get_by_text("Local workforce board", exact=True).click()
    page.get_by_role("group", name="Will the partnership work in").get_by_text("Yes", exact=True).click()
    page.get_by_label("How many employers will be").fill(employers)
    page.get_by_label("How many education or training").fill("1")
    for question in ("Will a labor organization", "Can you and your partners bring"):
        page.get_by_role("group", name=question).get_by_text("Yes", exact=True).click()


@pytest.mark.parametrize("width", [360, 1280])
def test_what_strangers_see_is_clean_for_axe_and_fits(browser, live, check, width, settings, monkeypatch):
    wrong: list[str] = []
    with context_of(browser, live, check.made.state, None, width) as context:
        page = context.new_page()

        def looked(name: str) -> None:
            wrong.extend(faults(page, f"notice-{name}", width))

        for name, path in (
            ("notice", f"/rounds/{check.made.round.slug}/"),
            ("version", "/rounds/2027-planning/versions/2/"),
        ):
            page.goto(live.url(path))
            looked(name)
        page.goto(live.url(check.path))
        looked("check")
        page.get_by_role("button", name="See whether you can apply").click()
        looked("check-missing")
        fill(page, employers="1")
        page.get_by_role("button", name="See whether you can apply").click()
        expect(page.locator("h1")).to_have_text("You may not apply in this round")
        looked("not-eligible")
        settings.LIMIT_POSTS, settings.SECRET_KEY = True, uuid.uuid4().hex
        monkeypatch.setitem(limits.RATES, "ask", limits.Rate(0, limits.HOUR))
        page.goto(live.url(f"/rounds/{check.made.round.slug}/ask/"))
        page.get_by_label("Your question").fill("May two partnerships share a coordinator?")
        page.get_by_role("button", name="Send the question").click()
        expect(page.locator("blockquote")).to_have_text("May two partnerships share a coordinator?")
        looked("wait")
    assert not wrong


@pytest.mark.parametrize("script", [True, False])
def test_a_stranger_checks_signs_in_and_starts_her_draft_with_what_she_answered(browser, live, check, script):
    scene = check.made
    with context_of(browser, live, scene.state, scene.elena, 1280, script=script) as context:
        page = context.new_page()
        page.goto(live.url(check.path))
        fill(page)
        page.get_by_role("button", name="See whether you can apply").click()
        expect(page.locator("h1")).to_have_text("You may apply")
        assert not script or not faults(page, "notice-eligible", 1280)  # axe needs script
        with state_scope(scene.state):
            assert EligibilityCheck.objects.get().result == "eligible"

        page.goto(live.url(f"/rounds/{scene.round.slug}/apply/"))
        page.get_by_text(re.compile("^A new ")).click()
        page.get_by_label("Name of the new").fill("Berks Bakers")
        page.get_by_role("button", name="Start the draft").click()
        expect(page).to_have_url(re.compile(r"/my/applications/\d+/"))
    with state_scope(scene.state):
        started = Application.objects.get(title="Berks Bakers")
        assert started.eligibility == EligibilityCheck.objects.get()
