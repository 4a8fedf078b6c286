"""From an offer of federal money to an active award: each step as the person who does it, in a real browser."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from core.isolation import state_scope
from core.models import State
from grants.models import Activity, Award
from tests import factories
from tests.browser.whole import Person, link_in
from tests.grants.agreeing import offered

pytestmark = pytest.mark.browser


@pytest.fixture
def offer(live):
    """An offer of federal money that nobody answered yet, with its people."""
    pa = factories.state("pa")
    with timezone.override(pa.zone), state_scope(pa):
        made = offered(origin="federal")
        made.emails = {one: getattr(made, one).user.email for one in ("officer", "certifier", "director")}
    return made


def test_the_way_of_an_agreement(live, workers, browser, offer):
    dana = Person(browser, live).sign_in(offer.emails["officer"])
    dana.open(f"/awards/{offer.award.pk}/")
    dana.look()
    assess(dana)
    fill_sheet(dana, f"/awards/{offer.award.pk}/subaward/")
    write_and_preview(dana, offer)
    agreement = f"/awards/{offer.award.pk}/agreement/"
    make_and_send(dana, agreement)
    yolanda = Person(browser, live).sign_in(offer.emails["certifier"])
    sign(yolanda, link_in(live, offer.emails["certifier"], r"http\S+/agreement/"))
    maria = Person(browser, live).sign_in(offer.emails["director"])
    countersign(maria, agreement)
    page = dana.open(f"/awards/{offer.award.pk}/")
    assert "Active" in page.inner_text("main")
    assert "Medium risk" in page.inner_text("main")
    dana.look()
    yolanda.open(f"/my/awards/{offer.award.pk}/agreement/")
    yolanda.wait_for(yolanda.page.get_by_role("link", name="Agreement with its certificate"))
    yolanda.looked.clear()
    yolanda.look()
    for person in (dana, yolanda, maria):
        person.done()


def test_a_smaller_award_is_revised(live, browser, offer):
    with state_scope(State.objects.get(code="pa")):
        Award.objects.update(amount=90_000)
        Activity.objects.create(application=offer.application, title="Meet monthly", starts=1, ends=24)
    yolanda = Person(browser, live).sign_in(offer.emails["certifier"])
    page = yolanda.open(f"/my/awards/{offer.award.pk}/")
    yolanda.look()
    yolanda.follow("Revise the budget")
    yolanda.look()
    for name, value in (("Personnel", "39,000"), ("Indirect", "9,000")):
        page.locator("tr", has_text=name).locator('input[name$="-amount"]').fill(value)
    yolanda.press("Save and send")
    assert "Your program officer reads them" in page.inner_text("main")
    dana = Person(browser, live).sign_in(offer.emails["officer"])
    page = dana.open(f"/awards/{offer.award.pk}/revision/")
    assert "−$9,000" in page.inner_text("main")
    dana.look()
    dana.press("Accept it")
    yolanda.open(f"/my/awards/{offer.award.pk}/revision/")
    yolanda.looked.clear()
    yolanda.look()
    for person in (yolanda, dana):
        person.done()


def write_and_preview(dana: Person, offer) -> None:
    dana.open("/awards/templates/")
    dana.look()
    page = dana.open(f"/awards/templates/{offer.template.pk}/?award={offer.award.pk}")
    assert "The State awards $100,000.00" in page.inner_text("main")
    dana.look()
    page = dana.open("/awards/templates/new/")
    dana.look()
    page.locator('[name="name"]').fill("Short agreement")
    page.locator('[name="body"]').fill("{{ signer }} signs for {{ amont }}.")
    dana.press("Keep the template")
    assert "There is no merge field {{ amont }}." in page.inner_text("main")
    assert page.locator('[name="name"]').input_value() == "Short agreement"


def make_and_send(dana: Person, path: str) -> None:
    page = dana.open(path)
    dana.look()
    page.locator('[name="signer"]').select_option(label="Yolanda Kerr")
    dana.press("Make the agreement")
    dana.wait_for(page.get_by_role("link", name="As PDF"))
    dana.looked.clear()
    dana.look()
    dana.press("Send for signature")
    assert "Yolanda Kerr gets a message with the link." in page.inner_text("body")


def sign(yolanda: Person, link: str) -> None:
    page = yolanda.open(link)
    yolanda.look()
    yolanda.follow("Confirm that it is you")
    page.locator('input[type="password"]').fill(factories.PASSWORD)
    page.locator('main button, main [type="submit"]').first.click()
    page.wait_for_url("**/agreement/")
    yolanda.looked.clear()
    yolanda.look()
    page.locator("#id_name").fill("Yolanda Kerr")
    for box in ("consent", "authority"):
        page.locator(f'label[for="id_{box}"]').click()
    yolanda.press("Sign the agreement")
    assert "It waits for the state's signature." in page.inner_text("main")


def countersign(maria: Person, path: str) -> None:
    page = maria.open(path)
    maria.look()
    maria.follow("Confirm that it is you")
    page.locator('input[type="password"]').fill(factories.PASSWORD)
    page.locator('main button, main [type="submit"]').first.click()
    page.wait_for_url("**/agreement/")
    maria.press("Sign for Pennsylvania")
    assert "The award is active" in page.inner_text("body")
    maria.looked.clear()
    maria.look()


def assess(dana: Person) -> None:
    page = dana.follow("Risk")
    dana.look()
    for number, box in enumerate(page.locator('input[type="radio"][value="1"]').all()):
        page.locator(f'label[for="{box.get_attribute("id")}"]').click() if number else None
    first = page.locator('input[type="radio"][value="3"]').first
    page.locator(f'label[for="{first.get_attribute("id")}"]').click()
    dana.press("Work out the level")
    assert "Medium risk." in page.inner_text("main")
    dana.look()
    page.locator('[name="lifting"]').fill("Two quarterly reports with receipts, accepted.")
    dana.press("Keep the assessment")
    assert "The assessment is kept as number 1." in page.inner_text("body")
    dana.page.reload()
    dana.look()


def fill_sheet(dana: Person, path: str) -> None:
    page = dana.open(path)
    dana.look()
    boxes = {
        "uei": "ABCDEFGHJKL1",
        "fain": "23A55AT000123",
        "federal_award_on": "2025-06-01",
        "federal_agency": "U.S. Department of Labor",
        "aln_title": "WIOA Adult Program",
        "excluded_checked_on": dt.date(2025, 11, 1).isoformat(),
    }
    for name, value in boxes.items():
        page.locator(f'[name="{name}"]').fill(value)
    page.locator('label[for="id_is_research_1"]').click()
    dana.press("Save the sheet")
    assert "The sheet is complete." in page.inner_text("main")
