"""Reports and awards in a real browser: saved as one types, clean for axe, and no wider than the screen.

Set LOOK_AT to a folder to keep the pictures.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from core.isolation import state_scope
from core.models import Member
from grants.actions import report_drafts as drafts
from grants.actions import reports as actions
from grants.actions.awards import schedule_reports
from grants.models import Award, Report
from tests import factories
from tests.browser.test_look import violations
from tests.grants.reporting import FIRST, SECOND, fill, opened, scene

pytestmark = pytest.mark.browser
NAME = "Marcus Oyelaran"
STORY = {
    "story.title": "From the night shift to a credential",
    "story.text": "Rosa worked nights for six years. The hours in class are paid now, and she passed in August.",
    "story.speaker": "Rosa M.",
    "story.role": "Nursing assistant, Penn Hollow Senior Living",
    "story.consent": "You may use my first name and my words in the state's report.",
    "story.until": "2035-12-31",
}


@pytest.fixture
def made(live) -> SimpleNamespace:
    """One award: a first quarter accepted, a second with flags; another award's report returned; an offer."""
    state = factories.state("pa")
    with state_scope(state), timezone.override(state.zone):
        found = scene()
        first = fill(found, opened(found, FIRST, due_at=timezone.now() - dt.timedelta(days=60)))
        drafts.save_boxes(first, {key: (text, 0) for key, text in STORY.items()}, by=found.convener)
        actions.submit_report(first, certified_as=NAME, by=found.convener)
        actions.accept_report(first, note="Thank you.", by=found.officer)
        schedule_reports(found.award)
        second = Report.objects.get(award=found.award, period_start=SECOND[0])
        Report.objects.filter(pk=second.pk).update(due_at=timezone.now() + dt.timedelta(days=3))
        second = actions.open_report(second)
        typed = {
            "grant.travel": "0",
            "grant.supplies": "6,100",
            f"figure.{found.completed.pk}": "forty",
            "grant.personnel": "5,900",
        }
        drafts.save_boxes(second, {key: (text, 0) for key, text in typed.items()}, by=found.convener)
        other = scene(number="PA-2025-0031")
        back = fill(other, opened(other, FIRST))
        actions.submit_report(back, certified_as=NAME, by=other.convener)
        comments = {"money": "Travel looks low: were the May visits booked?", "what-happened": "Who decided, and when?"}
        actions.return_report(back, comments, by=other.officer)
        third = scene(number="PA-2025-0040")
        waiting = fill(third, opened(third, FIRST, due_at=timezone.now() - dt.timedelta(days=4)))
        slow = {
            f"figure.{third.completed.pk}": ("3", 1),
            f"why.measures.pace.{third.completed.pk}": ("The first class ends in October.", 0),
        }
        drafts.save_boxes(waiting, slow, by=third.convener)
        actions.submit_report(waiting, certified_as=NAME, by=third.convener)
        offered = scene(number="PA-2025-0050")
        Award.objects.filter(pk=offered.award.pk).update(status="offered", answered_at=None)
    return SimpleNamespace(
        state=state, first=first, second=second, back=back, waiting=waiting, award=found.award, offer=offered.award,
        convener=found.convener, other=other.convener, officer=third.officer, offeree=offered.convener,
    )  # fmt: skip


@pytest.fixture
def visit(browser, live, made) -> Iterator[Callable[..., Page]]:
    """Open a browser in which somebody is signed in; all are closed at the end."""
    contexts: list[BrowserContext] = []

    def enter(who: Member, width: int, *, script: bool = True) -> Page:
        client = factories.client(made.state, who)
        context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=script)
        contexts.append(context)
        name = next(name for name in client.cookies if "session" in name)
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live.url("/")}])
        context.set_default_timeout(10_000)
        return context.new_page()

    yield enter
    for context in contexts:
        context.close()


@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_is_accessible_and_fits(visit, live, made, width):
    visits = {
        made.convener: {
            "flags": f"/my/reports/{made.second.pk}/",
            "accepted": f"/my/reports/{made.first.pk}/",
            "my-reports": "/my/reports/",
            "my-awards": "/my/awards/",
            "my-award": f"/my/awards/{made.award.pk}/",
        },
        made.other: {"returned": f"/my/reports/{made.back.pk}/"},
        made.offeree: {"offer": f"/my/awards/{made.offer.pk}/"},
        made.officer: {
            "award": f"/awards/{made.award.pk}/",
            "awards": "/awards/",
            "waiting": "/reports/?view=mine",
            "quarters": "/reports/?view=quarters",
            "decide": f"/reports/{made.waiting.pk}/",
            "read": f"/reports/{made.first.pk}/",
        },
    }
    wrong: list[str] = []
    for who, pages in visits.items():
        page = visit(who, width)
        page.on("console", lambda m: wrong.append(f"{m.location['url']}: {m.text}") if m.type == "error" else None)
        for name, path in pages.items():
            answer = page.goto(live.url(path))
            assert answer.status == 200, f"{path} answered {answer.status}"
            wrong.extend(look(page, name, width))

    assert not wrong, "\n".join(wrong)


def look(page: Page, name: str, width: int) -> list[str]:
    """What is wrong with a page as it stands."""
    if os.environ.get("LOOK_AT"):
        page.screenshot(path=f"{os.environ['LOOK_AT']}/reporting-{name}-{width}.png", full_page=True)
    across = page.evaluate("document.documentElement.scrollWidth")
    wide = [f"{name} is {across} px wide at {width}"] if across > width else []
    return wide + [f"{name} {width}: {each}" for each in violations(page)]


def test_what_is_typed_is_saved_and_everything_that_follows_from_it_is_worked_out(visit, live, made):
    page = visit(made.convener, 1280)
    page.goto(live.url(f"/my/reports/{made.second.pk}/"))
    expect(page.locator("#id_grant-travel_to")).to_have_text("$700.00")

    page.fill("#id_grant-travel", "750.50")

    expect(page.locator("[data-form-status]")).to_contain_text("Saved")
    expect(page.locator("#id_grant-travel_to")).to_have_text("$1,450.50")
    expect(page.locator("#flags-money")).not_to_contain_text("Travel: nothing this quarter")
    page.fill("#id_grant-travel", "-9000")
    expect(page.locator("#flags-money")).to_contain_text("takes back more than the $700.00 reported before")
    expect(page.locator("#id_grant-travel_chip")).to_have_text("Must fix")
    page.fill("#id_grant-travel", "0")
    why = page.locator("textarea[name='why.money.none.travel']")
    why.fill("No visits in winter.")
    page.fill("#id_grant-indirect", "1,000")
    expect(page.locator("#id_grant-indirect_to")).to_have_text("$2,250.00")
    expect(why).to_have_value("No visits in winter.")
    with state_scope(made.state):
        kept = Report.objects.get(pk=made.second.pk)
        assert kept.typed["grant.travel"]["raw"] == "0"
        assert kept.flag_notes["money.none.travel"] == "No visits in winter."


def test_a_report_is_filled_and_sent_without_script(visit, live, made):
    page = visit(made.other, 360, script=False)
    page.goto(live.url(f"/my/reports/{made.back.pk}/"))
    expect(page.locator("#part-money")).to_contain_text("Travel looks low")
    assert page.locator("#part-measures input").count() == 0

    page.fill("#id_grant-travel", "725")
    page.fill("#id_q-decisions", "Nine employers decided on September 17.")
    page.fill("#id_certified_as", "Marcus Oyelaran")
    page.get_by_role("button", name="Certify and send").click()

    expect(page.locator("main")).to_contain_text("as version 2")
    with state_scope(made.state):
        assert Report.objects.get(pk=made.back.pk).status == "submitted"
