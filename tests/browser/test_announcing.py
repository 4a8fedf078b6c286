"""Announcing awards in a real browser: drafted, proposed, approved by another; clean for axe, no sideways scroll.

Set LOOK_AT to a folder to keep the pictures.
"""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from playwright.sync_api import expect

from core.isolation import state_scope
from legislature.models import Legislator
from tests import factories
from tests.browser.test_reviewing import Desk
from tests.legislature import scene
from tests.legislature.announcing import awarded

pytestmark = pytest.mark.browser


@pytest.fixture
def world(live) -> SimpleNamespace:
    """A round that tells legislators first, with three awards."""
    state = factories.state("pa")
    with state_scope(state):
        here = scene.set_scene(state)
        round = factories.round(
            "awarded", name="Implementation grants, spring 2027", slug="spring", head_start_hours=24
        )
        for name, county in (
            ("Susquehanna Advanced Manufacturing and Precision Machining Partnership", scene.LYCOMING),
            ("Union Nursing", scene.UNION),
            ("Erie Harbor Logistics", scene.ERIE),
        ):
            awarded(round, name, county, amount="187500")
        dana = Legislator.objects.get(name="Dana Whitcomb").pk
    return SimpleNamespace(state=state, live=live, here=here, dana=dana)


@pytest.mark.parametrize("width", [360, 1280])
def test_from_a_draft_to_the_second_person(browser, world, width):
    olive, drew = (Desk(browser, world, one, width) for one in (world.here.officer, world.here.director))
    try:
        page = olive.open("/decisions/spring/announcements/")
        olive.look("announcements")
        page.click("text=New announcement")
        page.fill("#id_press", "no address")
        page.click("text=Save the draft")
        expect(page.locator("main")).to_contain_text("is no e-mail address")
        olive.look("announcement-wrong")
        page.fill("#id_press", "desk@paper.example\nnews@radio.example")
        page.fill("#id_words", "Questions: Olive Officer, 717-555-0100.")
        page.click("text=Save the draft")
        olive.look("announcement-draft")
        page.click("main button:has-text('Propose it')")
        expect(page.locator("main")).to_contain_text("1 legislator has no e-mail address")
        olive.look("announcement-proposed")
        number = page.url.rstrip("/").rsplit("/", 1)[1]
        page = drew.open(f"/announcements/{number}/mail/{world.dana}/")
        drew.look("announcement-mail")
        page = drew.open(f"/announcements/{number}/press/")
        drew.look("announcement-press")
        page = drew.open(f"/announcements/{number}/")
        page.click("main button:has-text('Approve it')")
        expect(page.locator("main")).to_contain_text("The clock tells")
        drew.look("announcement-approved")
        olive.open("/decisions/spring/announcements/")
        olive.look("announcements-one")
        olive.leave()
        drew.leave()
    finally:
        olive.context.close()
        drew.context.close()
