"""A request to amend that came back with a question, in a real browser; clean for axe, no sideways scroll.

Set LOOK_AT to a folder to keep the pictures.
"""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from playwright.sync_api import expect

from core.isolation import state_scope
from grants.actions import amendment_questions
from tests import factories
from tests.browser.test_reviewing import Desk
from tests.grants.amending import DAY, Office

pytestmark = pytest.mark.browser


@pytest.fixture
def world(live) -> SimpleNamespace:
    """A later end that the director asks about."""
    state = factories.state("pa")
    with state_scope(state):
        office = Office()
        sent = office.ask("extension", ends_on=office.ends_on + 30 * DAY)
        amendment_questions.ask_back(
            sent, "Which classes need the six months, and who teaches them?", by=office.director
        )
    return SimpleNamespace(state=state, live=live, office=office)


@pytest.mark.parametrize("width", [360, 1280])
def test_a_question_is_read_and_answered(browser, world, width):
    office = world.office
    desk, dora = Desk(browser, world, office.convener, width), Desk(browser, world, office.director, width)
    try:
        page = desk.open(f"/my/awards/{office.award.pk}/terms/")
        desk.look("amendment-question")
        page.click("text=Change it")
        desk.look("amendment-change")
        page.fill("#id_what", "The two evening classes need it.")
        page.click("text=Keep the change")
        page.click("main button:has-text('Send the request again')")
        expect(page.locator("main")).to_contain_text("Answer the question before")
        page.fill("textarea[name$=answer]", "The two evening classes; Rosa Lind teaches both.")
        page.click("main button:has-text('Send the request again')")
        expect(page.locator("main")).to_contain_text("waits for a decision again")
        dora.open(f"/awards/{office.award.pk}/terms/")
        dora.look("amendment-answered")
        desk.leave()
        dora.leave()
    finally:
        desk.context.close()
        dora.context.close()
