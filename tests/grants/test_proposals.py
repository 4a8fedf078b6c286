"""Proposals of who reviews what: what the solver keeps to, what it says it could not, and what staff do with it."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from core.models import Email
from core.moves import MoveRefused
from core.permissions import Role
from grants.actions import proposals as actions
from grants.actions import reviewers as pool
from grants.actions import reviews as reviewing
from grants.choices import ReviewStatus
from grants.models import Proposal, Review
from grants.rules.proposing import Offer, Wanted, pieces_of, propose
from tests import factories
from tests.grants.pages import text


def offers(number: int, room: int = 5, **fields: object) -> list[Offer]:
    return [Offer(100 + n, f"Rita {n}", room, **fields) for n in range(number)]  # type: ignore[arg-type]


def wanted(number: int, more: int = 3, **fields: object) -> list[Wanted]:
    return [Wanted(n, f"PA-27-{n:04}", more, **fields) for n in range(number)]  # type: ignore[arg-type]


# The solver, on plain data


def test_everybody_gets_as_many_as_asked_and_loads_are_even():
    found = propose(wanted(10), offers(6))
    assert found.unmet == []
    assert Counter(a for a, _ in found.pairs) == dict.fromkeys(range(10), 3)
    assert set(Counter(r for _, r in found.pairs).values()) == {5}
    assert len(pieces_of(found.pairs)) == 1


def test_nobody_with_a_conflict_nobody_twice_and_nobody_over_her_limit():
    rng = random.Random(3)
    for _ in range(6):
        some, few = wanted(rng.randint(1, 9)), offers(rng.randint(3, 8), rng.randint(1, 5))
        barred = {(rng.choice(some).pk, rng.choice(few).pk) for _ in range(8)}
        kept = {(some[0].pk, few[0].pk)} - barred
        found = propose(some, few, barred=barred, kept=kept)
        assert not set(found.pairs) & (barred | kept)
        assert len(set(found.pairs)) == len(found.pairs)
        assert all(number <= few[0].room for number in Counter(r for _, r in found.pairs).values())
        short = {one.number for one in some if Counter(a for a, _ in found.pairs)[one.pk] < one.more}
        assert short == {sentence.split(" gets ")[0] for sentence in found.unmet if " gets " in sentence}


def test_two_of_one_employer_never_meet():
    same = [one._replace(employers=frozenset({"penn research"})) for one in offers(3)]
    other = [Offer(200, "Olga", 5)]
    found = propose(wanted(2, 2), [*same, *other])
    assert all(len([r for b, r in found.pairs if b == a and r < 200]) == 1 for a in (0, 1))
    kept = propose(wanted(1, 1), [*same, *other], kept={(0, 100)})
    assert kept.pairs == [(0, 200)]


def test_who_knows_the_field_is_preferred_and_its_lack_is_said():
    few = offers(4)
    few[2] = few[2]._replace(fields=frozenset({7}))
    found = propose(wanted(1, 1, fields=frozenset({7})), few)
    assert found.pairs == [(0, 102)]
    assert propose(wanted(1, 1, fields=frozenset({8})), few).unmet == [
        "PA-27-0000: none of its reviewers names its field."
    ]


def test_reviewers_come_from_more_than_one_region_where_that_can_be():
    home = [one._replace(home=1) for one in offers(3)]
    away = [Offer(300, "Far", 5, home=2, load=4)]
    found = propose(wanted(1, 3), [*home, *away])
    assert (0, 300) in found.pairs
    assert propose(wanted(1, 3), home).unmet == ["PA-27-0000: all its reviewers are from one region."]


def test_what_falls_apart_is_joined_by_a_swap_and_said_where_it_cannot():
    barred = {(a, 100 + r) for a in (0, 1) for r in (2, 3)} | {(a, 100 + r) for a in (2, 3) for r in (0, 1)}
    found = propose(wanted(4, 2), offers(4, 2), barred=barred)
    assert len(pieces_of(found.pairs)) == 2
    assert any("2 groups without a common reviewer" in sentence for sentence in found.unmet)
    free = propose(wanted(4, 2), offers(4, 2))
    assert len(pieces_of(free.pairs)) == 1


def test_a_shortage_is_said_with_its_reasons():
    found = propose(wanted(1, 3), offers(4, 1), barred={(0, 100), (0, 101)})
    assert found.unmet[0].startswith("PA-27-0000 gets 2 of 3 more: of 4 reviewers 2 cannot have it")


# As staff work with it


@pytest.fixture
def scene(pa, people):
    round = factories.round("review")
    applications = [
        factories.application(round, status="eligible", lead=factories.organization(f"Board {n}")) for n in range(4)
    ]
    more = [factories.member(Role.REVIEWER, name=f"Uma {n}") for n in range(3)]
    return round, applications, [*people.reviewers, *more]


def test_a_proposal_assigns_nobody_until_it_is_accepted(scene, people):
    round, applications, _ = scene
    made = actions.make_proposal(round, each=3, most=4, by=people.officer)
    assert (made.lines.count(), made.unmet, Review.objects.count()) == (12, [], 0)
    reviews = actions.accept_proposal(made, by=people.officer)
    assert len(reviews) == 12
    made.refresh_from_db()
    assert (made.status, made.settled_by) == ("accepted", people.officer)
    assert Email.objects.filter(template="review_assigned").count() == 6
    with pytest.raises(MoveRefused, match="was accepted meanwhile"):
        actions.accept_proposal(made, by=people.officer)
    with pytest.raises(MoveRefused, match="has 3 reviewers already"):
        actions.make_proposal(round, each=3, most=4, by=people.officer)
    assert applications[0].reviews.count() == 3


def test_run_again_it_gives_newcomers_alone(scene, people):
    round, _, _ = scene
    actions.accept_proposal(actions.make_proposal(round, each=2, most=9, by=people.officer), by=people.officer)
    before = set(Review.objects.values_list("application_id", "reviewer_id"))
    late = factories.application(round, status="eligible", lead=factories.organization("Late Board"))
    again = actions.make_proposal(round, each=2, most=9, by=people.officer)
    assert set(again.lines.values_list("application_id", flat=True)) == {late.pk}
    actions.accept_proposal(again, by=people.officer)
    assert before < set(Review.objects.values_list("application_id", "reviewer_id"))


def test_a_conflict_is_found_before_anybody_is_proposed(scene, people):
    round, applications, everybody = scene
    rita = everybody[0]
    pool.add_affiliation(rita, pool.Declared("professional", "board", "Board 1"), by=rita)
    made = actions.make_proposal(round, each=3, most=9, by=people.officer)
    assert not made.lines.filter(reviewer=rita, application=applications[1]).exists()
    with pytest.raises(MoveRefused, match="cannot review"):
        actions.edit_proposal(made, added={applications[1].pk: rita.pk}, by=people.officer)


def test_who_handed_it_back_is_not_proposed_again(scene, people):
    round, applications, everybody = scene
    (review,) = reviewing.assign_reviewers(applications[0], everybody[:1], by=people.officer)
    reviewing.decline_review(review, "expertise", "", by=review.reviewer)
    assert Review.objects.get().status == ReviewStatus.DECLINED
    made = actions.make_proposal(round, each=3, most=9, by=people.officer)
    assert not made.lines.filter(reviewer=everybody[0], application=applications[0]).exists()


def test_an_officer_proposes_edits_and_accepts_on_the_pages(pa, scene, people):
    round, applications, everybody = scene
    client = factories.client(pa, people.officer)
    answer = client.post(f"/staff/rounds/{round.slug}/propose/", {"each": "2", "most": "4"})
    made = Proposal.objects.get()
    assert answer["Location"] == f"/proposals/{made.pk}/"
    page = text(client.get(f"/proposals/{made.pk}/"))
    assert "8 reviews proposed" in page
    gone = made.lines.filter(application=applications[0]).first()
    shown = [str(pk) for pk in made.lines.values_list("pk", flat=True)]
    kept = [pk for pk in shown if pk != str(gone.pk)]
    taken = set(made.lines.filter(application=applications[0]).values_list("reviewer_id", flat=True))
    new = next(one for one in everybody if one.pk not in taken)
    given = {"shown": shown, "line": kept, f"add-{applications[0].pk}": str(new.pk), "act": "save"}
    client.post(f"/proposals/{made.pk}/edit/", given)
    assert made.lines.get(by_hand=True).reviewer == new
    assert not made.lines.filter(pk=gone.pk).exists()
    client.post(f"/proposals/{made.pk}/edit/", {"act": "accept"})
    assert Review.objects.count() == 8
    page = text(client.get(f"/staff/rounds/{round.slug}/propose/"))
    assert "Accepted" in page


def test_only_those_who_assign_open_it(pa, scene, people):
    round, _, everybody = scene
    made = actions.make_proposal(round, each=2, most=4, by=people.officer)
    for who, status in ((people.fiscal, 403), (everybody[0], 403)):
        client = factories.client(pa, who)
        assert client.get(f"/proposals/{made.pk}/").status_code == status
        assert client.post(f"/proposals/{made.pk}/edit/", {"act": "accept"}).status_code == status
    actions.discard_proposal(made, by=people.officer)
    assert Review.objects.count() == 0
