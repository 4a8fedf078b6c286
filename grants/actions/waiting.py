"""Offers from the waiting list: proposed by one person within the money left, approved by others, then a letter."""

from __future__ import annotations

from decimal import Decimal

from django.db import IntegrityError, transaction

from core import audit, money
from core.models import Member
from core.moves import ClockNow, MoveRefused, check_move, make_move
from grants.access.reviews import is_recused
from grants.actions.approvals import (
    ask_approvals,
    give_approval,
    refuse_approver,
    roles_still_asked,
    supersede_approvals,
)
from grants.actions.awards import terms_of
from grants.actions.conflicts import scan
from grants.actions.decisions import hold_approved
from grants.actions.letters import hold_letter
from grants.choices import LetterKind, SlateDecision
from grants.emails import decisions as emails
from grants.models import Fund, Round, SlateLine, WaitingOffer
from grants.models.approvals import APPROVERS
from grants.readmodels.waiting import free_in, waiting_lines
from grants.rules import applications as application_rules
from grants.rules.waiting import MOVES


@transaction.atomic
def propose_offer(line: SlateLine, amount: Decimal, fund_id: int, reason: str, *, by: Member) -> WaitingOffer:
    """Propose to fund one that waits. Whoever waited longer is passed over only with a reason (BR-25)."""
    slate = hold_approved(line.slate)
    if is_recused(by, line.application_id):
        raise MoveRefused("You have a conflict with this application, so somebody else proposes the offer.")
    waiting = waiting_lines(slate)
    if line.pk not in {one.pk for one in waiting}:
        raise MoveRefused("This application does not wait any more, or an offer to it is proposed already.")
    before = [one.application.number for one in waiting if one.rank < line.rank]
    if before and not reason.strip():
        raise MoveRefused(f"{', '.join(before[:3])} waited before it. Write the reason for passing them over.")
    _within(line, slate.round, amount, fund_id)
    try:
        with transaction.atomic():
            made: WaitingOffer = WaitingOffer.objects.create(
                line=line, amount=amount, fund_id=fund_id, reason=reason.strip(), proposed_by=by
            )
    except IntegrityError:
        raise MoveRefused("Somebody else proposed an offer to this application already.") from None
    audit.record("waiting.propose", made, by=by, amount=str(amount), fund=made.fund.name, reason=reason.strip())
    scan([line.application], list(Member.objects.with_role(*APPROVERS).select_related("user")))
    ask_approvals(made, by=by)
    approvers = Member.objects.with_role(*roles_still_asked(made)).select_related("user").exclude(pk=by.pk)
    emails.offer_proposed(made, approvers)
    return made


def _within(line: SlateLine, round: Round, amount: Decimal, fund_id: int, *, kept: Decimal = Decimal(0)) -> None:
    """Refuse an amount beyond the round's limits, the request or what is left. The funds' rows are held from here on."""
    list(Fund.objects.select_for_update().filter(round_funds__round=round).order_by("pk"))
    left = {free.fund_id: free.left for free in free_in(round)}
    if fund_id not in left:
        raise MoveRefused("Choose one of the round's funds.")
    asked = line.application.requested
    if not round.min_award <= amount <= min(round.max_award, asked):
        least, most = money.show(round.min_award), money.show(min(round.max_award, asked))
        raise MoveRefused(f"Offer an amount from {least} to {most}.")
    if amount > left[fund_id] + kept:
        raise MoveRefused(f"{money.show(left[fund_id] + kept)} is left in that fund. Offer less, or take another fund.")


@transaction.atomic
def approve_offer(offer: WaitingOffer, *, by: Member) -> WaitingOffer:
    """Another person approves. With the last approval that the amount needs its letter is merged.

    It waits in the outbox then, where it is looked at and sent. Returns the offer, proposed still while another approval
    is needed.
    """
    slate = hold_approved(offer.line.slate)
    rows = WaitingOffer.objects.select_related("line__application", "line__slate__round", "proposed_by", "fund")
    held: WaitingOffer = rows.select_for_update(of=("self",)).get(pk=offer.pk)
    refuse_approver(held, by=by)
    check_move(MOVES, "approve", held.status, thing="this offer")
    _within(held.line, slate.round, held.amount, held.fund_id, kept=held.amount)
    if not give_approval(held, by=by):
        return held
    line = funded(held)
    make_move(line.application, application_rules.MOVES, "recommend", by=by)
    letter = hold_letter(line, LetterKind.AWARD, by=by, terms=terms_of(line))
    done: WaitingOffer = make_move(held, MOVES, "approve", by=by, decided_by=by, decided_at=ClockNow(), letter=letter)
    return done


@transaction.atomic
def drop_offer(offer: WaitingOffer, reason: str, *, by: Member) -> WaitingOffer:
    """Not after all; the application goes on waiting. Approvals that were given are kept, and count no more."""
    if is_recused(by, offer.line.application_id):
        raise MoveRefused("You have a conflict with this application, so somebody else drops the offer.")
    done: WaitingOffer = make_move(offer, MOVES, "drop", by=by, reason=reason, decided_by=by, decided_at=ClockNow())
    supersede_approvals(done, reason, by=by)
    return done


def funded(offer: WaitingOffer) -> SlateLine:
    """The line of the slate as the offer funds it; what is kept of it is not changed."""
    rows = SlateLine.objects.select_related("application__round", "application__organization", "slate")
    line: SlateLine = rows.get(pk=offer.line_id)
    line.decision, line.amount, line.fund, line.reason = SlateDecision.FUND, offer.amount, offer.fund, ""
    return line
