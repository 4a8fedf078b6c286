"""The form of an open round changes: what changes for whom, who is told, who was faster, and what an applicant reads."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from core.isolation import state_scope
from core.models import AuditEvent, Email
from core.moves import MoveRefused
from core.permissions import Role
from grants.actions import applications, form_changes, submissions
from grants.models import Addendum, Application, DraftMove, FormChange, Round
from grants.readmodels.form_changes import form_page, to_see
from questions.actions import composing
from questions.actions.answers import NotOpen, save_answer
from questions.models import FormVersion, Question, Section
from questions.readmodels import filling_of
from tests import factories
from tests.grants import applying
from tests.grants.pages import queries, text
from tests.grants.submitting import Desk

WHY = "The auditor asks for jobs, not interviews."


@pytest.fixture
def desk(pa):
    return Desk()


def newer(desk, *, freeze=True):
    """Version 2: interviews are asked in words, the plan is not asked any more, jobs are asked, evidence is reworded."""
    version = composing.new_version(desk.round.form_version, by=desk.officer)
    held = {
        one.key: one for one in Question.objects.filter(section__version=version).select_related("section__version")
    }
    Question.objects.filter(pk=held["interviews"].pk).update(type="text")
    Question.objects.filter(pk=held["evidence"].pk).update(label="What do employers face?", options={"words": 3})
    composing.save_question(
        version, None, section=held["plan"].section, by=desk.officer, type="number", label="How many jobs?"
    )
    composing.delete(held["plan"], by=desk.officer)
    return composing.freeze_version(version, by=desk.officer) if freeze else version


def move(desk, version, **given):
    given = {"before": desk.round.form_version_id, "reason": WHY, "by": desk.officer} | given
    return form_changes.move_drafts(desk.round, version, **given)


def test_the_page_says_what_changes_and_for_whom(desk):
    version = newer(desk)
    client = factories.client(desk.lead.state, desk.officer)

    said = text(client.get(f"/staff/rounds/{desk.round.slug}/form/"))

    page = form_page(desk.round)
    [one] = page.affected
    assert one.fate.stays == ()
    assert one.fate.again == ("What do employers face?", "How many employers did you ask?")
    assert one.fate.not_needed == ("What will happen, month by month?",)
    assert one.fate.asked == ("How many jobs?",)
    for sentence in (
        "Move drafts to version 2",
        "“What do these employers face together?” reads “What do employers face?” now.",
        "“What do employers face?” takes 3 words now.",
        "“How many employers did you ask?” is answered as short text now, not as number.",
        "No longer asked: “What will happen, month by month?”.",
        "New question: “How many jobs?”.",
        desk.draft.number,
        "Elena Márquez",
        "1 with something to do",
    ):
        assert sentence.replace("’", "’") in said, sentence
    assert version.number == 2


def test_moving_keeps_what_fits_tells_each_lead_once_and_leaves_what_was_sent(desk):
    sent_lead = factories.organization("Erie Rail")
    ernest = factories.member(Role.CONVENER, over=sent_lead, name="Ernest")
    sent = applying.fill(applying.start(desk.round, sent_lead, by=ernest, title="Erie"), by=ernest)
    submissions.submit_application(sent, certified_name="Ernest", by=ernest)
    old, version = desk.round.form_version, newer(desk)
    Email.objects.all().delete()

    made = move(desk, version)

    desk.fresh()
    sent.refresh_from_db()
    assert desk.round.form_version_id == desk.draft.response.version_id == version.pk
    assert sent.response.version_id == old.pk
    filling = filling_of(desk.draft.response)
    assert filling.field("evidence").raw == "Twenty-four plants named industrial maintenance."
    assert "Take out" in filling.field("evidence").problem
    assert filling.field("plan") is None
    assert old.responses.get().pk == sent.response_id
    [kept] = made.moves.all()
    assert (kept.to_see, kept.asked) == (["industry-assessment", "work-plan"], ["How many jobs?"])
    [mail] = Email.objects.filter(to=desk.elena.email)
    assert WHY in mail.text
    assert "How many employers did you ask?" in mail.text.partition("To answer again")[2]
    assert Email.objects.filter(to=ernest.email).get().template == "round_addendum"
    assert Addendum.objects.get().changes[0]["after"] == "Version 2"
    assert AuditEvent.objects.get(deed="round.form").details["drafts"] == 1
    assert AuditEvent.objects.get(deed="response.move").details["not_needed"] == ["What will happen, month by month?"]


def test_a_new_draft_starts_with_the_new_version_and_a_withdrawn_one_moves_too(desk):
    submissions.withdraw_application(desk.draft, reason="Not now", by=desk.elena)
    version = newer(desk)
    move(desk, version)
    other = factories.organization("Another")
    who = factories.member(Role.CONVENER, over=other)
    assert applying.start(Round.objects.get(pk=desk.round.pk), other, by=who).response.version_id == version.pk
    assert desk.fresh().response.version_id == version.pk


def test_an_answer_that_comes_in_the_moment_of_the_move_is_refused_rather_than_put_on_the_old_form(desk):
    late = Question.objects.get(section__version=desk.round.form_version, key="plan")
    response = desk.draft.response
    move(desk, newer(desk))
    with pytest.raises(NotOpen, match="form changed this moment"):
        save_answer(response, late, "Too late", version=1, by=desk.elena)
    with pytest.raises(submissions.Incomplete):
        desk.submit()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"reason": " "}, "Write why"),
        ({"before": 1}, "uses version 1 now"),
        ({"frozen": False}, "newer, frozen version"),
        ({"closed": True}, "only in an open round"),
        ({"section": True}, "Keep the section"),
        ({"other": True}, "newer, frozen version of this form"),
    ],
)
def test_what_cannot_move_is_refused_with_the_reason_and_nothing_moves(desk, given, said):
    version = newer(desk, freeze=given.pop("frozen", True))
    if given.pop("closed", False):
        desk.close(status="closed")
    if given.pop("section", False):
        Section.objects.filter(version=version, key="industry-assessment").update(key="other")
    if given.pop("other", False):
        version = factories.form_version()
    with pytest.raises(MoveRefused, match=said):
        move(desk, version, **given)
    assert not FormChange.objects.exists()
    assert desk.fresh().response.version_id != version.pk


def test_a_second_press_and_a_slower_officer_are_told_who_was_faster(desk):
    version = newer(desk)
    client = factories.client(desk.lead.state, desk.director)
    post = {"before": desk.round.form_version_id, "version": version.pk, "reason": WHY}
    move(desk, version)

    said = text(client.post(f"/staff/rounds/{desk.round.slug}/form/", post), 422)

    assert "moved to version 2 already by Nadia Torres" in said
    assert FormChange.objects.count() == DraftMove.objects.count() == 1


def test_when_one_draft_cannot_move_none_does(desk, monkeypatch):
    version = newer(desk)

    def broken(move):
        raise RuntimeError("the mail could not be written")

    monkeypatch.setattr(form_changes.emails, "form_changed", broken)
    with pytest.raises(RuntimeError):
        move(desk, version)
    assert desk.fresh().response.version_id == desk.round.form_version_id != version.pk
    assert not FormChange.objects.exists()


def test_two_officers_at_once_move_the_drafts_once(committed_db):
    state = factories.state("pa")
    with state_scope(state):
        desk = Desk()
        version = newer(desk)
    said: list[str] = []
    ready = threading.Barrier(2)

    def press(who):
        try:
            with state_scope(state):
                ready.wait(10)
                move(desk, version, by=who)
                said.append("moved")
        except MoveRefused as refusal:
            said.append(str(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=[who]) for who in (desk.officer, desk.director)]
    [one.start() for one in threads]
    [one.join() for one in threads]

    assert sorted(one == "moved" for one in said) == [False, True], said
    with state_scope(state):
        assert FormChange.objects.count() == DraftMove.objects.count() == 1
        assert Email.objects.filter(template="form_changed").count() == 1


def test_the_applicant_reads_what_changed_until_she_has_looked(desk):
    move(desk, newer(desk))
    client = factories.client(desk.lead.state, desk.elena)
    home = f"/my/applications/{desk.draft.pk}/"

    said = text(client.get(home))
    assert "The form changed on" in said
    assert WHY in said
    assert "To answer again: What do employers face?; How many employers did you ask?" in said
    assert "The form changed here" in text(client.get(f"{home}sections/work-plan/"))
    assert len(to_see(desk.fresh())[0].sections) == 2, "a look alone writes nothing"

    client.post(f"{home}sections/work-plan/", {"q-how-many-jobs": "12", "v-how-many-jobs": "0", "then": "list"})
    assert [one.key for one in to_see(desk.fresh())[0].sections] == ["industry-assessment"]
    client.post(f"{home}form-seen/", {"section": "industry-assessment"})
    assert "The form changed" not in text(client.get(home))


def test_what_was_typed_into_a_page_opened_before_is_shown_and_not_lost(desk):
    before = desk.round.form_version_id
    move(desk, newer(desk))
    client = factories.client(desk.lead.state, desk.elena)
    typed = {"form_version": before, "q-plan": "February: hire.", "v-plan": "1", "q-how-many-jobs": "4"}
    said = text(client.post(f"/my/applications/{desk.draft.pk}/sections/work-plan/", typed), 409)
    assert "February: hire." in said
    assert "What will happen, month by month?" in said
    assert filling_of(desk.fresh().response).answers["how-many-jobs"] == 4

    answer = client.post(f"/my/applications/{desk.draft.pk}/save/", {"field": "plan", "version": "1", "q-plan": "x"})
    assert (answer.status_code, "any%20more" in answer["X-Refused"]) == (404, True)


def test_only_those_who_open_rounds_see_the_page_and_nobody_else_marks_it_seen(desk):
    newer(desk)
    path = f"/staff/rounds/{desk.round.slug}/form/"
    reviewer = factories.member(Role.REVIEWER)
    state = desk.lead.state
    assert factories.client(state, reviewer).get(path).status_code == 403
    assert factories.client(state, desk.elena).post(path, {"reason": "x"}).status_code == 403
    stranger = factories.member(Role.CONVENER, over=factories.organization("Other"))
    seen = f"/my/applications/{desk.draft.pk}/form-seen/"
    assert factories.client(state, stranger).post(seen).status_code == 404


def test_the_page_asks_the_same_number_of_questions_for_one_draft_and_for_three(desk):
    newer(desk)
    client = factories.client(desk.lead.state, desk.officer)
    path = f"/staff/rounds/{desk.round.slug}/form/"
    one = queries(client, path)
    for name in ("Two", "Three"):
        lead = factories.organization(name)
        applying.start(desk.round, lead, by=factories.member(Role.CONVENER, over=lead), title=name)
    assert queries(client, path) == one
    assert one <= 24


def test_without_a_newer_version_the_page_says_how_a_form_changes(desk):
    client = factories.client(desk.lead.state, desk.officer)
    path = f"/staff/rounds/{desk.round.slug}/form/"
    assert "How the form of an open round changes" in text(client.get(path))
    newer(desk, freeze=False)
    said = text(client.get(path))
    assert "Go on with draft version 2" in said
    assert f"/staff/rounds/{desk.round.slug}/form/" in text(client.get(f"/staff/rounds/{desk.round.slug}/"))
    assert FormVersion.objects.filter(status="draft").count() == 1
    assert Application.objects.count() == 1
    assert applications.takes_applications(desk.round)
