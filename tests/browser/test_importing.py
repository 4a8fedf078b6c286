"""An analyst imports a file in a real browser: upload, progress, preview, loading, result; and what she sees when not.

Set LOOK_AT to a folder to keep the pictures.
"""

from __future__ import annotations

import re

import pytest
from django.db import transaction
from playwright.sync_api import expect

from core.isolation import state_scope
from core.permissions import Role
from labor_market.models import Dataset, IndustryFigure
from labor_market.tasks import load_reference_data
from tests import factories
from tests.browser.test_applying import context_of, faults
from tests.labor_market.bringing import annual, bring, csv_of
from tests.labor_market.test_importing import PROJECTED

pytestmark = pytest.mark.browser
FILE = csv_of(
    annual("US000", "10", jobs=130_000_000),
    annual("42000", "10", jobs=5_200_000),
    *(annual(area, industry, jobs=n) for area in ("42003", "42077") for n, industry in enumerate(("3364", "62"), 900)),
    annual("42003", "3331", code="N"),
    ["42003", "5"],
    ["42O03", *annual()[1:]],
)


@pytest.fixture
def scene(live):
    state = factories.state("pa")
    with transaction.atomic():
        load_reference_data()
    with state_scope(state):
        return state, factories.member(Role.ANALYST, name="Ada Analyst", email="ada@pa.example")


@pytest.mark.parametrize("width", [360, 1280])
def test_from_the_file_to_the_data_set(browser, live, scene, workers, width, tmp_path):
    state, ada = scene
    path = tmp_path / "2024.annual.singlefile.csv"
    path.write_bytes(FILE)
    wrong: list[str] = []
    with context_of(browser, live, state, ada, width) as context:
        page = context.new_page()
        page.goto(live.url("/labor-market/"))
        page.get_by_role("link", name="Data sets and imports").click()
        wrong += faults(page, "imports-list-empty", width)
        page.get_by_role("link", name="Import a file").click()
        page.get_by_role("button", name="Read the file").click()
        expect(page.get_by_role("alert")).to_be_visible()
        wrong += faults(page, "imports-new-wrong", width)
        page.locator("#id_file").set_input_files(path)
        page.get_by_label("What time do the figures describe?").fill("2024")
        page.get_by_role("button", name="Read the file").click()
        load = page.get_by_role("button", name="Load 7 rows")
        expect(load).to_be_visible(timeout=60_000)
        wrong += faults(page, "imports-ready", width)
        expect(page.get_by_text("The line has 2 cells; the headings are 19.")).to_be_visible()
        load.click()
        expect(page.get_by_text("Pages and analyses of this state read it")).to_be_visible(timeout=60_000)
        wrong += faults(page, "imports-loaded", width)
        page.goto(live.url("/labor-market/imports/"))
        wrong += faults(page, "imports-list", width)
        page.get_by_role("link", name=re.compile("^Remove")).click()
        wrong += faults(page, "imports-remove", width)
    assert not wrong, "\n".join(wrong)
    dataset = Dataset.objects.get(state=state)
    assert (dataset.rows, dataset.withheld, dataset.refused) == (7, 1, 2)
    assert IndustryFigure.objects.filter(dataset=dataset, employment=None).count() == 1


@pytest.mark.parametrize("width", [360, 1280])
def test_what_waits_and_what_failed_is_clean_for_axe_and_fits(browser, live, scene, width):
    state, ada = scene
    with state_scope(state):
        failed = bring(b"name,age\nAnn,3\n", ada, name="a list of something else.csv")
        projected = bring(PROJECTED, ada, name="projections.csv", kind="projection", vintage="2022 to 2032")
        waiting = bring(FILE, ada)
        type(waiting).objects.filter(pk=waiting.pk).update(status="loading", rows_read=3, bytes_done=300, bytes_all=900)
    wrong: list[str] = []
    with context_of(browser, live, state, ada, width) as context:
        page = context.new_page()
        for name, held in (("failed", failed), ("headings", projected), ("loading", waiting)):
            page.goto(live.url(f"/labor-market/imports/{held.pk}/"))
            wrong += faults(page, f"imports-{name}", width)
    assert not wrong, "\n".join(wrong)
