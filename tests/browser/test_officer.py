"""A program officer's pages in a real browser: accessible, inside the policy, no sideways scroll, and usable by hand.

Set LOOK_AT to a folder to keep the pictures.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import BrowserContext, expect

from core.isolation import state_scope
from core.permissions import Role
from grants.actions import reviews
from grants.actions.screening import Answer, screen_application
from grants.models import Application, Criterion
from grants.readmodels.screening import checklist_of
from partnerships.models import Region
from tests import factories
from tests.browser.test_look import violations
from tests.grants.conftest import score_all
from tests.grants.pages import freeze

pytestmark = pytest.mark.browser

RUBRIC = [
    ("Partnership composition and employer leadership", 60),
    ("Industry assessment", 100),
    ("Convener capacity and neutrality", 50),
    ("Work plan and outcomes", 50),
    ("Budget and leverage", 40),
]
ROSTER = [
    {"name": "Bright Metals Works", "role": "employer", "city": "Allentown", "commitment": "Two trainers a week"},
    {"name": "Slate Belt Machining", "role": "employer", "city": "Bangor", "commitment": "Six paid places"},
    {"name": "Lehigh Carbon Tooling Institute", "role": "education", "city": "Schnecksville", "commitment": "Lab"},
    {"name": "Machinists Lodge 1288", "role": "labor", "city": "Bethlehem", "commitment": "Mentors"},
]
# title, convener, region, counties, industry, dollars, totals of the reviews (None: begun), recused
ROUND = [
    (
        "Centre County Agriculture Technology Partnership",
        "Nittany Growers and Makers Cooperative",
        "Central",
        ["42027"],
        "Agriculture",
        174_600,
        [238, None],
        0,
    ),
    (
        "Lackawanna Logistics and Warehousing Partnership",
        "Northeast Skills Compact",
        "Northeast",
        ["42069"],
        "Logistics",
        212_300,
        [248, 255, None],
        0,
    ),
    (
        "Delaware County Behavioral Health Workforce Partnership",
        "Chester Creek Health Consortium",
        "Southeast",
        ["42045"],
        "Health care",
        250_000,
        [239, 246, None],
        0,
    ),
    (
        "Susquehanna Health Careers Partnership II",
        "Central Susquehanna Health Alliance",
        "Central",
        ["42109"],
        "Health care",
        238_400,
        [251, 264],
        1,
    ),
    (
        "Berks Food Manufacturing Roundtable",
        "Berks Industry Council",
        "Southeast",
        ["42011"],
        "Food processing",
        198_750,
        [231, 258, 276],
        0,
    ),
    (
        "Lehigh Valley Advanced Manufacturing Partnership",
        "Lehigh Valley Workforce Collaborative",
        "Lehigh Valley",
        ["42077", "42095"],
        "Manufacturing",
        249_800,
        [261, 268],
        0,
    ),
    (
        "Philadelphia Life Sciences Technicians Partnership",
        "Schuylkill Center for Applied Skills",
        "Southeast",
        ["42101"],
        "Life sciences",
        250_000,
        [260, 260, 268],
        0,
    ),
    (
        "Pittsburgh Robotics Technicians Partnership",
        "Allegheny Automation Forum",
        "Southwest",
        ["42003"],
        "Manufacturing",
        250_000,
        [207, 222, 258],
        0,
    ),
    (
        "Erie Plastics and Polymers Partnership",
        "Lake Erie Industry Partnership",
        "Northwest",
        ["42049"],
        "Manufacturing",
        187_900,
        [214, 258, 261],
        0,
    ),
    (
        "Harrisburg Cybersecurity Talent Partnership",
        "Capital Region Technology Council",
        "South Central",
        ["42043"],
        "Information technology",
        246_000,
        [248, 250, 252],
        0,
    ),
    (
        "Altoona Rail and Transit Skills Partnership",
        "Blair Transport Employers Association",
        "Southern Alleghenies",
        ["42013"],
        "Transportation",
        164_000,
        [229, 235, 240],
        0,
    ),
]
WAITING = [
    (
        "Monongahela River Towns Early Childhood Partnership",
        "Mon Valley Family Services",
        "Southwest",
        ["42125"],
        "Child care",
        118_000,
        "submitted",
    ),
    (
        "Three Rivers Building Trades Collaborative",
        "Three Rivers Labor and Industry Council",
        "Southwest",
        ["42003"],
        "Construction",
        225_000,
        "submitted",
    ),
    (
        "Elk–Cameron Powdered Metals Partnership",
        "Elk County Metals Council",
        "North Central",
        ["42047", "42023"],
        "Manufacturing",
        158_300,
        "eligible",
    ),
    (
        "Laurel Highlands Tourism Workforce Alliance",
        "Laurel Highlands Visitor Businesses",
        "Southwest",
        ["42111"],
        "Hospitality",
        97_500,
        "submitted",
    ),
]
PAGES = {
    "applications_list": "/applications/?round=implementation-2027",
    "applications_filtered": "/applications/?round=implementation-2027&status=under_review&county=42045&size=60",
    "applications_none": "/applications/?q=nothing+like+this",
    "rounds_staff": "/staff/rounds/",
    "round_staff": "/staff/rounds/implementation-2027/",
    "round_draft": "/staff/rounds/seed-2028/",
    "round_edit": "/staff/rounds/seed-2028/change/",
    "round_close": "/staff/rounds/seed-2026/close/",
}


def apply(round: Any, row: tuple, made: dict[str, Any], **fields: Any) -> Application:
    """An application with its partnership and its frozen submission. `made` keeps regions and industries by name."""
    title, convener, region, counties, industry, asked = row[:6]
    if region not in made:
        made[region] = Region.objects.create(name=region, county_fips=counties)
    if industry not in made:
        made[industry] = factories.industry(industry)
    lead = factories.organization(convener, type="workforce_board")
    partnership = factories.partnership(lead, name=title, region=made[region], industry=made[industry])
    facts = {"county_fips": counties, "naics": ["332"], "requested": asked, "months": 24} | fields
    application = factories.application(round, lead, title=title, partnership=partnership, **facts)
    freeze(application, roster=ROSTER)
    return Application.objects.select_related("round", "organization", "partnership").get(pk=application.pk)


def review(application: Application, panel: list[Any], totals: list[int | None], recused: int, *, by: Any) -> None:
    """Assigned, begun and submitted as the totals say; the last `recused` of the panel step back."""
    made = reviews.assign_reviewers(application, panel[: len(totals) + recused], by=by)
    for one, total in zip(made, [*totals, *["out"] * recused], strict=True):
        if total == "out":
            reviews.declare_conflict(one, "Employment: I worked for one of them", by=one.reviewer)
            continue
        one = reviews.clear_conflict(one, by=one.reviewer)
        if total is not None:
            score_all(one, total, by=one.reviewer)
            reviews.submit_review(one, by=one.reviewer)


@pytest.fixture
def world(live) -> SimpleNamespace:
    """A round in review with fifteen applications, one that is being set up, one that waits to be closed."""
    state, now = factories.state("pa"), timezone.now()
    with state_scope(state):
        officer = factories.member(Role.OFFICER, name="Dana Kowalczyk", email="officer@pa.example")
        panel = [factories.member(Role.REVIEWER, name=n) for n in ("Marcus Oyelaran", "Ruth Adler", "Sam Ortiz")]
        limits = {"min_award": 50_000, "max_award": 250_000, "min_months": 12, "max_months": 36}
        dates = {"opens_at": now - dt.timedelta(60), "closes_at": now - dt.timedelta(20)}
        round = factories.round(
            "review",
            name="2027 Implementation grants",
            slug="implementation-2027",
            kind="implementation",
            money="6500000",
            number_prefix="PA-27",
            **limits,
            **dates,
        )
        made: dict[str, Any] = {}
        for row in ROUND:
            application = apply(round, row, made, status="eligible")
            review(application, panel, row[6], row[7], by=officer)
        waiting = [apply(round, row, made, status=row[6]) for row in WAITING]
        checks = [Answer(c, True, "Seen") for c in checklist_of(waiting[2])]
        Application.objects.filter(pk=waiting[2].pk).update(status="submitted")
        waiting[2].refresh_from_db()
        screen_application(waiting[2], "eligible", checks, by=officer)
        for number, application in enumerate(Application.objects.order_by("-pk")):
            at = now - dt.timedelta(hours=number * number)
            Application.objects.filter(pk=application.pk).update(changed_at=at)
        draft = factories.round("draft", name="Seed grants 2028", slug="seed-2028", kind="seed", max_award=200_000)
        Criterion.objects.filter(round=draft, position=1).update(points=50)
        old = factories.round("open", name="Seed grants 2026", slug="seed-2026", kind="seed")
        factories.application(old)
        scored = Application.objects.get(title__startswith="Pittsburgh")
    cookie = factories.client(state, officer).cookies[settings.SESSION_COOKIE_NAME].value
    return SimpleNamespace(state=state, live=live, cookie=cookie, waiting=waiting, scored=scored, panel=panel)


@pytest.fixture
def sit(browser, world) -> Iterator[Callable[[int], BrowserContext]]:
    """Seat the officer at the browser; her windows are closed before the server is, whatever happens."""
    seated: list[BrowserContext] = []

    def seat(width: int = 1280) -> BrowserContext:
        context = browser.new_context(viewport={"width": width, "height": 900})
        context.set_default_timeout(8_000)
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": world.cookie, "url": world.live.url("/")}])
        seated.append(context)
        return context

    yield seat
    for context in seated:
        context.close()


@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_is_accessible_and_fits(sit, world, width):
    waiting, scored = world.waiting[0].pk, world.scored.pk
    pages = PAGES | {
        "application_screening": f"/applications/{waiting}/",
        "application_scored": f"/applications/{scored}/",
        "application_assign": f"/applications/{world.waiting[2].pk}/reviewers/",
    }
    wrong: list[str] = []
    page = sit(width).new_page()
    page.on("console", lambda message: wrong.append(f"{page.url}: {message.text}") if message.type == "error" else None)
    for name, path in pages.items():
        answer = page.goto(world.live.url(path))
        assert answer is not None
        assert answer.status == 200, path
        if os.environ.get("LOOK_AT"):
            page.screenshot(path=f"{os.environ['LOOK_AT']}/{name}-{width}.png", full_page=True)
        across = page.evaluate("document.documentElement.scrollWidth")
        if across > width:
            wrong.append(f"{path} is {across} px wide at {width}")
        wrong += [f"{name} {width}: {each}" for each in violations(page)]

    assert not wrong, "\n".join(wrong)


def test_an_officer_screens_one_and_gives_three_reviewers(sit, world):
    page = sit(1280).new_page()
    page.goto(world.live.url("/applications/?view=screening"))
    page.get_by_role("link", name="Monongahela River Towns Early Childhood Partnership").click()
    page.get_by_label("Eligible", exact=True).check()
    page.get_by_role("button", name="Save the screening").click()
    errors = page.locator("#error-summary")
    if errors.count():
        for note in page.locator(".rt-checks__note input").all():
            note.fill("Looked at and in order.")
        for answer in page.locator(".rt-checks__say input[value=yes]").all():
            answer.check()
        page.get_by_role("button", name="Save the screening").click()
    expect(page.get_by_text("was found eligible.")).to_be_visible()
    page.get_by_role("link", name="Assign reviewers").click()
    for member in world.panel:
        page.get_by_label(f"Assign {member.name}").check()
    page.get_by_role("button", name="Assign", exact=True).click()
    expect(page.get_by_text("will review")).to_be_visible()
    expect(page.locator(".rt-chip", has_text="Under review").first).to_be_visible()

    with state_scope(world.state):
        assert world.waiting[0].reviews.count() == 3


def test_ticking_rows_counts_them_and_gives_them_to_an_officer(sit, world):
    page = sit(1280).new_page()
    page.goto(world.live.url("/applications/"))
    page.locator("[data-picked]").nth(0).check()
    page.locator("[data-picked]").nth(1).check()
    expect(page.get_by_text("2 selected.")).to_be_visible()
    page.get_by_role("button", name="Give", exact=True).click()
    expect(page.get_by_text("Dana Kowalczyk has 2 more applications now.")).to_be_visible()
