"""The rounds as the public sees them: what is open, what opens soon, what is over; each with the words of its terms."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.utils import timezone

from core import money
from core.models import Member
from core.money import MatchBasis as Basis
from core.money import match_required
from core.templatetags.rt import long_day
from grants.access.applications import organizations_to_apply_for
from grants.choices import MatchBasis, RoundKind, RoundStatus
from grants.models import Award, Criterion, Round
from grants.rules.ranking import tie_words
from grants.rules.rounds import TYPICAL
from partnerships.choices import OrganizationType
from partnerships.rules.composition import rule_of
from partnerships.rules.composition import words as composition_words

BASES = {MatchBasis.OF_AWARD.value: Basis.AWARD, MatchBasis.OF_TOTAL.value: Basis.PROJECT}


@dataclass(frozen=True)
class Notice:
    """One round with everything that its card says."""

    round: Round
    now: dt.datetime

    @property
    def standing(self) -> str:
        """open, soon, or closed, by the clock as well as by its status."""
        if self.round.status == RoundStatus.OPEN:
            if self.round.opens_at > self.now:
                return "soon"
            return "open" if self.round.closes_at > self.now else "closed"
        return "closed"

    @property
    def chip(self) -> tuple[str, str]:
        """The status for the chip's shape, and its word."""
        if self.standing == "soon":
            local = timezone.localtime(self.round.opens_at)
            return "scheduled", f"Opens {local:%b} {local.day}"
        if self.standing == "open":
            return "approved", "Open"
        if self.round.status == RoundStatus.OPEN:
            return "closed", "Closed"
        return self.round.status, self.round.get_status_display()

    @property
    def award_range(self) -> str:
        low, high = (money.show(amount, cents=False) for amount in (self.round.min_award, self.round.max_award))
        return low if low == high else f"{low} to {high}"

    @property
    def total(self) -> str:
        return money.show(self.round.total_available, cents=False)

    @property
    def lasts(self) -> str:
        """How long an award runs, and from when."""
        words = months_words(self.round.min_months, self.round.max_months)
        start = self.round.period_starts_on
        return f"{words}, from {long_day(start)}" if start else words

    @property
    def match(self) -> str:
        return match_words(self.round.match_percent, self.round.match_basis)

    @property
    def table(self) -> str:
        """Who must sit at the table, in words (BR-05)."""
        return composition_words(rule_of(self.round.composition, self.round.min_employers))

    @property
    def left(self) -> str:
        """How long it stays open: in 18 days, in 5 hours."""
        return time_left(self.round.closes_at, self.now)

    @property
    def closes_soon(self) -> bool:
        return self.standing == "open" and self.round.closes_at - self.now <= dt.timedelta(hours=24)


def time_left(until: dt.datetime, now: dt.datetime) -> str:
    """The time until an instant, in the largest unit that is true: in 18 days, in 5 hours, in 42 minutes."""
    seconds = int((until - now).total_seconds())
    for size, noun in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        number = seconds // size
        if number >= 1:
            return f"in {number} {noun}{'' if number == 1 else 's'}"
    return "in less than a minute" if seconds > 0 else "over"


def months_words(low: int, high: int) -> str:
    if low == high:
        return f"{high} month{'' if high == 1 else 's'}"
    return f"Up to {high} months" if low <= 1 else f"{low} to {high} months"


def match_words(percent: int, basis: str) -> str:
    """The match in words that say what the percentage is a percentage of (BR-03)."""
    if basis == MatchBasis.NONE or not percent:
        return "None"
    if basis == MatchBasis.OF_AWARD:
        return f"{percent}% of the award: {percent} cents, in cash or in kind, for each grant dollar"
    exact = (Decimal(percent) / (100 - percent) * 100).quantize(Decimal("0.1"))
    cents = f"{exact.normalize():f}" if exact == exact.to_integral_value() else f"about {exact}"
    return f"{percent}% of the whole project: {cents} cents, in cash or in kind, for each grant dollar"


def match_of(round: Round, amount: Decimal) -> Decimal:
    """The match, in dollars, that a grant of this amount needs in the round (BR-03); zero where it asks for none."""
    if round.match_basis == MatchBasis.NONE:
        return Decimal(0)
    return match_required(amount, round.match_percent, BASES[round.match_basis])


class Rounds(NamedTuple):
    open: list[Notice]
    soon: list[Notice]
    closed: list[Notice]


def open_rounds() -> Rounds:
    """All published rounds by where they stand: open ones by deadline, soon by opening, closed newest first. One query."""
    now = timezone.now()
    notices = [Notice(round, now) for round in Round.objects.published().order_by("closes_at", "pk")]
    groups: dict[str, list[Notice]] = {"open": [], "soon": [], "closed": []}
    for notice in notices:
        groups[notice.standing].append(notice)
    groups["soon"].sort(key=lambda notice: notice.round.opens_at)
    return Rounds(groups["open"], groups["soon"], groups["closed"][::-1])


def rehearsals_for(member: Member) -> list[Notice]:
    """The rehearsals that a tester may apply in now. Two queries for a tester, one for others."""
    if not organizations_to_apply_for(member, is_rehearsal=True).exists():
        return []
    now = timezone.now()
    rows = Round.objects.filter(is_rehearsal=True, status=RoundStatus.OPEN, opens_at__lte=now, closes_at__gt=now)
    return [Notice(round, now) for round in rows.order_by("closes_at", "pk")]


class Winner(NamedTuple):
    """A funded partnership, as everybody may know it."""

    name: str
    organization: str
    amount: Decimal
    slug: str


@dataclass(frozen=True)
class NoticePage:
    """The full notice of one round."""

    notice: Notice
    criteria: list[Criterion]
    funded: list[Winner]
    kinds: list[str]

    @property
    def round(self) -> Round:
        return self.notice.round

    @property
    def points(self) -> int:
        return sum(criterion.points for criterion in self.criteria)

    @property
    def ties(self) -> str:
        """How ties are broken, in words (BR-24)."""
        order = tie_words((one.tie_place, one.title) for one in self.criteria)
        said = (
            f"Of those that tie, the one with the larger share of the points on {order} comes first." if order else ""
        )
        return f"{said} What still ties shares its rank. The hour of submission never breaks a tie.".strip()

    @property
    def funded_total(self) -> Decimal:
        return sum((winner.amount for winner in self.funded), Decimal(0))

    @property
    def typical(self) -> str:
        """What rounds of this kind usually offer nationally, beside what this one does (BR-01)."""
        usual = TYPICAL[RoundKind(self.round.kind)]
        low, high = (money.show(amount, cents=False) for amount in (usual.min_award, usual.max_award))
        return f"{low} to {high} for {months_words(usual.min_months, usual.max_months).lower()}"

    @property
    def leaves_typical(self) -> bool:
        usual = TYPICAL[RoundKind(self.round.kind)]
        return not (
            usual.min_award <= self.round.min_award
            and self.round.max_award <= usual.max_award
            and usual.min_months <= self.round.min_months
            and self.round.max_months <= usual.max_months
        )


def notice_of(round: Round) -> NoticePage:
    """The notice of a published round. Two queries, one more once it is decided."""
    kinds = [str(OrganizationType(kind).label) for kind in round.eligible_types if kind in OrganizationType.values]
    funded = funded_in(round) if round.status == RoundStatus.AWARDED else []
    return NoticePage(Notice(round, timezone.now()), list(round.criteria.order_by("position")), funded, kinds)


def funded_in(round: Round) -> list[Winner]:
    """Who was funded and accepted, largest award first; nobody before the release where legislators are told first."""
    rows: Iterable[Award] = (
        Award.objects.public()
        .filter(application__round=round)
        .select_related("partnership", "organization")
        .order_by("-amount", "pk")
    )
    return [
        Winner(
            award.partnership.name,
            award.organization.legal_name,
            award.amount,
            award.partnership.slug if award.partnership.is_public else "",
        )
        for award in rows
    ]
