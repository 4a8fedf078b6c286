"""The money of a fund is never given twice: offers with unsent letters, amendments, awards taken up again, all counted."""

from __future__ import annotations

import datetime as dt
import threading
from decimal import Decimal

import pytest
from django.db import connections
from django.utils import timezone

from core.isolation import state_scope
from core.moves import MoveRefused
from core.permissions import Role
from grants.actions import amendments, approvals, awards, closeout, decisions, letters, outbox, waiting
from grants.actions import reviews as review_actions
from grants.choices import LetterKind
from grants.models import Amendment, AmendmentItem, Award, Fund, Letter, Slate
from grants.readmodels.funds import awarded_of, free_of, money_page
from grants.readmodels.waiting import waiting_lines
from tests import factories
from tests.grants.conftest import score_all
from tests.grants.deciding import look_at_all, send_all

D = Decimal


class Desk:
    """A round that gave 100,000 each to two, of all its fund's 200,000; one refused, the other is active, one waits."""

    def __init__(self) -> None:
        self.officer = factories.member(Role.OFFICER, name="Olive Officer")
        self.director = factories.member(Role.DIRECTOR, name="Dora Director")
        rita = factories.member(Role.REVIEWER, name="Rita Reviewer")
        self.round = factories.round("review", money="200000", reviewers_each=1)
        for total in (280, 260, 200):
            application = factories.application(self.round, status="eligible", requested=100_000)
            (review,) = review_actions.assign_reviewers(application, [rita], by=self.officer)
            review = review_actions.clear_conflict(review, by=rita)
            score_all(review, total, by=rita)
            review_actions.submit_review(review, by=rita)
        slate = decisions.start_decision(self.round, by=self.officer)
        third = slate.lines.get(rank=3)
        decisions.save_lines(slate, {third.pk: decisions.Choice("waitlist")}, by=self.officer)
        decisions.approve_slate(decisions.recommend_slate(slate, by=self.officer), by=self.director)
        refused, self.award = send_all(slate, by=self.officer)
        awards.refuse_award(refused, "Our match fell through.", by=refused.application.submitted_by)
        start = timezone.localdate() - dt.timedelta(days=60)
        Award.objects.filter(pk=self.award.pk).update(status="active", answered_at=timezone.now(), starts_on=start)
        self.award.refresh_from_db()
        self.fund = Fund.objects.get(pk=self.award.fund_id)
        self.slate = Slate.objects.get(pk=slate.pk)
        self.convener = self.award.application.submitted_by

    @property
    def given(self) -> Decimal:
        return awarded_of([self.fund.pk])[self.fund.pk]

    def propose(self, amount: int):
        return waiting.propose_offer(waiting_lines(self.slate)[0], D(amount), self.fund.pk, "", by=self.officer)

    def offer(self, amount: int):
        """Proposed, approved and looked at; its letter is not sent."""
        done = waiting.approve_offer(self.propose(amount), by=self.director)
        look_at_all(self.slate, by=self.officer)
        return done

    def asked(self, amount: int) -> Amendment:
        fields = {"amount": D(amount), "category_to": "travel", "what": "More workers than planned."}
        draft = amendments.add_item(self.award, "amount", fields, by=self.convener).amendment
        return amendments.send_amendment(draft, wanted_on=timezone.localdate(), by=self.convener)

    def more(self, amendment: Amendment) -> Amendment:
        today = timezone.localdate()
        return amendments.approve_amendment(amendment, from_day=today, justification="It fits.", by=self.director)


@pytest.fixture
def desk(pa):
    return Desk()


def test_an_approved_offer_with_an_unsent_letter_is_not_given_away_by_an_amendment(desk):
    asked = desk.asked(100_000)
    assert free_of(desk.fund) == D(100_000)
    desk.offer(90_000)
    assert Slate.objects.get().round.status == "awarded"
    assert free_of(desk.fund) == D(10_000)
    with pytest.raises(MoveRefused, match=r"has \$10,000.00 that is neither awarded nor promised"):
        desk.more(asked)
    outbox.send_letters(desk.slate, None, by=desk.officer)
    assert (desk.given, free_of(desk.fund)) == (D(190_000), D(10_000))


def test_a_proposed_offer_keeps_its_money_on_the_page_of_funds_and_a_dropped_one_gives_it_back(desk):
    offer = desk.propose(90_000)
    (row,) = [row for row in money_page().funds if row.fund == desk.fund]
    assert (row.promised, row.awarded, row.free) == (D(90_000), D(100_000), D(10_000))
    waiting.drop_offer(offer, "They merged.", by=desk.officer)
    assert free_of(desk.fund) == D(100_000)


def test_no_letter_offers_more_than_the_fund_has(desk):
    desk.offer(90_000)
    Fund.objects.filter(pk=desk.fund.pk).update(amount=D(180_000))
    with pytest.raises(MoveRefused, match=r"\$190,000.00 of .* would be awarded, which has \$180,000.00"):
        outbox.send_letters(desk.slate, None, by=desk.officer)
    assert desk.given == D(100_000)
    Fund.objects.filter(pk=desk.fund.pk).update(amount=D(190_000))
    assert len(outbox.send_letters(desk.slate, None, by=desk.officer)) == 1


def test_letters_that_award_nothing_go_out_though_the_fund_is_overdrawn(desk):
    line = desk.slate.lines.get(rank=3)
    line.pk, line.rank, line.raw_rank, line.outcome, line.reason = None, 4, 4, "decline", "Other needs came first."
    line.application = factories.application(desk.round, status="recommended", requested=D(100_000))
    line.save()
    letter = letters.hold_letter(line, LetterKind.DECLINE, by=desk.officer, terms=None)
    Letter.objects.filter(pk=letter.pk).update(looked_at=timezone.now(), looked_by=desk.officer)
    Fund.objects.filter(pk=desk.fund.pk).update(amount=D(50_000))
    assert len(outbox.send_letters(desk.slate, None, by=desk.officer)) == 1
    line.application.refresh_from_db()
    assert (line.application.status, desk.given) == ("declined", D(100_000))


def test_an_award_is_taken_up_again_only_with_money_that_is_still_free(desk):
    Award.objects.filter(pk=desk.award.pk).update(status="ended")
    today = timezone.localdate()
    Award.objects.filter(pk=desk.award.pk).update(starts_on=today.replace(year=today.year - 1), ends_on=today)
    desk.award.refresh_from_db()
    begun = desk.award.closeouts.create(award=desk.award, ends_on=today, due_on=today, state_due_on=today)
    for step in closeout.Step:
        closeout.settle_step(begun, step, "Agreed.", by=desk.officer, waive=True)
    closed = closeout.close_award(begun, by=desk.officer)
    assert (closed.released, desk.given) == (D(100_000), D(0))
    other = factories.round("open", money="110000")
    other.round_funds.update(fund=desk.fund)
    with pytest.raises(MoveRefused, match=r"gave \$100,000.00 back.*has \$90,000.00 left"):
        closeout.reopen_award(closed, "The audit found a double payment.", by=desk.director)
    other.round_funds.update(amount=D(100_000))
    assert closeout.reopen_award(closed, "The audit found a double payment.", by=desk.director).released == 0
    assert (desk.given, free_of(desk.fund)) == (D(100_000), D(0))


def at_once(state, *deeds) -> list[str]:
    """Do these at the same instant, each in a thread; what each said."""
    start, said = threading.Barrier(len(deeds)), []

    def press(deed) -> None:
        start.wait()
        try:
            with state_scope(state):
                deed()
            said.append("done")
        except MoveRefused as refusal:
            said.append(str(refusal))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said


@pytest.mark.parametrize("times", range(2))
def test_an_amendment_and_an_offer_at_once_never_pass_the_funds_money(committed_db, times):
    state = factories.state("pa")
    with state_scope(state):
        desk = Desk()
        asked, offer = desk.asked(100_000), desk.propose(90_000)
        assert free_of(desk.fund) == D(10_000)
        waiting.drop_offer(offer, "To be proposed in the race.", by=desk.officer)

    def propose_and_send() -> None:
        desk.offer(90_000)
        outbox.send_letters(desk.slate, None, by=desk.officer)

    said = at_once(state, lambda: desk.more(asked), propose_and_send)

    assert sorted(one == "done" for one in said) == [False, True]
    with state_scope(state):
        assert desk.given in (D(190_000), D(200_000))
        assert AmendmentItem.objects.filter(in_force_on__isnull=False).count() == int(desk.given == D(200_000))


@pytest.mark.parametrize("times", range(2))
def test_two_letters_of_two_rounds_at_once_never_pass_the_funds_money(committed_db, times):
    state = factories.state("pa")
    with state_scope(state):
        desks = [Desk(), Desk()]
        for desk in desks:
            desk.offer(90_000)
        for desk in desks:
            Award.objects.filter(application__round=desk.round).update(fund=desks[0].fund)
            desk.round.round_funds.update(fund=desks[0].fund)
            desk.slate.lines.exclude(fund=None).update(fund=desks[0].fund)
        waiting.WaitingOffer.objects.update(fund=desks[0].fund)
        Fund.objects.filter(pk=desks[0].fund.pk).update(amount=D(300_000))

    def sender(desk: Desk):
        return lambda: outbox.send_letters(desk.slate, None, by=desk.officer)

    said = at_once(state, *map(sender, desks))

    assert sorted(one == "done" for one in said) == [False, True]
    with state_scope(state):
        assert desks[0].given == D(290_000)


# Levels by total


def test_a_level_by_total_counts_what_the_round_gave_already(desk):
    approvals.add_level(None, "total", D(150_000), "fiscal", by=desk.director)
    offer = desk.propose(50_000)
    assert [row.role for row in offer.approvals.standing()] == [""]
    waiting.drop_offer(offer, "They ask for more.", by=desk.officer)
    offer = desk.propose(50_001)
    assert [(row.role, row.why) for row in offer.approvals.standing()] == [
        ("", "Every offer from the waiting list"),
        ("fiscal", "A total above $150,000.00"),
    ]
    assert waiting.approve_offer(offer, by=desk.director).status == "proposed"


def test_a_level_by_total_is_not_passed_offer_by_offer(desk):
    approvals.add_level(None, "total", D(150_000), "fiscal", by=desk.director)
    line = desk.slate.lines.get(rank=3)
    line.pk, line.rank, line.raw_rank = None, 4, 4
    line.application = factories.application(desk.round, status="waitlisted", requested=100_000)
    line.save()
    assert [row.role for row in desk.propose(40_000).approvals.standing()] == [""]
    assert [row.role for row in desk.propose(40_000).approvals.standing()] == ["", "fiscal"]
