"""An officer builds a Georgia-style planning round from nothing in a real browser, and opens it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from core.isolation import state_scope
from core.permissions import Role
from grants.models import Pool, Program, Round
from tests import factories
from tests.browser.test_look import violations

pytestmark = pytest.mark.browser


@pytest.fixture
def world(live) -> SimpleNamespace:
    """Georgia with a frozen form, a program, and a pool of two funds; no round."""
    state = factories.state("ga")
    with state_scope(state):
        officer = factories.member(Role.OFFICER, name="Boyd Ashford", email="officer@ga.example")
        factories.form_version()
        Program.objects.create(
            name="High Demand Career Initiative", agency="Office of Workforce Strategy", purpose="Plans with employers."
        )
        pool = Pool.objects.create(name="Career pool")
        for name, ratio in (("Governor's reserve", 3), ("State appropriation", 1)):
            pool.shares.create(fund=factories.fund("900000", name=name), ratio=ratio)
    cookie = factories.client(state, officer).cookies[settings.SESSION_COOKIE_NAME].value
    return SimpleNamespace(state=state, live=live, cookie=cookie)


@pytest.fixture
def sit(browser, world) -> Iterator[Callable[[int], BrowserContext]]:
    """Seat the officer at the browser; her windows are closed before the server is, whatever happens."""
    seated: list[BrowserContext] = []

    def seat(width: int = 1280) -> BrowserContext:
        context = browser.new_context(viewport={"width": width, "height": 900})
        context.set_default_timeout(8_000)
        url = world.live.url("/", "ga")
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": world.cookie, "url": url}])
        seated.append(context)
        return context

    yield seat
    for context in seated:
        context.close()


def looked_at(page: Page) -> None:
    """Nothing that axe finds, and nothing that makes the page scroll sideways."""
    assert violations(page) == []
    assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth")


def in_days(days: int) -> str:
    return f"{timezone.localdate() + dt.timedelta(days=days):%Y-%m-%d}"


def fill_in(page: Page) -> None:
    """Everything that a planning round needs; what is typical is there already."""
    said = {
        "Name": "2031 Planning grants",
        "Numbers begin with": "GA-31",
        "Summary": "For employers who want to find out what they share.",
        "Who may apply": "Local workforce boards and colleges.",
        "Money available": "450000",
        "Opens": f"{in_days(1)}T09:00",
        "Questions until": f"{in_days(30)}T17:00",
        "Closes": f"{in_days(45)}T17:00",
        "Reviews due": f"{in_days(75)}T17:00",
        "Announced by": in_days(90),
        "Awards start": in_days(120),
        "Grace in minutes": "15",
    }
    for label, value in said.items():
        page.get_by_label(label, exact=False).first.fill(value)
    page.locator("#id_program").select_option(label="High Demand Career Initiative")
    page.get_by_label("Rule of composition").select_option(value="wioa")
    page.get_by_text("Local workforce board", exact=True).click()
    page.locator("#id_match_basis").select_option(value="of_award")
    page.get_by_label("Match percent").fill("25")
    page.get_by_label("Pool of funds").select_option(label="Career pool")


@pytest.mark.claim(42)
@pytest.mark.parametrize("width", [360, 1280])
def test_an_officer_builds_a_georgia_style_planning_round_from_nothing_and_opens_it(sit, world, width):
    page = sit(width).new_page()
    page.goto(world.live.url("/staff/rounds/", "ga"))
    page.get_by_role("link", name="Set up a round").first.click()
    fill_in(page)
    looked_at(page)

    page.get_by_role("button", name="Arkansas").click()  # looked at, and not taken
    expect(page.get_by_label("What is judged").first).to_have_value("Program need")
    page.get_by_role("button", name="Georgia").click()
    expect(page.get_by_label("What is judged").nth(1)).to_have_value("Industry assessment")
    page.get_by_role("button", name="Split the money by the pool").click()
    expect(page.get_by_label("Amount").first).to_have_value("337,500.00")
    expect(page.locator("#id_name")).to_have_value("2031 Planning grants")
    page.get_by_role("button", name="Save").last.click()

    page.get_by_role("heading", name="2031 Planning grants").wait_for()
    expect(page.get_by_text("It has no application form.")).to_be_visible()
    looked_at(page)
    page.get_by_role("link", name="Mend it").first.click()
    page.get_by_label("Application form").select_option(index=1)
    page.locator("#id_name").press("Enter")  # saves; takes no preset

    expect(page.get_by_text("nothing is missing")).to_be_visible()
    expect(page.get_by_text("100 of 300, exactly one third")).to_be_visible()
    page.get_by_role("button", name="Open the round").click()
    expect(page.get_by_text("2031 Planning grants is open.")).to_be_visible()
    expect(page.get_by_role("heading", name="What was promised when it opened")).to_be_visible()
    looked_at(page)
    with state_scope(world.state):
        made = Round.objects.get()
        shares = dict(made.round_funds.values_list("fund__name", "amount"))
        assert (made.status, made.grace_minutes, made.composition["preset"]) == ("open", 15, "wioa")
        assert shares == {"Governor's reserve": 337_500, "State appropriation": 112_500}
        assert list(made.criteria.values_list("points", flat=True)) == [60, 100, 50, 50, 40]
