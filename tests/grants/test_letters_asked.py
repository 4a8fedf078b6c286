"""Letters that an application asks others for: signed or declined through a link, without an account, once."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from core.isolation import state_scope
from core.models import AuditEvent, Email, StoredFile
from core.moves import MoveRefused
from core.permissions import Role
from grants.actions import letters_asked as actions
from grants.actions import submissions
from grants.jobs.letters import remind_letters
from grants.models import LetterRequest, Round
from grants.readmodels.application_content import problems_of
from grants.tasks.signed_letters import draw_signed_letter
from questions.readmodels import sha256_of
from tests import factories, uploads
from tests.core.test_mail_and_files import scanner  # noqa: F401  # a fixture
from tests.grants.submitting import Desk

ASKED = {
    "kind": "commitment",
    "organization": "Keystone Castings",
    "person": "Ruth Adler",
    "email": "Ruth@Castings.example",
    "message": "As we said on Tuesday.",
}
SIGNED = {
    "act": "sign", "seats": "12", "wage_floor": "21.50", "hours": "80", "cash": "15,000", "equipment": "",
    "text": "We hire from every class.", "name": "Ruth Adler", "title": "Plant manager",
}  # fmt: skip


@pytest.fixture
def desk(pa):
    return Desk()


def ask(desk, **given):
    return actions.ask_for_letter(desk.draft, by=desk.elena, **(ASKED | given))


def link():
    text = Email.objects.filter(template="letter_asked").latest("pk").text
    return re.search(r"https?://[^/]+(/letters/[^\s]+/)", text)[1]


def test_a_lead_asks_and_an_employer_signs_without_an_account(pa, desk):
    lead = factories.client(pa, desk.elena)
    at = f"/my/applications/{desk.draft.pk}/letters/"
    assert lead.post(at, ASKED).status_code == 302
    public = factories.client(pa)
    page = public.get(link()).content.decode()
    assert "As we said on Tuesday." in page
    assert public.post(link(), SIGNED).status_code == 302

    letter = LetterRequest.objects.get()
    assert (letter.status, letter.seats, str(letter.wage_floor), str(letter.cash)) == (
        "signed",
        12,
        "21.50",
        "15000.00",
    )
    assert letter.signed_name == "Ruth Adler"
    assert "Signed." in public.get(link()).content.decode()
    assert "12 to hire or train. $21.50 an hour" in lead.get(at).content.decode()
    told = Email.objects.exclude(template="letter_asked").order_by("pk").values_list("template", "to")
    assert list(told) == [("letter_answered", desk.elena.email), ("letter_copy", "ruth@castings.example")]
    assert AuditEvent.objects.get(deed="letterrequest.sign").actor == "Ruth Adler, Keystone Castings"


def test_fifty_looks_change_nothing_and_a_second_press_signs_nothing_twice(pa, desk):
    ask(desk)
    public = factories.client(pa)
    for _ in range(50):
        assert public.get(link()).status_code == 200
    assert LetterRequest.objects.get().status == "requested"
    public.post(link(), SIGNED)
    again = public.post(link(), SIGNED | {"name": "Somebody Else"})
    assert again.status_code == 422
    assert LetterRequest.objects.get().signed_name == "Ruth Adler"
    assert Email.objects.filter(template="letter_copy").count() == 1


def test_a_letter_is_declined_with_a_reason_that_who_asked_reads(pa, desk):
    ask(desk)
    public = factories.client(pa)
    assert public.post(link(), {"act": "decline", "reason": " "}).status_code == 422
    public.post(link(), {"act": "decline", "reason": "We move away."})
    assert LetterRequest.objects.get().refusal == "We move away."
    assert "We move away." in Email.objects.get(template="letter_answered").text


@pytest.mark.parametrize(
    ("kind", "given", "said"),
    [
        ("commitment", {"name": ""}, "Type your full name to sign."),
        ("commitment", {"seats": "many"}, "whole number"),
        ("support", {"text": ""}, "Say what you support, and why"),
    ],
)
def test_what_cannot_be_read_is_said_and_what_was_typed_stays(pa, desk, kind, given, said):
    ask(desk, kind=kind)
    answer = factories.client(pa).post(link(), SIGNED | {"title": "Plant manager 7"} | given)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "Plant manager 7" in answer.content.decode()
    assert LetterRequest.objects.get().status == "requested"


def test_a_labor_letter_asks_for_no_money(pa, desk):
    ask(desk, kind="support", organization="Machinists Local 1717")
    page = factories.client(pa).get(link()).content.decode()
    assert "Cash" not in page
    assert "hire or train" not in page


def test_a_letter_comes_in_time_or_not_at_all(pa, desk):
    letter = ask(desk)
    LetterRequest.objects.filter(pk=letter.pk).update(due_at=timezone.now() - dt.timedelta(seconds=1))
    answer = factories.client(pa).post(link(), SIGNED)
    assert answer.status_code == 422
    assert "no longer due" in answer.content.decode()
    desk.close()
    with pytest.raises(MoveRefused, match="no longer taken"):
        ask(desk)


def test_one_that_is_no_longer_asked_for_says_so(pa, desk):
    letter = ask(desk)
    lead = factories.client(pa, desk.elena)
    lead.post(f"/my/applications/{desk.draft.pk}/letters/{letter.pk}/withdraw/")
    public = factories.client(pa)
    assert "No longer needed" in public.get(link()).content.decode()
    assert public.post(link(), SIGNED).status_code == 422


@pytest.mark.parametrize("path", ["/letters/nobody-has-this/", "/letters/{}x/"])
def test_another_token_opens_nothing(pa, desk, path):
    ask(desk)
    at = path.format(link().split("/")[2])
    assert factories.client(pa).get(at).status_code == 404
    assert factories.client(pa).post(at, SIGNED).status_code == 404


@pytest.mark.parametrize(("rule", "stops"), [("none", False), ("before", True), ("after", False)])
def test_the_round_decides_whether_submission_waits_for_letters(desk, rule, stops):
    Round.objects.update(letters_rule=rule, letters_due_at=timezone.now() + dt.timedelta(days=40))
    letter = ask(desk)
    texts = " ".join(problem.text for problem in problems_of(desk.fresh()))
    assert ("Commitment of an employer of Keystone Castings is not signed yet." in texts) is stops
    actions.withdraw_letter(letter, by=desk.elena)
    assert problems_of(desk.fresh()) == []


def test_signed_letters_are_frozen_with_the_submission_and_shown_to_staff(pa, desk):
    letter, waiting = ask(desk), ask(desk, organization="Blue Ridge Tool")
    actions.sign_letter(letter, actions.Offer(seats=12, text="Yes."), name="Ruth Adler", title="Manager")
    kept = submissions.submit_application(desk.fresh(), certified_name=desk.elena.name, by=desk.elena)
    assert [one["organization"] for one in kept.content["letters"]] == ["Keystone Castings"]
    page = factories.client(pa, desk.officer).get(f"/applications/{desk.draft.pk}/").content.decode()
    assert "Keystone Castings" in page
    assert waiting.organization not in page


def test_reminders_go_out_once_a_week_and_two_days_before(pa, desk):
    letter = ask(desk)
    LetterRequest.objects.filter(pk=letter.pk).update(due_at=timezone.now() + dt.timedelta(days=7, hours=5))
    assert Email.objects.filter(subject__startswith="Reminder").count() == 0
    with state_scope(pa):
        for _ in range(3):
            remind_letters(state_id=pa.pk)
    assert Email.objects.filter(subject__startswith="Reminder").count() == 1


@pytest.mark.parametrize(("role", "status"), [(Role.OFFICER, 404), (Role.REVIEWER, 403), (Role.CONVENER, 404)])
def test_nobody_else_asks_for_letters(pa, desk, role, status):
    other = factories.member(role, over=factories.organization("Elsewhere") if role == Role.CONVENER else None)
    assert factories.client(pa, other).get(f"/my/applications/{desk.draft.pk}/letters/").status_code in (status, 403)


# Signed on paper, and the copy of what was signed


def scanned(name="signed.pdf"):
    return SimpleUploadedFile(name, uploads.pdf())


def test_a_scan_takes_the_place_of_words_and_is_not_opened_before_it_was_scanned(pa, desk, scanner, run_jobs):  # noqa: F811  # the fixture imported above
    ask(desk, kind="support", organization="Machinists Local 1717")
    public = factories.client(pa)
    assert public.post(link(), {"act": "sign", "name": "Lee", "scan": scanned("signed.exe")}).status_code == 422
    given = {"act": "sign", "name": "Lee Ortiz", "title": "President", "text": "", "scan": scanned()}
    assert public.post(link(), given).status_code == 302

    letter = LetterRequest.objects.get()
    lead = factories.client(pa, desk.elena)
    assert letter.scan.status == "quarantined"
    assert lead.get(f"/files/{letter.scan_id}/").status_code == 409
    assert "scan is still being checked" in " ".join(one.text for one in problems_of(desk.fresh()))
    run_jobs(pa)
    letter.refresh_from_db()
    assert lead.get(f"/files/{letter.scan_id}/").status_code == 200
    assert problems_of(desk.fresh()) == []
    assert factories.client(pa, desk.officer).get(f"/files/{letter.scan_id}/").status_code == 404, "a draft's"
    content = desk.submit().content["letters"][0]
    assert (content["scan"]["sha256"], content["sha256"]) == (letter.scan.sha256, letter.facts_sha256)
    assert factories.client(pa, desk.officer).get(f"/files/{letter.scan_id}/").status_code == 200


def test_what_was_signed_is_frozen_drawn_once_and_offered_to_the_signer_the_lead_and_staff(pa, desk, run_jobs):
    ask(desk)
    public = factories.client(pa)
    public.post(link(), SIGNED)
    letter = LetterRequest.objects.get()
    assert letter.facts_sha256 == sha256_of(letter.facts)
    assert (letter.facts["cash"], letter.facts["signed_name"]) == ("15000.00", "Ruth Adler")
    assert "being drawn" in public.get(link()).content.decode()
    assert public.get(f"{link()}letter.pdf").status_code == 404
    run_jobs(pa)
    draw_signed_letter(state_id=pa.pk, letter_id=letter.pk)

    letter.refresh_from_db()
    assert StoredFile.objects.filter(purpose="signed_letter").count() == 1
    mailed = Email.objects.get(template="letter_copy").text
    token = re.search(r"/letters/[^\s]+/", mailed)[0]
    assert letter.facts_sha256 in mailed
    LetterRequest.objects.update(due_at=timezone.now() - dt.timedelta(days=30))
    copy = public.get(f"{token}letter.pdf")
    assert (copy.status_code, b"".join(copy.streaming_content)[:5]) == (200, b"%PDF-")
    lead = factories.client(pa, desk.elena)
    assert f"/files/{letter.file_id}/" in lead.get(f"/my/applications/{desk.draft.pk}/letters/").content.decode()
    assert lead.get(f"/files/{letter.file_id}/").status_code == 200
    desk.submit()
    officer = factories.client(pa, desk.officer)
    assert f"/files/{letter.file_id}/" in officer.get(f"/applications/{desk.draft.pk}/").content.decode()
    assert letter.facts_sha256 in lead.get(f"/my/applications/{desk.draft.pk}/receipt/").content.decode()
    stranger = factories.client(pa, factories.member(Role.CONVENER, over=factories.organization("Other")))
    assert stranger.get(f"/files/{letter.file_id}/").status_code == 404


def test_a_boards_resolution_asks_for_its_day_and_words(pa, desk):
    ask(desk, kind="resolution", organization="Workforce Board")
    public = factories.client(pa)
    page = public.get(link()).content.decode()
    assert "What the board resolved" in page
    assert "Cash" not in page
    given = {"act": "sign", "name": "Ana Chair", "text": "To take part for five years."}
    assert "Give the day of the resolution." in public.post(link(), given).content.decode()
    assert public.post(link(), given | {"resolved_on": "2026-11-03"}).status_code == 302
    letter = LetterRequest.objects.get()
    assert (letter.facts["resolved_on"], letter.facts["kind"]) == ("2026-11-03", "Resolution of a board")
