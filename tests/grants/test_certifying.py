"""Who certifies: somebody who did not prepare it, where there is one; asking, declining, and what the receipt says."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from core.models import AuditEvent, Email
from core.moves import MoveRefused
from core.permissions import Role
from grants.actions import applications as filling
from grants.actions import certifying as actions
from grants.actions import submissions
from grants.actions.submissions import Incomplete
from grants.models import Application, CertificationRequest, Round
from grants.readmodels.team import prepared_by
from grants.rules.teams import ALONE, OTHER, SHARED, certifying, why_not
from questions.models import Question
from tests import factories
from tests.grants import applying
from tests.grants.teaming import Team

NAMES = {1: "Elena", 2: "Tom", 3: "Ruth"}


@pytest.fixture
def team(pa) -> Team:
    return Team(pa)


@pytest.fixture
def two(pa) -> Team:
    """A team whose organization has a second person who may certify."""
    team = Team(pa)
    team.tom = factories.member(Role.CERTIFIER, over=team.organization, name="Tom Kessler")
    return team


@pytest.mark.parametrize(
    ("by", "preparers", "certifiers", "allowed", "others", "says"),
    [
        (2, {1}, {1, 2}, True, [], OTHER),
        (1, {1}, {1}, True, [], ALONE.format(organization="the board")),
        (1, {1, 3}, {1}, True, [], ALONE.format(organization="the board")),
        (1, {1}, {1, 2}, False, ["Tom"], ""),
        (1, {1, 2}, {1, 2, 3}, False, ["Ruth"], ""),
        (1, {1}, {1, 2, 3}, False, ["Ruth", "Tom"], ""),
        (1, {1, 2}, {1, 2}, True, [], SHARED),
        (3, {1, 2}, {1, 2, 3}, True, [], OTHER),
    ],
)
def test_who_may_certify(by, preparers, certifiers, allowed, others, says):
    names = {pk: NAMES[pk] for pk in certifiers}
    found = certifying(by, preparers=preparers, certifiers=names, organization="the board")
    assert (found.allowed, found.others, found.says) == (allowed, others, says)


def test_the_sentence_names_whom_to_ask():
    assert why_not(["Ruth", "Tom"], "Metals").endswith("Ask Ruth or Tom to certify.")


def test_preparers_are_who_started_it_or_saved_something_that_stands(team):
    assert prepared_by(team.draft) == {team.elena.pk}
    person = team.joins("editor")
    question = Question.objects.get(section__version=team.round.form_version, key="plan")
    filling.answer_saver(team.draft)(team.draft.response, question, "May.", version=1, by=team.elena)
    assert prepared_by(team.draft) == {team.elena.pk}
    filling.save_targets(team.draft, [], version=1, by=person)
    assert prepared_by(team.fresh()) == {team.elena.pk, person.pk}


def test_one_person_alone_certifies_and_the_receipt_says_so(team):
    kept = submissions.submit_application(team.draft, certified_name=team.elena.name, by=team.elena)
    assert kept.content["certification"]["how"] == ALONE.format(organization=team.organization.legal_name)
    page = team.client(team.elena).get(team.at("receipt/")).content.decode()
    assert "nobody else could certify for Lehigh and Berks Workforce Alliance" in page


def test_who_prepared_it_is_refused_in_the_action_and_on_the_check_page(two):
    with pytest.raises(Incomplete) as refused:
        submissions.submit_application(two.draft, certified_name=two.elena.name, by=two.elena)
    assert [problem.title for problem in refused.value.problems] == ["Certification"]
    client = two.client(two.elena)
    page = client.get(two.at("check/")).content.decode()
    assert "Ask Tom Kessler to certify." in page
    assert "Submit application" not in page
    assert "Send for certification" in page
    answer = client.post(two.at("submit/"), {"name": two.elena.name})
    assert answer.status_code == 422
    assert "Ask Tom Kessler to certify." in answer.content.decode()
    assert two.fresh().status == "draft"


def test_it_is_sent_for_certification_certified_and_submitted(two):
    elena, tom = two.client(two.elena), two.client(two.tom)
    elena.post(two.at("certification/"), {"act": "ask", "person": two.tom.pk, "note": "It is whole."})
    asked = CertificationRequest.objects.get()
    assert (asked.status, asked.certifier, two.fresh().status) == ("waiting", two.tom, "draft")
    mail = Email.objects.get(to=two.tom.email, template="team_news")
    assert mail.subject == f"Please certify {two.draft.number}"
    assert "It is whole." in mail.text
    home = tom.get("/home/").content.decode()
    assert f"Certify and submit: {two.draft.title}" in home
    assert "Elena Márquez asks you to certify." in tom.get(two.at("check/")).content.decode()
    answer = tom.post(two.at("submit/"), {"name": two.tom.name})
    assert answer["Location"] == two.at("receipt/")
    asked.refresh_from_db()
    assert asked.status == "certified"
    kept = two.fresh().submissions.get()
    assert (kept.by, kept.content["certification"]["how"]) == (two.tom, OTHER)


def test_the_certifier_declines_with_a_reason_and_it_stays_a_draft(two):
    actions.ask_to_certify(two.draft, two.tom, by=two.elena)
    tom = two.client(two.tom)
    assert tom.post(two.at("certification/"), {"act": "decline", "reason": " "}, follow=True).status_code == 200
    assert CertificationRequest.objects.get().status == "waiting"
    tom.post(two.at("certification/"), {"act": "decline", "reason": "The match is not confirmed."})
    asked = CertificationRequest.objects.get()
    assert (asked.status, asked.refusal, two.fresh().status) == ("declined", "The match is not confirmed.", "draft")
    assert "The match is not confirmed." in Email.objects.get(to=two.elena.email, template="team_news").text
    assert "declined to certify" in two.client(two.elena).get(two.at("check/")).content.decode()
    assert AuditEvent.objects.filter(deed="certificationrequest.decline").count() == 1


def test_declined_in_the_last_minute_the_grace_of_the_draft_applies(two):
    closes = timezone.now() - dt.timedelta(minutes=2)
    Round.objects.filter(pk=two.round.pk).update(closes_at=closes, grace_minutes=30)
    Application.objects.filter(pk=two.draft.pk).update(created_at=closes - dt.timedelta(days=2))
    actions.decline_to_certify(actions.ask_to_certify(two.draft, two.tom, by=two.elena), reason="No.", by=two.tom)
    kept = submissions.submit_application(two.fresh(), certified_name=two.tom.name, by=two.tom)
    assert kept.sent_in == "grace"


def test_who_may_ask_whom(two):
    viewer, editor = two.joins("viewer"), two.joins("editor")
    with pytest.raises(MoveRefused, match="may not certify this application"):
        actions.ask_to_certify(two.draft, editor, by=two.elena)
    with pytest.raises(MoveRefused, match="helped to prepare it. Ask Tom Kessler"):
        actions.ask_to_certify(two.draft, two.elena, by=editor)
    asks = {"act": "ask", "person": two.tom.pk}
    assert two.client(viewer).post(two.at("certification/"), asks).status_code == 403
    assert two.client(editor).post(two.at("certification/"), asks).status_code == 302
    assert two.client(viewer).post(two.at("certification/"), {"act": "withdraw"}).status_code == 403
    assert two.client(editor).post(two.at("certification/"), {"act": "decline", "reason": "x"}).status_code == 403
    assert two.client(editor).post(two.at("certification/"), {"act": "withdraw"}).status_code == 302
    assert CertificationRequest.objects.get().status == "withdrawn"


def test_a_certifier_from_outside_certifies_and_writes_nothing(team):
    person = team.joins("certifier", "Grace Whitfield")
    with pytest.raises(Incomplete):
        submissions.submit_application(team.draft, certified_name=team.elena.name, by=team.elena)
    client = team.client(person)
    assert client.post(team.at("save/"), {"field": "plan", "q-plan": "x", "version": "1"}).status_code == 403
    assert client.post(team.at("submit/"), {"name": "Grace Whitfield"}).status_code == 302
    assert team.fresh().status == "submitted"


def test_when_all_who_can_certify_prepared_it_one_of_them_does(two):
    filling.save_roster(two.draft, applying.SEATS, version=1, by=two.tom)
    kept = submissions.submit_application(two.fresh(), certified_name=two.elena.name, by=two.elena)
    assert kept.content["certification"]["how"] == SHARED
