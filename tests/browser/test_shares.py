"""A fund's share in a real browser, as its steward and as an officer read it: clean for axe at phone and desk width.

Set LOOK_AT to a folder to keep the pictures.
"""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from core.isolation import state_scope
from tests import factories
from tests.browser.test_reviewing import Desk
from tests.grants.test_shares import paid, two_agencies

pytestmark = pytest.mark.browser


@pytest.fixture
def world(live) -> SimpleNamespace:
    """Two agencies' money, an award that has not reported, and a fund of which nothing is given yet."""
    state = factories.state("pa")
    with timezone.override(state.zone), state_scope(state):
        here = two_agencies(state)
        paid(here.labor, "Quiet table", "12000", ("42003", "42005", "42007", "42019", "42073"))
        factories.report(here.steel, period_start=dt.date(2025, 10, 1), period_end=dt.date(2025, 12, 31))
        empty = factories.fund("80000", name="New money", agency="Department of Education")
    return SimpleNamespace(state=state, live=live, here=here, empty=empty)


@pytest.mark.parametrize("width", [360, 1280])
def test_a_share_as_its_steward_and_as_an_officer_read_it(browser, world, width):
    here = world.here
    steward, officer = (Desk(browser, world, one, width) for one in (here.of_labor, here.officer))
    try:
        page = steward.open("/shares/")
        expect(page).to_have_url(world.live.url(f"/shares/{here.labor.pk}/"))
        steward.look("share-steward")
        page.click("summary:has-text('2 measures') >> nth=0")
        expect(page.locator("li:has-text('People who began: 30')")).to_be_visible()
        steward.look("share-open")
        with page.expect_download() as sheet:
            page.click("text=Download as CSV")
        assert sheet.value.suggested_filename.endswith(".csv")
        page = officer.open("/shares/")
        officer.look("shares-officer")
        page.click("text=New money")
        expect(page.locator("h3:has-text('No award yet')")).to_be_visible()
        officer.look("share-empty")
        officer.open("/staff/money/")
        officer.look("share-money")
    finally:
        for desk in (steward, officer):
            desk.context.close()
    steward.leave()
    officer.leave()
