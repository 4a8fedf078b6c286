"""The notice as it was, and the documents that it hands out."""

from __future__ import annotations

import datetime as dt
import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from core.isolation import state_scope
from core.models import Email, FileStatus, StoredFile
from core.moves import MoveRefused
from core.permissions import Role
from grants.actions import notices
from grants.actions import round_documents as documents
from grants.actions.rounds import open_round
from grants.choices import RoundStatus
from grants.models import Addendum, Round, RoundDocument, RoundVersion
from grants.readmodels.round_versions import compared
from tests import factories
from tests.grants import applying
from tests.uploads import pdf

DAY = dt.timedelta(days=1)


@pytest.fixture
def officer(pa):
    return factories.member(Role.OFFICER, name="Nadia Torres")


@pytest.fixture
def round(officer):
    made = applying.round()
    Round.objects.update(closes_at=timezone.now() + 10 * DAY, review_due_at=None)
    made.refresh_from_db()
    return made


def add(round, by, title="Budget form", name="budget.pdf", replaces=None, content=None):
    return documents.add_document(round, content or pdf(), name=name, title=title, by=by, replaces=replaces)


def page(state, path, who=None):
    answer = factories.client(state, who).get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


# Versions


def test_each_addendum_freezes_the_notice_and_the_first_reads_as_it_was(pa, round, officer):
    notices.amend_round(round, text="A storm closed the offices.", closes_at=round.closes_at + DAY, by=officer)
    Round.objects.update(summary="Something else altogether.", name="Renamed")
    first, second = RoundVersion.objects.order_by("number")
    assert (first.addendum, second.addendum) == (None, Addendum.objects.get())
    before = page(pa, f"/rounds/{round.slug}/versions/1/")
    assert "2027 Planning grants, version 1" in before
    assert "Something else" not in before
    assert "A storm closed" not in before
    after = page(pa, f"/rounds/{round.slug}/versions/2/")
    assert after.count("<del>") == 1, "the closing of before"
    assert '<ins><span class="rt-vh">Added: </span>Addendum 1: A storm closed the offices.</ins>' in after
    notice = page(pa, f"/rounds/{round.slug}/")
    assert f'href="/rounds/{round.slug}/versions/2/"' in notice


def test_what_is_frozen_has_the_hash_that_the_page_shows(pa, round, officer):
    notices.amend_round(round, text="A list is added.", by=officer)
    version = RoundVersion.objects.get(number=2)
    answer = factories.client(pa).get(f"/rounds/{round.slug}/versions/2.json")
    assert hashlib.sha256(answer.content).hexdigest() == version.sha256
    assert version.sha256 in page(pa, f"/rounds/{round.slug}/versions/2/")


def test_opening_freezes_the_first_version(pa, officer, monkeypatch):
    made = applying.round(status=RoundStatus.DRAFT)
    monkeypatch.setattr("grants.actions.rounds.faults_before_opening", lambda round: [])
    open_round(made, by=officer)
    version = RoundVersion.objects.get()
    assert (version.number, version.addendum, version.by) == (1, None, officer)


def test_answers_in_a_batch_are_a_version(pa, round, officer):
    asked = notices.ask_question(round, "Is rent allowed?")
    notices.publish_answers(round, [notices.Answered(asked, "Is rent allowed?", "Yes, in category h.")], by=officer)
    assert "Is rent allowed? Yes, in category h." in page(pa, f"/rounds/{round.slug}/versions/2/")
    assert "Is rent allowed?" not in page(pa, f"/rounds/{round.slug}/versions/1/")


def test_a_version_that_is_not_there_and_a_round_that_is_not_public_are_404(pa, round, officer):
    notices.amend_round(round, text="A list is added.", by=officer)
    client = factories.client(pa)
    assert client.get(f"/rounds/{round.slug}/versions/3/").status_code == 404
    assert client.get(f"/rounds/{round.slug}/versions/0/").status_code == 404
    Round.objects.update(is_rehearsal=True)
    assert client.get(f"/rounds/{round.slug}/versions/1/").status_code == 404
    assert client.get(f"/rounds/{round.slug}/versions/1.json").status_code == 404


def test_another_state_reads_no_version_and_no_document(ga):
    pa = factories.state("pa")
    with state_scope(pa):
        officer = factories.member(Role.OFFICER)
        made = applying.round()
        Round.objects.update(closes_at=timezone.now() + 10 * DAY)
        document = add(made, officer)
    with state_scope(ga):
        applying.round()
    there = factories.client(ga)
    assert there.get("/rounds/2027-planning/versions/1/").status_code == 404
    assert there.get(f"/files/{document.file_id}/").status_code == 404
    assert factories.client(pa).get(f"/files/{document.file_id}/").status_code == 200


def test_a_part_that_is_gone_is_marked_too():
    before = {
        "parts": [{"key": "a", "label": "A", "lines": ["one", "two"]}, {"key": "b", "label": "B", "lines": ["x"]}]
    }
    after = {"parts": [{"key": "a", "label": "A", "lines": ["one", "three"]}]}
    first, second = compared(before, after)
    assert [tuple(line) for line in first.lines] == [("one", ""), ("two", "out"), ("three", "in")]
    assert (second.label, second.is_changed) == ("B", True)
    assert not any(part.is_changed for part in compared(None, before))


# Documents


def test_everybody_downloads_what_was_checked_and_nobody_before(pa, round, officer):
    made = add(round, officer)
    client, at = factories.client(pa), f"/files/{made.file_id}/"
    StoredFile.objects.update(status=FileStatus.QUARANTINED)
    assert client.get(at).status_code == 404
    assert "Budget form</a>" not in page(pa, f"/rounds/{round.slug}/")
    StoredFile.objects.update(status=FileStatus.CLEAN)
    answer = client.get(at)
    assert (answer.status_code, "attachment" in answer["Content-Disposition"]) == (200, True)
    assert "Budget form</a>" in page(pa, f"/rounds/{round.slug}/")
    StoredFile.objects.update(status=FileStatus.REFUSED)
    assert client.get(at).status_code == 404


def test_a_document_of_an_open_round_is_an_addendum_and_a_newer_one_replaces_it(pa, round, officer):
    first = add(round, officer)
    second = add(round, officer, title="", name="budget 2.pdf", replaces=first)
    assert second.title == "Budget form"
    assert [one.text for one in Addendum.objects.order_by("number")] == [
        "The document “Budget form” was added.",
        "The document “Budget form” was replaced by a newer one.",
    ]
    notice = page(pa, f"/rounds/{round.slug}/")
    assert f"/files/{second.file_id}/" in notice
    assert f"/files/{first.file_id}/" not in notice
    old, new = (page(pa, f"/rounds/{round.slug}/versions/{number}/") for number in (2, 3))
    assert f"/files/{first.file_id}/" in old
    assert "Taken out: </span>Budget form (budget.pdf)" in new
    with pytest.raises(MoveRefused, match="replaced or taken back already"):
        add(round, officer, replaces=first)


def test_a_document_that_is_taken_back_can_be_had_nowhere(pa, round, officer):
    made = add(round, officer)
    client = factories.client(pa, officer)
    at = f"/staff/rounds/{round.slug}/documents/"
    client.post(f"{at}{made.pk}/withdraw/", {"reason": " "})
    assert RoundDocument.objects.get().withdrawn_at is None
    client.post(f"{at}{made.pk}/withdraw/", {"reason": "It named a person."})
    public = factories.client(pa)
    assert public.get(f"/files/{made.file_id}/").status_code == 404
    assert "cannot be downloaded" in page(pa, f"/rounds/{round.slug}/versions/2/")
    assert "It named a person." in page(pa, f"/rounds/{round.slug}/")
    assert client.post(f"{at}{made.pk}/withdraw/", {"reason": "Again"}, follow=True).status_code == 200
    assert Addendum.objects.count() == 2


def test_staff_send_a_document_in_and_what_is_wrong_is_said(pa, round, officer):
    client = factories.client(pa, officer)
    at = f"/staff/rounds/{round.slug}/documents/"
    wrong = client.post(f"{at}add/", {"title": "Budget form", "file": SimpleUploadedFile("budget.exe", b"MZ")})
    assert wrong.status_code == 422
    assert "is not one of .pdf" in wrong.content.decode()
    assert 'value="Budget form"' in wrong.content.decode()
    untitled = client.post(f"{at}add/", {"file": SimpleUploadedFile("budget.pdf", pdf())})
    assert "Give the document a title" in untitled.content.decode()
    good = {"title": "Budget form", "file": SimpleUploadedFile("budget.pdf", pdf())}
    assert client.post(f"{at}add/", good).status_code == 302
    assert "Budget form" in client.get(at).content.decode()
    assert not Email.objects.exists(), "nobody listens yet"
    auditor = factories.client(pa, factories.member(Role.AUDITOR))
    assert auditor.get(at).status_code == 200
    assert auditor.post(f"{at}add/", good).status_code == 403
    assert factories.client(pa, factories.member(Role.REVIEWER)).get(at).status_code == 403


def test_of_a_draft_round_nobody_outside_has_the_documents(pa, officer):
    made = applying.round(status=RoundStatus.DRAFT)
    document = add(made, officer)
    assert not Addendum.objects.exists()
    assert factories.client(pa).get(f"/files/{document.file_id}/").status_code == 404
    assert factories.client(pa, officer).get(f"/files/{document.file_id}/").status_code == 200
    Round.objects.update(status=RoundStatus.CLOSED)
    with pytest.raises(MoveRefused, match="stay as they are"):
        add(made, officer)


def test_the_notice_takes_as_many_queries_for_many_documents_and_versions_as_for_one(
    pa, round, officer, django_assert_max_num_queries
):
    add(round, officer)
    client = factories.client(pa)
    client.get(f"/rounds/{round.slug}/")
    for number in range(6):
        add(round, officer, title=f"Form {number}")
    with django_assert_max_num_queries(12):
        assert client.get(f"/rounds/{round.slug}/").status_code == 200
    with django_assert_max_num_queries(8):
        assert client.get(f"/rounds/{round.slug}/versions/7/").status_code == 200
