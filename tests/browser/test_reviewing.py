"""Reviewing and deciding in a real browser: accessible, inside the policy, no sideways scroll, saved as one types.

Set LOOK_AT to a folder to keep the pictures.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from core.isolation import state_scope
from core.permissions import Role
from grants.actions import reviews
from grants.models import Application, Criterion, RoundFund, Score
from tests import factories
from tests.browser.test_look import violations
from tests.grants.conftest import score_all
from tests.grants.pages import freeze

pytestmark = pytest.mark.browser

RUBRIC = [
    ("Partnership and employer leadership", 60, ["partnership"]),
    ("Industry assessment", 100, ["industry-assessment"]),
    ("Convener capacity and neutrality", 50, ["partnership"]),
    ("Work plan and outcomes", 50, ["work-plan"]),
    ("Budget and leverage", 40, ["budget"]),
]
BANDS = [
    [90, 100, "Outstanding",
     "Distinct labor market regions shown with current data; employers’ own numbers confirm them."],
    [70, 89, "Strong",
     "Regions and industries follow from the data; most claims sourced; employers confirm the shortage."],
    [50, 69, "Adequate",
     "Data are right but general; the link from data to these occupations is asserted."],
    [25, 49, "Weak",
     "Old or statewide data only; industries not compared."],
    [0, 24, "Missing",
     "No usable assessment."],
]  # fmt: skip
ANSWERS = [
    (
        "Which labor market regions matter to these industries, and how do you know?",
        "Two commuting areas divide our counties. Plants along Route 22 from Fogelsville to Bethlehem draw 71% of their"
        " production workers from Lehigh and Northampton. Those north of the Blue Mountain share a labor pool with Carbon"
        " and Monroe, where the nearest machining program is 38 miles away.\n\nWe therefore plan two cohorts, not one, and"
        " ask the Carbon employers to choose the second site.",
    ),
    (
        "Which industries and occupations did you choose, and against which others?",
        "We compared eleven industries on concentration, growth, pay and openings. Machinery manufacturing stands out"
        " with a location quotient of 2.1, jobs up 11% in five years and median pay of $25.90 for machinists.",
    ),
    (
        "What did employers change in this assessment?",
        "They struck welding from the list and added industrial maintenance, where nine of the fourteen expect"
        " retirements before 2029.",
    ),
]
OCCUPATIONS = [
    ("Machinists", "4,520", "1.74", "$25.87", "good"),
    ("Computer Numerically Controlled Tool Operators", "2,310", "2.05", "$23.12", "good"),
    ("Industrial Machinery Mechanics", "3,880", "1.32", "$30.02", "flagged"),
    ("Welders, Cutters, Solderers, and Brazers", "2,040", "1.11", "$24.60", "good"),
    ("Engine and Other Machine Assemblers", "not published", "not published", "$21.40", "missing"),
]
MARKET = {
    "version": 1,
    "counties": [{"fips": "42077", "name": "Lehigh"}, {"fips": "42095", "name": "Northampton"}],
    "area": {"code": "4200000", "name": "Pennsylvania", "jobs": "5,948,210", "median_pay": "$24.35"},
    "industries": [
        {
            "code": "333",
            "title": "Machinery Manufacturing",
            "counties": [
                {"name": "Lehigh", "jobs": "3,150", "quotient": "1.74"},
                {"name": "Northampton", "jobs": "1,760", "quotient": "1.38"},
            ],
            "occupations": [
                dict(zip(("title", "jobs", "quotient", "median_pay", "reliability"), row, strict=True))
                for row in OCCUPATIONS
            ],
        }
    ],
    "sources": [
        {"source": "U.S. Bureau of Labor Statistics", "title": "Occupational Employment", "vintage": "May 2025"}
    ],
    "gaps": ["Occupation figures are for Pennsylvania as a whole: none are published for counties."],
}
ROSTER = [
    ("Bright Metals Works", "employer", "Allentown", "Two trainers, one day a week; chairs the employer table"),
    ("Slate Belt Machining", "employer", "Bangor", "Six paid training places"),
    ("Lehigh Carbon Tooling Institute", "education", "Schnecksville", "Curriculum and evening lab"),
    ("Machinists Lodge 1288", "labor", "Bethlehem", "Mentors; joint wage schedule"),
]
NAMES = [
    ("Scranton Health Careers Roundtable", "Health care", "42069", (268, 270, 276), 150_000),
    ("Lancaster Food Processing Partnership", "Manufacturing", "42071", (262, 270, 274), 140_000),
    ("Pittsburgh Life Sciences Technicians", "Health care", "42003", (260, 262, 266), 150_000),
    ("Lower Bucks Metals Alliance", "Manufacturing", "42017", (258, 262, 267), 148_000),
    ("Johnstown Cyber and IT Partnership", "Information technology", "42021", (228, 270, 275), 118_000),
    ("Reading Construction Pathways", "Construction, energy", "42011", (250, 252, 254), 110_000),
    ("Harrisburg Logistics Workforce Partnership", "Transportation", "42043", (248, 250, 250), 120_000),
    ("Erie Maritime and Rail Partnership", "Transportation", "42049", (240, 246, 250), 132_000),
    ("Elk County Powdered Metals Partnership", "Manufacturing", "42047", (229, 236, 243), 100_000),
    ("Fayette Outdoor Recreation Partnership", "Hospitality", "42051", (226, 231, 242), 88_000),
]


def rubric(round: Any) -> None:
    """The one-third rubric with bands and the sections that each criterion judges."""
    for position, (title, points, sections) in enumerate(RUBRIC, start=1):
        Criterion.objects.create(
            round=round,
            position=position,
            title=title,
            points=points,
            section_keys=sections,
            bands=BANDS if points == 100 else [],
            tie_place=1 if position == 2 else None,
        )


def application(round: Any, title: str, convener: str, **fields: Any) -> Application:
    """An eligible application with its frozen submission."""
    made = factories.application(
        round, factories.organization(convener, type="workforce_board"), status="eligible", title=title, **fields
    )
    for name, role, city, _ in ROSTER:
        made.partners.create(name=name, role=role, city=city)
    section = {"type": "long_text"}
    freeze(
        made,
        sections=[
            {
                "section": "partnership",
                "title": "Partnership",
                "panel": "roster",
                "answers": [section | {"question": "Who leads, and how do employers decide?", "shown": ANSWERS[2][1]}],
            },
            {
                "section": "industry-assessment",
                "title": "Industry assessment",
                "panel": "",
                "answers": [section | {"question": question, "shown": shown} for question, shown in ANSWERS],
            },
            {
                "section": "work-plan",
                "title": "Work plan",
                "panel": "targets",
                "answers": [
                    section | {"question": "What will happen, when, and who leads it?", "shown": ANSWERS[0][1]}
                ],
            },
            {"section": "budget", "title": "Budget and match", "panel": "budget", "answers": []},
        ],
        roster=[dict(zip(("name", "role", "city", "commitment"), row, strict=True)) for row in ROSTER],
        labor_market=MARKET,
    )
    return made


@pytest.fixture
def world(live) -> SimpleNamespace:
    """A reviewer in the middle of her queue, and a round of ten whose slate is to be made."""
    state = factories.state("pa")
    with state_scope(state):
        officer = factories.member(Role.OFFICER, name="Dana Kowalczyk", email="officer@pa.example")
        director = factories.member(Role.DIRECTOR, name="Maria Alvarez", email="director@pa.example")
        panel = [factories.member(Role.REVIEWER, name=n) for n in ("Marcus Oyelaran", "Ruth Adler", "Sam Ortiz")]
        first = factories.round("review", name="Planning grants, spring 2027", criteria=False)
        rubric(first)
        titles = [
            "Lehigh Valley Advanced Manufacturing",
            "Carbon Hospitality Careers",
            "Poconos Care Workers",
            "Berks Rail",
        ]
        for title in titles:
            made = application(first, title, f"{title.split()[0]} Workforce Collaborative", requested=249_800, months=6)
            Application.objects.filter(pk=made.pk).update(county_fips=["42077", "42095"])
            reviews.assign_reviewers(made, panel, by=officer)
        mine = list(panel[0].reviews.select_related("application__round").order_by("pk"))
        for review in mine[:2]:
            reviews.clear_conflict(review, by=panel[0])
        reviews.save_score(mine[0], first.criteria.get(position=1), reviews.Typed("51", "Six sign.", 0), by=panel[0])
        score_all(mine[1], [50, 80, 40, 40, 30], by=panel[0])
        reviews.submit_review(mine[1], by=panel[0])
        second = factories.round("review", name="Planning grants, fall 2026", criteria=False, money="700000")
        rubric(second)
        RoundFund.objects.create(round=second, fund=factories.fund("400000", name="Reemployment Fund"), amount=400_000)
        for title, industry, county, totals, asked in NAMES:
            made = application(second, title, f"{title.split()[0]} Chamber", requested=asked, industry_title=industry)
            Application.objects.filter(pk=made.pk).update(county_fips=[county])
            for review, total in zip(reviews.assign_reviewers(made, panel, by=officer), totals, strict=True):
                review = reviews.clear_conflict(review, by=review.reviewer)
                score_all(review, total, by=review.reviewer)
                reviews.submit_review(review, by=review.reviewer)
    return SimpleNamespace(
        state=state,
        live=live,
        officer=officer,
        director=director,
        marcus=panel[0],
        mine=mine,
        first=first,
        second=second,
    )


@pytest.fixture
def sit(browser, world) -> Iterator[Callable[..., Desk]]:
    """Seat people at the browser; their windows are closed before the server is, whatever happens."""
    seated: list[Desk] = []

    def seat(member: Any, width: int = 1280, **options: Any) -> Desk:
        seated.append(Desk(browser, world, member, width, **options))
        return seated[-1]

    yield seat
    for desk in seated:
        desk.context.close()


class Desk:
    """A person at a browser, who notes what axe, the policy and the width have to say on each page."""

    def __init__(self, browser: Any, world: SimpleNamespace, member: Any, width: int, **options: Any) -> None:
        self.world, self.width = world, width
        self.wrong: list[str] = []
        self.context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        self.context.set_default_timeout(10_000)
        client = factories.client(world.state, member)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": world.live.url("/")}])
        self.page: Page = self.context.new_page()
        self.page.on("console", lambda message: self.note(message.text) if message.type == "error" else None)

    LEFT = ("htmx:sendAbort", "htmx:afterRequest")
    """What htmx says of a question that the page was left in: the sums of a form that is being sent."""

    def note(self, what: str) -> None:
        if "status of 4" not in what and not what.startswith(self.LEFT):  # a refusal that the test asked for
            self.wrong.append(f"{self.page.url}: {what}")

    def open(self, path: str) -> Page:
        self.page.goto(self.world.live.url(path))
        return self.page

    def look(self, name: str) -> None:
        if os.environ.get("LOOK_AT"):
            self.page.screenshot(path=f"{os.environ['LOOK_AT']}/{name}-{self.width}.png", full_page=True)
        across = self.page.evaluate("document.documentElement.scrollWidth")
        if across > self.width:
            self.wrong.append(f"{name} is {across} px wide at {self.width}")
        self.page.evaluate("scrollTo(0, document.body.scrollHeight)")  # where the bar at the bottom covers nothing
        self.wrong += [f"{name} {self.width}: {each}" for each in violations(self.page)]

    def leave(self) -> None:
        assert not self.wrong, "\n".join(self.wrong)


@pytest.mark.parametrize("width", [360, 1280])
def test_a_reviewer_declares_scores_and_submits(sit, world, width):
    desk = sit(world.marcus, width)
    desk.open("/reviews/")
    desk.look("queue")
    page = desk.open(f"/reviews/{world.mine[2].pk}/")
    desk.look("declare")
    page.click("text=Open the application")
    desk.look("declare-wrong")
    desk.open(f"/reviews/{world.mine[2].pk}/recuse/")
    desk.look("conflict")
    page.click("label:has-text('member of my family')")
    page.fill("[name=words]", "My sister is the director of Poconos Workforce Collaborative.")
    page.click("text=Declare and step back")
    expect(page.locator("h1")).to_have_text("You are recused")
    desk.look("recused")

    first = world.mine[0].pk
    desk.open(f"/reviews/{first}/")
    desk.look("review")
    assessment = criterion_id(world, 2)
    page.fill(f"#points-{assessment}", "82")
    page.fill(f"#reason-{assessment}", "Machinery and metal are clearly distinct here and the county split is honest.")
    expect(page.locator(f"#bands-{assessment} .rt-band--on")).to_contain_text("your 82", timeout=15_000)
    expect(page.locator("#review-bar")).to_contain_text("133 of 300")
    page.fill(f"#points-{assessment}", "820")
    expect(page.locator(f"[data-field='{assessment}'] [data-status]")).to_contain_text("820 is not possible here")
    page.fill(f"#points-{assessment}", "82")
    expect(page.locator(f"[data-field='{assessment}'] [data-status]")).to_contain_text("Saved")
    desk.look("review-saved")
    page.click("#review-bar button:has-text('Submit')")
    expect(page.locator("#error-summary")).to_be_visible()
    desk.look("review-gaps")
    for position, points in ((3, "44"), (4, "40"), (5, "30")):
        page.fill(f"#points-{criterion_id(world, position)}", points)
        page.fill(f"#reason-{criterion_id(world, position)}", "Because.")
    page.check("input[value=conditions]")
    expect(page.locator("#review-bar")).to_contain_text("Everything is there", timeout=15_000)
    page.click("#review-bar button:has-text('Submit and')")
    expect(page.locator("main")).to_contain_text("is submitted. Thank you.")
    desk.open(f"/reviews/{first}/")
    desk.look("review-done")
    desk.leave()
    with state_scope(world.state):
        assert sum(Score.objects.filter(review_id=first).values_list("points", flat=True)) == 247


def criterion_id(world: SimpleNamespace, position: int) -> int:
    with state_scope(world.state):
        return Criterion.objects.get(round=world.first, position=position).pk


def test_keys_move_between_criteria_and_can_be_switched_off(sit, world):
    desk = sit(world.marcus)
    page = desk.open(f"/reviews/{world.mine[0].pk}/")
    page.keyboard.press("j")
    expect(page.locator("[data-criterion] summary").first).to_be_focused()
    page.keyboard.press("n")
    expect(page.locator(f"#reason-{criterion_id(world, 1)}")).to_be_focused()
    page.keyboard.press("Escape")
    page.locator("h1").click()
    page.keyboard.press("?")
    expect(page.locator("[data-keys-help]")).to_be_focused()
    page.click("text=Switch the keys off")
    page.keyboard.press("j")
    expect(page.locator("[data-criterion] summary").first).not_to_be_focused()
    desk.leave()


@pytest.mark.parametrize("width", [360, 1280])
def test_one_recommends_and_another_approves(sit, world, width):
    path = f"/decisions/{world.second.slug}/"
    desk = sit(world.officer, width)
    desk.open("/decisions/")
    desk.look("decisions")
    page = desk.open(path)
    desk.look("before")
    page.click("button:has-text('Close the scoring')")
    expect(page.locator("#list")).to_be_visible()
    with state_scope(world.state):
        lines = [line.pk for line in world.second.slates.get().lines.order_by("rank")]
    page.select_option(f"#decision-{lines[6]}", "waitlist")
    page.select_option(f"#decision-{lines[8]}", "fund")
    page.fill(f"#amount-{lines[8]}", "100,000")
    page.select_option(f"#fund-{lines[8]}", label="Reemployment Fund")
    page.fill(f"#amount-{lines[3]}", "140,000")
    page.locator(f"#amount-{lines[3]}").blur()
    expect(page.locator("#slate-state")).to_contain_text("Not saved yet")
    expect(page.locator(f"#run-{lines[8]}")).to_contain_text("Funding line")
    expect(page.locator("#slate-money")).to_contain_text("1 in part")
    expect(page.locator(f"#amount-{lines[3]}")).to_have_value("140,000")
    desk.look("slate-typed")
    page.click("button:has-text('Recommend') >> nth=0")
    expect(page.locator("#error-summary")).to_be_visible()
    desk.look("slate-draft")
    page.fill(f"#reason-{lines[8]}", "North Central would otherwise have no award.")
    page.fill(f"#reason-{lines[6]}", "It asks to wait for the Lehigh round.")
    page.fill(f"#reason-{lines[3]}", "Equipment is not allowed.")
    page.click("button:has-text('Save draft') >> nth=0")
    desk.look("slate-saved")
    page.click("button:has-text('Recommend') >> nth=0")
    expect(page.locator("main")).to_contain_text("You recommended this slate")
    desk.look("slate-recommended-own")
    desk.leave()

    second = sit(world.director, width)
    page = second.open(path)
    second.look("slate-recommended")
    with state_scope(world.state):
        split = world.second.applications.get(title__startswith="Johnstown").pk
    second.open(f"{path}applications/{split}/")
    second.look("reviews")
    second.open(path)
    page.click("form button:has-text('Approve slate')")
    expect(page.locator("main")).to_contain_text("letters are merged")
    second.look("slate-approved")
    second.leave()


def test_scoring_works_without_script(sit, world):
    page = sit(world.marcus, java_script_enabled=False).open(f"/reviews/{world.mine[0].pk}/")
    assessment = criterion_id(world, 2)
    page.fill(f"#points-{assessment}", "820")
    page.fill(f"#reason-{assessment}", "Typed without script.")
    page.click(".rt-rubric button:has-text('Save')")
    assert page.input_value(f"#points-{assessment}") == "820"
    assert page.input_value(f"#reason-{assessment}") == "Typed without script."
    page.fill(f"#points-{assessment}", "82")
    page.click(".rt-rubric button:has-text('Save')")
    expect(page.locator("#review-bar")).to_contain_text("133 of 300")
