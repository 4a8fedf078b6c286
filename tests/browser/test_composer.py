"""The composer in a browser: a question is dragged, moved by keyboard, a section asks once more; clean for axe."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from playwright.sync_api import expect

from core.isolation import state_scope
from core.permissions import Role
from grants.actions.form_changes import move_drafts
from questions.actions import composing
from questions.models import FormVersion
from tests import factories
from tests.browser.test_applying import context_of, faults
from tests.grants.submitting import Desk
from tests.grants.test_form_changes import newer

pytestmark = pytest.mark.browser


@pytest.fixture
def composed(live):
    state = factories.state("pa")
    with state_scope(state):
        officer = factories.member(Role.OFFICER, name="Nadia Torres")
        version = composing.create_form("Planning application", "report", by=officer)
        section = composing.save_section(version, None, title="People", intro="", panel="", by=officer)
        for label in ("First?", "Second?", "Third?"):
            composing.save_question(version, None, section=section, by=officer, label=label, type="text")
        other = composing.save_section(version, None, title="Plans", intro="", panel="", by=officer)
        composing.save_question(version, None, section=other, by=officer, label="Fourth?", type="text")
    return SimpleNamespace(state=state, officer=officer, version=version)


def labels(page) -> list[str]:
    return [one.split("?")[0].split()[-1] for one in page.locator("[data-drag]").all_inner_texts()]


def test_a_question_is_dragged_and_moved_by_keyboard(browser, live, composed):
    with context_of(browser, live, composed.state, composed.officer, 1280) as context:
        page = context.new_page()
        page.goto(live.url(f"/forms/versions/{composed.version.pk}/"))
        assert labels(page) == ["First", "Second", "Third", "Fourth"]
        page.locator("[data-drag]", has_text="Third?").drag_to(page.locator("[data-drag]", has_text="First?"))
        expect(page.locator("[data-drag]").first).to_contain_text("Third?")
        page.locator("[data-drag]", has_text="First?").drag_to(page.locator("[data-drag]", has_text="Fourth?"))
        expect(page.locator("[data-drag]").nth(2)).to_contain_text("First?")
        assert labels(page) == ["Third", "Second", "First", "Fourth"]

        page.locator("[data-drag]", has_text="Second?").get_by_role("button", name=re.compile("^Up")).focus()
        page.keyboard.press("Enter")
        expect(page.locator("[data-drag]").first).to_contain_text("Second?")
        assert page.evaluate("document.querySelector(location.hash).contains(document.activeElement)")


@pytest.mark.parametrize("width", [360, 1280])
def test_the_composers_pages_are_clean_for_axe(browser, live, composed, width):
    with context_of(browser, live, composed.state, composed.officer, width) as context:
        page = context.new_page()
        at = f"/forms/versions/{composed.version.pk}/"
        wrong = []
        for path in ("/forms/", at, f"{at}sections/new/", f"{at}preview/"):
            page.goto(live.url(path))
            wrong += faults(page, path.replace("/", "-"), width)
        page.goto(live.url(at))
        page.get_by_role("button", name="Delete People").click()
        expect(page.locator("h1")).to_have_text("Delete a section")
        wrong += faults(page, "section-delete", width)
    assert wrong == []


@pytest.mark.parametrize("width", [360, 1280])
def test_the_pages_of_a_changed_form_are_clean_for_axe(browser, live, width):
    state = factories.state("pa")
    with state_scope(state):
        desk = Desk()
        version = newer(desk)
    wrong = []
    with context_of(browser, live, state, desk.officer, width) as context:
        page = context.new_page()
        page.goto(live.url(f"/staff/rounds/{desk.round.slug}/form/"))
        expect(page.locator("h1")).to_have_text("Move drafts to version 2")
        wrong += faults(page, "round-form", width)
    with state_scope(state):
        before = FormVersion.objects.get(form=version.form, number=1)
        move_drafts(desk.round, version, before=before.pk, reason="Asked for by the auditor.", by=desk.officer)
    with context_of(browser, live, state, desk.elena, width) as context:
        page = context.new_page()
        page.goto(live.url(f"/my/applications/{desk.draft.pk}/"))
        expect(page.get_by_role("heading", name="The form changed on")).to_be_visible()
        wrong += faults(page, "form-changed", width)
        page.goto(live.url(f"/my/applications/{desk.draft.pk}/sections/work-plan/"))
        wrong += faults(page, "form-changed-section", width)
    assert wrong == []
