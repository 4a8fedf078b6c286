"""Who must sit at the table: the rules of real states, met and missed by one."""

from __future__ import annotations

import pytest

from core.permissions import Role
from grants.actions.applications import save_roster
from grants.checks.applications import Seat, Terms, roster_findings
from grants.models import Round
from partnerships.rules.composition import (
    PRESETS,
    judge,
    least_of,
    preset_rule,
    rule_from_counts,
    rule_of,
    usual,
    words,
)
from tests import factories
from tests.grants import applying

EMPLOYER, SCHOOL, UNION, TOWN = "employer", "education", "labor", "government"


def table(**roles: int) -> list[Seat]:
    """That many different organizations in each role."""
    return [Seat(f"{role} {number}", role) for role, many in roles.items() for number in range(many)]


def met(rule, seats, reason="") -> bool:
    return all(line.met for line in judge(rule, seats, reason))


@pytest.mark.rule("BR-05")
@pytest.mark.parametrize(
    ("preset", "enough", "short"),
    [
        ("wioa", table(employer=2, education=1, labor=1), table(employer=1, education=1, labor=1)),
        ("wioa", table(employer=2, education=1, labor=1), table(employer=2, education=1)),
        ("ri", table(employer=5, education=1, community=1), table(employer=4, education=1, community=1)),
        ("ri", table(employer=5, labor=2), table(employer=5, labor=1)),
        ("mt", table(employer=2, education=1, government=1), table(employer=2, education=1)),
        ("mt", table(employer=2, education=1, government=1), table(employer=1, education=1, government=1)),
        ("oh", table(employer=3, education=2), table(employer=2, education=2)),
    ],
)
def test_a_states_rule_takes_who_is_enough_and_refuses_one_fewer(preset, enough, short):
    assert met(preset_rule(preset), enough)
    assert not met(preset_rule(preset), short)


@pytest.mark.rule("BR-05")
def test_maine_asks_for_two_small_employers_among_four():
    employers = table(employer=4)
    small = [seat._replace(size_band="up_to_50") if place < 2 else seat for place, seat in enumerate(employers)]

    assert met(preset_rule("me"), [*small, *table(labor=1)])
    assert [line.sentence for line in judge(preset_rule("me"), [*employers, *table(labor=1)]) if not line.met] == [
        "No employers with up to 50 employees. This round asks for 2: add 2 more."
    ]


@pytest.mark.rule("BR-05")
def test_the_same_organization_twice_counts_once():
    twice = [Seat("Blue Mountain Bakery", EMPLOYER), Seat(" blue  mountain bakery", EMPLOYER)]

    assert not met(preset_rule("wioa"), [*twice, *table(education=1, labor=1)])


def test_the_usual_rule_takes_a_reason_for_labor_and_says_what_is_missing():
    seats = table(employer=1)

    assert [line.sentence for line in judge(usual(2), seats)] == [
        "1 employer. This round asks for 2: add 1 more.",
        "Add at least one education or training provider.",
        "Add a labor organization or worker representative, or write why there is none.",
    ]
    assert met(usual(2), table(employer=2, education=1), reason="No union organizes these shops.")


def test_the_rounds_own_rule_decides_at_submission():
    terms = Terms(min_award=0, max_award=1, min_months=1, max_months=6, composition=preset_rule("ri"))

    assert [finding.text for finding in roster_findings(table(employer=4, labor=2), "", terms)] == [
        "4 employers. This round asks for 5: add 1 more."
    ]
    assert roster_findings(table(employer=5, labor=2), "", terms) == []


def test_a_states_own_counts_make_a_rule():
    rule = rule_from_counts({EMPLOYER: 3, TOWN: 1, UNION: 0})

    assert words(rule) == "3 employers and 1 local government"
    assert (least_of(rule, EMPLOYER), least_of(rule, UNION)) == (3, 0)
    assert met(rule, table(employer=3, government=1))


def test_a_round_without_a_rule_has_the_usual_one():
    assert rule_of({}, 4) == usual(4)
    assert rule_of(preset_rule("mt"), 4)["preset"] == "mt"


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_names_its_source_and_says_itself_in_words(name):
    assert PRESETS[name].source
    assert "employer" in words(preset_rule(name))


def test_the_roster_asks_for_sizes_only_where_the_rule_counts_small_employers(pa):
    round = applying.round(composition=preset_rule("me"))
    lead = factories.organization("Lehigh Board")
    member = factories.member(Role.CONVENER, over=lead)
    draft = factories.application(round, lead, by=member, title="Food")
    client = factories.client(pa, member)
    url = f"/my/applications/{draft.pk}/sections/partners/"

    page = client.get(url).content.decode()
    assert "p0-size_band" in page
    assert "Employers with up to 50 employees, at least 2" in page
    save_roster(draft, [Seat("Bakery", "employer", size_band="up_to_50")], version=0, by=member)
    assert draft.partners.get().size_band == "up_to_50"
    Round.objects.filter(pk=round.pk).update(composition={})
    assert "p0-size_band" not in client.get(url).content.decode()
