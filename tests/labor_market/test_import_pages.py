"""The pages of imports: what an analyst sees and does, and that nobody else does."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.isolation import state_scope
from core.models import Job, JobStatus
from core.permissions import Role
from labor_market.actions import imports
from labor_market.models import DataImport, Dataset
from labor_market.tasks.imports import check_import, load_import
from tests import factories
from tests.labor_market.bringing import GOOD, HEADER, annual, bring, csv_of, loaded
from tests.labor_market.test_importing import PROJECTED

LIST = "/labor-market/imports/"


@pytest.fixture
def browser(pa, analyst):
    return factories.client(pa, analyst)


def text(response) -> str:
    return response.content.decode()


def sent(browser, content: bytes = GOOD, name: str = "2024.annual.singlefile.csv", **given: str):
    data = {"kind": "qcew", "vintage": "2024", "released": "2025-06-05"} | given
    return browser.post(f"{LIST}new/", data | {"file": SimpleUploadedFile(name, content)})


def test_from_the_upload_over_the_preview_to_the_data_set(browser, pa):
    answer = sent(browser)
    held = DataImport.objects.get()
    assert answer["Location"] == f"{LIST}{held.pk}/"
    page = text(browser.get(f"{LIST}{held.pk}/"))
    assert "It waits for a worker" in page
    assert f'hx-get="{LIST}{held.pk}/progress/" hx-trigger="every 2s"' in page
    check_import(state_id=pa.pk, import_id=held.pk)
    page = text(browser.get(f"{LIST}{held.pk}/"))
    assert "Load 3 rows" in page
    assert "33.3% of the rows: their figures are missing, not 0" in page
    assert "3,386" in page
    assert '<span class="rt-meta">missing</span>' in page
    assert browser.get(f"{LIST}{held.pk}/progress/")["HX-Refresh"] == "true"
    browser.post(f"{LIST}{held.pk}/load/")
    assert "Being loaded" in text(browser.get(f"{LIST}{held.pk}/"))
    assert "HX-Refresh" not in browser.get(f"{LIST}{held.pk}/progress/")
    load_import(state_id=pa.pk, import_id=held.pk)
    page = text(browser.get(f"{LIST}{held.pk}/"))
    assert "<strong>Loaded.</strong>" in page
    page = text(browser.get(LIST))
    assert "Pennsylvania alone" in page
    assert "2024.annual.singlefile.csv" in page


def test_what_is_wrong_stands_by_the_field_and_nothing_typed_is_lost(browser, settings):
    answer = browser.post(f"{LIST}new/", {"kind": "oews", "vintage": "May 2026"})
    assert answer.status_code == 422
    assert "Choose the file." in text(answer)
    assert 'value="May 2026"' in text(answer)
    answer = sent(browser, b"%PDF", "figures.pdf")
    assert answer.status_code == 422
    assert "figures.pdf is not one of .csv, .gz, .zip, .xlsx." in text(answer)
    answer = sent(browser, b"")
    assert "The file is empty. Choose it again." in text(answer)
    assert not DataImport.objects.exists()


def test_refused_lines_are_listed_and_downloaded(browser, analyst):
    held = bring(csv_of(annual(), ["x"], ["y"], header=HEADER), analyst)
    page = text(browser.get(f"{LIST}{held.pk}/"))
    assert "The line has 1 cells; the headings are 19." in page
    assert "2 lines will be left out." in page
    answer = browser.get(f"/files/{held.error_file_id}/")
    assert b"".join(answer.streaming_content).decode().splitlines()[1] == "3,The line has 1 cells; the headings are 19."


def test_a_failure_is_told_and_the_file_let_go_of(browser, analyst):
    held = bring(b"a,b\n1,2\n", analyst)
    page = text(browser.get(f"{LIST}{held.pk}/"))
    assert "Nothing was loaded." in page
    assert "This is not a file of QCEW counts" in page
    answer = browser.post(f"{LIST}{held.pk}/discard/", follow=True)
    assert "was discarded. Nothing of it was loaded." in text(answer)
    answer = browser.post(f"{LIST}{held.pk}/load/", follow=True)
    assert "You cannot load this import: it is discarded now." in text(answer)


def test_the_headings_of_projections_are_said_on_the_page(browser, analyst, pa):
    held = bring(PROJECTED, analyst, name="p.csv", kind="projection")
    page = text(browser.get(f"{LIST}{held.pk}/"))
    assert "Which heading holds what" in page
    given = {"at_soc": "SOC", "at_area": "Region", "at_base_employment": "", "period": "total"}
    given |= {"at_projected_employment": "2032 Projected", "at_openings": "Total openings"}
    answer = browser.post(f"{LIST}{held.pk}/headings/", given)
    assert answer.status_code == 422
    assert "Choose the heading that holds: Jobs in the base year." in text(answer)
    answer = browser.post(f"{LIST}{held.pk}/headings/", given | {"at_base_employment": "2032 Projected"})
    assert "“2032 Projected” is already jobs in the base year. Choose another heading." in text(answer)
    browser.post(f"{LIST}{held.pk}/headings/", given | {"at_base_employment": "Count A (2022)"})
    check_import(state_id=pa.pk, import_id=held.pk)
    page = text(browser.get(f"{LIST}{held.pk}/"))
    assert "Load 1 row" in page
    assert "Headings that are not read: Title, Exits, Transfers." in page


def test_work_that_has_stopped_can_be_taken_back(browser, analyst):
    held = bring(GOOD, analyst)
    imports.load(held, by=analyst)
    answer = browser.post(f"{LIST}{held.pk}/take-back/", follow=True)
    assert "is still being worked on" in text(answer)
    Job.objects.filter(kind="load_import").update(status=JobStatus.DEAD, attempt=3)
    page = text(browser.get(f"{LIST}{held.pk}/"))
    assert "The work on this file has stopped." in page
    assert "It was tried 3 times." in page
    browser.post(f"{LIST}{held.pk}/take-back/")
    held.refresh_from_db()
    assert held.status == "failed"


def test_a_data_set_is_removed_after_a_question(browser, analyst):
    dataset = loaded(bring(GOOD, analyst), analyst).dataset
    page = text(browser.get(f"/labor-market/data-sets/{dataset.pk}/remove/"))
    assert "Its 3 rows are deleted." in page
    answer = browser.post(f"/labor-market/data-sets/{dataset.pk}/remove/", follow=True)
    assert "is no longer used; its rows are being deleted." in text(answer)
    assert Job.objects.filter(kind="remove_dataset").count() == 1


@pytest.mark.usefixtures("reference")
def test_what_everybody_shares_cannot_be_removed_by_a_state(browser):
    shared = Dataset.objects.get(key="qcew-tulsa-2016")
    assert browser.get(f"/labor-market/data-sets/{shared.pk}/remove/").status_code == 404
    assert "every state" in text(browser.get(LIST))


PATHS = ("{pk}/", "{pk}/progress/", "{pk}/load/", "{pk}/discard/", "{pk}/take-back/", "{pk}/headings/")


def ask(client, path: str) -> int:
    """By GET where the page has one, else by POST."""
    is_deed = path.rstrip("/").rpartition("/")[2] in {"load", "discard", "take-back", "headings"}
    return (client.post(path) if is_deed else client.get(path)).status_code


def test_only_an_analyst_enters_and_only_her_own_states_files(db):
    georgia, pennsylvania = factories.state("ga"), factories.state("pa")
    with state_scope(georgia):
        by = factories.member(Role.ANALYST)
        held = bring(GOOD, by)
        dataset = loaded(bring(csv_of(annual()), by), by).dataset
    with state_scope(pennsylvania):
        people = {role: factories.member(role) for role in (Role.ANALYST, Role.OFFICER, Role.CONVENER)}
    mine = factories.client(pennsylvania, people[Role.ANALYST])
    paths = [LIST + path.format(pk=held.pk) for path in PATHS] + [f"/labor-market/data-sets/{dataset.pk}/remove/"]
    assert [ask(mine, path) for path in paths] == [404] * 7
    assert ask(mine, LIST) == 200
    for role in (Role.OFFICER, Role.CONVENER):
        other = factories.client(pennsylvania, people[role])
        assert {ask(other, path) for path in (LIST, f"{LIST}new/", *paths)} == {403}
    assert {ask(factories.client(pennsylvania), path) for path in (LIST, f"{LIST}new/", paths[0])} == {302}


def test_the_list_costs_the_same_for_one_file_and_for_many(browser, analyst):
    def cost(path: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            browser.get(path)
        return len([query for query in seen if "SAVEPOINT" not in query["sql"]])

    held = loaded(bring(GOOD, analyst), analyst)
    browser.get(LIST)
    one = cost(LIST)
    for number in range(3):
        loaded(bring(csv_of(annual(jobs=number + 1)), analyst), analyst)
    assert cost(LIST) == one <= 12
    assert cost(f"{LIST}{held.pk}/") <= 12
    ready = bring(csv_of(annual(jobs=77)), analyst)
    assert cost(f"{LIST}{ready.pk}/") <= 12


def test_analysts_find_the_imports_from_the_labor_market_page(browser, pa):
    assert LIST in text(browser.get("/labor-market/"))
    officer = factories.client(pa, factories.member(Role.OFFICER))
    assert LIST not in text(officer.get("/labor-market/"))
