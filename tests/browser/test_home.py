"""First pages, partnerships, people and the trail in a real browser: accessible, inside the policy, no sideways scroll.

Set LOOK_AT to a folder to keep the pictures.
"""

from __future__ import annotations

import datetime as dt
import os
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import expect

from core import audit, people
from core.isolation import state_scope
from core.models import Member
from core.permissions import Role
from partnerships.models import Contact, Goal, PartnershipMember
from tests import factories
from tests.browser.test_look import violations
from tests.home.test_first_pages import edition
from tests.live import text_of

pytestmark = pytest.mark.browser

SEATS = [
    ("Bright Metals Works", "employer", "employer", True),
    ("Slate Belt Machining and Precision Grinding Company of Northampton County", "employer", "employer", False),
    ("Lehigh Carbon Tooling Institute", "training_provider", "education", False),
    ("Machinists Lodge 1288", "labor", "labor", False),
    ("New Neighbors Bethlehem", "community", "community", False),
]
PUBLIC = {
    "front": "/",
    "partnerships": "/partnerships/",
    "partnerships_none": "/partnerships/?q=nothing+like+it",
    "partnership": "/partnerships/lehigh/",
}
STAFF = {
    "staff_home": "/home/",
    "search": "/search/?q=lehigh",
    "search_none": "/search/?q=nothing+like+it",
    "people": "/people/",
    "partnerships_staff": "/partnerships/",
}


def partnership(convener: Any) -> Any:
    """A partnership with everything that its page shows."""
    made = factories.partnership(
        convener,
        name="Lehigh Valley Advanced Manufacturing Partnership",
        slug="lehigh",
        county_fips=["42077", "42095"],
        industry=factories.industry("Advanced manufacturing"),
        summary="Machine shops in two counties who train machinists together.",
        challenge="Half of the machinists retire within ten years.",
        disclosure="It sells no training. Its board includes one machine shop.",
        founded_on=dt.date(2022, 3, 1),
        chair="Ana Ruiz, Bright Metals Works",
    )
    for name, kind, role, champion in SEATS:
        seat = factories.organization(name, type=kind)
        PartnershipMember.objects.create(partnership=made, organization=seat, role=role, is_champion=champion)
    Contact.objects.create(organization=seat, name="Luz Ortiz", email="luz@neighbors.example")
    due = timezone.localdate() + dt.timedelta(300)
    Goal.objects.create(
        partnership=made, measure=factories.measure("W4"), text="Train 340 workers", target=340, due_on=due
    )
    return made


def busy(officer: Member, board: Any, convener: Member) -> None:
    """Something late, something due, something with others: for staff, for the convener and for a reviewer."""
    now = timezone.now()
    made = partnership(board)
    opened = factories.round(name="2027 Planning grants", slug="planning-2027", kind="planning")
    factories.application(opened, board, by=convener, title="A plan for machining", status="draft")
    closed = factories.round(
        "review",
        name="2027 Implementation grants",
        slug="implementation-2027",
        opens_at=now - dt.timedelta(60),
        closes_at=now - dt.timedelta(20),
    )
    factories.application(closed, status="submitted", title="Elk County Metals Council")
    factories.application(closed, status="eligible", title="Laurel Highlands Tourism")
    award = factories.award(
        factories.application(closed, board, by=convener, status="awarded", partnership=made), amount="420000"
    )
    factories.report(award, due_at=now - dt.timedelta(3))
    factories.report(
        award,
        period_start=dt.date(2025, 10, 1),
        period_end=dt.date(2025, 12, 31),
        status="submitted",
        due_at=now + dt.timedelta(20),
        submitted_at=now - dt.timedelta(2),
        submitted_by=convener,
    )
    offered = factories.application(closed, board, by=convener, status="awarded", partnership=made)
    factories.award(offered, status="offered", answered_at=None)
    audit.record("report.submit", award, by=convener)
    edition(officer, "published", published_at=now, what_did_not_work="Fewer than half finished a pre-apprenticeship.")


@pytest.fixture
def world(live) -> SimpleNamespace:
    """Pennsylvania with work for everybody; Michigan with nobody but an officer."""
    pa, mi = factories.state("pa"), factories.state("mi")
    with state_scope(pa):
        board = factories.organization("Lehigh Valley Workforce Collaborative")
        who = {
            "director": factories.member(Role.DIRECTOR, name="Maria Alvarez", email="director@pa.example"),
            "officer": factories.member(Role.OFFICER, name="Dana Kowalczyk", email="officer@pa.example"),
            "auditor": factories.member(Role.AUDITOR, name="Joan Whitcomb", email="auditor@pa.example"),
            "convener": factories.member(Role.CONVENER, over=board, name="Elena Márquez", email="elena@pa.example"),
            "reviewer": factories.member(Role.REVIEWER, name="Ruth Adler", email="ruth@pa.example"),
        }
        busy(who["officer"], board, who["convener"])
        invited = people.invite("nora@pa.example", "Nora New", Role.OFFICER, by=who["director"])
    with state_scope(mi):
        alone = factories.member(Role.OFFICER, name="Max Alone", email="max@mi.example")
    return SimpleNamespace(live=live, pa=pa, mi=mi, who=who, alone=alone, invited=invited)


@pytest.fixture
def sit(browser, world):
    """Seat a person at the browser (nobody: the public); her windows are closed before the server is."""
    seated = []

    def seat(member: Member | None, width: int, state: Any = None) -> Any:
        state = state or world.pa
        context = browser.new_context(viewport={"width": width, "height": 900})
        context.set_default_timeout(30_000)
        if member is not None:
            cookie = factories.client(state, member).cookies[settings.SESSION_COOKIE_NAME].value
            url = world.live.url("/", state.code)
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": url}])
        seated.append(context)
        return context.new_page()

    yield seat
    for context in seated:
        context.close()


def faults(page: Any, name: str, url: str, width: int) -> list[str]:
    """What is wrong with a page at a width."""
    said: list[str] = []
    page.on("console", lambda message: said.append(f"{name}: {message.text}") if message.type == "error" else None)
    answer = page.goto(url)
    if answer is None or answer.status != 200:
        return [f"{name}: {answer and answer.status}"]
    if os.environ.get("LOOK_AT"):
        page.screenshot(path=f"{os.environ['LOOK_AT']}/{name}-{width}.png", full_page=True)
    across = page.evaluate("document.documentElement.scrollWidth")
    wide = [f"{name} is {across} px wide at {width}"] if across > width else []
    return [*said, *wide, *(f"{name} {width}: {each}" for each in violations(page))]


@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_is_accessible_and_fits(sit, world, width):
    wrong: list[str] = []
    rounds = [
        (None, world.pa, PUBLIC),
        (world.who["officer"], world.pa, STAFF),
        (world.who["director"], world.pa, {"director_home": "/home/", "people_director": "/people/"}),
        (world.who["auditor"], world.pa, {"auditor_home": "/home/", "audit": "/audit/"}),
        (world.who["convener"], world.pa, {"convener_home": "/home/", "edit": "/partnerships/lehigh/edit/"}),
        (world.who["reviewer"], world.pa, {"reviewer_home": "/home/"}),
        (None, world.mi, {"front_empty": "/", "partnerships_empty": "/partnerships/"}),
        (world.alone, world.mi, {"staff_home_empty": "/home/"}),
    ]
    for member, state, pages in rounds:
        page = sit(member, width, state)
        for name, path in pages.items():
            wrong += faults(page, name, world.live.url(path, state.code), width)

    assert not wrong, "\n".join(wrong)


def test_somebody_new_comes_in_by_the_link_of_her_e_mail(sit, world, run_jobs):
    run_jobs(world.pa)
    text = text_of(world.live.mail.to("nora@pa.example", count=1)[0])
    path = next(word for word in text.split() if "/invitations/" in word).partition(".localhost")[2]
    path = path[path.index("/") :]
    wrong = [
        one for width in (360, 1280) for one in faults(sit(None, width), "invitation", world.live.url(path), width)
    ]
    assert not wrong, "\n".join(wrong)

    page = sit(None, 360)
    page.goto(world.live.url(path))
    page.get_by_label("Choose a password").fill("four words to remember")
    page.get_by_role("button", name="Accept and sign in").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("What waits for you today")
