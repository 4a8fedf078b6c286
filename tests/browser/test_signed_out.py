"""A sign-in that ends while somebody writes, and a server that goes away: what was typed is saved in the end."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import Page, expect

from core.isolation import state_scope
from questions.models import Answer
from tests import factories
from tests.browser.test_applying import context_of, faults, made  # noqa: F401  # the scene is a fixture

pytestmark = pytest.mark.browser
TEXT = "Nine bakeries lost forty mechanics to the distribution centers in two years."


def evidence(live, scene) -> str:
    return live.url(f"/my/applications/{scene.half.pk}/sections/industry-assessment/")


def saved(scene) -> str:
    with state_scope(scene.state):
        return Answer.objects.get(response=scene.half.response, question__key="evidence").raw


def sign_in(page: Page, scene) -> None:
    page.fill("[name=login]", scene.elena.email)
    page.fill("[name=password]", factories.PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_signing_in_again_in_another_tab_saves_what_was_typed_meanwhile(browser, live, made):  # noqa: F811  # the fixture imported above
    with context_of(browser, live, made.state, made.elena, 1280) as context:
        page = context.new_page()
        page.goto(evidence(live, made))
        Session.objects.all().delete()
        page.locator("textarea[name=q-evidence]").fill(TEXT)
        link = page.locator("[data-form-status] a")
        expect(link).to_have_text("Sign in again")
        assert not faults(page, "signed-out-status", 1280)

        with context.expect_page() as opened:
            link.click()
        sign_in(opened.value, made)
        expect(opened.value.locator("h1")).to_have_text("You are signed in")
        assert not faults(opened.value, "signed-in-again", 1280)

        expect(page.locator("[data-form-status]")).to_contain_text("Saved")
        expect(page.locator("textarea[name=q-evidence]")).to_have_value(TEXT)
        page.get_by_role("button", name="Save and continue").click()
        expect(page.locator("h1")).not_to_have_text("You are signed out")
    assert saved(made) == TEXT


@pytest.mark.parametrize("width", [360, 1280])
def test_without_script_the_page_holds_what_was_posted_until_she_is_back(browser, live, made, width):  # noqa: F811  # the fixture imported above
    with context_of(browser, live, made.state, made.elena, width, script=False) as context:
        page = context.new_page()
        page.goto(evidence(live, made))
        page.locator("textarea[name=q-evidence]").fill(TEXT)
        Session.objects.all().delete()
        page.get_by_role("button", name="Save and continue").click()
        expect(page.locator("h1")).to_have_text("You are signed out")
        expect(page.get_by_text(TEXT, exact=True)).to_be_visible()

        with context.expect_page() as opened:
            page.get_by_role("link", name="Sign in again in a new tab").click()
        sign_in(opened.value, made)
        page.get_by_role("button", name="Send it now").click()
        expect(page.locator("h1")).to_have_text("Send it once more")
        page.get_by_role("button", name="Send it now").click()
        expect(page.locator("h1")).not_to_have_text("Send it once more")
    assert saved(made) == TEXT


def test_the_page_that_holds_what_was_posted_is_clean_for_axe(browser, live, made):  # noqa: F811  # the fixture imported above
    wrong = []
    for width in (360, 1280):
        with context_of(browser, live, made.state, made.elena, width) as context:
            page = context.new_page()
            page.goto(evidence(live, made))
            Session.objects.all().delete()
            page.locator("textarea[name=q-evidence]").fill(TEXT)
            page.get_by_role("button", name="Save and continue").click()
            expect(page.locator("h1")).to_have_text("You are signed out")
            wrong += faults(page, "signed-out", width)
    assert not wrong


def test_a_lost_connection_saves_when_it_is_back(browser, live, made):  # noqa: F811  # the fixture imported above
    with context_of(browser, live, made.state, made.elena, 1280) as context:
        page = context.new_page()
        page.goto(evidence(live, made))
        context.set_offline(True)
        page.locator("textarea[name=q-evidence]").fill(TEXT)
        expect(page.locator("[data-form-status]")).to_contain_text("Your text is kept here")
        context.set_offline(False)
        expect(page.locator("[data-form-status]")).to_contain_text("Saved", timeout=15000)
    assert saved(made) == TEXT


def end_in(**left) -> None:
    Session.objects.update(expire_date=timezone.now() + dt.timedelta(**left))


@pytest.mark.parametrize("width", [360, 1280])
def test_a_page_says_before_the_sign_in_ends_and_one_button_stays(browser, live, made, width):  # noqa: F811  # the fixture imported above
    with context_of(browser, live, made.state, made.elena, width) as context:
        page = context.new_page()
        page.goto(evidence(live, made))
        expect(page.locator("[data-session]")).to_be_empty()
        end_in(minutes=9)
        page.goto(evidence(live, made))
        status = page.locator("[data-session][role=status]")
        expect(status).to_contain_text("You will be signed out at")
        box = page.locator("textarea[name=q-evidence]")
        box.focus()
        box.press_sequentially("Nine bakeries")
        expect(box).to_be_focused()
        assert not faults(page, "session-ends", width)

        page.get_by_role("button", name="Stay signed in").click()
        expect(status).to_contain_text("You stay signed in until")
        assert Session.objects.get().expire_date > timezone.now() + dt.timedelta(hours=11)
        assert box.input_value().startswith("Nine bakeries")


def test_a_sign_in_that_ended_meanwhile_is_said_and_nothing_typed_is_lost(browser, live, made):  # noqa: F811  # the fixture imported above
    with context_of(browser, live, made.state, made.elena, 1280) as context:
        page = context.new_page()
        page.goto(evidence(live, made))
        end_in(minutes=9)
        page.goto(evidence(live, made))
        button = page.get_by_role("button", name="Stay signed in")
        expect(button).to_be_visible()
        Session.objects.all().delete()
        button.click()
        status = page.locator("[data-session]")
        expect(status).to_contain_text("Your sign-in has ended")
        with context.expect_page() as opened:
            status.get_by_role("link", name="Sign in again").click()
        sign_in(opened.value, made)
        expect(opened.value.locator("h1")).to_have_text("You are signed in")


def test_staying_signed_in_in_one_tab_is_heard_in_the_other(browser, live, made):  # noqa: F811  # the fixture imported above
    with context_of(browser, live, made.state, made.elena, 1280) as context:
        first, second = context.new_page(), context.new_page()
        first.goto(evidence(live, made))
        end_in(minutes=9)
        first.goto(evidence(live, made))
        second.goto(evidence(live, made))
        first.get_by_role("button", name="Stay signed in").click()
        expect(second.locator("[data-session]")).to_contain_text("You stay signed in until")
