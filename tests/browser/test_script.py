"""Our own script in a real browser: what one types is saved, and never lost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.site import Site, serving
from tests.core import gallery

pytestmark = pytest.mark.browser
FORM = """{% extends "base_work.html" %}{% block title %}Section{% endblock %}{% block content %}
{% include "components/savebar.html" only %}
<form method="post" data-autosave="/save"><div data-field="why" data-version="VERSION"><label for="why">Why</label>
<textarea id="why" name="why" data-words="3"></textarea><p class="rtp-count" id="why_count"></p>
<span data-status role="status"></span></div><button>Save and continue</button></form>{% endblock %}"""


@pytest.fixture
def site(pa, rf) -> Iterator[Site]:
    with serving() as made:
        made.pages["/form"] = gallery.frame(rf.get("/"), pa, FORM.replace("VERSION", "4"))
        made.answer = lambda body: (200, '<span class="rtp-saved">Saved 2:41 PM</span>', {"X-Version": "5"})
        yield made


@pytest.fixture
def page(browser, site) -> Iterator[Page]:
    context = browser.new_context()
    made = context.new_page()
    made.goto(site.address + "/form")
    yield made
    context.close()


def test_what_is_typed_is_saved_once_with_its_version(page, site):
    page.locator("#why").press_sequentially("Employers asked")
    expect(page.locator("[data-status]")).to_have_text("Saved 2:41 PM")

    assert site.posts == ["field=why&version=4&why=Employers+asked"]
    expect(page.locator("[data-field]")).to_have_attribute("data-version", "5")
    expect(page.locator("[data-form-status]")).to_have_text("Saved 2:41 PM")


def test_words_are_counted_as_the_error_says_it(page):
    page.fill("#why", "one two three four five")

    expect(page.locator("#why_count")).to_have_text("5 words. Take out 2 to reach 3.")


def test_a_failed_save_keeps_the_text_and_says_so_and_it_returns_on_the_next_visit(page, site):
    site.answer = lambda body: (503, "", {})
    page.fill("#why", "Not to be lost")
    expect(page.locator("[data-status]")).to_contain_text("Your text is kept here")

    site.answer = lambda body: (200, "Saved 2:42 PM", {"X-Version": "5"})
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(site.address + "/form")

    expect(page.locator("#why")).to_have_value("Not to be lost")
    expect(page.locator("[data-status]")).to_have_text("Saved 2:42 PM")
    assert len(site.posts) == 2, "no retry before its time"


def test_one_who_is_signed_out_is_told_so(page, site):
    site.answer = lambda body: (302, "", {"Location": "/accounts/login/"})
    page.fill("#why", "Kept")

    link = page.locator("[data-status] a")
    expect(link).to_have_text("Sign in again")
    expect(link).to_have_attribute("target", "_blank")
    expect(page.locator("[data-form-status] a")).to_have_count(1)


def test_somebody_was_faster(page, site):
    site.answer = lambda body: (409, "<p>Nadia wrote: <q>Hers</q></p>", {"X-Version": "6"})
    page.fill("#why", "Mine")

    expect(page.locator("[data-status] q")).to_have_text("Hers")
    expect(page.locator("#why")).to_have_value("Mine")


def test_a_second_click_sends_nothing(page, site):
    first, second = page.evaluate(
        """() => {
            const form = document.querySelector("form[data-autosave]");
            const send = () => form.dispatchEvent(new Event("submit", {cancelable: true}));
            const first = send();
            return [first, send()];
        }"""
    )

    assert first
    assert not second


def test_leaving_while_the_answer_to_a_save_is_still_arriving_is_no_error(browser, site):
    context = browser.new_context()
    context.add_init_script(
        """const read = Response.prototype.text;
        Response.prototype.text = async function () {
            window.arriving = true;
            await new Promise((done) => setTimeout(done, 400));
            return read.call(this);
        };"""
    )
    page, faults = context.new_page(), []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(site.address + "/form")
    page.fill("#why", "Left early")
    while not page.evaluate("Boolean(window.arriving)"):
        page.wait_for_timeout(20)
    page.evaluate(
        "document.querySelector('form[data-autosave]').dispatchEvent(new Event('submit', {cancelable: true}))"
    )
    page.wait_for_timeout(800)
    context.close()

    assert faults == []
    assert site.posts == ["field=why&version=4&why=Left+early"]
