"""An edition's life: two people, frozen facts, documents that can be drawn again, corrections as new editions."""

from __future__ import annotations

import pytest
from django.db import transaction

from core import files, pdf
from core.facts import sha256_of
from core.models import AuditEvent, Email, Job
from core.moves import MoveRefused, check_move
from core.permissions import Role
from grants.models import Award
from legislature.actions import editions as actions
from legislature.choices import EditionStatus
from legislature.models import District, Document, Edition
from legislature.rules import EDITION_MOVES
from legislature.tasks import documents as tasks
from tests import factories
from tests.legislature import scene

ALLOWED = {("freeze", "draft"), ("thaw", "frozen"), ("approve", "frozen"), ("publish", "approved")}


@pytest.fixture
def here(pa):
    return scene.set_scene(pa)


@pytest.fixture
def edition(here):
    return scene.start_edition(here.officer)


@pytest.mark.parametrize("status", EditionStatus)
@pytest.mark.parametrize("name", EDITION_MOVES)
def test_only_the_moves_of_the_table(name, status):
    if (name, status) in ALLOWED:
        assert check_move(EDITION_MOVES, name, status, reason="Because.")
    else:
        with pytest.raises(MoveRefused):
            check_move(EDITION_MOVES, name, status, reason="Because.")


def test_nothing_is_frozen_before_its_words_are_fit_to_print(here):
    edition = actions.create_edition(
        title="R", period_start=scene.START, period_end=scene.END, requested_by="Act 1", by=here.officer
    )
    with pytest.raises(MoveRefused, match="Write the director’s letter"):
        actions.freeze(edition, by=here.officer)
    words = {"what_did_not_work": "One class.", "requested_by": "Act 1"}
    actions.save_words(edition, letter="The grants led to higher pay.", **words, by=here.officer)
    edition.refresh_from_db()
    with pytest.raises(MoveRefused, match="says “led to”"):
        actions.freeze(edition, by=here.officer)
    actions.save_words(edition, letter="Pay rose after the grants.", **words, by=here.officer)
    edition.refresh_from_db()
    assert actions.freeze(edition, by=here.officer).status == "frozen"


def test_who_froze_it_cannot_approve_it(here, edition):
    both = factories.member(Role.OFFICER, Role.DIRECTOR)
    edition = actions.freeze(edition, by=both)
    assert edition.built_by == both
    with pytest.raises(MoveRefused, match="Somebody else must approve it"):
        actions.approve(edition, by=both)
    edition = actions.approve(edition, by=here.director)
    assert (edition.status, edition.approved_by) == ("approved", here.director)
    assert AuditEvent.objects.filter(deed="edition.approve").count() == 1
    assert Email.objects.get(template="edition_approved").to == both.email


def test_the_database_knows_the_two_people_too(here, edition):
    edition = actions.freeze(edition, by=here.officer)
    with pytest.raises(Exception, match="edition_two_people"), transaction.atomic():
        Edition.objects.filter(pk=edition.pk).update(approved_by=here.officer)


@pytest.mark.claim(52)
def test_data_that_changes_later_changes_neither_hash_nor_bytes(here, edition, run_jobs, pa):
    edition = actions.freeze(edition, by=here.officer)
    district = District.objects.get(ocd_id__endswith="sldl:84")
    sha, first = edition.facts_sha256, tasks.draw_document(edition, district)
    Award.objects.update(amount="999999")
    here.partnership.name = "Renamed"
    here.partnership.save()
    district.county_fips = []
    district.save()
    edition.refresh_from_db()
    assert sha256_of(edition.facts) == edition.facts_sha256 == sha
    assert tasks.draw_document(edition, district) == first
    assert pdf.broken_parents(first) == []


def test_both_ways_of_drawing_give_the_same_pages(here, edition):
    edition = actions.freeze(edition, by=here.officer)
    district = District.objects.get(ocd_id__endswith="sldl:84")
    fast = tasks.draw_document(edition, district)
    statewide = pdf.page_count(tasks.shared_part(edition))
    whole = tasks.draw_whole(edition, district, pages=statewide)
    assert pdf.page_count(fast) == pdf.page_count(whole) == statewide + 1


def test_the_shared_pages_are_drawn_once(here, edition, monkeypatch):
    edition = actions.freeze(edition, by=here.officer)
    tasks.shared_part(edition)
    monkeypatch.setattr(tasks, "draw_statewide", lambda *args, **kwargs: pytest.fail("drawn again"))
    assert tasks.shared_part(edition)


def test_approval_draws_a_document_for_each_district_and_publishing_waits_for_all(
    here, edition, run_jobs, pa, monkeypatch
):
    monkeypatch.setattr(tasks, "draw_statewide", lambda *args, **kwargs: b"%PDF")
    monkeypatch.setattr(tasks, "draw_document", lambda edition, district: f"%PDF {district.pk}".encode())
    monkeypatch.setattr(pdf, "page_count", lambda content: 13)
    edition = actions.approve(actions.freeze(edition, by=here.officer), by=here.director)
    with pytest.raises(MoveRefused, match="0 of 0 documents are drawn so far"):
        actions.publish(edition, by=here.officer)
    assert run_jobs(pa) >= 255
    documents = Document.objects.filter(edition=edition)
    assert (documents.count(), documents.filter(file=None).count()) == (254, 0)
    assert Job.objects.exclude(status="done").count() == 0
    tasks.draw_one(state_id=pa.pk, document_id=documents.first().pk)
    assert documents.values("file").distinct().count() == 254
    edition = actions.publish(edition, by=here.officer)
    assert edition.published_at is not None


def test_thawing_needs_a_reason_and_throws_away_what_was_drawn(here, edition):
    edition = actions.freeze(edition, by=here.officer)
    Document.objects.create(edition=edition, kind="statewide")
    with pytest.raises(MoveRefused, match="Give a reason"):
        actions.thaw(edition, reason=" ", by=here.officer)
    edition = actions.thaw(edition, reason="A report came in.", by=here.officer)
    assert (edition.status, edition.facts, edition.facts_sha256) == ("draft", None, "")
    assert not Document.objects.filter(edition=edition).exists()


def test_words_are_kept_only_while_it_is_a_draft(here, edition):
    edition = actions.freeze(edition, by=here.officer)
    with pytest.raises(MoveRefused, match="are frozen"):
        actions.save_words(edition, letter="x", what_did_not_work="y", requested_by="z", by=here.officer)


def test_a_document_drawn_from_thawed_facts_is_not_kept(here, edition):
    edition = actions.freeze(edition, by=here.officer)
    document = Document.objects.create(edition=edition, kind="statewide")
    old = Edition.objects.get(pk=edition.pk)
    Edition.objects.filter(pk=edition.pk).update(facts_sha256="f" * 64)
    tasks.keep(document, old, b"%PDF old")
    document.refresh_from_db()
    assert document.file is None


def test_a_correction_names_what_it_corrects_and_says_what_changed(here, edition):
    with pytest.raises(MoveRefused, match="not published yet"):
        scene.start_edition(here.officer, corrects=edition, what_changed="x")
    edition = actions.freeze(edition, by=here.officer)
    Edition.objects.filter(pk=edition.pk).update(status="published")
    edition.refresh_from_db()
    with pytest.raises(MoveRefused, match="Say what changed"):
        scene.start_edition(here.officer, corrects=edition)
    second = scene.start_edition(here.officer, corrects=edition, what_changed="212 people had been counted twice.")
    second = actions.freeze(second, by=here.officer)
    assert second.facts["edition"]["number"] == "PA-2026-02"
    assert second.facts["edition"]["corrects"] == "PA-2026-01"
    edition.refresh_from_db()
    assert edition.facts["edition"]["number"] == "PA-2026-01"


def test_the_shared_part_is_nobodys_to_open(here, edition):
    edition = actions.freeze(edition, by=here.officer)
    stored = files.store(b"%PDF", name="part.pdf", purpose="edition-part")
    assert not files.PURPOSES["edition-part"].may_open(stored, here.director)
