"""Two people in one section: leases and taking over; comments beside the questions; the mark for the lead."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from core.models import AuditEvent, Email
from core.permissions import Role
from grants.actions import applications as filling
from grants.actions import leases, submissions, talk
from grants.actions.leases import Leased
from grants.models import Comment, ReadyMark, SectionLease, Thread
from grants.readmodels.application_content import content_to_freeze
from grants.rules.leases import IDLE, SPAN, kept_until
from questions.models import Answer
from tests import factories
from tests.grants import applying
from tests.grants.teaming import Team

PLAN = "sections/work-plan/"
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def team(pa) -> Team:
    team = Team(pa)
    SectionLease.objects.all().delete()
    return team


@pytest.fixture
def ruth(team):
    return team.joins("editor", "Ruth Adler")


def autosave(team, who, text, version, key="plan"):
    sent = {"field": key, f"q-{key}": text, "version": version}
    return team.client(who).post(team.at("save/"), sent)


def text_of(team, key="plan") -> tuple[str, int]:
    return Answer.objects.values_list("raw", "version").get(response=team.draft.response, question__key=key)


def ends(ago=MINUTE):
    SectionLease.objects.update(until=timezone.now() - ago)


def test_a_sign_of_life_holds_for_three_minutes_and_not_for_ever():
    now = timezone.now()
    assert kept_until(now, now) == now + SPAN
    assert kept_until(now, now - dt.timedelta(minutes=9)) == now + MINUTE
    assert kept_until(now, now - IDLE - MINUTE) < now


def test_opening_takes_nothing_and_the_first_save_holds_the_section(team, ruth):
    team.client(ruth).get(team.at(PLAN))
    assert not SectionLease.objects.exists()
    assert autosave(team, ruth, "April: meet.", 1).status_code == 200
    lease = SectionLease.objects.get()
    assert (lease.member, lease.section_key) == (ruth, "work-plan")
    assert timezone.now() + 2 * MINUTE < lease.until < timezone.now() + 4 * MINUTE
    since = lease.since
    autosave(team, ruth, "April: meet twice.", 2)
    lease.refresh_from_db()
    assert lease.since == since


def test_others_read_the_section_and_see_who_writes(team, ruth):
    autosave(team, ruth, "April: meet.", 1)
    lead = team.client(team.elena)
    answer = lead.get(team.at(PLAN))
    assert answer["Location"] == team.at(f"{PLAN}read/")
    page = lead.get(team.at(f"{PLAN}read/")).content.decode()
    assert "Ruth Adler is writing here since" in page
    assert "April: meet." in page
    assert "Take over now." in page
    assert "Ruth Adler is writing here since" in lead.get(team.at()).content.decode()
    assert team.client(ruth).get(team.at(PLAN)).status_code == 200
    assert lead.get(team.at("sections/industry-assessment/")).status_code == 200


def test_a_save_into_a_held_section_is_refused_and_nothing_typed_is_lost(team, ruth):
    autosave(team, ruth, "April: meet.", 1)
    late = autosave(team, team.elena, "June: meet.", 2)
    assert late.status_code == 403
    assert "Ruth%20Adler%20is%20writing%20here%20since" in late["X-Refused"]
    assert text_of(team) == ("April: meet.", 2)
    sent = {"q-plan": "June: meet.", "v-plan": "2", "then": "stay"}
    plain = team.client(team.elena).post(team.at(PLAN), sent)
    assert plain.status_code == 409
    assert "June: meet." in plain.content.decode()
    assert "Save and take over" in plain.content.decode()
    assert text_of(team) == ("April: meet.", 2)
    ends()
    assert autosave(team, team.elena, "June: meet.", 2).status_code == 200


def test_a_table_in_a_held_section_keeps_what_was_typed_too(team, ruth):
    filling.save_targets(team.draft, [], version=1, by=ruth)
    sent = {"panel_version": "2", "then": "stay", "measure": "W4", "value": "77"}
    answer = team.client(team.elena).post(team.at("sections/targets/"), sent)
    assert answer.status_code == 409
    assert "Ruth Adler is writing here since" in answer.content.decode()
    assert team.fresh().panels["targets"]["by"] == "Ruth Adler"


def test_of_two_who_write_one_answer_the_second_is_shown_both_texts(team, ruth):
    autosave(team, ruth, "April: meet.", 1)
    late = autosave(team, team.elena, "June: meet.", 1)
    assert late.status_code == 409
    page = late.content.decode()
    assert "April: meet." in page
    assert "June: meet." in page


def test_the_lead_takes_over_at_once_and_the_other_is_told(team, ruth):
    autosave(team, ruth, "April: meet.", 1)
    answer = team.client(team.elena).post(team.at(f"{PLAN}writing/"), {"act": "take"})
    assert answer["Location"] == team.at(PLAN)
    assert SectionLease.objects.get().member == team.elena
    assert "Elena Márquez took over" in Email.objects.get(to=ruth.email, template="team_news").text
    assert AuditEvent.objects.filter(deed="section.take_over").count() == 1
    assert autosave(team, ruth, "May: meet.", 2).status_code == 403
    assert autosave(team, team.elena, "May: meet.", 2).status_code == 200


def test_another_editor_takes_over_once_the_lease_has_ended(team, ruth):
    omar = team.joins("editor", "Omar Reyes")
    autosave(team, ruth, "April: meet.", 1)
    with pytest.raises(Leased):
        leases.take_over(team.draft, "work-plan", "Work plan", by=omar, at_once=False)
    answer = team.client(omar).post(team.at(f"{PLAN}writing/"), {"act": "take"})
    assert answer["Location"] == team.at(f"{PLAN}read/")
    ends()
    answer = team.client(omar).post(team.at(f"{PLAN}writing/"), {"act": "take"})
    assert answer["Location"] == team.at(PLAN)
    assert SectionLease.objects.get().member == omar
    assert not Email.objects.filter(to=ruth.email, template="team_news").exists()


def test_without_script_save_and_take_over_is_one_button(team, ruth):
    autosave(team, ruth, "April: meet.", 1)
    sent = {"q-plan": "April: meet. June: again.", "v-plan": "2", "then": "stay", "take": "yes"}
    assert team.client(team.elena).post(team.at(PLAN), sent).status_code == 302
    assert text_of(team) == ("April: meet. June: again.", 3)


def test_going_on_to_another_section_lets_go(team, ruth):
    sent = {"q-plan": "April: meet.", "v-plan": "1", "then": "next"}
    assert team.client(ruth).post(team.at(PLAN), sent).status_code == 302
    assert autosave(team, team.elena, "May: meet.", 2).status_code == 200


def test_saving_without_a_change_takes_nothing(team, ruth):
    autosave(team, ruth, "April: meet.", 1)
    sent = {"q-plan": "April: meet.", "v-plan": "2", "then": "stay"}
    assert team.client(team.elena).post(team.at(PLAN), sent).status_code == 302
    assert SectionLease.objects.get().member == ruth


def test_a_page_that_is_open_gives_signs_of_life_and_learns_who_writes(team, ruth):
    autosave(team, ruth, "April: meet.", 1)
    at = team.at(f"{PLAN}writing/")
    SectionLease.objects.update(until=timezone.now() + MINUTE)
    assert team.client(ruth).post(at).status_code == 204
    assert SectionLease.objects.get().until > timezone.now() + 2 * MINUTE
    told = team.client(team.elena).post(at)
    assert "Ruth Adler is writing here since" in told.content.decode()
    mark = told.content.decode().split('name="seen" value="')[1].split('"')[0]
    assert team.client(team.elena).post(at, {"seen": mark}).status_code == 204
    ends()
    free = team.client(team.elena).post(at, {"seen": mark})
    assert (free.status_code, free.content.decode().strip()) == (200, "")
    viewer = team.joins("viewer")
    assert team.client(viewer).post(at).status_code == 204
    assert team.client(viewer).post(at, {"act": "take"}).status_code == 403


# Comments


def test_a_thread_is_opened_answered_resolved_and_opened_again(team, ruth):
    commenter, at = team.joins("commenter", "Omar Reyes"), team.at(f"{PLAN}read/")
    client = team.client(commenter)
    assert client.get(team.at(PLAN))["Location"] == at
    client.post(at, {"act": "comment", "question": "plan", "text": "Say who leads each month."})
    thread = Thread.objects.get()
    assert (thread.section_key, thread.question_key) == ("work-plan", "plan")
    team.client(ruth).post(at, {"act": "reply", "thread": thread.pk, "text": "Done."})
    page = client.get(at).content.decode()
    assert "Say who leads each month." in page
    assert page.index("Say who leads each month.") < page.index("Done.")
    tasks = team.client(team.elena).get(team.at()).content.decode()
    assert "1 open comment" in tasks
    assert "1 comment is still open" in " ".join(
        team.client(team.elena).get(team.at("check/")).content.decode().split()
    )
    client.post(at, {"act": "resolve", "thread": thread.pk})
    thread.refresh_from_db()
    assert thread.resolved_by == commenter
    assert "Resolved by Omar Reyes" in client.get(at).content.decode()
    client.post(at, {"act": "reopen", "thread": thread.pk})
    thread.refresh_from_db()
    assert thread.resolved_at is None
    assert Comment.objects.count() == 2


def test_a_viewer_reads_comments_and_says_nothing(team):
    talk.comment(team.draft, "work-plan", "plan", "Too long.", by=team.elena)
    client = team.client(team.joins("viewer"))
    page = client.get(team.at(f"{PLAN}read/")).content.decode()
    assert "Too long." in page
    assert "<textarea" not in page
    for sent in (
        {"act": "comment", "question": "plan", "text": "x"},
        {"act": "resolve", "thread": Thread.objects.get().pk},
    ):
        assert client.post(team.at(f"{PLAN}read/"), sent).status_code == 403
    assert Comment.objects.count() == 1


def test_what_was_typed_into_a_comment_that_is_refused_stays(team):
    client, at = team.client(team.elena), team.at(f"{PLAN}read/")
    assert client.post(at, {"act": "comment", "question": "plan", "text": " "}).status_code == 422
    long = client.post(at, {"act": "comment", "question": "plan", "text": "word " * 1000})
    assert (long.status_code, "word word word" in long.content.decode()) == (422, True)
    assert client.post(at, {"act": "comment", "question": "nowhere", "text": "x"}).status_code == 404
    assert client.post(at, {"act": "reply", "thread": "99999", "text": "x"}).status_code == 404


def test_a_thread_of_another_application_is_not_found(team):
    thread = talk.comment(team.draft, "work-plan", "plan", "Ours.", by=team.elena).thread
    second = applying.start(team.round, team.organization, by=team.elena, title="Another")
    sent = {"act": "resolve", "thread": thread.pk}
    assert team.client(team.elena).post(f"/my/applications/{second.pk}/{PLAN}read/", sent).status_code == 404


def test_comments_are_never_part_of_what_is_sent_and_staff_see_none(team):
    talk.comment(team.draft, "work-plan", "plan", "The board must not hear of this.", by=team.elena)
    frozen = content_to_freeze(team.draft, certified_by=team.elena, state=team.state)
    assert "must not hear" not in str(frozen)
    submissions.submit_application(team.fresh(), certified_name=team.elena.name, by=team.elena)
    officer = team.client(factories.member(Role.OFFICER))
    assert "must not hear" not in officer.get(f"/applications/{team.draft.pk}/").content.decode()
    assert officer.get(team.at(f"{PLAN}read/")).status_code in (403, 404)
    lead = team.client(team.elena)
    assert "must not hear" in lead.get(team.at(f"{PLAN}read/")).content.decode()
    assert (
        lead.post(team.at(f"{PLAN}read/"), {"act": "comment", "question": "plan", "text": "Late."}).status_code == 422
    )


# Ready for the lead


def test_a_section_is_marked_ready_and_a_later_save_takes_that_back(team, ruth):
    sent = {"q-plan": "April: meet.", "v-plan": "1", "then": "ready"}
    team.client(ruth).post(team.at(PLAN), sent)
    assert ReadyMark.objects.get().by == ruth
    assert "Ready for lead" in team.client(team.elena).get(team.at()).content.decode()
    assert autosave(team, team.elena, "May: meet.", 2).status_code == 200
    assert "Ready for lead" not in team.client(team.elena).get(team.at()).content.decode()


def test_the_mark_is_taken_off(team, ruth):
    talk.mark_ready(team.draft, "work-plan", by=ruth)
    sent = {"q-plan": "January: meet.", "v-plan": "1", "then": "unready"}
    team.client(ruth).post(team.at(PLAN), sent)
    assert not ReadyMark.objects.exists()
