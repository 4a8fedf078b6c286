"""Support in a real browser: help asked, assigned, given and rated; a summit registered for and checked in by QR code.

Clean for axe at phone and desk width, no sideways scroll. Set LOOK_AT to a folder to keep the pictures.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from core.isolation import state_scope
from grants.models import ReportFigure
from partnerships.access.passes import code_of
from partnerships.actions.library import save_resource
from partnerships.actions.peers import put_up
from partnerships.actions.policies import add_goal, save_policy
from partnerships.models import Registration
from tests import factories
from tests.browser.test_reviewing import Desk
from tests.grants.test_traces import accepted
from tests.partnerships.supporting import asked, event, scene

pytestmark = pytest.mark.browser


@pytest.fixture
def world(live) -> SimpleNamespace:
    """A convener, an officer, a provider; a summit that begins within hours; a resource and an offer."""
    state = factories.state("pa")
    with timezone.override(state.zone), state_scope(state):
        here = scene(state)
        now = timezone.now()
        summit = event(here, starts_at=now + dt.timedelta(hours=3), ends_at=now + dt.timedelta(hours=9), capacity=40)
        asked(here, "coordination", days=44)
        words = {
            "title": "Toolkit",
            "kind": "guide",
            "module": 2,
            "topics": ["coordination"],
            "address": "/partnerships/",
        }
        save_resource(None, words, None, by=here.officer)
        put_up(here.partnership, "offers", "evaluation", "Our sheet of three figures.", by=here.convener)
    return SimpleNamespace(state=state, live=live, here=here, summit=summit)


@pytest.mark.parametrize("width", [360, 1280])
def test_from_the_question_to_the_rating_and_from_the_seat_to_the_figure(browser, world, width):
    here = world.here
    people = ("convener", "officer", "provider")
    convener, officer, provider = (Desk(browser, world, getattr(here, one), width) for one in people)
    try:
        page = convener.open("/support/ask/")
        convener.look("support-ask")
        page.check("label:has-text('Designing meetings')")
        page.fill("#id_words", "Employers should set the agenda.")
        page.click("main button:has-text('Ask')")
        expect(page.locator("main")).to_contain_text("You have asked")
        request = page.url

        page = officer.open("/support/")
        officer.look("support-queue")
        page.click("main table a:has-text('Designing meetings')")
        page.select_option("#id_assign-provider", label="Theo Provider")
        page.click("main button:has-text('Assign')")
        expect(page.locator("main")).to_contain_text("Assigned to Theo Provider")
        officer.look("support-request")

        page = provider.open("/home/")
        provider.look("support-home-provider")
        page = provider.open("/support/")
        page.click("main table a:has-text('Designing meetings')")
        page.click("text=Record a session")
        page.fill("#id_hours", "one")
        page.fill("#id_who", "Elena and the chair")
        page.click("main button:has-text('Record the session')")
        expect(page.locator("#error-summary")).to_contain_text("Write hours as a number")
        provider.look("support-session")
        page.fill("#id_hours", "1.5")
        page.click("main button:has-text('Record the session')")
        expect(page.locator("main")).to_contain_text("The session of 1.5 hours is recorded")
        page.click("main button:has-text('Mark as done')")

        page = convener.page
        page.goto(request)
        convener.look("support-rate")
        page.check("label:has-text('Very useful')")
        page.click("main button:has-text('Send the rating')")
        expect(page.locator("main")).to_contain_text("Rated: very useful")
        _summit(world, convener, officer, provider)
        for desk in (convener, officer, provider):
            desk.leave()
    finally:
        for desk in (convener, officer, provider):
            desk.context.close()


def _summit(world: SimpleNamespace, convener: Desk, officer: Desk, provider: Desk) -> None:
    """The convener takes a seat, the provider reads her code at the door, and the officer sees it in the figures."""
    page = convener.open("/support/events/")
    convener.look("support-events")
    page.click("text=Summit of sector partnerships")
    page.fill("#id_needs", "Step-free")
    page.click("main button:has-text('Register')")
    expect(page.locator("main")).to_contain_text("You have a seat")
    expect(page.locator("svg.rt-qr")).to_be_visible()
    convener.look("support-event-seat")
    with timezone.override(world.state.zone), state_scope(world.state):
        code = code_of(Registration.objects.get(member=world.here.convener))
    page = provider.open(f"/support/check-in/{code}/")
    provider.look("support-check-in")
    page.click("main button:has-text('Check in')")
    expect(page.locator("main")).to_contain_text("Elena Convener is checked in.")
    page = provider.open(f"/support/events/{world.summit.pk}/people/")
    expect(page.locator("main")).to_contain_text("1 of 1 came")
    provider.look("support-people")
    page = officer.open("/support/")
    expect(page.locator(".rt-figures")).to_contain_text("1 of 1")
    expect(page.locator(".rt-figures")).to_contain_text("1 of n = 1 ratings")
    for path, name in (
        (f"/support/events/{world.summit.pk}/", "support-event"),
        (f"/support/events/{world.summit.pk}/edit/", "support-event-edit"),
        ("/support/library/", "support-library"),
        ("/support/library/new/", "support-resource"),
        ("/support/peers/", "support-peers"),
        ("/support/plan/", "support-plan"),
        ("/support/plan/edit/", "support-plan-edit"),
        ("/policies/", "policies-empty"),
        ("/policies/new/", "policy-new"),
    ):
        officer.open(path)
        officer.look(name)


@pytest.mark.parametrize("width", [360, 1280])
def test_a_guests_way(browser, world, width):
    desk = Desk(browser, world, world.here.convener, width)
    try:
        desk.context.clear_cookies()
        page = desk.open(f"/support/events/{world.summit.pk}/")
        desk.look("event-public")
        page.click("text=Register as a guest")
        desk.look("event-guest")
        page.fill("#id_name", "Gina Guest")
        page.fill("#id_email", "gina@x.example")
        page.click("main button:has-text('Send me the link')")
        expect(page.locator("main")).to_contain_text("A message with a link is on its way to gina@x.example")
        desk.leave()
    finally:
        desk.context.close()


@pytest.mark.parametrize("width", [360, 1280])
def test_a_dollar_is_followed_to_a_goal_and_back(browser, world, width):
    with timezone.override(world.state.zone), state_scope(world.state):
        law = save_policy(
            None, {"title": "Partnership act", "kind": "statute", "support_types": ["funding"]}, by=world.here.officer
        )
        goal = {"text": "People begin", "measure": factories.measure("P2", comparability="A"), "target": Decimal(200)}
        add_goal(law, goal | {"due_on": dt.date(2030, 12, 31)}, by=world.here.officer)
        award = factories.award()
        report = accepted(award)
        ReportFigure.objects.create(report=report, measure=goal["measure"], value=30)
        round_id, fund_id = award.application.round_id, award.fund_id
    desk = Desk(browser, world, world.here.officer, width)
    try:
        page = desk.open(f"/policies/{law.pk}/")
        desk.look("policy")
        page.click("text=Trace the money")
        page.select_option("#id_thing", value=f"round-{round_id}")
        page.click("main button:has-text('Cite it')")
        expect(page.locator("main")).to_contain_text("$100,000")
        desk.look("trace-policy")
        page.click(f"main table a:has-text('{award.number}')")
        expect(page.locator("main")).to_contain_text("People begin")
        desk.look("trace-award")
        desk.open(f"/staff/funds/{fund_id}/trace/")
        desk.look("trace-fund")
        desk.open(f"/policies/{law.pk}/delete/")
        page.click("main button:has-text('Delete the policy')")
        expect(page.locator("main")).to_contain_text("cites it. Its last day is a better end.")
        desk.look("policy-delete")
        desk.leave()
    finally:
        desk.context.close()
