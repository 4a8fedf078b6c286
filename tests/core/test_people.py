"""Invitations work once, for whom they are meant; roles end; the state keeps a director."""

from __future__ import annotations

import datetime as dt
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import connections
from django.utils import timezone

from core import people
from core.choices import Scope
from core.isolation import state_scope
from core.models import Email, Invitation, Member, RoleGrant, User
from core.permissions import Role
from tests import factories

PASSWORD = "four words that one remembers"


@pytest.fixture
def director(pa):
    return factories.member(Role.DIRECTOR, name="Maria Alvarez")


def invited(by, role=Role.REVIEWER, email="ann@pa.example", **fields):
    made = people.invite(email, "Ann Brown", role, *fields.values(), by=by)
    text = Email.objects.order_by("-pk").first().text
    return made, re.search(r"/invitations/([\w-]+)/", text)[1]


def test_an_invitation_makes_the_account_the_membership_and_the_role(pa, director):
    _, token = invited(director)
    client = factories.client(pa)
    page = client.get(f"/invitations/{token}/").content.decode()
    assert "Maria Alvarez" in page
    assert "reviewer" in page
    answer = client.post(f"/invitations/{token}/", {"password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/home/")
    member = Member.objects.get(user__email="ann@pa.example")
    assert member.roles == {"reviewer"}
    assert client.get("/home/").status_code == 200


def test_a_link_works_once(pa, director):
    _, token = invited(director)
    factories.client(pa).post(f"/invitations/{token}/", {"password": PASSWORD})
    assert factories.client(pa).get(f"/invitations/{token}/").status_code == 404


def test_every_bad_link_gets_the_same_page(pa, director):
    made, token = invited(director)
    _, late = invited(director, email="late@pa.example")
    Invitation.objects.filter(email="late@pa.example").update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    people.withdraw(made, by=director)
    pages = {factories.client(pa).get(f"/invitations/{one}/").content for one in (token, late, "nonsense")}
    assert len({re.sub(rb"nonce[^>]+|csrf[^>]+|hx-headers[^>]+", b"", page) for page in pages}) == 1
    assert factories.client(pa).get(f"/invitations/{token}/").status_code == 404


@pytest.mark.parametrize("password", ["short", "ann@pa.example1"])
def test_a_weak_password_is_refused_and_nothing_is_made(pa, director, password):
    made, token = invited(director)
    assert factories.client(pa).post(f"/invitations/{token}/", {"password": password}).status_code == 422
    assert not User.objects.filter(email="ann@pa.example").exists()
    with pytest.raises(ValidationError):
        people.accept(made, password=password)


def test_somebody_with_an_account_signs_in_first(pa, director):
    her = factories.member(name="Ann", email="ann@pa.example")
    _, token = invited(director)
    assert "Sign in to accept" in factories.client(pa).get(f"/invitations/{token}/").content.decode()
    assert factories.client(pa).post(f"/invitations/{token}/", {"password": PASSWORD}).status_code == 422
    assert factories.client(pa, her).post(f"/invitations/{token}/").status_code == 302
    assert RoleGrant.objects.get(member=her).role == Role.REVIEWER


def test_another_person_cannot_take_it(pa, director):
    other = factories.member(Role.OFFICER)
    _, token = invited(director)
    answer = factories.client(pa, other).post(f"/invitations/{token}/")
    assert answer.status_code == 422
    assert "is for ann@pa.example" in answer.content.decode()


def test_a_link_of_another_state_opens_nothing_here(committed_db):
    pa, ga = factories.state("pa"), factories.state("ga")
    with state_scope(pa):
        _, token = invited(factories.member(Role.DIRECTOR))
    assert factories.client(ga).get(f"/invitations/{token}/").status_code == 404
    assert factories.client(pa).get(f"/invitations/{token}/").status_code == 200


def test_of_two_clicks_one_makes_the_role(committed_db):
    pa = factories.state("pa")
    with state_scope(pa):
        made, _ = invited(factories.member(Role.DIRECTOR))
        her = factories.member(name="Ann", email="ann@pa.example")

    def click(_: int) -> str:
        try:
            with state_scope(pa):
                people.accept(Invitation.objects.get(pk=made.pk), user=her.user)
            return "taken"
        except people.Refused:
            return "refused"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        answers = sorted(pool.map(click, range(4)))
    assert answers == ["refused"] * 3 + ["taken"]
    with state_scope(pa):
        assert RoleGrant.objects.filter(member=her).count() == 1


def test_sending_again_replaces_the_link(pa, director):
    made, old = invited(director)
    people.replace(made, by=director)
    assert people.find_invitation(old) is None
    assert Invitation.objects.filter(withdrawn_at__isnull=True).count() == 1


def test_an_officer_invites_conveners_for_an_organization_and_no_director(pa):
    officer = factories.member(Role.OFFICER)
    board = factories.organization("Lehigh Valley Workforce Board")
    over = people.Over(Scope.ORGANIZATION, board.pk, board.legal_name)
    assert people.invite("c@pa.example", "Cora", Role.CONVENER, over, by=officer).scope_id == board.pk
    with pytest.raises(people.Refused, match="Ask a program director"):
        people.invite("d@pa.example", "Dee", Role.DIRECTOR, by=officer)
    with pytest.raises(people.Refused, match="organization"):
        people.invite("c@pa.example", "Cora", Role.CONVENER, by=officer)


def test_who_holds_a_role_is_not_invited_to_it_again(pa, director):
    factories.member(Role.REVIEWER, email="ann@pa.example")
    with pytest.raises(people.Refused, match="already"):
        invited(director)


def test_a_role_that_ends_opens_nothing_from_then_on(pa, director):
    reviewer = factories.member(Role.REVIEWER)
    client = factories.client(pa, reviewer)
    assert client.get("/reviews/").status_code == 200
    grant = RoleGrant.objects.get(member=reviewer)
    factories.client(pa, director).post(f"/people/roles/{grant.pk}/end/")
    assert client.get("/reviews/").status_code == 403


def test_the_last_director_stays(pa, director):
    grant = RoleGrant.objects.get(member=director)
    with pytest.raises(people.Refused, match="only program director"):
        people.end_role(grant, by=director)
    factories.member(Role.DIRECTOR)
    people.end_role(grant, by=director)


def test_what_was_typed_stays_when_an_invitation_cannot_be_sent(pa, director):
    client = factories.client(pa, director)
    answer = client.post("/people/invite/", {"name": "Cora Diaz", "email": "c@pa.example", "role": "convener"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Choose the organization that the convener works for." in page
    assert 'value="Cora Diaz"' in page


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.DIRECTOR, 200), (Role.OFFICER, 200), (Role.AUDITOR, 200), (Role.CONVENER, 403), (Role.REVIEWER, 403)],
)
def test_who_may_see_the_people(pa, role, status):
    assert factories.client(pa, factories.member(role)).get("/people/").status_code == status


def test_the_list_asks_the_same_number_of_questions_for_one_and_for_thirty(pa, director, django_assert_num_queries):
    client = factories.client(pa, director)
    client.get("/people/")
    for number in (1, 30):
        for _ in range(number):
            factories.member(Role.CONVENER, over=factories.organization())
        with django_assert_num_queries(15):
            client.get("/people/")


def test_people_are_found_by_words_and_role(pa, director):
    factories.member(Role.REVIEWER, name="Zora Quill")
    page = factories.client(pa, director).get("/people/?q=zora&role=reviewer").content.decode()
    assert "Zora Quill" in page
    assert "Maria Alvarez" not in page.split("<main")[1].split("Invite somebody")[0].split("<tbody>")[1]
