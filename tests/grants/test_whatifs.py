"""What-if slates: what is suggested and why, side by side, and on the draft only by hand."""

from __future__ import annotations

import itertools
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.models import AuditEvent
from core.moves import MoveRefused
from core.permissions import Role
from grants.actions import decisions
from grants.actions import whatifs as actions
from grants.models import WhatIf
from grants.rules.suggesting import Candidate, Suggestion, Wishes, suggest
from tests import factories
from tests.grants.pages import lines, queries, slate_at, text


def candidate(pk: int, score: int, asked: int, **groups: str) -> Candidate:
    return Candidate(pk, f"PA-{pk}", pk, Fraction(score), Decimal(asked), groups)


def wishes(money: int, **more: object) -> Wishes:
    return Wishes({1: Decimal(money)}, Decimal(10), Decimal(1000), **more)  # type: ignore[arg-type]  # keywords of the test


# The solver


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 300), st.integers(10, 100)), min_size=1, max_size=8), st.integers(20, 300))
def test_it_brings_as_many_points_as_trying_everything(rows, money):
    candidates = [candidate(i, score, asked) for i, (score, asked) in enumerate(rows)]

    found = suggest(candidates, wishes(money))

    every = itertools.chain.from_iterable(itertools.combinations(rows, size) for size in range(len(rows) + 1))
    best = max(sum(score for score, _ in some) for some in every if sum(asked for _, asked in some) <= money)
    funded = [rows[pk] for pk in found.funds]
    assert sum(asked for _, asked in funded) <= money
    assert sum(score for score, _ in funded) == best


def test_at_most_so_many_of_a_group_and_it_says_so():
    candidates = [
        candidate(1, 290, 50, industry="Health care"),
        candidate(2, 280, 50, industry="Health care"),
        candidate(3, 270, 50, industry="Energy"),
    ]
    found = suggest(candidates, wishes(100, at_most=1, of_each="industry"))
    assert set(found.funds) == {1, 3}
    assert "At most 1 in Health care" in found.reasons[2]


def test_one_in_each_named_group_even_where_it_costs_points():
    candidates = [candidate(1, 290, 100, region="North"), candidate(2, 200, 90, region="South")]
    found = suggest(candidates, wishes(100, one_in=[("region", "South")]))
    assert set(found.funds) == {2}
    assert "$100.00" in found.reasons[1]
    assert "with the groups that were named" in found.reasons[1]


def test_a_group_that_nobody_can_fill_is_said_and_left_out():
    found = suggest([candidate(1, 290, 100, region="North")], wishes(100, one_in=[("region", "South")]))
    assert set(found.funds) == {1}
    assert found.unmet == ["No application of South can be funded."]


def test_constraints_that_contradict_each_other_force_nothing():
    candidates = [candidate(1, 290, 100, region="North"), candidate(2, 200, 90, region="South")]
    found = suggest(candidates, wishes(100, one_in=[("region", "South"), ("region", "North")]))
    assert set(found.funds) == {1}
    assert "does not reach" in found.unmet[0]


def test_an_award_comes_from_one_fund_and_stays_within_the_limits():
    limits = Wishes({1: Decimal(60), 2: Decimal(60)}, Decimal(10), Decimal(70))
    found = suggest([candidate(1, 290, 80), candidate(2, 280, 65), candidate(3, 100, 60), candidate(4, 90, 60)], limits)
    assert found.funds in ({3: 1, 4: 2}, {3: 2, 4: 1})
    assert "outside this round’s $10.00 to $70.00" in found.reasons[1]
    assert "no fund has more than" in found.reasons[2]


# Keeping and taking


def test_the_draft_is_kept_and_put_back(slate, people):
    first = lines(slate)
    kept = actions.keep_whatif(slate, "  As   ranked ", by=people.officer)
    decisions.save_lines(slate, {first[0].pk: decisions.Choice("decline", reason="A test.")}, by=people.officer)

    actions.take_whatif(kept, by=people.officer)

    assert kept.name == "As ranked"
    assert [(one.decision, one.amount) for one in lines(slate)] == [(one.decision, one.amount) for one in first]


@pytest.mark.parametrize(("name", "why"), [("  ", "Give the what-if a name"), ("as RANKED", "named as RANKED already")])
def test_a_name_is_needed_and_stands_once(slate, people, name, why):
    actions.keep_whatif(slate, "As ranked", by=people.officer)
    with pytest.raises(MoveRefused, match=why):
        actions.keep_whatif(slate, name, by=people.officer)


def test_no_more_than_can_be_read_side_by_side(slate, people):
    for number in range(actions.MOST):
        actions.keep_whatif(slate, f"No. {number}", by=people.officer)
    with pytest.raises(MoveRefused, match="Delete one first"):
        actions.keep_whatif(slate, "One more", by=people.officer)


def test_nothing_is_kept_or_taken_once_the_slate_is_recommended(slate, people):
    kept = actions.keep_whatif(slate, "As ranked", by=people.officer)
    decisions.recommend_slate(slate, by=people.officer)
    with pytest.raises(MoveRefused, match="recommended"):
        actions.keep_whatif(slate, "Later", by=people.officer)
    with pytest.raises(MoveRefused, match="recommended"):
        actions.take_whatif(kept, by=people.officer)


# The page


def test_a_suggestion_stands_beside_the_draft_and_changes_nothing_until_it_is_taken(officer, slate, round, people):
    before = [(one.decision, one.amount, one.reason) for one in lines(slate)]
    data = {"name": "One each", "at_most": 1, "of_each": "applicant", "one_in": []}
    page = text(officer.post(slate_at(round, "what-if/suggest/"), data, follow=True))
    assert "awards are suggested. Nothing on the slate has changed." in page
    assert "At most 1 of each kind of applicant." in page
    assert "Unlike the slate" in page
    assert "Nothing is recommended yet" not in page
    assert [(one.decision, one.amount, one.reason) for one in lines(slate)] == before

    made = WhatIf.objects.get()
    assert made.is_suggested
    page = text(officer.post(slate_at(round, f"what-if/{made.pk}/take/"), follow=True))
    assert "The draft says what One each said" in page
    assert [(one.decision, one.amount, one.reason) for one in lines(slate)] != before
    assert decisions.slate_faults(slate) == []


@pytest.mark.rule("BR-25")
def test_what_a_solver_says_is_no_reason_of_a_persons(slate, people):
    first, second, _ = slate.lines.order_by("rank")
    fund = second.fund_id or first.fund_id
    found = Suggestion({second.pk: fund}, {first.pk: "At most 1 in the region."}, [])
    made = actions.keep_suggestion(slate, "One each", found, ["At most 1 of each region."], by=people.officer)
    actions.take_whatif(made, by=people.officer)
    first.refresh_from_db()
    assert (first.decision, first.reason) == ("decline", "")
    with pytest.raises(decisions.SlateNotReady, match="needs a written reason"):
        decisions.recommend_slate(slate, by=people.officer)
    said = AuditEvent.objects.filter(deed="slate.take_whatif").latest("pk").details
    assert said["explained"] == {str(first.pk): "At most 1 in the region."}
    own = actions.choice_of(first)._replace(reason="That region has an award of last year.")
    assert decisions.save_lines(slate, {first.pk: own}, by=people.officer) == []
    actions.take_whatif(made, by=people.officer)
    first.refresh_from_db()
    assert first.reason == own.reason, "her own words stay where the suggestion decides as she did"


def test_what_was_typed_stays_where_it_is_refused(officer, slate, round, people):
    actions.keep_whatif(slate, "As ranked", by=people.officer)
    answer = officer.post(slate_at(round, "what-if/keep/"), {"name": "As ranked"})
    assert answer.status_code == 422
    assert 'value="As ranked"' in text(answer, 422)
    answer = officer.post(slate_at(round, "what-if/suggest/"), {"name": "Mine", "at_most": 2, "of_each": ""})
    assert answer.status_code == 422
    assert "Say what is counted." in text(answer, 422)
    assert 'value="Mine"' in text(answer, 422)


def test_a_what_if_is_deleted_and_stays_in_the_record(officer, slate, round, people):
    made = actions.keep_whatif(slate, "As ranked", by=people.officer)
    assert "As ranked is deleted." in text(officer.post(slate_at(round, f"what-if/{made.pk}/delete/"), follow=True))
    assert not WhatIf.objects.exists()


@pytest.mark.parametrize(
    ("role", "sees", "does"),
    [(Role.OFFICER, 200, 302), (Role.DIRECTOR, 200, 403), (Role.AUDITOR, 200, 403), (Role.REVIEWER, 403, 403)],
)
def test_who_sees_what_ifs_and_who_makes_them(pa, slate, round, role, sees, does):
    client = factories.client(pa, factories.member(role))
    assert client.get(slate_at(round, "what-if/")).status_code == sees
    assert client.post(slate_at(round, "what-if/keep/"), {"name": "Mine"}).status_code == does


def test_another_rounds_what_if_is_not_there(officer, slate, round, people):
    made = actions.keep_whatif(slate, "As ranked", by=people.officer)
    other = factories.round("review")
    assert officer.post(slate_at(other, f"what-if/{made.pk}/take/")).status_code == 404


def test_the_page_costs_the_same_with_one_and_with_six_what_ifs(officer, slate, round, people):
    actions.keep_whatif(slate, "No. 0", by=people.officer)
    one = queries(officer, slate_at(round, "what-if/"))
    for number in range(1, actions.MOST):
        actions.keep_whatif(slate, f"No. {number}", by=people.officer)
    assert queries(officer, slate_at(round, "what-if/")) == one
