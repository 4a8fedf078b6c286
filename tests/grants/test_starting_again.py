"""A withdrawn application is begun again from what was sent: everything goes along, under a new number, in time only."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from core import people
from core.isolation import StateModel
from core.models import AuditEvent, Member, StoredFile
from core.moves import MoveRefused
from core.permissions import Role
from grants.access.applications import may_open_answer_file
from grants.actions import applications, submissions, teams
from grants.actions.restarting import OWN, start_again
from grants.models import Application, Round, Teammate
from grants.readmodels.application_content import content_to_freeze, problems_of
from grants.readmodels.application_timeline import timeline_of
from questions.models import AnswerFile, Question
from tests import factories
from tests import uploads as sent
from tests.grants.pages import text
from tests.grants.submitting import HOUR, Desk
from tests.grants.test_form_changes import newer

SAME = {"number", "certification"}


@pytest.fixture
def desk(pa):
    made = Desk()
    section = made.round.form_version.sections.get(key="work-plan")
    made.question = Question.objects.create(section=section, position=9, key="proof", type="file", label="Proof")
    applications.save_answer_file(made.draft, made.question, SimpleUploadedFile("proof.pdf", sent.pdf()), by=made.elena)
    made.state = pa
    return made


def withdrawn(desk):
    desk.submit()
    submissions.withdraw_application(desk.fresh(), reason="A partner left", by=desk.elena)
    return desk.fresh()


def frozen(desk, application):
    content = content_to_freeze(application, certified_by=desk.elena, state=desk.state)
    return {key: value for key, value in content.items() if key not in SAME}


def test_everything_goes_along_under_a_new_number_and_can_be_sent(desk):
    old = withdrawn(desk)

    made, is_new = start_again(old, by=desk.elena)

    made = Application.objects.select_related("round", "organization", "response__version").get(pk=made.pk)
    assert (is_new, made.number, made.status) == (True, "PA-27-0002", "draft")
    assert frozen(desk, made) == frozen(desk, old)
    assert problems_of(made) == []
    for relation in Application._meta.related_objects:
        if relation.on_delete.__name__ == "CASCADE" and issubclass(relation.related_model, StateModel):
            name = relation.get_accessor_name()
            assert getattr(made, name).count() == getattr(old, name).count(), name
    receipt = submissions.submit_application(made, certified_name=desk.elena.name, by=desk.elena)
    assert receipt.number == "PA-27-0002-R1"
    assert desk.fresh().status == "withdrawn"


def test_every_field_of_an_application_is_carried_over_or_named_as_its_own():
    names = {field.name for field in Application._meta.concrete_fields}
    assert names >= OWN


def test_the_history_of_both_says_where_it_came_from(desk):
    old = withdrawn(desk)
    made, _ = start_again(old, by=desk.elena)
    assert timeline_of(old)[0].what == "started again from it, as PA-27-0002"
    assert "Begun from what was sent as PA-27-0001." in timeline_of(made)[0].what
    assert AuditEvent.objects.filter(deed="application.start").count() == 2


def test_a_second_press_comes_to_the_draft_that_is_there(desk):
    old = withdrawn(desk)
    made, _ = start_again(old, by=desk.elena)
    assert start_again(old, by=desk.elena) == (made, False)
    client = factories.client(desk.state, desk.elena)
    answer = client.post(f"/my/applications/{old.pk}/start-again/")
    assert answer["Location"] == f"/my/applications/{made.pk}/"


def test_the_file_is_one_file_in_both_and_a_change_in_one_leaves_the_other(desk):
    old = withdrawn(desk)
    made, _ = start_again(old, by=desk.elena)
    [file] = StoredFile.objects.filter(purpose="application_file")
    assert AnswerFile.objects.filter(file=file).count() == 2
    applications.remove_answer_file(made, desk.question, file.pk, by=desk.elena)
    assert AnswerFile.objects.get(answer__response=old.response).removed_at is None
    assert may_open_answer_file(file, desk.officer), "it was sent with the first"


def test_after_the_deadline_only_a_waiver_opens_it_again(desk):
    old = withdrawn(desk)
    desk.close(status="closed")
    with pytest.raises(MoveRefused, match="no waiver holds"):
        start_again(desk.fresh(), by=desk.elena)
    client = factories.client(desk.state, desk.elena)
    page = f"/my/applications/{old.pk}/receipt/"
    assert "Start again from what you sent" not in text(client.get(page))
    desk.allow(desk.ask(), until=timezone.now() + HOUR)
    assert "Start again from what you sent" in text(client.get(page))
    made, is_new = start_again(desk.fresh(), by=desk.elena)
    assert is_new
    assert made.round.status == "closed"


@pytest.mark.parametrize("status", ["draft", "submitted"])
def test_only_what_was_sent_and_withdrawn_is_begun_again(desk, status):
    if status == "submitted":
        desk.submit()
    with pytest.raises(MoveRefused, match="nothing to start from"):
        start_again(desk.fresh(), by=desk.elena)


def test_a_form_that_changed_meanwhile_is_the_new_drafts_form(desk):
    old = withdrawn(desk)
    version = newer(desk)
    Round.objects.update(form_version=version)
    made, _ = start_again(desk.fresh(), by=desk.elena)
    assert made.response.version_id == version.pk
    assert desk.fresh().response.version_id != version.pk == made.round.form_version_id
    assert old.pk != made.pk


def test_nobody_else_starts_it_again(desk):
    old = withdrawn(desk)
    stranger = factories.member(Role.CONVENER, over=factories.organization("Other"))
    assert factories.client(desk.state, stranger).post(f"/my/applications/{old.pk}/start-again/").status_code == 404
    assert Application.objects.count() == 1


def test_the_same_team_goes_on_with_the_same_parts(desk):
    guest = factories.member(name="Greta Guest")
    people.give_role(guest, Role.TEAMMATE, teams.over(desk.draft))
    Teammate.objects.create(application=desk.draft, member=guest, part="finance", by=desk.elena)
    old = withdrawn(desk)
    made, _ = start_again(old, by=desk.elena)
    parts = dict(made.team.values_list("member__name", "part"))
    assert parts == {"Elena Márquez": "lead", "Greta Guest": "finance"}
    client = factories.client(desk.state, Member.objects.get(pk=guest.pk))
    assert client.get(f"/my/applications/{made.pk}/").status_code == 200
