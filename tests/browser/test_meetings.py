"""A partnership at work in a real browser: three meetings, a plan, a goal, a commitment that the officer verifies.

Clean for axe and inside the policy at 1280 and 360 pixels. Set LOOK_AT to a folder to keep the pictures.
"""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from core.isolation import state_scope
from partnerships.models import AgendaItem, Meeting
from tests import factories
from tests.browser.test_reviewing import Desk
from tests.partnerships.working import coalition
from tests.uploads import pdf

pytestmark = pytest.mark.browser

HOME = "/partnerships/lehigh/"
MEETINGS = (
    ("bright", "A second class in the evening", ("bright", "slate", "college"), "The class starts in spring.", ""),
    ("college", "Who teaches it", ("bright", "college", "union", "board"), "Two trainers of members teach it.", ""),
    ("bright", "The plan of work", ("bright", "slate", "forge", "college"), "The plan is adopted.", "plan"),
)
LEVELS = ("Ten or fewer", "Eleven to twenty", "Twenty-one to thirty", "Thirty-one to forty", "More than forty")


@pytest.fixture
def world(live) -> SimpleNamespace:
    state = factories.state("pa")
    with timezone.override(state.zone), state_scope(state):
        scene = coalition()
        factories.measure("P2", title="Workers who started training")
    return SimpleNamespace(state=state, live=live, scene=scene)


def propose(partner: Desk, title: str) -> None:
    page = partner.open(f"{HOME}meetings/")
    page.fill("#id_title", title)
    page.fill("#id_about", "It came up twice.")
    page.click("main button:has-text('Propose')")
    expect(page.locator("main")).to_contain_text("It waits for the next agenda")


def hold(world, convener: Desk, number: int) -> None:
    """The convener's way through one meeting."""
    key, title, present, words, adopts = MEETINGS[number]
    page = convener.open(f"{HOME}meetings/new/")
    if number == 0:
        page.click("main button:has-text('Call a meeting')")
        expect(page.locator("#error-summary")).to_be_visible()
        convener.look("meeting-new")
    page.fill("#id_title", f"Meeting {number + 1}")
    page.fill("#id_starts_at", timezone.localtime(timezone=world.state.zone).strftime("%Y-%m-%dT%H:%M"))
    page.fill("#id_place", "The public library, room 2")
    page.click("main button:has-text('Call a meeting')")
    expect(page.locator("main")).to_contain_text(title)
    with state_scope(world.state):
        meeting = Meeting.objects.latest("pk")
        item = AgendaItem.objects.get(meeting=meeting, title=title)
    home = f"{HOME}meetings/{meeting.pk}/"
    if number == 0:
        convener.look("meeting-planned")
        convener.open(f"{home}agenda/")
        convener.look("meeting-agenda")
        page.click("main button:has-text('Set the agenda')")
    page = convener.open(f"{home}attendance/")
    if number == 0:
        convener.look("meeting-attendance")
    for one in present:
        seat = world.scene.seats[one].pk
        page.click(f"label[for=here-{seat}]")
        page.select_option(f"#rank-{seat}", "executive")
    page.click("main button:has-text('Save who came')")
    page = convener.open(f"{HOME}agenda-items/{item.pk}/")
    page.click("label:has-text('It was decided')")
    page.click("main button:has-text('Save')")
    expect(page.locator("#error-summary")).to_contain_text("Write what was decided")
    if number == 0:
        convener.look("meeting-item")
    page.fill("#id_words", words)
    page.click("label:has-text('Consensus')")
    page.select_option("#id_adopts", adopts)
    page.click("main button:has-text('Save')")
    page.fill("#id_minutes", "Members went through what is open.")
    page.click("main button:has-text('Save the minutes')")
    if number == 1:
        convener.look("meeting-record")
    page.click("main button:has-text('Close the meeting')")
    expect(page.locator("main")).to_contain_text("The meeting is closed")
    if number == 1:
        convener.look("meeting-held")
    page.click("main button:has-text('Adopt the minutes')")
    expect(page.locator("main")).to_contain_text("Being drawn")


def plan(world, convener: Desk) -> None:
    page = convener.open(f"{HOME}plan/")
    convener.look("plan-empty")
    page.click("text=Write down the first")
    page.fill("#id_statement", "Openings stay unfilled while people nearby look for work")
    page.fill("#id_employer_need", "People who are ready for the first job.")
    page.click("label:has-text('Bright Metals')")
    page.click("main button:has-text('Save the challenge')")
    expect(page.locator("#error-summary")).to_contain_text("one employer is named")
    convener.look("plan-challenge")
    page.click("label:has-text('Slate Belt Machining')")
    page.click("main button:has-text('Save the challenge')")
    expect(page.locator("main")).to_contain_text("not what workers need")
    page.click("text=Add a strategy")
    page.fill("#id_title", "A class in the evening")
    page.click("main button:has-text('Add the strategy')")
    page.click("text=Add an activity")
    page.fill("#id_title", "Hold the first class of twelve")
    page.select_option("#id_owner", label="Lehigh Carbon College (education or training provider)")
    page.fill("#id_due_on", "2030-03-01")
    convener.look("plan-activity")
    page.click("main button:has-text('Add the activity')")
    expect(page.locator("main")).to_contain_text("The plan is adopted by employers.")
    convener.look("plan")


def goal(convener: Desk) -> None:
    page = convener.open(f"{HOME}goals/new/")
    page.fill("#id_text", "Train thirty people for a first job")
    page.select_option("#id_measure", label="P2 Workers who started training")
    page.fill("#id_target", "30")
    page.fill("#id_due_on", "2030-06-30")
    page.click("main button:has-text('Set the goal')")
    page.click("text=Write the levels")
    for at, words in enumerate(LEVELS):
        page.fill(f"#id_level_{at}", words)
    convener.look("goal-levels")
    page.click("main button:has-text('Save the levels')")
    page.click("text=Score it")
    page.click("label:has-text('Twenty-one to thirty')")
    page.fill("#id_evidence", "The list of the class.")
    convener.look("goal-score")
    page.click("main button:has-text('Save the score')")
    expect(page.locator("main")).to_contain_text("1 of 1 goals at or above expected")
    convener.look("goals")


def commitment(convener: Desk, officer: Desk) -> None:
    page = convener.open(f"{HOME}commitments/")
    convener.look("ledger-empty")
    page.click("text=Enter the first")
    page.select_option("#id_seat", label="Bright Metals (employer)")
    page.fill("#id_title", "Cash for the class")
    page.fill("#id_amount", "5,000")
    convener.look("ledger-new")
    page.click("main button:has-text('Enter it')")
    page.click("text=Keep the letter")
    send(page, "letter.pdf")
    page.click("main button:has-text('Keep the letter')")
    page.click("td >> text=Delivered")
    page.fill("#id_value", "4500")
    send(page, "bill.pdf")
    convener.look("ledger-document")
    page.click("main button:has-text('Keep the evidence')")
    expect(page.locator("main")).to_contain_text("1 to verify")
    state_page = officer.open(f"{HOME}commitments/")
    officer.look("ledger-verify")
    state_page.click("main button:has-text('Verify')")
    expect(state_page.locator("main")).to_contain_text("“Cash for the class” is verified.")
    officer.look("ledger")


def send(page: Page, name: str) -> None:
    page.set_input_files("#id_file", {"name": name, "mimeType": "application/pdf", "buffer": pdf(extra=name.encode())})


@pytest.mark.parametrize("width", [360, 1280])
def test_a_partnership_meets_plans_and_gives(browser, world, width):
    scene = world.scene
    convener, partner, officer = (
        Desk(browser, world, who, width) for who in (scene.convener, scene.partner, scene.officer)
    )
    try:
        partner.open(f"{HOME}meetings/")
        partner.look("meetings-empty")
        for number, (key, title, *_) in enumerate(MEETINGS):
            if key == "bright":
                propose(partner, title)
            else:
                page = convener.open(f"{HOME}meetings/")
                page.fill("#id_title", title)
                page.select_option("#id_proposed_by", label="Lehigh Carbon College (education or training provider)")
                page.click("main button:has-text('Propose')")
            if number == 0:
                partner.look("meetings-proposed")
            hold(world, convener, number)
        partner.open(f"{HOME}meetings/")
        partner.look("meetings")
        plan(world, convener)
        goal(convener)
        commitment(convener, officer)
        page = convener.open(f"{HOME}employers/new/")
        page.select_option("#id_employer", label="Forge Works")
        page.select_option("#id_kind", "hosted")
        convener.look("employers-new")
        page.click("main button:has-text('Write it down')")
        convener.look("employers")
        page = officer.open(f"{HOME}neutrality/")
        expect(page.locator("main")).to_contain_text("2 of 3; n = 3")
        officer.look("neutrality")
        page = convener.open(f"{HOME}lasting/")
        convener.look("lasting-empty")
        page.click("text=Add the first")
        page.fill("#id_title", "Dues of members")
        page.fill("#id_yearly", "18,000")
        page.fill("#id_due_on", "2030-01-01")
        page.click("main button:has-text('Add the step')")
        convener.look("lasting")
        for desk in (convener, partner, officer):
            desk.leave()
    finally:
        for desk in (convener, partner, officer):
            desk.context.close()
