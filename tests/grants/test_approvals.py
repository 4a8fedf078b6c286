"""Approval levels: how many people an amount needs, who may not, what asking for changes leaves, and the last dollar."""

from __future__ import annotations

import threading
from decimal import Decimal

import pytest
from django.db import IntegrityError, connections, transaction

from core.isolation import state_scope
from core.models import AuditEvent, Email
from core.moves import MoveRefused
from core.permissions import Role
from grants.actions import approvals, decisions
from grants.actions import reviews as review_actions
from grants.choices.reviewing import ConflictSource
from grants.models import Affiliation, Approval, ApprovalLevel, Conflict, Letter, Program, Round, SlateLine
from grants.rules.approving import Level, place_filled_by, places_for
from tests import factories
from tests.grants.conftest import score_all
from tests.grants.pages import slate_at, text

LEVELS = [Level("total", Decimal(250_000), "director"), Level("largest", Decimal(100_000), "fiscal")]


@pytest.mark.parametrize(
    ("amounts", "roles"),
    [
        ([], [""]),
        ([100_000, 100_000], [""]),
        ([150_000, 100_000], ["", "fiscal"]),
        ([100_000, 100_000, 50_000], [""]),
        ([100_000, 100_000, "50000.01"], ["", "director"]),
        ([250_000, 1], ["", "fiscal", "director"]),
    ],
)
def test_each_level_that_is_passed_adds_one_approval(amounts, roles):
    places = places_for([Decimal(amount) for amount in amounts], LEVELS)
    assert sorted(place.role for place in places) == sorted(roles)


@pytest.mark.parametrize(
    ("open_roles", "held", "place"),
    [
        (["", "director"], ["director"], 1),
        (["", "director"], ["fiscal"], 0),
        (["director"], ["fiscal"], None),
        (["", "fiscal", "director"], ["director", "fiscal"], 1),
        ([], ["director"], None),
    ],
)
def test_a_place_that_asks_for_her_role_is_filled_before_one_for_anybody(open_roles, held, place):
    assert place_filled_by(open_roles, held) == place


@pytest.fixture
def level(pa, people):
    """Above 150,000 in all the director approves too; the slate gives 200,000."""
    return approvals.add_level(None, "total", Decimal(150_000), "director", by=people.director)


@pytest.fixture
def two(level, slate, people):
    return decisions.recommend_slate(slate, by=people.officer)


def places(slate):
    return list(slate.approvals.order_by("turn", "number").values_list("turn", "number", "role", "by__name"))


def test_nothing_is_offered_before_the_last_approval(two, round, people):
    assert decisions.approve_slate(two, by=people.fiscal) == []
    round.refresh_from_db()
    assert (Letter.objects.count(), round.status) == (0, "decision")
    assert len(decisions.approve_slate(two, by=people.director)) == 3
    assert places(two) == [(1, 1, "", "Fay Fiscal"), (1, 2, "director", "Dora Director")]
    given = AuditEvent.objects.filter(deed="approval.give").order_by("seq")
    assert [line.details["left"] for line in given] == [1, 0]
    assert {line.details["sha256"] for line in given} == {approvals.digest_of(two)}


def test_a_second_approval_by_the_same_person_is_refused(two, people):
    decisions.approve_slate(two, by=people.director)
    with pytest.raises(MoveRefused, match="You approved this slate already"):
        decisions.approve_slate(two, by=people.director)
    assert places(two) == [(1, 1, "", None), (1, 2, "director", "Dora Director")]


def test_an_approval_asked_of_one_role_is_not_given_by_another(two, people):
    decisions.approve_slate(two, by=people.fiscal)
    other = factories.member(Role.FISCAL, name="Fred Fiscal")
    with pytest.raises(MoveRefused, match="still needs is the approval of a program director"):
        decisions.approve_slate(two, by=other)


def test_the_database_keeps_one_approval_a_person_and_none_of_the_recommender(two, people):
    rows = Approval.objects.filter(slate=two)
    with pytest.raises(IntegrityError, match="approval_by_another"), transaction.atomic():
        rows.filter(number=1).update(by=people.officer, at=two.created_at)
    with pytest.raises(IntegrityError, match="approval_once_a_person"), transaction.atomic():
        rows.update(by=people.director, at=two.created_at)


def test_asking_for_changes_supersedes_what_was_approved_and_keeps_it(two, people):
    decisions.approve_slate(two, by=people.fiscal)
    slate = decisions.send_back_slate(two, "Rank 2 asks for equipment.", by=people.director)

    assert slate.status == "draft"
    old = slate.approvals.get(by=people.fiscal)
    assert (old.superseded_by, old.superseded_reason) == (people.director, "Rank 2 asks for equipment.")
    decisions.recommend_slate(slate, by=people.officer)
    assert not slate.approvals.standing().filter(by__isnull=False).exists()
    assert decisions.approve_slate(slate, by=people.fiscal) == []
    assert len(decisions.approve_slate(slate, by=people.director)) == 3
    assert [place[0] for place in places(slate)] == [1, 1, 2, 2]


def test_who_recommended_an_earlier_turn_does_not_approve_a_later_one(slate, people):
    people.director.role_grants.create(role=Role.OFFICER, scope="state", starts_on="2020-01-01")
    first = decisions.recommend_slate(slate, by=people.director)
    back = decisions.send_back_slate(first, "Not yet.", by=people.fiscal)
    again = decisions.recommend_slate(back, by=people.officer)
    with pytest.raises(MoveRefused, match="You recommended this slate"):
        decisions.approve_slate(again, by=people.director)


def test_a_page_from_before_a_new_recommendation_approves_nothing(slate, people):
    seen = decisions.recommend_slate(slate, by=people.officer).approvals.get().sha256
    back = decisions.send_back_slate(slate, "Less for rank 2.", by=people.director)
    line = back.lines.get(rank=2)
    less = decisions.Choice("fund", Decimal(90_000), line.fund_id, "Without equipment.")
    decisions.save_lines(back, {line.pk: less}, by=people.officer)
    again = decisions.recommend_slate(back, by=people.officer)
    with pytest.raises(MoveRefused, match="changed and recommended anew"):
        decisions.approve_slate(again, by=people.director, seen=seen)
    assert len(decisions.approve_slate(again, by=people.director, seen=approvals.digest_of(again))) == 3


def test_a_programs_own_levels_stand_in_place_of_the_states(level, slate, round, people):
    program = Program.objects.create(name="Planning", agency="Labor", purpose="To plan.")
    Round.objects.filter(pk=round.pk).update(program=program)
    approvals.add_level(program, "total", Decimal(500_000), "", by=people.director)
    slate.round.refresh_from_db()
    decisions.recommend_slate(slate, by=people.officer)
    assert places(slate) == [(1, 1, "", None)]


def test_a_level_set_or_removed_while_a_slate_is_before_its_approvers_changes_nothing_for_it(two, level, people):
    approvals.remove_level(level, by=people.director)
    approvals.add_level(None, "total", Decimal(1), "fiscal", by=people.director)
    assert len(places(two)) == 2
    with pytest.raises(MoveRefused, match="removed this level already"):
        approvals.remove_level(level, by=people.director)


def test_the_same_level_twice_is_refused(level, people):
    with pytest.raises(MoveRefused, match="such a level already"):
        approvals.add_level(None, "total", Decimal(150_000), "director", by=people.director)
    assert ApprovalLevel.objects.count() == 1


# Conflicts


def works_at(member, application):
    organization = application.organization
    return Affiliation.objects.create(
        member=member,
        name=organization.legal_name,
        organization=organization,
        part="board",
        kind="professional",
        expires_on="2099-12-31",
    )


def test_the_rules_are_run_over_the_approvers_when_a_slate_is_recommended(slate, three, people):
    works_at(people.director, three[0])
    slate = decisions.recommend_slate(slate, by=people.officer)
    conflict = Conflict.objects.get(reviewer=people.director, application=three[0])
    assert conflict.source == ConflictSource.RULE
    with pytest.raises(MoveRefused, match=f"You have a conflict with .*{three[0].number}"):
        decisions.approve_slate(slate, by=people.director)
    assert len(decisions.approve_slate(slate, by=people.fiscal)) == 3


def test_a_tie_that_began_after_the_recommendation_bars_too(recommended, three, people):
    works_at(people.director, three[0])
    with pytest.raises(MoveRefused, match=f"You have a conflict with .*{three[0].number}"):
        decisions.approve_slate(recommended, by=people.director)
    assert not Approval.objects.filter(by__isnull=False).exists()


# The pages


def test_the_page_says_what_is_needed_and_what_was_given(pa, two, round, people):
    fiscal, director = (factories.client(pa, who) for who in (people.fiscal, people.director))
    page = text(fiscal.get(slate_at(round)))
    assert "The approval of a program director. A total above $150,000.00." in page
    seen = page.split('name="seen" value="')[1][:64]
    fiscal.post(slate_at(round, "approve/"), {"seen": seen})
    page = text(fiscal.get(slate_at(round)))
    assert "Your approval is kept. The slate needs 1 more before anything is offered." in page
    assert "You approved this slate. It waits for the approval of a program director." in page
    assert "Fay Fiscal (1 of 2)" in page
    director.post(slate_at(round, "send-back/"), {"reason": "Rank 2 asks for equipment."})
    page = text(director.get(slate_at(round)))
    assert "1 earlier approval, superseded when changes were asked for" in page
    assert page.count("Rank 2 asks for equipment.") == 2


def test_levels_are_set_by_those_who_approve(pa, people):
    director, officer = (factories.client(pa, who) for who in (people.director, people.officer))
    path = "/staff/approval-levels/"
    sent = {"basis": "largest", "above": "250,000", "role": "", "program": ""}
    assert officer.post(path + "add/", sent).status_code == 403
    assert "Require one more approval" not in text(officer.get(path))
    wrong = director.post(path + "add/", sent | {"above": "much"})
    assert "Enter an amount in dollars" in text(wrong, 422)
    assert 'value="much"' in wrong.content.decode()
    assert director.post(path + "add/", sent)["Location"] == path
    assert "Largest award above $250,000" in text(director.get(path))
    assert "such a level already" in text(director.post(path + "add/", sent), 422)
    made = ApprovalLevel.objects.get()
    assert officer.post(f"{path}{made.pk}/remove/").status_code == 403
    director.post(f"{path}{made.pk}/remove/")
    assert not ApprovalLevel.objects.exists()


def test_only_those_who_may_give_an_open_approval_are_written_to(pa, slate, people):
    other = factories.member(Role.FISCAL, name="Fred Fiscal")
    decisions.recommend_slate(slate, by=people.officer)
    told = set(Email.objects.filter(template="slate_recommended").values_list("to", flat=True))
    assert told == {people.director.email, people.fiscal.email, other.email}


# The last dollar


@pytest.mark.parametrize("times", range(2))
def test_two_slates_at_once_never_give_more_than_the_fund_has(committed_db, times):
    state = factories.state("pa")
    with state_scope(state):
        officer, rita = factories.member(Role.OFFICER), factories.member(Role.REVIEWER)
        director, fiscal = factories.member(Role.DIRECTOR, name="Dora"), factories.member(Role.FISCAL, name="Fay")
        rounds = [factories.round("review", money="100000", reviewers_each=1) for _ in range(2)]
        fund = rounds[0].round_funds.get().fund
        fund.amount, fund.admin_percent = Decimal(100_000), 0
        fund.save()
        rounds[1].round_funds.update(fund=fund)
        for round in rounds:
            application = factories.application(round, status="eligible", requested=100_000)
            (review,) = review_actions.assign_reviewers(application, [rita], by=officer)
            review = review_actions.clear_conflict(review, by=rita)
            score_all(review, 250, by=rita)
            review_actions.submit_review(review, by=rita)
            decisions.recommend_slate(decisions.start_decision(round, by=officer), by=officer)
    clients = [factories.client(state, who) for who in (director, fiscal)]
    start, pages = threading.Barrier(2), {}

    def approve(place: int) -> None:
        start.wait()
        try:
            pages[place] = text(clients[place].post(slate_at(rounds[place], "approve/"), follow=True))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=approve, args=(place,)) for place in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted("too much" in page for page in pages.values()) == [False, True]
    with state_scope(state):
        given = SlateLine.objects.awaiting_offer().filter(fund=fund).values_list("amount", flat=True)
        assert list(given) == [Decimal(100_000)]
