"""A panel in a real browser: called, opened, a consensus settled, closed; clean for axe, no sideways scroll.

Set LOOK_AT to a folder to keep the pictures.
"""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from core.isolation import state_scope
from core.permissions import Role
from grants.actions import conflicts, panels, proposals, reviews
from grants.models import Conflict
from tests import factories
from tests.browser.test_reviewing import Desk, application, rubric
from tests.grants.conftest import score_all

pytestmark = pytest.mark.browser


@pytest.fixture
def world(live) -> SimpleNamespace:
    """Three applications that were reviewed; one member of the panel has a conflict, one did not review the last."""
    state = factories.state("pa")
    with state_scope(state):
        officer = factories.member(Role.OFFICER, name="Dana Kowalczyk", email="officer@pa.example")
        names = ("Marcus Oyelaran", "Ruth Adler-Wojciechowska de Montmorency", "Sam Ortiz", "Lena Pham")
        people = [factories.member(Role.REVIEWER, name=name) for name in names]
        round = factories.round("review", name="Planning grants, spring 2027", criteria=False)
        rubric(round)
        made = []
        for title, totals in (
            ("Lehigh Valley Advanced Manufacturing", (240, 252, 285)),
            ("Carbon Hospitality Careers", (200, 210, 205)),
            ("Poconos Regional Care Workers, Nursing Assistants and Home Health Aides Partnership", (220, 228, 231)),
        ):
            one = application(round, title, f"{title.split()[0]} Workforce Collaborative", requested=120_000, months=6)
            panel = people[1:] if title.startswith("Poconos") else people[:3]
            for review, total in zip(reviews.assign_reviewers(one, panel, by=officer), totals, strict=True):
                review = reviews.clear_conflict(review, by=review.reviewer)
                score_all(review, total, by=review.reviewer)
                reviews.submit_review(review, by=review.reviewer)
            made.append(one)
        conflicts.record_conflict(people[1], made[1], "employer", "She works there.", severity="hard", by=officer)
        hour = timezone.now() + dt.timedelta(days=2)
        place = "https://video.example.gov/j/8412345678?pwd=aVeryLongPasswordThatDoesNotBreakAnywhere0123456789"
        meeting = panels.plan_meeting(round, panels.Plan(hour, place, officer, 2, people), by=officer)
        panels.set_agenda(meeting, {one.pk: None for one in made}, by=officer)
        items = {one.application_id: one.pk for one in meeting.items.all()}
    places = [items[one.pk] for one in made]
    return SimpleNamespace(
        state=state, live=live, officer=officer, people=people, round=round, meeting=meeting, places=places
    )


@pytest.mark.parametrize("width", [360, 1280])
def test_a_panel_from_call_to_minutes(browser, world, width):
    dana = Desk(browser, world, world.officer, width)
    marcus = Desk(browser, world, world.people[0], width)
    home = f"/panels/{world.meeting.pk}/"
    try:
        dana.open(f"/staff/rounds/{world.round.slug}/panels/")
        dana.look("panel-list")
        dana.open(f"/staff/rounds/{world.round.slug}/panels/new/")
        dana.page.click("main button:has-text('Call a panel')")
        expect(dana.page.locator("#error-summary")).to_be_visible()
        dana.look("panel-new")
        dana.open(f"{home}agenda/")
        dana.look("panel-agenda")
        page = dana.open(home)
        dana.look("panel-planned")
        for name in page.locator("label[for^=present-]").all():
            name.click()
        page.click("text=Open the meeting")
        dana.look("panel-open")

        marcus.open("/reviews/")
        marcus.look("panel-queue")
        member = marcus.open(home)
        marcus.look("panel-member")
        member.click("text=Poconos Regional")
        marcus.look("panel-declare")
        member.click("text=I have no conflict with any of them")
        expect(member.locator("main")).to_contain_text("The discussion has not begun")
        marcus.look("panel-waiting")

        page = dana.open(f"{home}applications/{world.places[0]}/")
        page.click("text=Begin the discussion")
        dana.look("panel-talk")
        for box, points in zip(page.locator(".rt-talk__points").all(), ("60", "100", "50", "40", "20"), strict=True):
            box.fill(points)
        page.click("text=Settle the consensus")
        expect(page.locator("#error-summary")).to_contain_text("Write why")
        dana.look("panel-talk-why")
        page.fill("textarea[id^=reason-]:visible >> nth=4", "The match was confirmed in writing since.")
        page.click("text=Settle the consensus")
        expect(page.locator("main")).to_contain_text("1 of 3 applications settled")
        member = marcus.open(f"{home}applications/{world.places[0]}/")
        member.click("text=Record a dissent")
        member.fill("#dissent-words", "The match is still thin.")
        member.click("text=Record it")
        expect(member.locator("main")).to_contain_text("Marcus Oyelaran. The match is still thin.")
        marcus.look("panel-settled")
        page.click("main button:has-text('Close the meeting')")
        expect(page.locator("main")).to_contain_text("Being drawn")
        dana.look("panel-closed")
        dana.leave()
        marcus.leave()
    finally:
        dana.context.close()
        marcus.context.close()


@pytest.mark.parametrize("width", [360, 1280])
def test_the_pool_its_conflicts_and_a_proposal(browser, world, width):
    dana, ruth = (Desk(browser, world, one, width) for one in (world.officer, world.people[1]))
    with state_scope(world.state):
        proposal = proposals.make_proposal(world.round, each=4, most=9, by=world.officer)
        conflict = Conflict.objects.get()
        draft = factories.round("draft", name="Planning grants, fall 2027")
    try:
        for name, path in (
            ("pool", "/reviewers/"),
            ("pool-agreement", "/reviewers/agreement/"),
            ("pool-one", f"/reviewers/{world.people[1].pk}/"),
            ("conflicts", "/conflicts/"),
            ("conflict", f"/conflicts/{conflict.pk}/"),
            ("conflicts-round", f"/staff/rounds/{world.round.slug}/conflicts/"),
            ("propose", f"/staff/rounds/{world.round.slug}/propose/"),
            ("proposal", f"/proposals/{proposal.pk}/"),
            ("visibility", f"/staff/rounds/{draft.slug}/visibility/"),
            ("visibility-fixed", f"/staff/rounds/{world.round.slug}/visibility/"),
        ):
            dana.open(path)
            dana.look(name)
        ruth.open("/reviews/profile/")
        ruth.look("profile")
        dana.leave()
        ruth.leave()
    finally:
        dana.context.close()
        ruth.context.close()
