"""The last seconds of a round in a real browser: sent before it closes, refused after, a waiver asked, approved, used."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest
from django.utils import timezone

from core.isolation import state_scope
from core.permissions import Role
from grants.models import Round, Submission
from tests import factories
from tests.browser.test_applying import context_of
from tests.grants import applying

pytestmark = pytest.mark.browser
WIDTH = 1280


@pytest.fixture
def team(live) -> SimpleNamespace:
    """Two of one organization with a whole draft each, and an officer."""
    state = factories.state("pa")
    with state_scope(state), timezone.override(state.zone):
        lead = factories.organization("Lehigh and Berks Workforce Alliance")
        elena = factories.member(Role.CONVENER, over=lead, name="Elena Márquez")
        tom = factories.member(Role.CERTIFIER, over=lead, name="Tom Kessler")
        officer = factories.member(Role.OFFICER, name="Nadia Torres")
        round = applying.round()
        first = applying.fill(applying.start(round, lead, by=elena, title="Schuylkill Metals"), by=elena)
        second = applying.fill(applying.start(round, lead, by=elena, title="Carbon Logistics"), by=elena)
    return SimpleNamespace(state=state, elena=elena, tom=tom, officer=officer, round=round, first=first, second=second)


def close(team: SimpleNamespace, seconds: int) -> None:
    """Move the closing to so many seconds from now."""
    with state_scope(team.state):
        closes = timezone.now() + dt.timedelta(seconds=seconds)
        Round.objects.filter(pk=team.round.pk).update(closes_at=closes)


def certify(page, live, application, who) -> None:
    page.goto(live.url(f"/my/applications/{application.pk}/check/"))
    page.locator("#id_name").fill(who.name)


def test_the_last_seconds_count_and_a_waiver_opens_what_came_too_late(browser, live, team):
    with (
        context_of(browser, live, team.state, team.elena, WIDTH) as hers,
        context_of(browser, live, team.state, team.tom, WIDTH) as his,
        context_of(browser, live, team.state, team.officer, WIDTH) as staff,
    ):
        early, late, desk = hers.new_page(), his.new_page(), staff.new_page()
        certify(early, live, team.first, team.elena)
        certify(late, live, team.second, team.tom)

        close(team, 10)
        early.get_by_role("button", name="Submit application").click()
        early.get_by_text("Received. Your receipt is").wait_for(timeout=8000)
        close(team, 0)
        late.get_by_role("button", name="Submit application").click()
        late.get_by_text("was not submitted").first.wait_for(timeout=8000)

        late.get_by_role("link", name="Ask for a waiver of the deadline").click()
        late.get_by_label("Why is it needed?").fill("Our network was down from four to six.")
        late.locator("main form button").last.click()
        late.get_by_text("W-0001 is asked for.").wait_for(timeout=8000)

        approve(desk, live, team)
        late.reload()
        late.get_by_text("Open for you until").first.wait_for(timeout=8000)
        certify(late, live, team.second, team.tom)
        late.get_by_role("button", name="Submit application").click()
        late.get_by_text("Received. Your receipt is").wait_for(timeout=8000)

    with state_scope(team.state):
        assert list(Submission.objects.order_by("received_at").values_list("application", "sent_in")) == [
            (team.first.pk, "time"),
            (team.second.pk, "waiver"),
        ]


def approve(desk, live, team) -> None:
    """The officer finds the request on its list and opens the round until tomorrow."""
    desk.goto(live.url("/waivers/"))
    desk.get_by_role("link", name="W-0001").first.click(timeout=8000)
    tomorrow = timezone.localtime(timezone.now(), team.state.zone) + dt.timedelta(days=1)
    desk.locator('[name="until"]').fill(f"{tomorrow:%Y-%m-%d}T17:00")
    desk.locator('[name="reason"]').fill("The outage is confirmed.")
    desk.get_by_role("button", name="Approve").click()
    desk.get_by_text("The outage is confirmed.").first.wait_for(timeout=8000)
