"""What a round may still give from each of its funds."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from grants.checks.slates import Line, Purse
from grants.models import Round, RoundFund, Slate, SlateLine, WaitingOffer
from grants.readmodels.funds import awarded_of


def purses_of(round: Round) -> dict[int, Purse]:
    """By fund: the round's share, or what other rounds have left of the fund where that is less.

    An award that was refused gives its money back. What was approved is given, though its letter is not sent yet.
    """
    shares = list(RoundFund.objects.filter(round=round).select_related("fund").order_by("-amount", "pk"))
    funds = [share.fund_id for share in shares]
    elsewhere = Counter(awarded_of(funds, but=round))
    approved = SlateLine.objects.awaiting_offer().filter(fund__in=funds).exclude(slate__round=round)
    waiting = WaitingOffer.objects.pending().filter(fund__in=funds).exclude(line__slate__round=round)
    for fund, amount in (
        approved.order_by()
        .values_list("fund_id", "amount")
        .union(waiting.order_by().values_list("fund_id", "amount"), all=True)
    ):
        elsewhere[fund] += amount
    return {
        share.fund_id: Purse(
            share.fund_id,
            share.fund.name,
            max(min(share.amount, share.fund.for_awards - elsewhere.get(share.fund_id, Decimal(0))), Decimal(0)),
        )
        for share in shares
    }


def lines_of(slate: Slate) -> list[Line]:
    """The slate's lines as plain data, best rank first."""
    rows = slate.lines.select_related("application").order_by("rank", "application__number")
    return [
        Line(
            row.pk,
            row.rank,
            row.application.number,
            row.application.requested,
            row.decision,
            row.amount,
            row.fund_id,
            row.reason,
        )
        for row in rows
    ]
