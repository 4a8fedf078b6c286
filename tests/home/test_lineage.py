"""A partnership's grants as a line: which roster each carried forward, on the record and on the public page."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from core.permissions import Role
from grants.models.applications import Partner
from home.readmodels.lineage import awards_of, lineage_of
from partnerships.actions import goals
from tests import factories


def granted(partnership, kind: str, starts: dt.date, *names: str, **fields):
    """An award of a round of that kind, whose application named these partners."""
    round = factories.round("awarded", kind=kind)
    application = factories.application(round, partnership.convener, status="awarded", partnership=partnership)
    for name in names:
        Partner.objects.create(application=application, name=name, role="employer")
    ends = starts.replace(year=starts.year + 1)
    return factories.award(application, partnership=partnership, starts_on=starts, ends_on=ends, **fields)


@pytest.fixture
def lehigh(pa):
    return factories.partnership(name="Lehigh Manufacturing", slug="lehigh")


def test_seed_planning_and_implementation_carry_the_roster_forward(pa, lehigh):
    granted(lehigh, "implementation", dt.date(2026, 1, 1), "Alpha Inc.", "Gamma", "Delta")
    granted(lehigh, "seed", dt.date(2024, 1, 1), "ALPHA", "Beta LLC")
    granted(lehigh, "planning", dt.date(2025, 1, 1), "Alpha", "Beta", "Gamma")
    granted(lehigh, "planning", dt.date(2025, 2, 1), "Omega", status="refused")

    found = lineage_of(awards_of(lehigh, factories.member(Role.OFFICER)))
    assert [(one.award.application.round.kind, one.kept, one.joined, one.left) for one in found] == [
        ("seed", 0, [], []),
        ("planning", 2, ["Gamma"], []),
        ("implementation", 2, ["Delta"], ["Beta"]),
    ]
    page = " ".join(factories.client(pa).get("/partnerships/lehigh/").content.decode().split())
    assert "How one grant led to the next" in page
    assert "3 partners in the application: 2 carried forward, 1 new, 1 no longer there." in page


@pytest.mark.parametrize("many", [1, 3])
def test_the_record_costs_the_same_for_one_and_three(pa, lehigh, many, django_assert_max_num_queries):
    for number in range(many):
        granted(lehigh, "planning", dt.date(2022 + number, 1, 1), "Alpha", "Beta")
    officer = factories.client(pa, factories.member(Role.OFFICER))
    with django_assert_max_num_queries(25):
        assert officer.get("/partnerships/lehigh/record/").status_code == 200


def test_an_award_that_is_not_public_yet_is_shown_to_those_who_see_awards(pa, lehigh):
    granted(lehigh, "planning", dt.date(2025, 1, 1), "Alpha", status="offered", answered_at=None, number="A-HELD")

    assert "A-HELD" not in factories.client(pa).get("/partnerships/lehigh/").content.decode()
    analyst, officer = (factories.client(pa, factories.member(role)) for role in (Role.ANALYST, Role.OFFICER))
    assert "A-HELD" not in analyst.get("/partnerships/lehigh/record/").content.decode()
    assert "A-HELD" in officer.get("/partnerships/lehigh/record/").content.decode()


def test_what_happened_to_its_goals_stands_in_the_trail_of_the_record(pa, lehigh):
    officer = factories.member(Role.OFFICER)
    due = dt.date(2030, 6, 30)
    fields = {"measure": factories.measure(), "baseline": None, "target": Decimal(30), "due_on": due, "by": officer}
    mine = goals.set_goal(lehigh, text="Train thirty people", **fields)
    goals.set_levels(mine, ["Ten", "Twenty", "Thirty", "Forty", "Fifty"], by=officer)
    goals.set_goal(factories.partnership(), text="Of another", **fields)
    page = factories.client(pa, officer).get("/partnerships/lehigh/record/").content.decode()
    assert "set the goal “Train thirty people”" in page
    assert "wrote the levels of the goal “Train thirty people”" in page
    assert "Of another" not in page


def test_the_record_leads_to_every_part_of_the_work(pa, lehigh):
    officer = factories.client(pa, factories.member(Role.OFFICER))
    page = officer.get("/partnerships/lehigh/record/").content.decode()
    for part in ("meetings", "plan", "goals", "employers", "commitments", "neutrality", "lasting"):
        assert f'href="/partnerships/lehigh/{part}/"' in page
        assert officer.get(f"/partnerships/lehigh/{part}/").status_code == 200
