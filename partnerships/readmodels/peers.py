"""Exchanges between peers as the page lists them: open ones for every convener, matched ones for the two and the staff."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Q

from core.models import Member
from partnerships.access.support import partnerships_of, sees_all, side_of
from partnerships.choices.support import ExchangeStatus, Topic
from partnerships.models import PeerExchange

PAGE = 30


@dataclass(frozen=True)
class Peers:
    page: Page
    rows: list[PeerExchange]


def peers_of(member: Member, wanted: dict[str, str], page: str | None) -> Peers:
    """Two queries; three for a convener."""
    rows = PeerExchange.objects.select_related("partnership__convener", "peer")
    if not sees_all(member):
        own = list(partnerships_of(member).values_list("pk", flat=True))
        rows = rows.filter(Q(status=ExchangeStatus.OPEN) | Q(partnership__in=own) | Q(peer__in=own))
    if wanted.get("topic") in Topic.values:
        rows = rows.filter(topic=wanted["topic"])
    if wanted.get("show") in ExchangeStatus.values:
        rows = rows.filter(status=wanted["show"])
    paged = Paginator(rows.order_by("-made_at", "-pk"), PAGE).get_page(page)
    return Peers(paged, list(paged.object_list))


@dataclass(frozen=True)
class ExchangePage:
    """What the page of one exchange shows, and what is hers to do."""

    exchange: PeerExchange
    side: str
    may_join: bool

    @property
    def may_finish(self) -> bool:
        return bool(self.side) and self.exchange.status == ExchangeStatus.MATCHED

    @property
    def may_withdraw(self) -> bool:
        return self.side == "own" and self.exchange.status in (ExchangeStatus.OPEN, ExchangeStatus.MATCHED)


def exchange_page(exchange: PeerExchange, member: Member) -> ExchangePage:
    """Whether she can answer depends on her having another partnership."""
    side = side_of(member, exchange)
    others = partnerships_of(member).exclude(pk=exchange.partnership_id)
    return ExchangePage(exchange, side, exchange.status == ExchangeStatus.OPEN and others.exists())
