"""Files of answers: one or several a question, each with its status; what is replaced, sent, kept, and let go."""

from __future__ import annotations

import datetime as dt
import io
import resource

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.utils import timezone

from core import files, uploads
from core.models import AuditEvent, FileStatus, State, StoredFile
from core.permissions import Role
from grants.access.applications import may_open_answer_file
from grants.actions import applications as actions
from grants.actions import submissions
from grants.models import Application
from grants.readmodels.application_content import problems_of
from grants.readmodels.receipt import receipt_of
from questions.actions.answers import NotOpen
from questions.models import Answer, AnswerFile, Question
from questions.readmodels import filling_of
from questions.readmodels.answer_files import earlier_files
from tests import factories
from tests import uploads as sent
from tests.grants import applying
from tests.grants.pages import text
from tests.grants.submitting import Desk

DAY = dt.timedelta(days=1)


def pdf(name="plan.pdf", extra=b""):
    return SimpleUploadedFile(name, sent.pdf(extra=extra))


@pytest.fixture
def desk(pa):
    made = Desk()
    section = made.round.form_version.sections.get(key="work-plan")
    made.one = Question.objects.create(section=section, position=8, key="plan-file", type="file", label="Plan")
    many = {"max_files": 3, "tier": "small"}
    made.many = Question.objects.create(
        section=section, position=9, key="proofs", type="file", label="Proofs", required=False, options=many
    )
    made.state = pa
    return made


def put(desk, question, upload=None):
    return actions.save_answer_file(desk.fresh(), question, upload or pdf(), by=desk.elena)


def there(desk, key):
    value = filling_of(desk.fresh().response).answers.get(key)
    return [one["name"] for one in ([value] if isinstance(value, dict) else value or [])]


def test_one_file_takes_the_place_of_the_other_which_is_kept(desk):
    put(desk, desk.one, pdf("first.pdf"))
    put(desk, desk.one, pdf("second.pdf"))
    assert there(desk, "plan-file") == ["second.pdf"]
    [earlier] = earlier_files(desk.draft.response)
    assert (earlier.file.name, earlier.removed_by, earlier.sent_at) == ("first.pdf", desk.elena, None)


def test_several_files_are_added_and_removed_one_by_one_up_to_the_most(desk):
    for name in ("a.pdf", "b.pdf", "c.pdf"):
        answer = put(desk, desk.many, pdf(name))
    with pytest.raises(files.FileRefused, match=r"d\.pdf was not added: 3 files are here, the most"):
        put(desk, desk.many, pdf("d.pdf"))
    actions.remove_answer_file(desk.fresh(), desk.many, answer.value[1]["file"], by=desk.elena)
    actions.remove_answer_file(desk.fresh(), desk.many, answer.value[1]["file"], by=desk.elena)
    assert there(desk, "proofs") == ["a.pdf", "c.pdf"]
    assert AuditEvent.objects.filter(deed="response.file_removed").count() == 1
    put(desk, desk.many, pdf("d.pdf"))
    assert there(desk, "proofs") == ["a.pdf", "c.pdf", "d.pdf"]


def test_a_question_says_how_large_its_files_may_be(desk):
    large = SimpleUploadedFile("big.pdf", sent.pdf(extra=b"\0" * (5 * files.MEGABYTE)))
    with pytest.raises(files.FileRefused, match=r"big\.pdf has 5\.0 MB; the limit is 5 MB"):
        put(desk, desk.many, large)
    put(desk, desk.one, large)


def test_the_files_of_one_application_and_of_the_state_have_a_limit_in_a_sentence(desk):
    files.set_quotas(desk.state, each_mb=1, all_mb=2, by=desk.officer)
    put(desk, desk.one, pdf("fits.pdf", b"\0" * 700_000))
    with pytest.raises(files.FileRefused, match=r"more\.pdf was not added: the files here take 0\.7 MB.*1 MB"):
        put(desk, desk.many, pdf("more.pdf", b"\0" * 700_000))
    files.set_quotas(desk.state, each_mb=10, all_mb=1, by=desk.officer)
    with pytest.raises(files.FileRefused, match="storage of Pennsylvania for files, 1 MB, is full"):
        put(desk, desk.many, pdf("more.pdf", b"\0" * 700_000))
    assert AuditEvent.objects.filter(deed="state.quota").count() == 2


def test_nothing_is_sent_while_one_of_several_files_waits_for_the_scanner(desk):
    put(desk, desk.one)
    answer = put(desk, desk.many, pdf("a.pdf"))
    answer = put(desk, desk.many, pdf("b.pdf"))
    StoredFile.objects.filter(pk=answer.value[1]["file"]).update(status=FileStatus.QUARANTINED)
    assert "b.pdf is still being checked for viruses" in " ".join(one.text for one in problems_of(desk.fresh()))
    with pytest.raises(submissions.Incomplete):
        desk.submit()
    StoredFile.objects.update(status=FileStatus.CLEAN)

    submission = desk.submit()

    listed = receipt_of(submission).files
    assert [(one["name"], len(one["sha256"])) for one in listed] == [("plan.pdf", 64), ("a.pdf", 64), ("b.pdf", 64)]
    assert {one.sha256 for one in StoredFile.objects.filter(purpose="application_file")} == {
        one["sha256"] for one in listed
    }
    said = text(factories.client(desk.state, desk.elena).get(f"/my/applications/{desk.draft.pk}/receipt/"))
    assert all(one["sha256"] in said for one in listed)
    with pytest.raises(NotOpen):
        put(desk, desk.one)


def test_what_was_sent_and_replaced_after_a_return_is_listed_for_both_and_kept_for_good(desk):
    put(desk, desk.one, pdf("sent.pdf"))
    desk.submit()
    submissions.return_application(
        desk.fresh(), ["work-plan"], reason="Wrong year", due_at=timezone.now() + DAY, by=desk.officer
    )
    put(desk, desk.one, pdf("draft of the correction.pdf"))
    put(desk, desk.one, pdf("corrected.pdf"))
    desk.submit()
    assert [one.file.name for one in earlier_files(desk.draft.response, only_sent=True)] == ["sent.pdf"]
    staff, elena = factories.client(desk.state, desk.officer), factories.client(desk.state, desk.elena)
    said = text(staff.get(f"/applications/{desk.draft.pk}/"))
    assert "Files that were replaced" in said
    assert "draft of the correction.pdf" not in said
    assert "draft of the correction.pdf" in text(elena.get(f"/my/applications/{desk.draft.pk}/receipt/"))
    by_name = {one.name: one for one in StoredFile.objects.all()}
    assert may_open_answer_file(by_name["sent.pdf"], desk.officer)
    assert not may_open_answer_file(by_name["draft of the correction.pdf"], desk.officer)
    StoredFile.objects.update(created_at=timezone.now() - 400 * DAY)
    AnswerFile.objects.filter(removed_at__isnull=False).update(removed_at=timezone.now() - 399 * DAY)

    assert files.tidy(desk.state.pk) == 1
    assert StoredFile.objects.get(status="deleted").name == "draft of the correction.pdf"


def test_what_nothing_needs_goes_after_thirty_days_and_a_legal_hold_keeps_it(desk):
    put(desk, desk.one, pdf("kept.pdf"))
    put(desk, desk.one, pdf("removed.pdf"))
    put(desk, desk.one, pdf("held.pdf"))
    put(desk, desk.one, pdf("there.pdf"))
    by_name = {one.name: one for one in StoredFile.objects.all()}
    StoredFile.objects.update(created_at=timezone.now() - 40 * DAY)
    links = AnswerFile.objects.filter(removed_at__isnull=False)
    links.update(removed_at=timezone.now() - 31 * DAY)
    links.filter(file=by_name["kept.pdf"]).update(removed_at=timezone.now() - 29 * DAY)
    StoredFile.objects.filter(name="held.pdf").update(is_held=True)

    assert files.tidy(desk.state.pk) == 1
    assert files.tidy(desk.state.pk) == 0

    gone = StoredFile.objects.get(name="removed.pdf")
    assert gone.status == FileStatus.DELETED
    assert not default_storage.exists(gone.key)
    with pytest.raises(files.FileRefused, match="no longer kept"):
        files.read(gone)
    for name in ("kept.pdf", "held.pdf", "there.pdf"):
        assert default_storage.exists(by_name[name].key), name
    [line] = AuditEvent.objects.filter(deed="files.tidy")
    assert line.details["files"] == [{"file": gone.pk, "name": "removed.pdf", "sha256": gone.sha256}]
    assert files.used() == sum(one.size for one in by_name.values()) - gone.size


def test_the_page_adds_several_at_once_shows_each_status_and_removes_without_script(desk):
    client = factories.client(desk.state, desk.elena)
    path = f"/my/applications/{desk.draft.pk}/sections/work-plan/"
    post = {"q-proofs": [pdf("a.pdf"), pdf("b.pdf"), SimpleUploadedFile("c.exe", b"MZ")], "then": "stay"}
    said = text(client.post(path, post), 422)
    assert "c.exe is not one of" in said
    said = text(client.get(path))
    assert "Up to 3 files, each up to 5 MB." in said
    assert said.count("Not scanned") == 2
    first = Answer.objects.get(question=desk.many).value[0]["file"]
    answer = client.post(path, {"remove_file": f"proofs.{first}", "q-plan": "March: hire.", "v-plan": "1"})
    assert answer["Location"].endswith("#q-proofs")
    assert there(desk, "proofs") == ["b.pdf"]
    assert filling_of(desk.fresh().response).answers["plan"] == "March: hire.", "what was typed is saved too"
    assert "Earlier versions of files (1)" in text(client.get(path))


def test_nobody_removes_or_opens_the_files_of_another(desk):
    answer = put(desk, desk.many)
    pk = answer.value[0]["file"]
    other = factories.organization("Other")
    stranger = factories.member(Role.CONVENER, over=other)
    theirs = applying.start(desk.round, other, by=stranger, title="Other")
    client = factories.client(desk.state, stranger)
    client.post(f"/my/applications/{theirs.pk}/sections/work-plan/", {"remove_file": f"proofs.{pk}"})
    assert client.get(f"/files/{pk}/").status_code == 404
    assert factories.client(desk.state, desk.officer).get(f"/files/{pk}/").status_code == 404, "a draft is not staff's"
    assert there(desk, "proofs") == ["plan.pdf"]


def test_a_hundred_megabytes_go_through_in_pieces(desk):
    desk.one.options = {"tier": "large"}
    desk.one.save()
    head = sent.pdf()
    upload = TemporaryUploadedFile("large.pdf", "application/pdf", 0, None)
    upload.write(head)
    for _ in range(95):
        upload.write(b"\0" * files.MEGABYTE)
    upload.size = len(head) + 95 * files.MEGABYTE
    upload.seek(0)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    answer = put(desk, desk.one, upload)

    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
    print(f"\n95 MB taken in with {grown} MB more memory at the peak")
    assert grown < 40
    stored = StoredFile.objects.get(pk=answer.value["file"])
    assert stored.size == upload.size
    served = factories.client(desk.state, desk.elena).get(f"/files/{stored.pk}/")
    assert served.streaming
    assert served["Content-Length"] == str(upload.size)
    assert sum(len(piece) for piece in served.streaming_content) == upload.size


def test_the_composer_sets_how_many_and_how_large(pa):
    officer = factories.member(Role.OFFICER)
    client = factories.client(pa, officer)
    version = factories.form_version()
    type(version).objects.filter(pk=version.pk).update(status="draft", frozen_at=None, sha256="")
    section = version.sections.get()
    path = f"/forms/versions/{version.pk}/sections/{section.pk}/questions/new/"
    given = {"label": "Letters", "type": "file", "max_files": "5", "tier": "large"}
    assert client.post(path, given).status_code == 302
    assert Question.objects.get(label="Letters").options == {"tier": "large", "max_files": 5}
    assert "less than or equal to 20" in text(client.post(path, given | {"max_files": "21"}), 422)


def test_operators_see_how_much_is_used_and_set_the_room(pa):
    director = factories.member(Role.DIRECTOR)
    client = factories.client(pa, director)
    assert "of 100,000 MB" in text(client.get("/operations/"))
    client.post("/operations/quotas/", {"each_mb": "300", "all_mb": "50,000"})
    state = State.objects.get(pk=pa.pk)
    assert (state.quota_each_mb, state.quota_all_mb) == (300, 50_000)
    client.post("/operations/quotas/", {"each_mb": "0", "all_mb": "x"})
    assert State.objects.get(pk=pa.pk).quota_each_mb == 300
    reader = factories.client(pa, factories.member(Role.REVIEWER))
    assert reader.post("/operations/quotas/", {"each_mb": "1", "all_mb": "1"}).status_code == 403


def test_a_text_file_is_read_in_pieces_and_a_broken_letter_across_them_is_noticed():
    whole = ("a" * (files.MEGABYTE - 1) + "é").encode()
    assert uploads.inspect(io.BytesIO(whole), ".txt") is None
    with pytest.raises(uploads.Wrong):
        uploads.inspect(io.BytesIO(whole[:-1]), ".txt")


def test_applications_without_files_ask_nothing_more(desk, django_assert_num_queries):
    assert Application.objects.count() == 1
    with django_assert_num_queries(4):
        [field.files for section in filling_of(desk.draft.response).sections for field in section.fields]
