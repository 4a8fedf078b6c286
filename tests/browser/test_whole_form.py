"""The whole application form without script, and the whole form with a keyboard alone, each to its receipt."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from core.isolation import state_scope
from core.permissions import Role
from grants.actions import applications as actions
from grants.choices import Interest, MatchTest
from grants.models import Submission
from partnerships.models import Measure
from tests import factories
from tests.browser.test_applying import context_of
from tests.grants import applying, casing

pytestmark = pytest.mark.browser
SEATS = [(seat.name, seat.role, seat.city) for seat in applying.SEATS]


@pytest.fixture
def scene(live) -> SimpleNamespace:
    state = factories.state("pa")
    with state_scope(state), timezone.override(state.zone):
        lead = factories.organization("Lehigh and Berks Workforce Alliance", city="Allentown")
        elena = factories.member(Role.CONVENER, over=lead, name="Elena Márquez")
        measure = factories.measure("W4", title="Completed training")
        round = casing.round(match=True)
        draft, _ = actions.start_application(round, lead, title="Lehigh Valley Food", by=elena)
    return SimpleNamespace(state=state, elena=elena, draft=draft, measure=measure)


def received(scene) -> Submission:
    with state_scope(scene.state):
        assert Measure.objects.filter(code="W4").exists()
        return Submission.objects.get(application=scene.draft)


def answers(scene) -> list[tuple[str, list[tuple[str, str]]]]:
    """Section by section what is typed into which box, by its name."""
    seats = [
        (f"p{n}-{name}", value)
        for n, seat in enumerate(SEATS)
        for name, value in zip(("name", "role", "city"), seat, strict=True)
    ]
    return [
        ("partnership", [("title", "Lehigh Valley Food"), ("industry_title", "Food manufacturing"), ("months", "6"),
                         ("naics_add", "3118"), ("counties_add", "Lehigh, PA")]),
        ("partners", seats),
        ("industry-assessment", [("a0-name", "Lehigh Valley"), ("a0-counties", "42077"), ("a0-distinct", "One commute."),
                                 ("a0-source", "Census LODES"), ("a0-evidence", "71% live here."),
                                 ("q-evidence", "Twenty-four plants named maintenance."), ("q-interviews", "31")]),
        ("work-plan", [("w0-title", "Meet every month"), ("w0-owner", "Blue Mountain Bakery"), ("w0-starts", "1"),
                       ("w0-ends", "6"), ("w0-deliverable", "A plan that all signed"),
                       ("q-plan", "January: meet. June: first class.")]),
        ("budget", [("b0-description", "One coordinator, 12 months"), ("b0-amount", "80,000")]),
        ("targets", [(f"t{scene.measure.pk}", "120"), ("summary", "#target-W4 summary"),
                     (f"t{scene.measure.pk}-source", "Lists of the college")]),
        ("convener", [(f"n-{one}-is_so", "no") for one in Interest.values]),
        ("match", [("m0-contributor", "Keystone Snack Works"), ("m0-kind", "cash"), ("m0-category", "contractual"),
                   ("m0-amount", "20,000"), ("m0-valuation", "Invoices"), ("m0-evidence", "Signed letter"),
                   *(("m0-tests", one) for one in MatchTest.values)]),
    ]  # fmt: skip


CHOSEN = ("-role", "-owner", "-kind", "-category")
TICKED = ("-counties", "-tests", "-is_so")


def fill_box(page: Page, name: str, value: str) -> None:
    """Type into a box, choose in a list, or tick one, by its name."""
    if name == "summary":
        page.locator(value).click()
    elif name.endswith(CHOSEN):
        page.locator(f"[name='{name}']").select_option(value)
    elif name.endswith(TICKED):
        box = page.locator(f"[name='{name}'][value='{value}']").get_attribute("id")
        page.locator(f"label[for='{box}']").click()
    else:
        page.locator(f"[name='{name}']").fill(value)


def test_the_whole_form_works_without_script(browser, live, scene):
    with context_of(browser, live, scene.state, scene.elena, 1280, script=False) as context:
        page = context.new_page()
        page.goto(live.url(f"/my/applications/{scene.draft.pk}/sections/partnership/"))
        for key, boxes in answers(scene):
            assert page.url.endswith(f"/sections/{key}/"), page.url
            for name, value in boxes:
                fill_box(page, name, value)
            page.locator("button[name=then][value=next]").click()
        page.goto(live.url(f"/my/applications/{scene.draft.pk}/check/"))
        page.fill("[name=name]", scene.elena.name)
        page.get_by_role("button", name="Submit application").click()
        expect(page.locator(".rt-receipt__number")).to_have_text(f"{scene.draft.number}-R1")
    assert received(scene).content["requested"] == "80000.00"


class Keyboard:
    """Somebody who has no mouse: she tabs from box to box, types, and presses Enter or Space."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def to(self, selector: str) -> None:
        """Tab until the box has the focus; a box that tabbing never reaches fails the test."""
        for _ in range(400):
            if self.page.evaluate(
                "s => Boolean(document.activeElement && document.activeElement.matches(s))", selector
            ):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"tabbing never reaches {selector}")

    def type(self, selector: str, text: str) -> None:
        self.to(selector)
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.type(text)

    def choose(self, selector: str, value: str) -> None:
        """Choose in a list by the first letters of the words shown."""
        self.to(selector)
        shown = self.page.evaluate(
            "([s, v]) => [...document.querySelector(s).options].find(o => o.value === v).text", [selector, value]
        )
        self.page.keyboard.type(shown)
        self.page.wait_for_function("([s, v]) => document.querySelector(s).value === v", arg=[selector, value])

    def tick(self, name: str, value: str) -> None:
        """Tick a box with Space; among radio buttons go down to the one wanted."""
        if not name.endswith("-is_so"):
            self.to(f"[name='{name}'][value='{value}']")
            self.page.keyboard.press("Space")
            return
        self.to(f"[name='{name}']")
        self.page.keyboard.press("Space")
        if value == "no":
            self.page.keyboard.press("ArrowDown")

    def enter(self, name: str, value: str) -> None:
        """Fill one box of a section, whatever it is."""
        if name == "summary":
            self.to(value)
            self.page.keyboard.press("Enter")
        elif name.endswith(TICKED):
            self.tick(name, value)
        else:
            (self.choose if name.endswith(CHOSEN) else self.type)(f"[name='{name}']", value)

    def press(self, selector: str) -> None:
        self.to(selector)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")


def test_the_whole_form_works_with_a_keyboard_alone(browser, live, scene):
    with context_of(browser, live, scene.state, scene.elena, 1280) as context:
        page = context.new_page()
        keys = Keyboard(page)
        page.goto(live.url(f"/my/applications/{scene.draft.pk}/"))
        keys.press("a[href$='/sections/partnership/']")
        for key, boxes in answers(scene):
            expect(page).to_have_url(live.url(f"/my/applications/{scene.draft.pk}/sections/{key}/"))
            for name, value in boxes:
                keys.enter(name, value)
            keys.press("button[name=then][value=next]")
        page.goto(live.url(f"/my/applications/{scene.draft.pk}/"))
        keys.press("main a[href$='/check/'].usa-button:not(.usa-button--outline)")
        keys.type("[name=name]", scene.elena.name)
        keys.press("form[action$='/submit/'] button")
        expect(page.locator(".rt-receipt__number")).to_have_text(f"{scene.draft.number}-R1")
    assert received(scene).content["requested"] == "80000.00"
