"""From closed scoring to awards: the slate, the second person, the money, the letters."""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import IntegrityError, transaction

from core.models import AuditEvent, Email, Job
from core.moves import MoveRefused, check_move
from grants.actions import decisions as actions
from grants.actions import reviews
from grants.choices import ApplicationStatus, RoundStatus, SlateStatus
from grants.models import Award, Letter, Slate
from grants.readmodels.ranking import standing_of
from grants.rules import applications as application_rules
from grants.rules import decisions as slate_rules
from grants.rules import rounds as round_rules
from tests import factories
from tests.grants.deciding import send_all

TABLES = {
    "slate": (slate_rules.MOVES, SlateStatus.values),
    "application": (application_rules.MOVES, ApplicationStatus.values),
    "round": (round_rules.MOVES, RoundStatus.values),
}
CELLS = [
    pytest.param(moves, name, status, id=f"{thing}-{name}-{status}")
    for thing, (moves, statuses) in TABLES.items()
    for name in moves
    for status in statuses
]


@pytest.mark.parametrize(("moves", "name", "status"), CELLS)
def test_every_move_starts_only_where_the_table_says(moves, name, status):
    if status in moves[name].sources:
        assert check_move(moves, name, status, reason="why") is moves[name]
    else:
        with pytest.raises(MoveRefused, match="You cannot"):
            check_move(moves, name, status, reason="why")


@pytest.fixture
def round(pa):
    return factories.round("review", money="200000")


@pytest.fixture
def three(round, reviewed):
    """Three reviewed applications for 100,000 each, against 200,000: means 270, 252⅓ and 200."""
    return [reviewed(round, 270, 270, 270), reviewed(round, 240, 257, 260), reviewed(round, 190, 200, 210)]


@pytest.fixture
def slate(round, three, people):
    return actions.start_decision(round, by=people.officer)


@pytest.fixture
def recommended(slate, people):
    return actions.recommend_slate(slate, by=people.officer)


def lines(slate):
    return list(slate.lines.select_related("application", "fund").order_by("rank"))


# Closing the scoring


def test_the_ranking_is_read_in_six_queries_with_one_application_and_with_many(round, three, django_assert_num_queries):
    with django_assert_num_queries(6):
        standing = standing_of(round)
    assert [entry.label for entry in standing.ranked] == ["1", "2", "3"]
    assert standing.ranked[1].scored.mean == Fraction(757, 3)


@pytest.mark.rule("BR-24")
def test_the_slate_keeps_the_exact_mean_and_funds_in_rank_order_while_the_money_lasts(slate, round, three):
    kept = [(line.rank, line.mean, line.reviews_counted, line.spread, line.decision) for line in lines(slate)]
    assert kept == [
        (1, 270, 3, 0, "fund"),
        (2, Fraction(757, 3), 3, 20, "fund"),
        (3, 200, 3, 20, "decline"),
    ]
    round.refresh_from_db()
    assert round.status == "decision"
    assert {line.application.status for line in lines(slate)} == {"scored"}


def test_a_recused_review_does_not_count(round, reviewed, people):
    application = reviewed(round, 270, 270)
    (third,) = reviews.assign_reviewers(application, people.reviewers, by=people.officer)
    reviews.declare_conflict(third, "A partner pays me.", by=third.reviewer)

    (entry,) = standing_of(round).ranked
    assert entry.scored.totals == (270, 270)


def test_scoring_is_not_closed_with_too_few_reviews_unless_it_is_said_why(round, reviewed, people):
    reviewed(round, 250, 260)
    with pytest.raises(MoveRefused, match="1 of 1 applications have fewer than 3 submitted reviews"):
        actions.start_decision(round, by=people.officer)

    slate = actions.start_decision(round, by=people.officer, reason="The third reviewer fell ill.")
    assert lines(slate)[0].reviews_counted == 2
    assert AuditEvent.objects.get(deed="slate.draft").details["reason"] == "The third reviewer fell ill."


def test_scoring_is_never_closed_over_an_application_without_a_review(round, reviewed, people):
    reviewed(round, 250, 260, 270)
    bare = factories.application(round, status="under_review")
    with pytest.raises(MoveRefused, match=f"No review of {bare.number} has been submitted"):
        actions.start_decision(round, by=people.officer, reason="We are in a hurry.")
    round.refresh_from_db()
    assert round.status == "review"


# The slate


def test_a_draft_may_be_too_expensive_but_cannot_be_recommended_so(slate, people):
    last = lines(slate)[2]
    fund = lines(slate)[0].fund_id
    faults = actions.save_lines(
        slate, {last.pk: actions.Choice("fund", Decimal(100_000), fund, "It is needed.")}, by=people.officer
    )

    assert "$100,000.00 too much" in faults[0].sentence
    with pytest.raises(actions.SlateNotReady, match=r"\$300,000.00 is recommended and \$200,000.00 is available"):
        actions.recommend_slate(slate, by=people.officer)


@pytest.mark.rule("BR-25")
def test_leaving_the_rank_order_is_refused_until_a_reason_is_written(slate, people):
    _, second, third = lines(slate)
    fund = second.fund_id
    swap = {
        second.pk: actions.Choice("waitlist"),
        third.pk: actions.Choice("fund", Decimal(100_000), fund),
    }
    actions.save_lines(slate, swap, by=people.officer)
    with pytest.raises(actions.SlateNotReady, match="rank 2 is on the waiting list while rank 3 is funded"):
        actions.recommend_slate(slate, by=people.officer)

    swap[third.pk] = actions.Choice("fund", Decimal(100_000), fund, "The only one in the Northern Tier.")
    assert actions.save_lines(slate, swap, by=people.officer) == []
    assert actions.recommend_slate(slate, by=people.officer).status == "recommended"


def test_a_recommended_slate_can_no_longer_be_edited(recommended, people):
    with pytest.raises(MoveRefused, match="recommended by Olive Officer now"):
        actions.save_lines(recommended, {}, by=people.officer)


def test_recommending_tells_those_who_may_approve(recommended, people):
    assert {message.to for message in Email.objects.filter(template="slate_recommended")} == {
        people.director.email,
        people.fiscal.email,
    }
    assert [line.application.status for line in lines(recommended)] == ["recommended", "recommended", "scored"]


def test_asking_for_changes_makes_it_a_draft_again(recommended, people):
    slate = actions.send_back_slate(recommended, "Rank 2 asks for equipment.", by=people.director)

    assert slate.status == "draft"
    assert {line.application.status for line in lines(slate)} == {"scored"}
    (message,) = Email.objects.filter(template="slate_sent_back")
    assert message.to == people.officer.email
    assert actions.recommend_slate(slate, by=people.officer).status == "recommended"


def test_asking_for_changes_needs_a_reason(recommended, people):
    with pytest.raises(MoveRefused, match="Give a reason"):
        actions.send_back_slate(recommended, "", by=people.director)


# The second person


def test_nobody_approves_what_she_recommended(recommended, people):
    with pytest.raises(MoveRefused, match="somebody else must approve"):
        actions.approve_slate(recommended, by=people.officer)
    assert Award.objects.count() == 0


def test_the_database_says_so_too(recommended, people):
    with pytest.raises(IntegrityError, match="slate_two_people"), transaction.atomic():
        Slate.objects.filter(pk=recommended.pk).update(approved_by=people.officer)


def test_a_draft_is_not_approved(slate, people):
    with pytest.raises(MoveRefused, match="draft now"):
        actions.approve_slate(slate, by=people.director)


def test_approval_freezes_letters_and_sending_them_makes_awards_and_moves_applications(recommended, round, people):
    letters = actions.approve_slate(recommended, by=people.director)
    assert [letter.kind for letter in letters] == ["award", "award", "decline"]
    assert [line.application.status for line in lines(recommended)] == ["recommended", "recommended", "scored"]
    assert Award.objects.count() == 0

    awards = send_all(recommended, by=people.officer)
    assert [(award.amount, award.status) for award in awards] == [(Decimal(100_000), "offered")] * 2
    assert [line.application.status for line in lines(recommended)] == ["offered", "offered", "declined"]
    round.refresh_from_db()
    assert round.status == "awarded"
    assert sorted(Letter.objects.values_list("kind", flat=True)) == ["award", "award", "decline"]
    assert Job.objects.filter(kind="draw_letter").count() == 6
    letter = Letter.objects.filter(kind="award").first()
    content = json.dumps(letter.facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert letter.facts_sha256 == hashlib.sha256(content.encode()).hexdigest()
    assert letter.facts["amount"] == "$100,000.00"
    assert letter.facts["signed_by"] == "Dora Director"
    assert awards[0].partnership is not None


def test_a_slate_is_approved_once(recommended, people):
    actions.approve_slate(recommended, by=people.director)
    with pytest.raises(MoveRefused, match="approved by Dora Director now"):
        actions.approve_slate(recommended, by=people.fiscal)
    assert Letter.objects.count() == 3


def test_money_that_another_round_gave_from_the_fund_is_gone(recommended, round, people):
    fund = round.round_funds.get().fund
    elsewhere = factories.application(factories.round("awarded"), status="awarded")
    factories.award(elsewhere, fund=fund, amount="50000")

    with pytest.raises(actions.SlateNotReady, match=r"\$50,000.00 too much"):
        actions.approve_slate(recommended, by=people.director)
    assert Award.objects.count() == 1


def test_a_waiting_list_letter_is_written(slate, people):
    last = lines(slate)[2]
    actions.save_lines(slate, {last.pk: actions.Choice("waitlist")}, by=people.officer)
    actions.approve_slate(actions.recommend_slate(slate, by=people.officer), by=people.director)
    send_all(slate, by=people.officer)

    last.application.refresh_from_db()
    assert last.application.status == "waitlisted"
    assert Letter.objects.get(application=last.application).kind == "waitlist"


def test_every_step_left_its_line(recommended, people):
    actions.approve_slate(recommended, by=people.director)
    send_all(recommended, by=people.officer)
    deeds = set(AuditEvent.objects.values_list("deed", flat=True))
    assert {
        "round.start_decision",
        "application.score",
        "slate.draft",
        "slate.recommend",
        "slate.approve",
        "approval.give",
        "letter.look",
        "letter.send",
        "application.offer",
        "application.decline",
        "round.award",
    } <= deeds
