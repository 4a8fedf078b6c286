"""A partnership is founded in a real browser: proposed, its table filled, its convener's interests disclosed, its stages
proposed and confirmed; and the state's records beside it. Clean for axe, no sideways scroll.

Set LOOK_AT to a folder to keep the pictures.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import expect

from core.isolation import state_scope
from core.permissions import Role
from partnerships.models import Contact, Partnership, Region
from tests import factories
from tests.browser.test_reviewing import Desk
from tests.partnerships import sheets, standing

pytestmark = pytest.mark.browser


@pytest.fixture
def world(live) -> SimpleNamespace:
    """A board that convenes nothing yet, a region, an industry with a published analysis, and two likely doubles."""
    state = factories.state("pa")
    with state_scope(state):
        board = factories.organization("Lehigh Valley Workforce Board", county_fips="42077")
        Region.objects.create(name="Lehigh Valley", county_fips=["42077", "42095"])
        industry = factories.industry("Advanced manufacturing", ["332", "333"])
        bakery = factories.organization("Blue Mountain Machining", "employer", city="Easton", naics="332710")
        twin = factories.organization("Blue Mountain Machining, Inc.", "employer", uei="ZQGGHJH74DW7")
        elsewhere = factories.partnership(
            factories.organization("Berks Community College", "college"), name="Berks Health", industry=industry
        )
        standing.analysis(elsewhere)
        standing.seat(elsewhere, organization=twin)
        Contact.objects.create(organization=bakery, name="Ana Ruiz", email="ana@blue.example", title="Owner")
        here = SimpleNamespace(
            convener=factories.member(Role.CONVENER, over=board, name="Elena Márquez", email="elena@pa.example"),
            officer=factories.member(Role.OFFICER, name="Dana Kowalczyk", email="officer@pa.example"),
            twin=twin.pk,
            bakery=bakery.pk,
        )
    return SimpleNamespace(state=state, live=live, here=here)


def seat(page: Any, name: str, kind: str, role: str) -> None:
    """Somebody joins, on the page of the record."""
    page.fill("#id_organization >> nth=0", name)
    page.select_option("#id_type", label=kind)
    page.select_option("#id_role", label=role)
    page.click("button[name=act][value=seat]")
    expect(page.locator("main")).to_contain_text("has joined")


def confirmed(dana: Desk, slug: str, stage: str) -> None:
    page = dana.open(f"/partnerships/{slug}/record/")
    page.click(f"main button:has-text('Confirm {stage}')")
    expect(page.locator("main .rt-title")).to_contain_text(stage.capitalize())


@pytest.mark.parametrize("width", [360, 1280])
def test_from_the_idea_to_planning(browser, world, width):
    elena, dana = (Desk(browser, world, one, width) for one in (world.here.convener, world.here.officer))
    try:
        slug = _founded(elena)
        confirmed(dana, slug, "assessing")
        _disclosed(elena, slug)
        _proposed(elena, slug, "Begin to convene", "Nine shops promised to come.")
        dana.open("/home/")
        dana.look("founding-staff-home")
        page = dana.open(f"/partnerships/{slug}/record/")
        dana.look("founding-record")
        page.click("main button:has-text('Accept the disclosure')")
        expect(page.locator("main")).to_contain_text("accepted by Dana Kowalczyk")
        confirmed(dana, slug, "convening")

        page = elena.open(f"/partnerships/{slug}/stage/")
        expect(page.locator("main")).to_contain_text("Add a labor organization or worker representative")
        page = elena.open(f"/partnerships/{slug}/edit/")
        seat(page, "Machinists Lodge 1288", "Labor organization", "Labor organization")
        _proposed(elena, slug, "Begin to plan", "Everybody whom the rule asks for is here.")
        confirmed(dana, slug, "planning")
        elena.open(f"/partnerships/{slug}/room/")
        elena.look("founding-room")
        elena.open("/home/")
        elena.look("founding-home")
        elena.open(f"/partnerships/{slug}/")
        elena.look("founding-public")
        elena.leave()
        dana.leave()
    finally:
        elena.context.close()
        dana.context.close()
    with state_scope(world.state):
        made = Partnership.objects.get(slug=slug)
        assert (made.stage, made.is_public, made.stage_changes.count()) == ("planning", True, 3)


def _founded(elena: Desk) -> str:
    """She proposes it, with a fault first, and fills the table."""
    page = elena.open("/my/partnerships/new/")
    elena.look("founding-new")
    page.fill("#id_name", "Berks Health")
    page.select_option("#id_industry", label="Advanced manufacturing")
    page.select_option("#id_region", label="Lehigh Valley")
    page.fill("#id_challenge", "Half of the machinists retire within ten years.")
    page.fill("#id_summary", "Machine shops in two counties train machinists together.")
    page.fill("#id_reason", "Nine shops asked for it in May.")
    page.click("main button:has-text('Propose it to the state')")
    expect(page.locator("#error-summary")).to_contain_text("There is a partnership named Berks Health already")
    elena.look("founding-new-wrong")
    page.fill("#id_name", "Lehigh Valley Advanced Manufacturing Partnership")
    page.click("main button:has-text('Propose it to the state')")
    expect(page.locator("main")).to_contain_text("is proposed")
    seat(page, "Blue Mountain Machining", "Employer", "Employer")
    seat(page, "Slate Belt Precision Grinding Company of Northampton County", "Employer", "Employer")
    seat(page, "Lehigh Carbon Tooling Institute", "Training provider", "Education or training provider")
    elena.look("founding-edit")
    return page.url.split("/partnerships/")[1].split("/")[0]


def _disclosed(elena: Desk, slug: str) -> None:
    page = elena.open(f"/partnerships/{slug}/convener/")
    page.click("label:has-text('Also trains people')")
    page.click("main button:has-text('Save the disclosure')")
    expect(page.locator("#error-summary")).to_contain_text("Write what keeps this out")
    elena.look("founding-disclosure-wrong")
    page.fill("#id_mitigation", "Members choose trainers by vote, and we leave the room.")
    page.select_option("#id_strength_evaluation", label="We need help with this")
    page.click("main button:has-text('Save the disclosure')")
    expect(page.locator("main")).to_contain_text("The disclosure is saved")
    elena.look("founding-disclosure")


def _proposed(elena: Desk, slug: str, move: str, reason: str) -> None:
    page = elena.open(f"/partnerships/{slug}/stage/")
    elena.look(f"founding-stage-{move.split()[-1]}")
    page.select_option("#id_move", label=move)
    page.fill("#id_reason", reason)
    page.click("main button:has-text('Ask the state to confirm')")
    expect(page.locator("main")).to_contain_text("The state is asked to confirm")
    elena.look("founding-stage-waits")


@pytest.mark.parametrize("width", [360, 1280])
def test_the_states_records(browser, world, width):
    dana = Desk(browser, world, world.here.officer, width)
    try:
        for path, name in (
            ("/partnerships/", "coalition-list"),
            ("/staff/table-rule/", "coalition-rule"),
            ("/organizations/", "coalition-organizations"),
            ("/organizations/?q=nothing", "coalition-organizations-none"),
            ("/organizations/new/", "coalition-organization-new"),
            ("/organizations/doubles/", "coalition-doubles"),
            (f"/organizations/{world.here.bakery}/edit/", "coalition-organization-edit"),
            (f"/organizations/{world.here.twin}/merge/?q=blue", "coalition-merge-find"),
            ("/staff/import-partnerships/", "coalition-import"),
        ):
            dana.open(path)
            dana.look(name)
        page = dana.open("/organizations/doubles/")
        page.click("text=Look at a merge")
        dana.look("coalition-merge")
        page.fill("#id_reason", "One company: the same owner, by telephone.")
        page.click("main button:has-text('Merge into')")
        expect(page.locator("main")).to_contain_text("is a name of")
        dana.look("coalition-organization")
        _imported(dana)
        dana.leave()
    finally:
        dana.context.close()


def _imported(dana: Desk) -> None:
    """A sheet with a wrong row, then without."""
    rows = [sheets.ROW | {"industry": "Advanced manufacturing"}, sheets.ROW | {"name": "Second", "industry": "Film"}]
    for number, (given, name) in enumerate(((rows, "import-wrong"), (rows[:1], "import-good"))):
        page = dana.open("/staff/import-partnerships/")
        content = sheets.workbook(given, [sheets.SEAT])
        page.set_input_files("#id_sheet", {"name": f"part{number}.xlsx", "mimeType": "", "buffer": content})
        page.click("main button:has-text('Look at it')")
        expect(page.locator("main h1")).to_contain_text(f"part{number}.xlsx")
        dana.look(f"coalition-{name}")
    page.click("main button:has-text('Apply all of it')")
    expect(page.locator("main")).to_contain_text("The spreadsheet is applied")
    dana.look("coalition-import-applied")
