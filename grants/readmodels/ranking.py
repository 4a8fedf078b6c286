"""The ranking of a round: what the counted reviews say, exactly."""

from __future__ import annotations

from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import NamedTuple

from grants.choices import ApplicationStatus, Ranking, ReviewStatus
from grants.models import Application, Review, Round
from grants.readmodels.consensus import Consensus, consensus_in
from grants.readmodels.totals import Counted, counted_in, scored_of
from grants.rules.adjusting import Total, adjust
from grants.rules.ranking import Agreed, Ranked, rank, two_places

IN_REVIEW = (ApplicationStatus.UNDER_REVIEW, ApplicationStatus.SCORED)


class Standing(NamedTuple):
    """A round's applications under review: ranked where a review counts, and what each still waits for."""

    run: Run
    ranked: list[Ranked]
    applications: dict[int, Application]
    unscored: list[Application]
    pending: dict[int, int]

    def short_of(self, reviews_each: int) -> list[Application]:
        """The applications with fewer counted reviews than the round asks for."""
        counted = {entry.scored.application_id: len(entry.scored.totals) for entry in self.ranked}
        return [a for a in self.applications.values() if counted.get(a.pk, 0) < reviews_each]

    def not_agreed(self, ranking: str) -> list[Application]:
        """The applications that the panel has agreed on nothing for, where what it agrees on makes the ranking."""
        if ranking != Ranking.PANEL:
            return []
        return [one for pk, one in self.applications.items() if pk not in self.run.agreed]

    def not_adjusted(self, ranking: str) -> str:
        """Why nothing could be adjusted, where the round promised to rank by the adjusted score; empty where it does."""
        return self.run.refused if ranking == Ranking.ADJUSTED and not self.run.is_adjusted else ""


class Run(NamedTuple):
    """A calculation of the ranking: the raw one and the adjusted one side by side, and the one that governs.

    `severities` are points by reviewer. `refused` says why nothing could be adjusted; the raw mean governs then.
    `agreed` is what the panel agreed on, by application.
    """

    counted: list[Counted]
    governs: str
    ranked: list[Ranked]
    raw: dict[int, Ranked]
    adjusted: dict[int, Ranked]
    severities: dict[int, Decimal]
    refused: str
    agreed: dict[int, Consensus]

    @property
    def is_adjusted(self) -> bool:
        """Whether the adjusted score makes the ranking."""
        return self.governs == Ranking.ADJUSTED

    def adjusted_words(self, application_id: int) -> str:
        """The adjusted score to two places; empty where there is none."""
        found = self.adjusted.get(application_id)
        return two_places(Fraction(found.scored.adjusted)) if found and found.scored.adjusted is not None else ""

    def agreed_words(self, application_id: int) -> str:
        """What the panel agreed on, to two places; empty where it did not."""
        found = self.agreed.get(application_id)
        return two_places(Fraction(found.total)) if found else ""


def run_of(round: Round, counted: list[Counted]) -> Run:
    """Rank the round's counted reviews in both ways, and by the panel where the round says so. Three queries."""
    consensus = consensus_in(round)
    scored = [
        one._replace(agreed=Agreed(kept.total, kept.tie_breaks)) if (kept := consensus.get(one.application_id)) else one
        for one in scored_of(round, counted)
    ]
    raw = rank(scored)
    found = adjust(Total(one.application_id, one.reviewer_id, float(one.total)) for one in counted)
    both = [one._replace(adjusted=_six(found.scores[one.application_id])) for one in scored] if found.scores else []
    adjusted = rank(both, by_adjusted=True)
    ways = {Ranking.RAW.value: raw}
    if both:
        ways[Ranking.ADJUSTED] = adjusted
    if round.ranking == Ranking.PANEL and any(one.agreed for one in scored):
        ways[Ranking.PANEL] = rank(scored, by_panel=True)
    governs = round.ranking if round.ranking in ways else Ranking.RAW
    return Run(
        counted,
        governs,
        ways[governs],
        {entry.scored.application_id: entry for entry in raw},
        {entry.scored.application_id: entry for entry in adjusted},
        {pk: _six(severity) for pk, severity in found.severities.items()},
        found.refused,
        consensus,
    )


def _six(score: float) -> Decimal:
    """A calculated score to six places: what lies closer together is a tie."""
    return Decimal(repr(score)).quantize(Decimal("0.000001"), rounding=ROUND_HALF_UP)


def standing_of(round: Round) -> Standing:
    """Six queries, whatever the number of applications."""
    rows = Application.objects.filter(round=round, status__in=IN_REVIEW).select_related("organization", "partnership")
    applications = {application.pk: application for application in rows.order_by("number")}
    reviews = Review.objects.counted().filter(application__round=round, application__status__in=IN_REVIEW)
    counted = counted_in(reviews)
    run = run_of(round, counted)
    totals = {one.application_id for one in counted}
    unscored = [application for pk, application in applications.items() if pk not in totals]
    return Standing(run, run.ranked, applications, unscored, _pending(round))


def _pending(round: Round) -> dict[int, int]:
    """How many reviews of each application are still to come."""
    waiting = Review.objects.filter(
        application__round=round, status__in=[ReviewStatus.ASSIGNED, ReviewStatus.IN_PROGRESS]
    )
    pending: dict[int, int] = defaultdict(int)
    for pk in waiting.values_list("application_id", flat=True):
        pending[pk] += 1
    return dict(pending)
