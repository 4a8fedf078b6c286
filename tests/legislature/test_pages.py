"""Who may open what: pages by role, another state's rows, lists that stay cheap."""

from __future__ import annotations

import pytest
from django.utils import timezone

from core import files
from core.isolation import state_scope
from core.permissions import Role
from legislature.access.editions import DOCUMENT
from legislature.actions import editions as actions
from legislature.models import Document, Edition, Legislator
from tests import factories
from tests.legislature import scene
from tests.legislature.test_imports import HEADER, line

STAFF = (Role.OFFICER, Role.DIRECTOR, Role.FISCAL, Role.AUDITOR)


@pytest.fixture
def here(pa):
    return scene.set_scene(pa)


@pytest.fixture
def edition(here):
    return scene.start_edition(here.officer)


def publish(edition, by):
    edition = actions.freeze(edition, by=by)
    Edition.objects.filter(pk=edition.pk).update(status="published", published_at=timezone.now())
    return Edition.objects.get(pk=edition.pk)


@pytest.mark.parametrize("role", [*STAFF, Role.REVIEWER, Role.CONVENER, Role.ANALYST])
def test_staff_see_editions_and_legislators_and_nobody_else_does(pa, edition, role):
    client = factories.client(pa, factories.member(role))
    expected = 200 if role in STAFF else 403
    for path in ("/editions/", f"/editions/{edition.pk}/", "/legislators/"):
        assert client.get(path).status_code == expected, path


@pytest.mark.parametrize(
    ("path", "may"),
    [
        ("/editions/new/", {Role.OFFICER}),
        ("/legislators/import/", {Role.OFFICER}),
        ("/legislators/counties/", {Role.OFFICER}),
    ],
)
def test_only_who_builds_may_start_and_import(pa, here, path, may):
    for role in STAFF:
        client = factories.client(pa, factories.member(role))
        assert client.get(path).status_code == (200 if role in may else 403), role


@pytest.mark.parametrize("deed", ["freeze", "thaw", "words", "approve", "publish", "deliver"])
def test_deeds_are_refused_to_who_may_only_read_and_to_get(pa, here, edition, deed):
    path = f"/editions/{edition.pk}/{deed}/"
    assert factories.client(pa, factories.member(Role.AUDITOR)).post(path).status_code == 403
    assert factories.client(pa, here.officer).get(path).status_code in (403, 405)
    assert factories.client(pa).post(path).status_code == 401
    edition.refresh_from_db()
    assert edition.status == "draft"


def test_a_stranger_is_asked_to_sign_in_and_sees_only_what_is_published(pa, here, edition):
    stranger = factories.client(pa)
    for path in ("/editions/", f"/editions/{edition.pk}/", f"/editions/{edition.pk}/preview/", "/legislators/"):
        assert stranger.get(path).status_code == 302
    for path in (f"/impact/{edition.pk}/", f"/impact/{edition.pk}/figures.csv", f"/impact/{edition.pk}/report.pdf"):
        assert stranger.get(path).status_code == 404, path
    assert stranger.get("/impact/").status_code == 200


def test_another_states_edition_is_not_there(ga):
    pa = factories.state("pa")
    with state_scope(pa):
        edition = publish(scene.start_edition(factories.member(Role.OFFICER)), factories.member(Role.OFFICER))
    with state_scope(ga):
        officer = factories.member(Role.OFFICER, email="officer@ga.example")
    assert factories.client(pa).get(f"/impact/{edition.pk}/").status_code == 200
    for path in (f"/impact/{edition.pk}/", f"/impact/{edition.pk}/figures.csv", f"/editions/{edition.pk}/"):
        assert factories.client(ga, officer).get(path).status_code == 404, path
    answer = factories.client(ga, officer).post(f"/editions/{edition.pk}/deliver/")
    assert answer.status_code == 404


def test_an_edition_on_its_way_shows_what_each_may_do_next(pa, here, edition):
    officer, director = factories.client(pa, here.officer), factories.client(pa, here.director)
    page = officer.get(f"/editions/{edition.pk}/").content.decode()
    assert "3 of 4" in page
    assert "Susquehanna Machining: quarter from April 2026 not filed" in page
    assert "Freeze the facts" in page
    answer = officer.post(f"/editions/{edition.pk}/freeze/", follow=True)
    assert b"The facts are frozen" in answer.content
    assert b"Approve the report" not in answer.content
    preview = officer.get(f"/editions/{edition.pk}/preview/")
    assert b"This page is not public" in preview.content
    assert b"Approve the report" in director.get(f"/editions/{edition.pk}/").content
    answer = director.post(f"/editions/{edition.pk}/approve/", follow=True)
    assert b"Approved. The workers are drawing" in answer.content
    answer = director.post(f"/editions/{edition.pk}/publish/", follow=True)
    assert b"documents are drawn so far" in answer.content


def test_words_that_are_refused_are_kept_on_the_page(pa, here, edition):
    client = factories.client(pa, here.officer)
    answer = client.post(f"/editions/{edition.pk}/words/", {"letter": "A long letter", "what_did_not_work": "x"})
    assert answer.status_code == 422
    assert b"A long letter" in answer.content


def test_an_edition_is_started_for_a_fiscal_year(pa, here):
    client = factories.client(pa, here.officer)
    answer = client.post("/editions/new/", {"year": "2026", "title": "Report", "requested_by": ""})
    assert b"This field is required" in answer.content
    answer = client.post("/editions/new/", {"year": "2026", "title": "Report", "requested_by": "Act 1"})
    made = Edition.objects.latest("pk")
    assert answer.url == f"/editions/{made.pk}/"
    assert (made.period_start, made.period_end) == (scene.START, scene.END)


def test_the_public_reads_the_report_its_figures_and_its_pdf(pa, here, edition):
    edition = publish(edition, here.officer)
    stored = files.store(b"%PDF all", name="all.pdf", purpose=DOCUMENT)
    Document.objects.create(edition=edition, kind="statewide", file=stored, pages=13)
    stranger = factories.client(pa)
    page = stranger.get(f"/impact/{edition.pk}/").content.decode()
    assert "Where this comes from" in page
    assert "Show as a table" in page
    assert edition.facts_sha256 in page
    lines = b"".join(stranger.get(f"/impact/{edition.pk}/figures.csv")).decode().splitlines()
    assert lines[1].startswith("Active sector partnerships,2,")
    assert b"".join(stranger.get(f"/impact/{edition.pk}/report.pdf", follow=True)) == b"%PDF all"
    assert "Impact report 2025–26" in stranger.get("/impact/").content.decode()


def test_a_district_document_is_for_staff_and_her_link_alone(pa, here, edition):
    edition = publish(edition, here.officer)
    district = Legislator.objects.first().district
    stored = files.store(b"%PDF hers", name="hers.pdf", purpose=DOCUMENT)
    Document.objects.create(edition=edition, kind="district", district=district, file=stored, pages=14)
    assert factories.client(pa).get(f"/files/{stored.pk}/").status_code == 404
    assert factories.client(pa, here.director).get(f"/files/{stored.pk}/").status_code == 200


def test_a_correction_is_named_on_both_pages(pa, here, edition):
    first = publish(edition, here.officer)
    second = scene.start_edition(here.officer, corrects=first, what_changed="Two people were counted twice.")
    second = publish(second, here.officer)
    stranger = factories.client(pa)
    assert (
        b"A later edition corrects this one: Two people were counted twice."
        in stranger.get(f"/impact/{first.pk}/").content
    )
    assert b"This edition corrects PA-2026-01." in stranger.get(f"/impact/{second.pk}/").content
    assert b"Read the corrected edition PA-2026-02" in stranger.get("/impact/").content


def test_an_import_is_shown_before_it_is_done(pa, here):
    client = factories.client(pa, here.officer)
    file = HEADER + line(1, "Dana Whitcomb", "84") + line(9, "Ned New", "12") + line(8, "Wrong", "999")
    answer = client.post("/legislators/import/", {"text": file})
    page = answer.content.decode()
    assert "1 new, 1 changed, 0 the same" in page
    assert "no district “999”" in page
    assert "Democratic" not in page
    assert not Legislator.objects.filter(name="Ned New").exists()
    kept = answer.context["file"]
    answer = client.post("/legislators/import/", {"text": kept, "confirmed": "yes"}, follow=True)
    assert b"1 members are new, 1 changed, 2 no longer sit." in answer.content
    assert Legislator.objects.get(name="Ned New").district.name == "12"


def test_counties_that_are_wrong_are_named_and_what_was_typed_stays(pa, here):
    client = factories.client(pa, here.officer)
    answer = client.post("/legislators/counties/", {"lines": "lower 84,42081\nlower 84,99999"})
    assert "Line 2: “99999” is not the five-digit code" in answer.content.decode()
    assert b"lower 84,42081" in answer.content
    answer = client.post("/legislators/counties/", {"lines": "lower 84,42081"}, follow=True)
    assert b"1 districts have other counties" in answer.content


@pytest.mark.parametrize("path", ["/legislators/", "/editions/", "/impact/"])
def test_lists_ask_the_same_with_one_row_and_with_three(pa, here, edition, path, django_assert_max_num_queries):
    client = factories.client(pa, here.officer)
    publish(edition, here.officer)
    if path == "/legislators/":
        Legislator.objects.exclude(name="Dana Whitcomb").update(is_current=False)
    with django_assert_max_num_queries(14) as one:
        assert client.get(path).status_code == 200
    Legislator.objects.update(is_current=True)
    for _ in range(2):
        publish(scene.start_edition(here.officer), here.officer)
    with django_assert_max_num_queries(14) as three:
        assert client.get(path).status_code == 200
    assert len(three) == len(one)


def test_filters_and_empty_lists(pa, here):
    client = factories.client(pa, here.officer)
    assert b"No member matches" in client.get("/legislators/?words=nobody").content
    assert b"Kim Park" in client.get("/legislators/?chamber=upper").content
    assert b"Dana Whitcomb" not in client.get("/legislators/?chamber=upper").content
    assert b"No edition yet" in client.get("/editions/").content
    assert b"No report is published yet" in client.get("/impact/").content
