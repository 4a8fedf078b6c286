"""Roles end at once or after a day, and only those that hold; what ended keeps its dates."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from core import people
from core.models import AuditEvent, RoleGrant
from core.people import Refused
from core.permissions import Role
from tests import factories


@pytest.fixture
def director(pa):
    return factories.member(Role.DIRECTOR, name="Maria Alvarez")


def test_a_role_over_one_organization_gives_no_right_to_invite(pa):
    assert people.roles_given_by(factories.member(Role.DIRECTOR, over=factories.organization())) == []


def test_a_role_may_end_after_a_day_to_come(pa, director):
    officer = factories.member(Role.OFFICER, name="Dana Kowalczyk")
    grant, soon = officer.grants[0], timezone.localdate() + dt.timedelta(30)
    client = factories.client(pa, director)

    page = client.post(f"/people/roles/{grant.pk}/end/", {"last_day": soon.isoformat()}, follow=True).content.decode()
    grant.refresh_from_db()
    assert grant.ends_on == soon
    assert f"until {soon:%b} {soon.day}, {soon.year}" in page
    assert factories.client(pa, officer).get("/people/").status_code == 200
    assert AuditEvent.objects.get(deed="role.end").details["last_day"] == soon.isoformat()


@pytest.mark.parametrize("last_day", ["2020-01-01", "soon"])
def test_a_day_that_is_past_or_none_ends_nothing(pa, director, last_day):
    grant = factories.member(Role.OFFICER).grants[0]

    page = factories.client(pa, director).post(f"/people/roles/{grant.pk}/end/", {"last_day": last_day}, follow=True)
    grant.refresh_from_db()
    assert grant.ends_on is None
    assert "day" in page.content.decode()


def test_a_role_that_ended_long_ago_keeps_its_dates(pa, director):
    grant, long_ago = factories.member(Role.OFFICER).grants[0], dt.date(2021, 5, 1)
    RoleGrant.objects.filter(pk=grant.pk).update(ends_on=long_ago)

    assert factories.client(pa, director).post(f"/people/roles/{grant.pk}/end/").status_code == 404
    grant.refresh_from_db()
    assert grant.ends_on == long_ago


def test_two_directors_who_are_both_to_leave_leave_one(pa, director):
    other, soon = factories.member(Role.DIRECTOR), timezone.localdate() + dt.timedelta(9)
    people.end_role(other.grants[0], by=director, last_day=soon)

    with pytest.raises(Refused, match="only program director"):
        people.end_role(director.grants[0], by=director, last_day=soon)


def test_an_officer_ends_no_director(pa, director):
    with pytest.raises(Refused, match="Ask a program director"):
        people.end_role(director.grants[0], by=factories.member(Role.OFFICER))
