"""From the workbench to a legislator's page in a real browser: screened, saved, shared, adapted, published, read.

Set LOOK_AT to a folder to keep the pictures.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from core.isolation import state_scope
from core.permissions import Role
from labor_market.tasks import load_reference_data
from partnerships.models import IndustryAnalysis
from tests import factories
from tests.browser.test_reviewing import Desk
from tests.partnerships.analysing import figures, lehigh

pytestmark = pytest.mark.browser

EMPLOYERS = ("Bright Metals Works", "Slate Belt Machining", "Lehigh Castings", "Ridge Tool and Die", "Saucon Gear")


@pytest.fixture
def world(live) -> SimpleNamespace:
    """Figures of the Lehigh Valley, its analyst and the convener of its partnership."""
    state = factories.state("pa")
    load_reference_data()
    with state_scope(state):
        figures()
        region = lehigh()
        board = factories.organization("Lehigh Valley Workforce Collaborative")
        factories.partnership(board, region=region, name="Lehigh Valley Advanced Manufacturing")
        analyst = factories.member(Role.ANALYST, name="Nadia Ferrari")
        convener = factories.member(Role.CONVENER, over=board, name="Elena Márquez")
    return SimpleNamespace(state=state, live=live, analyst=analyst, convener=convener, region=region)


class Visitor(Desk):
    """Somebody without an account."""

    def __init__(self, browser: Any, world: SimpleNamespace, width: int) -> None:
        self.world, self.width, self.wrong = world, width, []
        self.context = browser.new_context(viewport={"width": width, "height": 900})
        self.page = self.context.new_page()


def answer_everything(page: Page, chosen: dict[str, str]) -> None:
    """The rationale, the region's questions, the choices with their reasons."""
    for code, reason in chosen.items():
        page.click(f"label[for=choose-{code}]")
        page.fill(f"#why-{code}", reason)
    page.fill("#id_rationale", "Quarries and plants pay above the region and cannot fill their second shifts.")
    page.fill("#id_ask_regions", "Lehigh and Northampton are one commuting area.")
    page.fill(
        "#id_ask_evidence", "71% of production workers live in the two counties (Census commuting flows, 2016–2020)."
    )
    page.fill("#id_ask_occupations", "Machinists; most come from other firms.")


def talk(page: Page, address: str, employer: str, number: int) -> None:
    """One conversation, with an occupation."""
    page.goto(f"{address}conversations/new/")
    page.fill("#id_employer", employer)
    if number == 0:
        page.click("label[for=id_is_confidential]")
        page.fill("#id_quote", "We would run a second shift tomorrow.")
        page.click("label[for=id_may_quote]")
    page.fill("#id_needs-0-occupation", "Machinists")
    page.fill("#id_needs-0-openings", str(3 + number))
    page.click("label[for=id_needs-0-is_hard_to_fill]")
    page.fill("#id_needs-0-hourly_wage", "26.50")
    page.fill("#id_needs-0-problem", "Nobody trains by night")
    page.click("text=Keep the conversation")


@pytest.mark.claim(37)
@pytest.mark.claim(39)
@pytest.mark.parametrize("width", [360, 1280])
def test_from_the_workbench_to_what_a_legislator_reads(browser, world, width):
    nadia, elena = (Desk(browser, world, one, width) for one in (world.analyst, world.convener))
    visitor = Visitor(browser, world, width)
    try:
        page = nadia.open("/labor-market/workbench/?depth=2")
        expect(page.locator("#screen")).to_contain_text("Candidates")
        nadia.look("workbench")
        page.fill("#id_growth", "40")
        page.press("#id_growth", "Tab")
        expect(page.locator("#screen")).to_contain_text("The weights sum to 125")
        nadia.look("workbench-weights")
        page.fill("#id_concentration", "0")
        page.press("#id_concentration", "Tab")
        expect(page.locator("#screen")).to_contain_text("Keep it as an analysis")
        assert "growth=40" in page.url
        page.click("th a >> text=Mining")
        expect(page.locator("main")).to_contain_text("Jobs it is likely to have here")
        nadia.look("workbench-industry")
        page.go_back()
        page.fill("#id_title", "Industries of Pennsylvania, 2026")
        page.click("text=Save as an analysis")
        address = page.url
        nadia.look("analysis-draft")
        page.click("main >> text=Write >> nth=0")
        answer_everything(page, {"11": "Grew twice as fast as anywhere."})
        nadia.look("analysis-write")
        page.click("main button:has-text('Save')")
        page.click("text=Share with regions")
        page.click("main button:has-text('Share with regions')")
        expect(page.locator("main")).to_contain_text("Shared with regions")

        hers = elena.open("/analyses/")
        elena.look("analyses-convener")
        hers.click("text=Industries of Pennsylvania, 2026")
        hers.click("text=Write a region’s version")
        elena.look("analysis-adapt")
        hers.click("text=Begin the version")
        own = hers.url
        hers.goto(f"{own}conversations/new/")
        hers.click("text=Keep the conversation")
        expect(hers.locator("#error-summary")).to_be_visible()
        elena.look("conversation-new")
        for number, employer in enumerate(EMPLOYERS):
            talk(hers, own, employer, number)
        expect(hers.locator("main")).to_contain_text("5 employers in 5 conversations")
        hers.goto(f"{own}write/")
        answer_everything(hers, {"21": "Quarries lead here, and pay."})
        hers.click("label[for=choose-11]")
        hers.fill("#id_changes", "Quarries instead of forestry: employers here said so.")
        hers.click("main button:has-text('Save')")
        hers.click("text=What differs")
        expect(hers.locator("main")).to_contain_text("Left out")
        elena.look("analysis-compare")
        hers.goto(own)
        hers.click("text=Hand in")
        hers.click("main button:has-text('Hand in')")
        elena.look("analysis-handed-in")

        for version in (own, address):  # what the region's employers said counts for the state once it is published
            page.goto(version)
            page.click("main button:has-text('Publish')")
            expect(page.locator("main")).to_contain_text("Everybody can read it")
        nadia.look("analysis-published")

        public = visitor.open("/why-these-industries/")
        visitor.look("why-industries")
        public.click("text=Industries of Pennsylvania, 2026: Lehigh Valley")
        for words in ("Quarries lead here, and pay.", "We would run a second shift tomorrow.", "Bright Metals Works"):
            expect(public.locator("main")).to_contain_text(words)
        expect(public.locator("main")).not_to_contain_text("Slate Belt Machining")
        visitor.look("why-analysis")
        for desk in (nadia, elena, visitor):
            desk.leave()
    finally:
        for desk in (nadia, elena, visitor):
            desk.context.close()
    with state_scope(world.state):
        assert set(IndustryAnalysis.objects.values_list("status", flat=True)) == {"published"}


@pytest.mark.parametrize("width", [360, 1280])
def test_regions_and_target_industries(browser, world, width):
    nadia = Desk(browser, world, world.analyst, width)
    try:
        page = nadia.open("/regions/")
        nadia.look("regions")
        page.click("text=Add a region")
        page.fill("#id_name", "Two ends")
        for county in ("Allegheny", "Lehigh"):
            page.click(f"label:text-is('{county}')")
        page.click("main button:has-text('Save')")
        expect(page.locator("#error-summary")).to_contain_text("touches none of the other 1 county")
        nadia.look("region-apart")
        page.fill("#id_apart_reason", "One employer in both.")
        page.click("main button:has-text('Save')")
        expect(page.locator("main")).to_contain_text("Not one piece: One employer in both.")
        page = nadia.open("/target-industries/")
        nadia.look("industries-empty")
        page = nadia.open("/target-industries/new/")
        page.fill("#id_title", "Machining")
        page.fill("#id_naics", "3327, 9999")
        page.click("main button:has-text('Save')")
        expect(page.locator("#error-summary")).to_contain_text("9999 is no NAICS 2022 code.")
        nadia.look("industry-wrong")
        page.fill("#id_naics", "3327")
        page.fill("#id_rationale", "Twice as concentrated here as in the nation.")
        page.click("main button:has-text('Save')")
        page.click("main >> text=Target >> nth=-1")
        nadia.look("industry-target")
        page.fill("#id_reason", "Employers in both counties asked for it.")
        page.click("main button:has-text('Target')")
        expect(page.locator("#error-summary")).to_contain_text("NAICS 3327 overlaps with 31-33")
        expect(page.locator("#id_reason")).to_have_value("Employers in both counties asked for it.")
        nadia.look("industry-overlaps")
        nadia.open("/target-industries/")
        nadia.look("industries")
        nadia.leave()
    finally:
        nadia.context.close()
