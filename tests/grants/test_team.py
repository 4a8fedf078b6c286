"""The team of an application: who may do what, how one comes in and goes, and that nobody else gets in."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from core.isolation import state_scope
from core.models import AuditEvent, Email, Member, RoleGrant, User
from core.moves import MoveRefused
from core.permissions import Role
from grants.access import applications as access
from grants.access.teams import lead_of
from grants.actions import teams as actions
from grants.choices import TeamPart
from grants.models import Application, LetterRequest, Partner, TeamInvitation, Teammate
from grants.readmodels.team import people_of
from grants.rules.teams import CAN, Act
from tests import factories
from tests.grants import applying
from tests.grants.teaming import PARTS, Team, token_of

SEE, COMMENT, WRITE, MONEY, SUBMIT, INVITE, WITHDRAW = Act
TABLE = {
    "lead": {SEE, COMMENT, WRITE, MONEY, SUBMIT, INVITE, WITHDRAW},
    "editor": {SEE, COMMENT, WRITE, MONEY},
    "finance": {SEE, COMMENT, MONEY},
    "commenter": {SEE, COMMENT},
    "viewer": {SEE},
    "certifier": {SEE, COMMENT, SUBMIT},
}
NEW = {"name": "Ruth Adler", "email": "ruth@elsewhere.example", "part": "viewer"}
LETTER = {"kind": "support", "organization": "Local 53", "person": "Joe Haddad", "email": "joe@local53.example"}
ROUTES = [
    ("get", "", {}, SEE, 200),
    ("get", "check/", {}, SEE, 200),
    ("get", "team/", {}, SEE, 200),
    ("get", "letters/", {}, SEE, 200),
    ("post", "team/", NEW, INVITE, 302),
    ("post", "team/lead/", {}, INVITE, 302),
    ("post", "letters/", LETTER, WRITE, 302),
    ("post", "sections/work-plan/", {"q-plan": "March: meet.", "v-plan": "1", "then": "stay"}, WRITE, 302),
    ("post", "save/", {"field": "plan", "q-plan": "April: meet.", "version": "1"}, WRITE, 200),
    ("post", "save/", {"field": "panel", "section": "partners", "panel_version": "1"}, WRITE, (200, 422)),
    ("post", "save/", {"field": "panel", "section": "budget", "panel_version": "1"}, MONEY, (200, 422)),
    ("post", "sections/budget/", {"panel_version": "1", "then": "stay"}, MONEY, (302, 422)),
    ("post", "sums/", {}, MONEY, 200),
    ("post", "submit/", {}, SUBMIT, 422),
    ("get", "withdraw/", {}, WITHDRAW, 200),
    ("post", "withdraw/", {"reason": "Merged with another."}, WITHDRAW, 302),
    ("get", "waiver/", {}, WITHDRAW, 200),
    ("post", "take-up/", {}, WITHDRAW, 302),
]


@pytest.fixture
def team(pa) -> Team:
    return Team(pa)


def test_the_table_says_what_each_part_may_do():
    assert {part: set(acts) for part, acts in CAN.items()} == TABLE


@pytest.mark.parametrize("part", PARTS)
def test_every_address_asks_what_the_part_allows(team, part):
    client = team.client(team.joins(part))
    for method, tail, sent, act, allowed in ROUTES:
        expected = allowed if act in TABLE[part] else 403
        got = getattr(client, method)(team.at(tail), sent).status_code
        assert got in (expected if isinstance(expected, tuple) else (expected,)), (method, tail, act)


def test_what_was_refused_changed_nothing(team):
    before = team.fresh().panels
    for part in ("commenter", "viewer", "certifier"):
        client = team.client(team.joins(part))
        for method, tail, sent, act, _ in ROUTES:
            if act not in TABLE[part]:
                getattr(client, method)(team.at(tail), sent)
    now = team.fresh()
    assert (now.status, now.panels, now.response.answers.get(question__key="plan").version) == ("draft", before, 1)
    assert not LetterRequest.objects.exists()
    assert Partner.objects.filter(application=now).count() == len(applying.SEATS)


@pytest.mark.parametrize("part", ["editor", "viewer"])
def test_who_has_left_finds_nothing_any_more(team, part):
    person = team.joins(part)
    actions.end(team.row(person), by=team.elena)
    client = team.client(person)
    for method, tail, sent, _, _ in ROUTES:
        assert getattr(client, method)(team.at(tail), sent).status_code in (403, 404), tail
    assert not access.own_applications(Member.objects.get(pk=person.pk)).exists()
    assert AuditEvent.objects.filter(deed="teammate.end").count() == 1
    assert "You are no longer on the team" in Email.objects.get(to=person.email, template="team_news").subject


def test_who_has_left_and_holds_another_role_gets_404(team):
    person = factories.member(Role.CONVENER, over=factories.organization(), name="Omar Reyes")
    actions.accept(actions.invite(team.draft, person.email, person.name, "editor", by=team.elena), user=person.user)
    assert team.client(person).get(team.at()).status_code == 200
    actions.end(team.row(person), by=team.elena)
    assert {team.client(person).get(team.at(tail)).status_code for tail in ("", "check/", "team/")} == {404}


def test_ending_the_role_alone_ends_the_part(team):
    person = team.joins("editor")
    RoleGrant.objects.filter(member=person).update(starts_on=dt.date(2020, 1, 1), ends_on=dt.date(2020, 1, 2))
    assert team.client(person).get(team.at()).status_code == 403
    assert access.acts_over(Member.objects.get(pk=person.pk), team.draft) == frozenset()


def test_one_who_was_only_invited_here_sees_this_application_and_nothing_else(team):
    other = applying.start(team.round, factories.organization(), by=factories.member(Role.CONVENER))
    person = team.joins("editor")
    client = team.client(person)
    assert [one.pk for one in access.own_applications(person)] == [team.draft.pk]
    page = client.get("/my/applications/").content.decode()
    assert team.draft.number in page
    assert other.number not in page
    home = client.get("/home/").content.decode()
    assert f"Finish your application: {team.draft.title}" in home
    assert client.get(f"/my/applications/{other.pk}/").status_code == 404
    for address in (
        "/applications/",
        "/people/",
        "/waivers/",
        "/decisions/",
        "/reports/",
        "/my/reports/",
        "/my/awards/",
    ):
        assert client.get(address).status_code == 403, address
    assert not access.may_start(person)


# Invitations


def test_a_stranger_is_invited_makes_an_account_and_writes(team):
    lead = team.client(team.elena)
    lead.post(team.at("team/"), NEW | {"part": "editor"})
    made = TeamInvitation.objects.get()
    assert timezone.now() + dt.timedelta(days=13) < made.expires_at < timezone.now() + dt.timedelta(days=15)
    stranger, address = team.client(), f"/team/{token_of(made)}/"
    assert b"Choose a password" in stranger.get(address).content
    assert not User.objects.filter(email=made.email).exists()
    assert stranger.post(address, {"act": "accept", "password": "short"}).status_code == 422
    answer = stranger.post(address, {"act": "accept", "password": "four words to remember"})
    assert answer["Location"] == team.at()
    assert stranger.get(team.at("sections/work-plan/")).status_code == 200
    assert Teammate.objects.get(member__user__email=made.email).part == "editor"
    assert stranger.get(address).status_code == 404
    assert "Ruth Adler joined" in Email.objects.get(to=team.elena.email, template="team_news").subject


def test_an_invitation_is_declined(team):
    made = actions.invite(team.draft, "ruth@elsewhere.example", "Ruth Adler", "viewer", by=team.elena)
    address = f"/team/{token_of(made)}/"
    assert b"You declined" in team.client().post(address, {"act": "decline"}).content
    assert team.client().get(address).status_code == 404
    made.refresh_from_db()
    assert made.status == "declined"
    assert "declined to join" in Email.objects.get(to=team.elena.email, template="team_news").subject


def test_one_that_has_expired_opens_nothing_and_can_be_sent_again(team):
    made = actions.invite(team.draft, "ruth@elsewhere.example", "Ruth Adler", "viewer", by=team.elena)
    old = token_of(made)
    TeamInvitation.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    made.refresh_from_db()
    guest = factories.user("ruth@elsewhere.example")
    assert team.client().get(f"/team/{old}/").status_code == 404
    with pytest.raises(MoveRefused, match="has ended"):
        actions.accept(made, user=guest)
    client = team.client(team.elena)
    assert "Expired" in client.get(team.at("team/")).content.decode()
    client.post(team.at(f"team/invitations/{made.pk}/"), {"act": "again"})
    fresh = TeamInvitation.objects.latest("pk")
    assert (fresh.status, TeamInvitation.objects.get(pk=made.pk).status) == ("pending", "revoked")
    assert team.client().get(f"/team/{old}/").status_code == 404
    assert team.client().get(f"/team/{token_of(fresh)}/").status_code == 200


def test_one_that_was_taken_back_or_replaced_opens_nothing(team):
    first = actions.invite(team.draft, "ruth@elsewhere.example", "Ruth Adler", "viewer", by=team.elena)
    one = token_of(first)
    second = actions.invite(team.draft, "RUTH@elsewhere.example", "Ruth Adler", "editor", by=team.elena)
    two = token_of(second)
    assert [team.client().get(f"/team/{token}/").status_code for token in (one, two)] == [404, 200]
    team.client(team.elena).post(team.at(f"team/invitations/{second.pk}/"), {"act": "revoke"})
    assert team.client().get(f"/team/{two}/").status_code == 404
    assert team.client().post(f"/team/{two}/", {"act": "accept", "password": "x" * 20}).status_code == 404


def test_another_address_takes_it_only_when_the_lead_confirms(team):
    made = actions.invite(team.draft, "ruth@elsewhere.example", "Ruth Adler", "editor", by=team.elena)
    address, other = f"/team/{token_of(made)}/", factories.user("ruth@home.example")
    client = team.client()
    client.force_login(other, backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(address, {"act": "accept"}).status_code == 422
    assert client.post(address, {"act": "claim"}).status_code == 302
    assert client.get(team.at()).status_code == 403
    assert b"asked to join" in client.get(address).content
    lead = team.client(team.elena)
    assert "ruth@home.example asks to join" in lead.get(team.at("team/")).content.decode()
    lead.post(team.at(f"team/invitations/{made.pk}/"), {"act": "turn_down"})
    assert client.get(team.at()).status_code == 403
    client.post(address, {"act": "claim"})
    lead.post(team.at(f"team/invitations/{made.pk}/"), {"act": "confirm"})
    assert client.get(team.at("sections/work-plan/")).status_code == 200
    assert Email.objects.filter(to="ruth@home.example", subject__startswith="You joined").count() == 1


def test_nobody_is_invited_twice_or_into_what_can_no_longer_be_written(team):
    person = team.joins("viewer")
    for email in (person.email, team.elena.email):
        with pytest.raises(MoveRefused, match="is on this application already"):
            actions.invite(team.draft, email, "Somebody", "editor", by=team.elena)
    Application.objects.update(status="withdrawn")
    with pytest.raises(MoveRefused, match="can no longer be written"):
        actions.invite(team.draft, "new@elsewhere.example", "Somebody", "editor", by=team.elena)


@pytest.mark.django_db
def test_a_token_of_another_state_is_none():
    pa, ga = factories.state("pa"), factories.state("ga")
    with state_scope(ga):
        team = Team(ga)
        token = token_of(actions.invite(team.draft, "ruth@elsewhere.example", "Ruth", "viewer", by=team.elena))
    assert factories.client(ga).get(f"/team/{token}/").status_code == 200
    assert factories.client(pa).get(f"/team/{token}/").status_code == 404
    assert factories.client(pa).post(f"/team/{token}/", {"act": "decline"}).status_code == 404


# Parts and the lead


def test_the_lead_gives_another_part_and_it_holds_at_once(team):
    person = team.joins("viewer")
    client, sent = team.client(person), {"field": "plan", "q-plan": "May: meet.", "version": "1"}
    assert client.post(team.at("save/"), sent).status_code == 403
    team.client(team.elena).post(team.at(f"team/{team.row(person).pk}/"), {"act": "part", "part": "editor"})
    assert client.post(team.at("save/"), sent).status_code == 200
    with pytest.raises(MoveRefused, match="handed over"):
        actions.change_part(team.row(person), TeamPart.LEAD, by=team.elena)


def test_the_lead_is_handed_over_and_there_is_one(team):
    person = team.joins("editor", "Ruth Adler")
    answer = team.client(team.elena).post(team.at("team/lead/"), {"lead-person": person.pk}, follow=True)
    assert "Ruth Adler leads this application now." in answer.content.decode()
    assert lead_of(team.fresh()) == person
    assert team.row(team.elena).part == "editor"
    assert access.acts_over(person, team.draft) == CAN["lead"]
    assert [one.name for one in people_of(team.draft)] == ["Ruth Adler", "Elena Márquez"]
    with pytest.raises(MoveRefused, match="Hand the lead over first"):
        actions.end(team.row(person), by=team.elena)
    stranger = factories.member(Role.CONVENER, over=factories.organization())
    with pytest.raises(MoveRefused, match="Only somebody who is on this application"):
        actions.hand_over(team.draft, stranger, by=person)


def test_one_may_leave_by_oneself(team):
    person = team.joins("commenter")
    answer = team.client(person).post(team.at(f"team/{team.row(person).pk}/"), {"act": "end"})
    assert answer.status_code == 302
    assert team.client(person).get(team.at()).status_code == 403
    other = team.joins("viewer")
    assert team.client(other).post(team.at(f"team/{team.row(team.elena).pk}/"), {"act": "end"}).status_code == 403


# A lead whose account is closed


def test_staff_give_a_draft_whose_leads_account_is_closed_to_somebody_on_it(team):
    officer = factories.member(Role.OFFICER, name="Nadia Torres")
    ruth, desk = team.joins("editor", "Ruth Adler"), team.client(officer)
    assert "Every draft has a lead" in desk.get("/applications/leads/").content.decode()
    at = f"/applications/{team.draft.pk}/lead/"
    assert desk.post(at, {"person": ruth.pk, "note": "She left."}).status_code == 404
    with pytest.raises(MoveRefused, match="The account of Elena Márquez is open"):
        actions.transfer_lead(team.draft, ruth, reason="She left.", by=officer)
    User.objects.filter(pk=team.elena.user_id).update(is_active=False)
    page = desk.get("/applications/leads/").content.decode()
    assert team.draft.number in page
    assert "Twenty-four plants" not in page
    assert f"Give {team.draft.number} another lead" in desk.get("/home/").content.decode()
    desk.post(at, {"person": ruth.pk, "note": "  "})
    assert lead_of(team.fresh()) == team.elena
    desk.post(at, {"person": ruth.pk, "note": "Elena left the board."})
    assert lead_of(team.fresh()) == ruth
    assert AuditEvent.objects.get(deed="application.lead").details["reason"] == "Elena left the board."
    assert "Elena left the board." in Email.objects.filter(to=ruth.email, template="team_news").latest("pk").text
    assert desk.get(team.at()).status_code in (403, 404)
    assert team.client(ruth).post(at, {"person": ruth.pk, "note": "x"}).status_code == 403
