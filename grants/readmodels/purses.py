"""What a round may still give from each of its funds."""

from __future__ import annotations

from decimal import Decimal

from grants.checks.slates import Line, Purse
from grants.models import Round, RoundFund, Slate
from grants.readmodels.funds import awarded_of


def purses_of(round: Round) -> dict[int, Purse]:
    """By fund: the round's share, or what other rounds have left of the fund where that is less.

    An award that was refused gives its money back.
    """
    shares = list(RoundFund.objects.filter(round=round).select_related("fund").order_by("-amount", "pk"))
    elsewhere = awarded_of([share.fund_id for share in shares], but=round)
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
