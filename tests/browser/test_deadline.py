"""The last seconds of a round in a real browser, as a team lives them.

Three fill an application from two browsers at once, one of them loses the connection, another certifies it in the last
second; what comes at the closing is refused, and a waiver is asked for, approved and used.
"""

from __future__ import annotations

import datetime as dt
from contextlib import closing
from types import SimpleNamespace

import pytest
from django.utils import timezone

from core.isolation import state_scope
from core.permissions import Role
from grants.actions import teams
from grants.models import Round, Submission
from questions.models import Answer
from tests import factories
from tests.browser.test_applying import context_of
from tests.grants import applying
from tests.plugin import BASE
from tools import servers

pytestmark = pytest.mark.browser
WIDTH = 1280
WAIT = 30_000
CLOCK = """
CREATE SCHEMA still;
CREATE TABLE still.clock (at timestamptz);
CREATE FUNCTION still.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS
  'SELECT coalesce((SELECT at FROM still.clock LIMIT 1), pg_catalog.clock_timestamp())';
GRANT USAGE ON SCHEMA still TO roundtable_app; GRANT ALL ON still.clock TO roundtable_app;
"""


def as_owner(database: str, statement: str, values: tuple[object, ...] = ()) -> None:
    with closing(servers.superuser(BASE, database)) as owner, owner.cursor() as cursor:
        cursor.execute(statement, values)
        owner.commit()


def stop_clock(live, at: dt.datetime | None) -> None:
    """The database says that it is this instant until told otherwise: however slow the machine, the second is exact."""
    as_owner(live.database, "DELETE FROM still.clock")
    if at is not None:
        as_owner(live.database, "INSERT INTO still.clock VALUES (%s)", (at,))


@pytest.fixture
def team(live) -> SimpleNamespace:
    """A draft of three: Elena leads, Ruth from elsewhere keeps the money, Tom certifies. One more draft is whole."""
    as_owner(live.database, CLOCK)
    as_owner(
        live.database,
        f'ALTER ROLE roundtable_app IN DATABASE "{live.database}" SET search_path = still, pg_catalog, public',
    )
    state = factories.state("pa")
    with state_scope(state), timezone.override(state.zone):
        lead = factories.organization("Lehigh and Berks Workforce Alliance")
        elena = factories.member(Role.CONVENER, over=lead, name="Elena Márquez")
        tom = factories.member(Role.CERTIFIER, over=lead, name="Tom Kessler")
        officer = factories.member(Role.OFFICER, name="Nadia Torres")
        closes = timezone.now().replace(microsecond=0) + dt.timedelta(hours=1)
        round = applying.round(closes_at=closes)
        first = applying.fill(applying.start(round, lead, by=elena, title="Schuylkill Metals"), by=elena)
        second = applying.fill(applying.start(round, lead, by=elena, title="Carbon Logistics"), by=elena)
        guest = factories.user("ruth@college.example")
        ruth = teams.accept(teams.invite(first, guest.email, "Ruth Adler", "finance", by=elena), user=guest)
    people = {"elena": elena, "tom": tom, "ruth": ruth, "officer": officer}
    return SimpleNamespace(state=state, round=round, closes=closes, first=first, second=second, **people)


def at(live, application, tail: str = "") -> str:
    return live.url(f"/my/applications/{application.pk}/{tail}")


def certify(page, live, application, who) -> None:
    page.goto(at(live, application, "check/"))
    page.locator("#id_name").fill(who.name)


def test_a_team_of_three_fills_it_and_the_last_seconds_count(browser, live, team):
    with (
        context_of(browser, live, team.state, team.elena, WIDTH) as hers,
        context_of(browser, live, team.state, team.ruth, WIDTH) as ruths,
        context_of(browser, live, team.state, team.tom, WIDTH) as his,
        context_of(browser, live, team.state, team.officer, WIDTH) as staff,
    ):
        fill_together(hers, ruths, live, team)
        certify_in_the_last_second(hers, his, live, team)
        refused_at_the_closing_then_waived(his, staff, live, team)
    with state_scope(team.state):
        assert list(Submission.objects.order_by("place", "application").values_list("application", "sent_in")) == [
            (team.first.pk, "time"),
            (team.second.pk, "waiver"),
        ]
        kept = Submission.objects.get(application=team.first)
        assert kept.received_at == team.closes - dt.timedelta(seconds=1)
        assert "did not prepare" in kept.content["certification"]["how"]


def fill_together(hers, ruths, live, team) -> None:
    """Two browsers at once, in two sections; the one that loses its connection comes back with nothing lost."""
    narrative, budget = hers.new_page(), ruths.new_page()
    narrative.goto(at(live, team.first, "sections/work-plan/"))
    budget.goto(at(live, team.first, "sections/budget/"))
    plan, basis = narrative.locator('[name="q-plan"]'), budget.locator('[name="b0-description"]')
    plan.fill("January: meet. February: agree.")
    basis.fill("One coordinator at half time, 12 months")
    saved = "[data-form-status][data-state=ok]"
    narrative.locator(saved).wait_for(timeout=WAIT)
    budget.locator(saved).wait_for(timeout=WAIT)

    hers.set_offline(True)
    plan.fill("January: meet. February: agree. March: begin.")
    narrative.get_by_text("Not saved. We will try again").first.wait_for(timeout=WAIT)
    budget.goto(at(live, team.first))
    budget.get_by_text("Elena Márquez is writing here since").first.wait_for(timeout=WAIT)
    hers.set_offline(False)
    narrative.locator(saved).wait_for(timeout=WAIT)

    budget.goto(at(live, team.first, "sections/work-plan/"))
    budget.get_by_text("March: begin.").first.wait_for(timeout=WAIT)
    assert budget.url.endswith("/sections/work-plan/read/")
    with state_scope(team.state):
        team.first.refresh_from_db()
        assert Answer.objects.get(response=team.first.response, question__key="plan").raw.endswith("March: begin.")
        assert team.first.budget.get().description == "One coordinator at half time, 12 months"


def certify_in_the_last_second(hers, his, live, team) -> None:
    """Who prepared it sends it for certification; the certifier submits one second before the closing."""
    page = hers.new_page()
    page.goto(at(live, team.first, "check/"))
    page.get_by_text("Ask Tom Kessler to certify.").first.wait_for(timeout=WAIT)
    page.get_by_role("button", name="Send for certification").click()
    page.get_by_text("Tom Kessler is asked to certify").first.wait_for(timeout=WAIT)

    page = his.new_page()
    page.goto(live.url("/home/"))
    page.get_by_text("Certify and submit: Schuylkill Metals").first.wait_for(timeout=WAIT)
    certify(page, live, team.first, team.tom)
    stop_clock(live, team.closes - dt.timedelta(seconds=1))
    page.get_by_role("button", name="Submit application").click()
    page.get_by_text("Received. Your receipt is").wait_for(timeout=WAIT)


def refused_at_the_closing_then_waived(his, staff, live, team) -> None:
    """At the closing itself nothing is taken; the page offers a waiver, which somebody else approves."""
    late, desk = his.new_page(), staff.new_page()
    certify(late, live, team.second, team.tom)
    stop_clock(live, team.closes)
    late.get_by_role("button", name="Submit application").click()
    late.get_by_text("was not submitted").first.wait_for(timeout=WAIT)
    late.get_by_text("ask for a waiver of the deadline").first.wait_for(timeout=WAIT)

    stop_clock(live, None)
    with state_scope(team.state):
        Round.objects.filter(pk=team.round.pk).update(closes_at=timezone.now() - dt.timedelta(seconds=1))
    late.reload()
    late.get_by_role("link", name="Ask for a waiver of the deadline").click(timeout=WAIT)
    late.get_by_label("Why is it needed?").fill("Our network was down from four to six.")
    late.locator("main form button").last.click()
    late.get_by_text("W-0001 is asked for.").wait_for(timeout=WAIT)

    approve(desk, live, team)
    late.reload()
    late.get_by_text("Open for you until").first.wait_for(timeout=WAIT)
    certify(late, live, team.second, team.tom)
    late.get_by_role("button", name="Submit application").click()
    late.get_by_text("Received. Your receipt is").wait_for(timeout=WAIT)


def approve(desk, live, team) -> None:
    """The officer finds the request on its list and opens the round until tomorrow."""
    desk.goto(live.url("/waivers/"))
    desk.get_by_role("link", name="W-0001").first.click(timeout=WAIT)
    tomorrow = timezone.localtime(timezone.now(), team.state.zone) + dt.timedelta(days=1)
    desk.locator('[name="until"]').fill(f"{tomorrow:%Y-%m-%d}T17:00")
    desk.locator('[name="reason"]').fill("The outage is confirmed.")
    desk.get_by_role("button", name="Approve").click()
    desk.get_by_text("The outage is confirmed.").first.wait_for(timeout=WAIT)
