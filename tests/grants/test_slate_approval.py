"""The second person: what she sees, what she may not do, and what becomes of it; the reviews side by side."""

from __future__ import annotations

import re
import threading
from types import SimpleNamespace

import pytest
from django.db import connections

from core.isolation import state_scope
from core.moves import MoveRefused
from core.permissions import Role
from grants.actions import decisions as actions
from grants.actions import reviews as review_actions
from grants.models import Award, Letter, Review, Slate
from tests import factories
from tests.grants.conftest import score_all
from tests.grants.deciding import send_all
from tests.grants.pages import draft, lines, slate_at, text

# The second person


def test_nobody_approves_what_she_recommended_and_the_page_says_why(pa, slate, round, people):
    people.officer.role_grants.create(role=Role.DIRECTOR, scope="state", starts_on="2020-01-01")
    both = factories.client(pa, people.officer)
    both.post(slate_at(round, "recommend/"), draft(slate))
    page = text(both.get(slate_at(round)))
    assert '<button class="usa-button" disabled aria-describedby="why-not">' in page
    assert "You recommended this slate, so somebody else must approve it." in page
    both.post(slate_at(round, "approve/"))
    assert "somebody else must approve it" in text(both.get(slate_at(round)))
    assert not Award.objects.exists()


def test_the_steps_say_who_and_when(pa, officer, director, recommended, round):
    page = text(director.get(slate_at(round)))
    assert page.count("Olive Officer, <time") == 2
    assert 'aria-current="step"' in page
    assert "Approve slate" in page
    assert "disabled" not in page
    assert "You recommended this slate" in text(officer.get(slate_at(round)))
    auditor = factories.client(pa, factories.member(Role.AUDITOR))
    assert "A program director or fiscal officer approves it." in text(auditor.get(slate_at(round)))


def test_asking_for_changes_gives_the_draft_back_with_the_reason(officer, director, recommended, round):
    director.post(slate_at(round, "send-back/"), {"reason": " "})
    recommended.refresh_from_db()
    assert recommended.status == "recommended"
    director.post(slate_at(round, "send-back/"), {"reason": "Rank 2 asks for equipment."})
    page = text(officer.get(slate_at(round)))
    assert "Dora Director asked for changes" in page
    assert "Rank 2 asks for equipment." in page
    assert "Save draft" in page


def test_approval_merges_letters_and_awards_are_shown_once_they_are_sent(director, recommended, round, people):
    assert director.post(slate_at(round, "approve/"))["Location"] == slate_at(round)
    page = text(director.get(slate_at(round)))
    assert "Approved. 3 letters are merged and wait to be looked at and sent; until then nobody is told." in page
    assert page.count("letter not sent yet") == 2
    assert "0 of 3 sent, 3 to look at" in page
    send_all(recommended, by=people.officer)
    page = text(director.get(slate_at(round)))
    for award in Award.objects.all():
        assert award.number in page
    assert "3 of 3 sent" in page
    assert "Recommend</button>" not in page
    assert Letter.objects.count() == 3
    assert "approved by Dora Director now" in text(director.post(slate_at(round, "approve/"), follow=True))


def test_an_approver_with_a_conflict_sees_no_scores_and_cannot_approve(pa, round, three, reviewed, people):
    both = factories.member(Role.REVIEWER, Role.DIRECTOR, name="Bea Both")
    (review,) = review_actions.assign_reviewers(three[0], [both], by=people.officer)
    review_actions.declare_conflict(review, "I know them.", by=both)
    client = factories.client(pa, both)
    assert "270.00" not in text(client.get(slate_at(round)))
    slate = actions.recommend_slate(actions.start_decision(round, by=people.officer), by=people.officer)

    page = text(client.get(slate_at(round)))
    assert "270.00" not in page
    assert "Reviews: 270" not in page
    assert "Your conflict" in page
    assert f"You have a conflict with {three[0].number}, so somebody else must approve this slate." in page
    client.post(slate_at(round, "approve/"))
    slate.refresh_from_db()
    assert slate.status == "recommended"
    assert client.get(slate_at(round, f"applications/{three[0].pk}/")).status_code == 404


@pytest.fixture
def barred(pa, round, three, reviewed, people):
    """Of the round's ranking the best is one that this officer is recused from."""
    both = factories.member(Role.REVIEWER, Role.OFFICER, name="Oda Officer")
    (review,) = review_actions.assign_reviewers(three[0], [both], by=people.officer)
    review_actions.declare_conflict(review, "I know them.", by=both)
    return SimpleNamespace(client=factories.client(pa, both), member=both, application=three[0])


def test_who_is_recused_does_not_learn_the_place_from_the_order_or_from_a_gap(barred, round, people):
    def places() -> list[str]:
        page = text(barred.client.get(slate_at(round)))
        assert page.index("Erie Rail") < page.index("Mercer Steel") < page.index("Scranton Health")
        return re.findall(r'data-label="Rank">(?:<span>)?([^<]*)<', page)

    assert places() == ["1", "2", "–"]
    slate = actions.start_decision(round, by=people.officer)
    assert places() == ["1", "2", "–"]
    page = text(barred.client.get(slate_at(round, "what-if/")))
    assert page.index("Mercer Steel") < page.index("Scranton Health")
    assert page.count("Your conflict") == 1
    actions.recommend_slate(slate, by=people.officer)
    assert places() == ["1", "2", "–"]


def test_who_is_recused_decides_on_the_others_alone(barred, round, people):
    slate = actions.start_decision(round, by=people.officer)
    first, second, _ = lines(slate)
    page = text(barred.client.get(slate_at(round)))
    assert f'name="amount-{first.pk}"' not in page
    assert f'name="amount-{second.pk}"' in page
    forged = draft(slate, {0: {"amount": "1"}, 1: {"amount": "90000", "reason": "Their budget allows it."}})
    assert barred.client.post(slate_at(round, "save/"), forged).status_code == 302
    assert [line.amount for line in lines(slate)[:2]] == [first.amount, 90_000]
    live = text(barred.client.post(slate_at(round, "live/"), forged))
    assert f'id="run-{first.pk}"' not in live
    assert f'id="run-{second.pk}"' in live
    choice = {first.pk: actions.Choice("decline", reason="No.")}
    with pytest.raises(MoveRefused, match="You are recused from"):
        actions.save_lines(slate, choice, by=barred.member)


@pytest.mark.parametrize("times", range(2))
def test_of_two_approvers_at_once_one_is_told_who_was_faster(committed_db, times):
    state = factories.state("pa")
    with state_scope(state):
        officer, rita = factories.member(Role.OFFICER), factories.member(Role.REVIEWER)
        director, fiscal = factories.member(Role.DIRECTOR, name="Dora"), factories.member(Role.FISCAL, name="Fay")
        round = factories.round("review", money="200000", reviewers_each=1)
        application = factories.application(round, status="eligible", requested=100_000)
        (review,) = review_actions.assign_reviewers(application, [rita], by=officer)
        review = review_actions.clear_conflict(review, by=rita)
        score_all(review, 250, by=rita)
        review_actions.submit_review(review, by=rita)
        actions.recommend_slate(actions.start_decision(round, by=officer), by=officer)
    approvers = [director, fiscal]
    clients = [factories.client(state, approver) for approver in approvers]
    start, pages = threading.Barrier(2), {}

    def approve(place: int) -> None:
        start.wait()
        try:
            clients[place].post(slate_at(round, "approve/"))
            pages[place] = text(clients[place].get(slate_at(round)))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=approve, args=(place,)) for place in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    told = [place for place in (0, 1) if "This slate is approved by" in pages[place]]
    assert len(told) == 1
    faster = approvers[1 - told[0]].name
    assert f"This slate is approved by {faster} now. Nothing was changed." in pages[told[0]]
    with state_scope(state):
        assert Letter.objects.count() == 1
        assert Slate.objects.get().approved_by.name == faster


# The reviews, side by side


def test_staff_read_the_reviews_side_by_side_and_give_one_back(officer, round, three):
    path = slate_at(round, f"applications/{three[2].pk}/")
    page = text(officer.get(path))
    assert "The totals lie 60 points apart" in page
    assert page.count("Because.") == 15
    assert "<b>170</b>" in page
    review = Review.objects.filter(application=three[2]).order_by("pk").first()
    officer.post(f"/decisions/reviews/{review.pk}/reopen/", {"reason": "The budget was read wrongly."})
    review.refresh_from_db()
    assert review.status == "in_progress"
    assert "2 in, 1 to come" in text(officer.get(path))
