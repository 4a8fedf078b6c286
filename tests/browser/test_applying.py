"""Rounds and applications in a real browser: accessible, saved as one types and without script, no sideways scroll.

Set LOOK_AT to a folder to keep the pictures.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from types import SimpleNamespace

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, ConsoleMessage, Page

from core.isolation import state_scope
from core.models import Member, State
from core.permissions import Role
from grants.actions import applications as actions
from grants.actions import submissions, talk, teams
from grants.models import Application, Criterion
from labor_market.tasks import load_reference_data
from questions.models import Question
from tests import factories
from tests.browser.test_look import violations
from tests.grants import applying, casing
from tests.grants.teaming import token_of

pytestmark = pytest.mark.browser
WORDS = {
    "partnership": "industry partnership",
    "partnerships": "industry partnerships",
    "agency": "Commonwealth Office of Workforce Partnerships",
    "program": "Industry Partnerships",
}
KINDS = ["workforce_board", "college", "chamber", "labor", "community"]


def scene(state: State) -> SimpleNamespace:
    """An open round with a draft half full and one ready, an opening round, an awarded one, a receipt."""
    lead = factories.organization("Lehigh and Berks Workforce Alliance", city="Allentown")
    elena = factories.member(Role.CONVENER, over=lead, name="Elena Márquez")
    tom = factories.member(Role.CERTIFIER, over=lead, name="Tom Kessler")
    factories.measure("W1", title="Workers enrolled", definition="People who began training.", position=1)
    factories.measure("W4", title="Completed training", definition="People who finished a program.", position=2)
    now = timezone.now()
    closes = (timezone.localtime(now, state.zone) + dt.timedelta(days=18)).replace(
        hour=17, minute=0, second=0, microsecond=0
    )
    terms = {"who_may_apply": "A workforce board, college, chamber, union or nonprofit that convenes employers.",
             "summary": "For employers who want to find out what they share.", "eligible_types": KINDS,
             "closes_at": closes}  # fmt: skip
    round = casing.round(match=True, **terms)
    version = round.form_version
    soon = {"opens_at": now + dt.timedelta(days=40), "closes_at": now + dt.timedelta(days=90)}
    factories.round(name="2027 Seed grants", slug="seed", number_prefix="S-27", form_version=version, **(terms | soon))
    over = {"opens_at": now - dt.timedelta(days=400), "closes_at": now - dt.timedelta(days=300)}
    past = factories.round("awarded", name="2026 Planning grants", slug="past", form_version=version, **(terms | over))
    won = factories.application(past, lead, status="awarded", by=elena, title="Berks Metals")
    factories.award(won, amount="120000", partnership=factories.partnership(lead, name="Berks Metals Partnership"))
    half = applying.start(round, lead, by=elena, title="Lehigh Valley Food and Beverage Partnership")
    casing.fill(half, by=elena)
    actions.save_roster(half, applying.SEATS[1:3], version=1, by=elena)
    ready = casing.fill(applying.start(round, lead, by=elena, title="Schuylkill Metals"), by=elena)
    sent = casing.fill(applying.start(round, lead, by=elena, title="Carbon Logistics"), by=elena)
    for one in (ready, sent):
        applying.shared(one, by=tom)
    kept = submissions.submit_application(sent, certified_name=elena.name, by=elena)
    Criterion.objects.filter(round=round, position=2).update(guidance="Distinct labor market regions, from data.")
    token = team_of(half, elena)
    return SimpleNamespace(
        round=round, past=past, elena=elena, half=half, ready=ready, sent=sent, kept=kept, lead=lead, token=token
    )


def team_of(half: Application, elena: Member) -> str:
    """An editor who writes in a section and comments there, and an invitation that waits: its token."""
    guest = factories.user("samuel@partners.example")
    samuel = teams.accept(teams.invite(half, guest.email, "Samuel Osgood", "editor", by=elena), user=guest)
    waits = teams.invite(half, "grace@union.example", "Grace Whitfield", "commenter", by=elena)
    talk.comment(half, "work-plan", "plan", "Who leads each month?", by=samuel)
    talk.resolve(talk.comment(half, "work-plan", "plan", "Too long.", by=elena).thread, by=samuel)
    applying.leave(half)
    plan = Question.objects.get(section__version=half.round.form_version, key="plan")
    actions.answer_saver(half)(half.response, plan, "January: meet. March: begin.", version=1, by=samuel)
    return token_of(waits)


@pytest.fixture
def made(live) -> SimpleNamespace:
    state = factories.state("pa")
    state.words, state.contact_email, state.theme = WORDS, "partnerships@workforce-pa.example", {"mark": "keystone"}
    state.save()
    if os.environ.get("LOOK_AT"):
        load_reference_data()  # the pictures show published figures; what is tested does not need them
    with state_scope(state), timezone.override(state.zone):
        found = scene(state)
    found.state = state
    return found


@contextmanager
def context_of(browser, live, state, who, width: int, script: bool = True) -> Iterator[BrowserContext]:
    """A browser in which somebody is signed in; closed whatever happens, for the server waits for it."""
    context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=script)
    if who is not None:
        client = factories.client(state, who)
        name = next(name for name in client.cookies if "session" in name)
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live.url("/")}])
    try:
        yield context
    finally:
        context.close()


def heard(wrong: list[str], message: ConsoleMessage) -> None:
    if message.type == "error":
        wrong.append(message.text)


def faults(page: Page, name: str, width: int) -> list[str]:
    """What is wrong with the page that is open."""
    if os.environ.get("LOOK_AT"):
        page.screenshot(path=f"{os.environ['LOOK_AT']}/apply-{name}-{width}.png", full_page=True)
    across = page.evaluate("document.documentElement.scrollWidth")
    wide = [f"{name} is {across} px wide at {width}"] if across > width else []
    return wide + [f"{name} {width}: {each}" for each in violations(page)]


@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_is_accessible_and_fits(browser, live, made, width):
    half, ready = f"/my/applications/{made.half.pk}/", f"/my/applications/{made.ready.pk}/"
    visits = {
        None: {
            "rounds": "/rounds/",
            "round": f"/rounds/{made.round.slug}/",
            "awarded": f"/rounds/{made.past.slug}/",
            "questions": f"/rounds/{made.round.slug}/questions/",
            "receipt-check": "/receipts/",
            "team-invitation": f"/team/{made.token}/",
        },
        made.elena: {
            "list": "/my/applications/",
            "start": f"/rounds/{made.round.slug}/apply/",
            "tasks": half,
            "tasks-ready": ready,
            "partnership": f"{half}sections/partnership/",
            "roster": f"{half}sections/partners/",
            "assessment": f"{half}sections/industry-assessment/",
            "work-plan": f"{half}sections/work-plan/",
            "convener": f"{half}sections/convener/",
            "budget": f"{half}sections/budget/",
            "match": f"{half}sections/match/",
            "targets": f"{half}sections/targets/",
            "check": f"{half}check/",
            "check-ready": f"{ready}check/",
            "team": f"{half}team/",
            "reading": f"{half}sections/work-plan/read/",
            "withdraw": f"{ready}withdraw/",
            "receipt": f"/my/applications/{made.sent.pk}/receipt/",
        },
    }
    wrong: list[str] = []
    for who, pages in visits.items():
        with context_of(browser, live, made.state, who, width) as context:
            page = context.new_page()
            page.on("console", partial(heard, wrong))
            for name, path in pages.items():
                answer = page.goto(live.url(path))
                assert answer is not None
                assert answer.status == 200, path
                wrong += faults(page, name, width)

    assert not wrong, "\n".join(wrong)
