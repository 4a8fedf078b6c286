"""Conflicts with whoever wrote an application: herself, her employer, the domain of her address."""

from __future__ import annotations

import pytest
from django.utils import timezone

from core.permissions import Role
from grants.actions import conflicts as actions
from grants.actions import reviewers as pool
from grants.models import Conflict, Teammate
from grants.rules.conflicts import Person, Seat, Table, Tie, Writer, found_between
from tests import factories

LEAD = Seat("lead", "Lehigh Valley Workforce Board", 1, frozenset({"lvwb.example"}))
WORKS = Tie("Ink & Grant Writers LLC", "employer", "works")


def hits(ties: list[Tie], writer: Writer, *, email: str = "rita@gmail.com", seats=(LEAD,)) -> list[tuple[str, str]]:
    table = Table(1, 1, "PA-27-0001", seats, None, (writer,))
    return sorted((str(hit.kind), str(hit.severity)) for hit in found_between([Person(7, email, tuple(ties))], [table]))


@pytest.mark.rule("BR-22")
def test_whoever_is_or_was_on_its_team_is_barred():
    assert hits([], Writer(7)) == [("team", "hard")]
    assert hits([], Writer(8)) == []


@pytest.mark.rule("BR-22")
@pytest.mark.parametrize(
    ("email", "domain", "found"),
    [
        ("rita@ink.example", "ink.example", [("team", "soft")]),
        ("rita@other.example", "ink.example", []),
        ("rita@gmail.com", "gmail.com", []),
    ],
)
def test_the_same_domain_as_somebody_of_the_team_needs_a_decision(email, domain, found):
    assert hits([], Writer(8, domain), email=email) == found


@pytest.mark.rule("BR-22")
def test_the_same_employer_as_somebody_of_the_team_needs_a_decision():
    colleague = Writer(8, "", (Tie("Ink & Grant Writers", "employer", "works"),))
    assert hits([WORKS], colleague) == [("team", "soft")]
    assert hits([WORKS._replace(part="board")], colleague) == []
    assert hits([WORKS._replace(kind="family")], colleague) == []


def test_having_written_it_outweighs_the_same_employer():
    assert hits([WORKS], Writer(7, "", (WORKS,))) == [("team", "hard")]


def test_an_organization_that_stands_in_the_application_is_found_there_alone():
    tie = Tie("Board", "employer", "works", 1)
    assert hits([tie], Writer(8, "", (tie,))) == [("lead", "hard")]
    assert hits([], Writer(8, "lvwb.example"), email="rita@lvwb.example") == [("domain", "soft")]


def test_a_teammate_who_left_is_found_and_nobody_of_the_team_is_named(desk):
    rita = desk.people.reviewers[1]
    member, now = factories.member(Role.TEAMMATE, name="Gwen Ghostwriter"), timezone.now()
    for one, ended in ((rita, now), (member, None)):
        Teammate.objects.create(
            application=desk.application, member=one, part="editor", by=desk.application.started_by, ended_at=ended
        )
    pool.add_affiliation(member, pool.Declared("employer", "works", "Ink & Grant Writers"), by=member)
    other = desk.people.reviewers[2]
    pool.add_affiliation(other, pool.Declared("employer", "works", "Ink & Grant Writers LLC"), by=other)
    actions.scan_roster(desk.application)
    found = {row.reviewer_id: row for row in Conflict.objects.filter(application=desk.application, kind="team")}
    assert found[rita.pk].severity == "hard"
    assert found[rita.pk].evidence == "Is or was on the team that wrote the application."
    assert found[other.pk].severity == "soft"
    assert "Gwen" not in found[other.pk].evidence
