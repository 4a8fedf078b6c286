"""A sealed round: until it has closed, with its grace, staff read names and counts, and nothing that was written."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from core.models import Email
from core.permissions import Role
from grants.access.applications import PREPARERS
from grants.models import LetterRequest, Round
from tests import factories
from tests.grants import applying
from tests.grants.reading import addresses, pages_with, read
from tests.grants.submitting import Desk

LETTER, TITLE = "The letter that Ruth signed", "Lehigh Valley Food"
SEALED = ["Twenty-four plants named", "Blue Mountain Bakery", TITLE, "January: meet", "Keystone Snack Works", LETTER]
STAFF = [role for role in Role if role not in PREPARERS]


@pytest.fixture
def desk(pa):
    made = Desk(is_sealed=True, grace_minutes=60)
    LetterRequest.objects.create(
        application=made.draft, kind="commitment", organization="Blue Mountain Bakery", person="Ruth Adler",
        email="ruth@bakery.example", due_at=made.round.closes_at, requested_by=made.elena, status="signed", text=LETTER,
        signed_name="Ruth Adler", signed_title="Owner", decided_at=timezone.now(), seats=12,
    )  # fmt: skip
    made.submit()
    made.fresh()
    return made


def in_grace(desk: Desk) -> None:
    now = timezone.now()
    Round.objects.filter(pk=desk.round.pk).update(
        opens_at=now - dt.timedelta(days=30), closes_at=now - dt.timedelta(minutes=30)
    )


@pytest.mark.parametrize("when", ["open", "in grace"])
@pytest.mark.parametrize("role", STAFF)
def test_before_it_closes_no_page_of_staff_carries_anything_that_was_written(desk, pa, role, when):
    if when == "in grace":
        in_grace(desk)
    client = factories.client(pa, factories.member(role, name=f"A {role.label}"))
    paths = [*addresses(desk.fresh()), "/search/?q=Lehigh+Valley", f"/applications/?q={desk.draft.number}"]
    found = read(client, paths)
    assert pages_with(found, SEALED) == []
    assert found[f"/applications/{desk.draft.pk}/"].startswith(("404", "403"))


def test_the_mail_that_says_something_arrived_carries_nothing_of_it(desk):
    to_staff = Email.objects.exclude(to=desk.elena.email).exclude(to="ruth@bakery.example")
    for message in to_staff:
        assert not [words for words in SEALED if words in f"{message.subject} {message.text} {message.html}"]


def test_names_and_counts_are_read_before_and_everything_once_it_has_closed(desk, pa):
    client = factories.client(pa, desk.officer)
    page = client.get(f"/staff/rounds/{desk.round.slug}/").content.decode()
    assert "Received" in page
    closes = timezone.now() - dt.timedelta(hours=3)
    Round.objects.filter(pk=desk.round.pk).update(opens_at=closes - dt.timedelta(days=30), closes_at=closes)
    after = client.get(f"/applications/{desk.draft.pk}/").content.decode()
    assert "Twenty-four plants named" in after
    assert TITLE in client.get("/applications/").content.decode()


def test_who_has_a_draft_is_told_to_staff_by_name_alone(desk, pa):
    other = factories.organization("Berks Chamber")
    maria = factories.member(Role.CONVENER, over=other, name="Maria Lopez")
    applying.fill(applying.start(desk.round, other, by=maria, title="Berks Metals"), by=maria)
    page = factories.client(pa, desk.officer).get(f"/staff/rounds/{desk.round.slug}/").content.decode()
    assert "Berks Metals" not in page
    assert "Maria Lopez" not in page
