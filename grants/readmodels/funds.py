"""Funds with what is there for awards, what rounds promised and what was awarded; programs; pools with their split."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Count, F, Q, Sum

from core.money import split
from grants.choices import RoundStatus
from grants.models import Award, Closeout, Fund, Pool, PoolShare, Program, Round, RoundFund, WaitingOffer
from grants.readmodels.terms import added_by

NOT_PROMISED = (RoundStatus.DRAFT, RoundStatus.CANCELLED, RoundStatus.AWARDED)


class FundRow(NamedTuple):
    """A fund, in dollars: what rounds not yet decided and offers not yet sent promise, what was awarded, what is left."""

    fund: Fund
    promised: Decimal
    awarded: Decimal

    @property
    def admin(self) -> Decimal:
        return self.fund.amount - self.fund.for_awards

    @property
    def free(self) -> Decimal:
        return self.fund.for_awards - self.promised - self.awarded


class Part(NamedTuple):
    """A fund's part of a pool, and of the amount that was tried."""

    fund: Fund
    ratio: int
    percent: str
    amount: Decimal | None


@dataclass(frozen=True)
class MoneyPage:
    """Everything that the page shows."""

    programs: list[Any]
    funds: list[FundRow]
    pools: list[Pool]


def money_page() -> MoneyPage:
    """Eight queries, whatever the number of rows."""
    funds = list(Fund.objects.order_by("name"))
    keys = [fund.pk for fund in funds]
    promised, awarded = promised_of(keys), awarded_of(keys)
    rows = [FundRow(fund, promised.get(fund.pk, Decimal(0)), awarded.get(fund.pk, Decimal(0))) for fund in funds]
    programs: list[Any] = list(
        Program.objects.annotate(number=Count("rounds", filter=Q(rounds__is_rehearsal=False))).order_by("name")
    )
    return MoneyPage(programs, rows, list(Pool.objects.prefetch_related("shares__fund").order_by("name")))


def promised_of(funds: Collection[int], *, but: Round | None = None) -> dict[int, Decimal]:
    """What rounds that were opened and are not decided may give out of each fund; a rehearsal promises nothing.

    While some letters of a round are sent and others not, what it has awarded already is no longer promised. Of a round
    that is decided the offers from its waiting list are, until their letters are sent.
    """
    rows = RoundFund.objects.filter(fund__in=funds, round__is_rehearsal=False)
    rows = rows.exclude(round__status__in=NOT_PROMISED).exclude(round=but).order_by()
    given = Award.objects.filter(fund__in=funds, application__round__status=RoundStatus.DECISION)
    given = given.standing().exclude(application__round=but).order_by()
    offers = WaitingOffer.objects.pending().filter(fund__in=funds, line__slate__round__status=RoundStatus.AWARDED)
    offers = offers.exclude(line__slate__round=but).order_by()
    promised = rows.values_list("fund_id").annotate(total=Sum("amount"))
    less = given.values_list("fund_id").annotate(total=Sum(-F("amount")))
    found: dict[int, Decimal] = defaultdict(Decimal)
    for fund, amount in promised.union(less, offers.values_list("fund_id").annotate(total=Sum("amount")), all=True):
        found[fund] += amount
    return dict(found)


def awarded_of(funds: Collection[int], *, but: Round | None = None) -> dict[int, Decimal]:
    """What was awarded of each fund, with what amendments added.

    A refused or lapsed award gives its money back, a closed one what is unspent.

    `but` leaves out the awards of a round, not what was added to them, or given back, since.
    """
    rows = Award.objects.standing().filter(fund__in=funds)
    rows = rows.exclude(application__round=but).order_by()
    found = dict(rows.values_list("fund_id").annotate(total=Sum("amount")))
    unrefused = Award.objects.standing().filter(fund__in=funds)
    for fund, added in added_by("fund", unrefused).items():
        found[fund] = found.get(fund, Decimal(0)) + added
    back = Closeout.objects.filter(award__in=unrefused.values("pk")).order_by().values_list("award__fund_id")
    for fund, released in back.annotate(total=Sum("released")):
        found[fund] = found.get(fund, Decimal(0)) - released
    return found


def free_of(fund: Fund) -> Decimal:
    """What of the fund is neither awarded nor promised, to a round that is not decided or by an offer. Three queries."""
    promised, awarded = promised_of([fund.pk]), awarded_of([fund.pk])
    return fund.for_awards - promised.get(fund.pk, Decimal(0)) - awarded.get(fund.pk, Decimal(0))


def parts_of(pool: Pool, amount: Decimal | None = None) -> list[Part]:
    """The pool's ratio, and how an amount is split by it to the cent (BR-50). One query."""
    shares = list(PoolShare.objects.filter(pool=pool).select_related("fund"))
    whole = sum(share.ratio for share in shares)
    parts = split(amount, {share.fund_id: share.ratio for share in shares}) if amount and shares else {}
    return [
        Part(share.fund, share.ratio, f"{share.ratio * 100 / whole:.1f}%", parts.get(share.fund_id)) for share in shares
    ]
