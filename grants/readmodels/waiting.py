"""The waiting list of an approved slate: who is next, and what money came free in each fund."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Count, Exists, F, IntegerField, Max, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from core.models import Member
from grants.access.reviews import recused_on
from grants.choices import ApplicationStatus, SlateDecision
from grants.choices.deciding import WaitingStatus
from grants.models import Application, Approval, Award, Round, Slate, SlateLine, WaitingOffer
from grants.models.awards import CAME_TO_NOTHING
from grants.readmodels.offers import unanswered_in
from grants.readmodels.purses import purses_of
from grants.rules.approving import place_filled_by


class Free(NamedTuple):
    """A fund of the round with what is left in it after its awards."""

    fund_id: int
    name: str
    left: Decimal

    @property
    def key(self) -> str:
        return str(self.fund_id)


class Offered(NamedTuple):
    """An offer from the waiting list with its approvals, and why the viewer cannot approve it; empty when she can."""

    offer: WaitingOffer
    approvals: list[Approval]
    why_not: str

    @property
    def is_open(self) -> bool:
        return bool(self.offer.status == WaitingStatus.PROPOSED)


class Waiting(NamedTuple):
    """Those who wait, in order; what is free; what is proposed; awards refused or lapsed; offers that nobody answered.

    Of all of these only what the viewer has no conflict with; `hidden` counts those who wait and are left out.
    """

    lines: list[SlateLine]
    free: list[Free]
    offers: list[Offered]
    refused: list[Award]
    late: list[Any]
    hidden: int

    @property
    def next(self) -> SlateLine | None:
        return self.lines[0] if self.lines else None

    @property
    def left(self) -> Decimal:
        return sum((fund.left for fund in self.free), Decimal(0))

    @property
    def suggested(self) -> str:
        """What can be offered to the next: what was asked, or the most that one fund has left."""
        most = max((fund.left for fund in self.free), default=Decimal(0))
        return f"{min(self.next.application.requested, most):,.2f}" if self.next else ""


def given_in(round: Round, *, but: WaitingOffer | None = None) -> dict[int, Decimal]:
    """By fund: the round's awards that stand, approved offers and what is proposed already, `but` for one."""
    given: dict[int, Decimal] = {}
    awards = Award.objects.standing().filter(application__round=round)
    lines = SlateLine.objects.awaiting_offer().filter(slate__round=round)
    offers = WaitingOffer.objects.pending().filter(line__slate__round=round).exclude(pk=but and but.pk)
    for rows in (awards, lines, offers):
        for fund_id, amount in rows.order_by().values_list("fund_id").annotate(total=Sum("amount")):
            given[fund_id] = given.get(fund_id, Decimal(0)) + amount
    return given


def free_in(round: Round) -> list[Free]:
    """By fund: what the round may give, without what it gave."""
    given = given_in(round)
    return [
        Free(purse.fund_id, purse.name, purse.available - given.get(purse.fund_id, Decimal(0)))
        for purse in purses_of(round).values()
    ]


def waiting_lines(slate: Slate) -> list[SlateLine]:
    """Who waits and has heard so, by rank, without those that an offer is on the way to."""
    rows = slate.lines.filter(decision=SlateDecision.WAITLIST, application__status=ApplicationStatus.WAITLISTED)
    taken = WaitingOffer.objects.pending().filter(line__slate=slate).values("line_id")
    return list(
        rows.exclude(pk__in=taken.order_by()).select_related("application__organization").order_by("rank", "pk")
    )


def waiting_of(slate: Slate, member: Member) -> Waiting:
    """What stands on the page of a viewer: nothing of an application that she is recused from."""
    barred = recused_on(slate, member)
    rows = WaitingOffer.objects.filter(line__slate=slate).exclude(line__application__in=barred)
    rows = rows.select_related("line__application__organization", "fund", "proposed_by", "decided_by", "letter")
    offers = [_offered(offer, member) for offer in rows.prefetch_related("approvals__by")]
    gone = Award.objects.filter(application__round=slate.round_id, status__in=CAME_TO_NOTHING)
    late = [(award, words) for award, words in unanswered_in(slate.round) if award.application_id not in barred]
    everybody = waiting_lines(slate)
    lines = [line for line in everybody if line.application_id not in barred]
    refused = list(gone.exclude(application__in=barred).order_by("pk"))
    return Waiting(lines, free_in(slate.round), offers, refused, late, len(everybody) - len(lines))


def _offered(offer: WaitingOffer, member: Member) -> Offered:
    given = list(offer.approvals.all())
    return Offered(offer, given, _why_not(offer, given, member) if offer.status == WaitingStatus.PROPOSED else "")


def _why_not(offer: WaitingOffer, approvals: list[Approval], member: Member) -> str:
    if offer.proposed_by_id == member.pk:
        return "You proposed it, so somebody else must approve it."
    if any(row.by_id == member.pk for row in approvals):
        return "You approved it. Another person gives the next approval."
    waiting = [row for row in approvals if row.by_id is None]
    if waiting and place_filled_by([row.role for row in waiting], member.roles) is None:
        return f"It still needs the approval of {' and '.join(dict.fromkeys(row.asked_of for row in waiting))}."
    return ""


def free_and_waiting() -> QuerySet:
    """Rounds with more awards refused or lapsed than offers that followed, in which somebody waits; `since` the last."""
    refused = Award.objects.filter(application__round=OuterRef("pk"), status__in=CAME_TO_NOTHING).order_by()
    offers = WaitingOffer.objects.exclude(status=WaitingStatus.DROPPED).filter(line__slate__round=OuterRef("pk"))
    waits = Application.objects.filter(round=OuterRef("pk"), status=ApplicationStatus.WAITLISTED)
    rows = (
        Round.objects.counted()
        .filter(Exists(refused), Exists(waits))
        .annotate(
            refused=_number(refused, "application__round"),
            offers=_number(offers.order_by(), "line__slate__round"),
            since=Subquery(
                refused.values("application__round")
                .annotate(last=Max(Coalesce("answered_at", "lapsed_at")))
                .values("last")
            ),
        )
    )
    return rows.filter(refused__gt=F("offers"))


def _number(rows: QuerySet, path: str) -> Coalesce:
    counted = rows.values(path).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
