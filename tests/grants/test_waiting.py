"""The waiting list: a refusal frees money, one proposes the next within it, another approves, a letter offers it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from core.models import Email
from core.moves import MoveRefused
from core.permissions import Role
from grants.actions import approvals, awards, decisions, outbox
from grants.actions import waiting as actions
from grants.actions.conflicts import declared_by_herself
from grants.models import Award, Letter, WaitingOffer
from grants.readmodels.purses import purses_of
from grants.readmodels.waiting import free_in, waiting_lines
from tests import factories
from tests.grants.deciding import look_at_all, send_all
from tests.grants.pages import slate_at, text


@pytest.fixture
def decided(slate, reviewed, people):
    """Two are funded with all the money, the third waits; the letters are sent."""
    third = slate.lines.get(rank=3)
    decisions.save_lines(slate, {third.pk: decisions.Choice("waitlist")}, by=people.officer)
    decisions.approve_slate(decisions.recommend_slate(slate, by=people.officer), by=people.director)
    send_all(slate, by=people.officer)
    slate.refresh_from_db()
    return slate


@pytest.fixture
def freed(decided):
    """The first refuses: 100,000 come back."""
    award = Award.objects.order_by("pk").first()
    awards.refuse_award(award, "Our match fell through.", by=award.application.submitted_by)
    return decided


@pytest.fixture
def third(freed):
    return waiting_lines(freed)[0]


@pytest.fixture
def offer(third, people):
    return actions.propose_offer(third, Decimal(90_000), fund_of(third), "", by=people.officer)


def fund_of(line):
    return line.slate.round.round_funds.get().fund_id


def test_without_free_money_nothing_can_be_offered(decided, people):
    (line,) = waiting_lines(decided)
    with pytest.raises(MoveRefused, match=r"\$0.00 is left"):
        actions.propose_offer(line, Decimal(50_000), fund_of(line), "", by=people.officer)


def test_a_refusal_frees_its_money_and_a_proposal_keeps_it(freed, third, people):
    assert [free.left for free in free_in(freed.round)] == [100_000]
    actions.propose_offer(third, Decimal(90_000), fund_of(third), "", by=people.officer)
    assert [free.left for free in free_in(freed.round)] == [10_000]
    assert waiting_lines(freed) == []
    with pytest.raises(MoveRefused, match="does not wait any more"):
        actions.propose_offer(third, Decimal(10_000), fund_of(third), "", by=people.officer)


@pytest.mark.parametrize("amount", ["0", "100000.01", "10"])
def test_the_limits_of_the_round_and_the_request_hold(third, people, amount):
    with pytest.raises(MoveRefused, match="Offer an amount from"):
        actions.propose_offer(third, Decimal(amount), fund_of(third), "", by=people.officer)


def test_another_approves_and_the_letter_makes_the_offer(offer, freed, people):
    with pytest.raises(MoveRefused, match="You proposed this offer"):
        actions.approve_offer(offer, by=people.officer)
    done = actions.approve_offer(offer, by=people.director)
    assert (done.letter.version, done.letter.kind, done.letter.facts["amount"]) == (2, "award", "$90,000.00")
    assert Award.objects.count() == 2
    look_at_all(freed, by=people.officer)
    outbox.send_letters(freed, None, by=people.officer)
    award = Award.objects.get(application=offer.line.application_id)
    assert (award.amount, award.status, award.fund_id) == (90_000, "offered", offer.fund_id)
    offer.line.refresh_from_db()
    assert (offer.line.decision, offer.line.amount) == ("waitlist", 0)
    assert [free.left for free in free_in(freed.round)] == [10_000]
    with pytest.raises(MoveRefused, match="You cannot"):
        actions.approve_offer(done, by=people.fiscal)
    assert Letter.objects.filter(application=offer.line.application_id).count() == 2


def test_an_approved_offer_is_given_money_for_other_rounds_too(offer, freed, people):
    actions.approve_offer(offer, by=people.director)
    fund = freed.round.round_funds.get().fund
    fund.amount, fund.admin_percent = 250_000, 0
    fund.save()
    other = factories.round("decision", slug="other", money="250000")
    other.round_funds.update(fund=fund)
    assert purses_of(other)[fund.pk].available == 60_000


def test_who_waited_longer_is_passed_over_with_a_reason_alone(freed, third, people, reviewed):
    line = freed.lines.get(rank=3)
    line.pk, line.rank, line.raw_rank = None, 4, 4
    line.application = factories.application(freed.round, status="waitlisted", requested=100_000)
    line.save()
    with pytest.raises(MoveRefused, match=f"{third.application.number} waited before it"):
        actions.propose_offer(line, Decimal(90_000), fund_of(line), " ", by=people.officer)
    assert actions.propose_offer(line, Decimal(90_000), fund_of(line), "They moved away.", by=people.officer).reason


def test_a_proposal_is_dropped_with_a_reason_and_the_applicant_waits_on(offer, freed, people):
    with pytest.raises(MoveRefused, match="Give a reason"):
        actions.drop_offer(offer, "", by=people.officer)
    actions.drop_offer(offer, "They merged.", by=people.officer)
    assert [line.application_id for line in waiting_lines(freed)] == [offer.line.application_id]
    assert not Letter.objects.held().exists()


def test_the_database_asks_for_two_people(offer, people):
    letter = Letter.objects.first()
    with pytest.raises(IntegrityError, match="waitingoffer_two_people"), transaction.atomic():
        WaitingOffer.objects.filter(pk=offer.pk).update(status="approved", decided_by=people.officer, letter=letter)


def test_the_way_of_an_offer_on_the_pages(pa, freed, third, people):
    officer, director = (factories.client(pa, who) for who in (people.officer, people.director))
    assert "Money came free: offer it to the next" in text(officer.get("/home/"))
    path = slate_at(freed.round, "waiting/")
    page = text(officer.get(path))
    assert 'value="100,000.00"' in page
    sent = {"line": third.pk, "amount": "much", "fund": fund_of(third), "reason": ""}
    wrong = officer.post(path + "propose/", sent)
    assert 'value="much"' in text(wrong, 422)
    assert director.post(path + "propose/", sent).status_code == 403
    officer.post(path + "propose/", sent | {"amount": "90,000"})
    assert "offer it to the next" not in text(officer.get("/home/"))
    assert "Approve an offer from the waiting list" in text(director.get("/home/"))
    offer = WaitingOffer.objects.get()
    assert officer.post(f"{path}{offer.pk}/approve/").status_code == 403
    director.post(f"{path}{offer.pk}/approve/")
    assert "Its letter waits in the outbox" in text(director.get(path))
    assert "1 to look at" in text(officer.get(slate_at(freed.round, "letters/")))


# Approval levels


@pytest.fixture
def levels(freed, people):
    """Set after the slate: above 50,000 one more of anybody, above 80,000 the fiscal officer too."""
    for above, role in ((50_000, ""), (80_000, "fiscal")):
        approvals.add_level(None, "largest", Decimal(above), role, by=people.director)


def test_an_offer_needs_the_approvals_that_its_own_amount_asks_for(levels, offer, freed, people, pa):
    assert [(row.role, row.why) for row in offer.approvals.all()] == [
        ("", "Every offer from the waiting list"),
        ("", "A largest award above $50,000.00"),
        ("fiscal", "A largest award above $80,000.00"),
    ]
    assert actions.approve_offer(offer, by=people.director).status == "proposed"
    with pytest.raises(MoveRefused, match="You approved this offer already"):
        actions.approve_offer(offer, by=people.director)
    second = factories.member(Role.DIRECTOR, name="Second Director")
    assert actions.approve_offer(offer, by=second).letter is None
    third = factories.member(Role.DIRECTOR, name="Third Director")
    with pytest.raises(MoveRefused, match="a fiscal officer"):
        actions.approve_offer(offer, by=third)
    assert not Letter.objects.held().exists()
    home = "Approve an offer from the waiting list"
    assert home not in text(factories.client(pa, third).get("/home/"))
    assert home in text(factories.client(pa, people.fiscal).get("/home/"))
    done = actions.approve_offer(offer, by=people.fiscal)
    assert (done.status, done.decided_by, done.letter.kind) == ("approved", people.fiscal, "award")


def test_a_smaller_offer_needs_fewer_approvals(levels, third, people):
    offer = actions.propose_offer(third, Decimal(50_000), fund_of(third), "", by=people.officer)
    assert actions.approve_offer(offer, by=people.director).status == "approved"


def test_whoever_may_approve_is_told_and_nobody_with_a_conflict_approves(levels, offer, people):
    told = set(Email.objects.filter(template="offer_proposed").values_list("to", flat=True))
    assert told == {people.director.email, people.fiscal.email}
    declared_by_herself(people.director, offer.line.application, "other", "His brother leads it.")
    with pytest.raises(MoveRefused, match="You have a conflict"):
        actions.approve_offer(offer, by=people.director)


def test_approvals_of_a_dropped_offer_are_kept_and_count_no_more(levels, offer, third, people):
    actions.approve_offer(offer, by=people.director)
    actions.drop_offer(offer, "They merged.", by=people.officer)
    assert set(offer.approvals.values_list("superseded_reason", flat=True)) == {"They merged."}
    again = actions.propose_offer(third, Decimal(90_000), fund_of(third), "", by=people.officer)
    assert again.approvals.filter(by__isnull=True).count() == 3


def test_the_page_says_what_is_still_needed(levels, offer, freed, people, pa):
    path = slate_at(freed.round, "waiting/")
    director, fiscal = (factories.client(pa, who) for who in (people.director, people.fiscal))
    answer = director.post(f"{path}{offer.pk}/approve/", follow=True)
    assert "It needs another approval" in text(answer)
    assert "You approved it. Another person gives the next approval." in text(answer)
    assert "the approval of a fiscal officer" in text(fiscal.get(path))
    assert "Approve the offer" in text(fiscal.get(path))


def test_an_approval_is_of_a_slate_or_of_an_offer(offer, freed):
    with pytest.raises(IntegrityError, match="approval_of_one_thing"), transaction.atomic():
        offer.approvals.update(slate=freed)
