"""From an offer of federal money to an active award: each step as the person who does it, in a real browser."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from core.isolation import state_scope
from core.models import State
from core.permissions import Role
from grants.models import Award, Fund
from tests import factories
from tests.browser.whole import Person
from tests.grants.reporting import scene

pytestmark = pytest.mark.browser


@pytest.fixture
def offer(live):
    """An offer of federal money that nobody answered yet, with its people."""
    pa = factories.state("pa")
    State.objects.filter(pk=pa.pk).update(contact_email="grants@pa.example")
    with timezone.override(pa.zone), state_scope(pa):
        made = scene()
        Fund.objects.filter(pk=made.award.fund_id).update(origin="federal", aln="17.258")
        Award.objects.filter(pk=made.award.pk).update(status="offered", answered_at=None)
        type(made.application).objects.filter(pk=made.application.pk).update(status="offered")
        made.director = factories.member(Role.DIRECTOR, name="Maria Alvarez")
        made.emails = {one: getattr(made, one).user.email for one in ("officer", "convener", "director")}
    return made


def test_the_way_of_an_agreement(live, browser, offer):
    dana = Person(browser, live).sign_in(offer.emails["officer"])
    page = dana.open(f"/awards/{offer.award.pk}/")
    dana.look()
    assess(dana)
    fill_sheet(dana, f"/awards/{offer.award.pk}/subaward/")
    page = dana.open(f"/awards/{offer.award.pk}/")
    assert "Medium risk" in page.inner_text("main")
    dana.done()


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
