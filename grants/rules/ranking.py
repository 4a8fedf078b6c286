"""Ranking: exact means, ties, spread. Nothing is rounded before it is printed (BR-24)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any, NamedTuple

Points = Fraction | int
"""Exact points: whole where every criterion applied, a fraction where some did not."""


class Agreed(NamedTuple):
    """What a panel agreed on for an application, in points of the rubric: the total, and that on the tie-break criteria."""

    total: Points
    tie_break: Points


class Scored(NamedTuple):
    """One application's counted reviews: each one's total, and its points on the tie-break criteria.

    `adjusted` is the score that a scoring run made of it, `agreed` what the panel agreed on, where they did.
    """

    application_id: int
    totals: tuple[Points, ...]
    tie_breaks: tuple[Points, ...] = ()
    adjusted: Decimal | None = None
    agreed: Agreed | None = None

    @property
    def mean(self) -> Fraction | None:
        return mean_of(self.totals)

    @property
    def tie_break(self) -> Fraction:
        return mean_of(self.tie_breaks) or Fraction(0)

    @property
    def by_panel(self) -> tuple[Points | None, Points]:
        """What ranks it where the panel governs: what was agreed on, else the reviews' mean."""
        return self.agreed or (self.mean, self.tie_break)

    @property
    def spread(self) -> Points:
        """Highest less lowest total."""
        return spread_of(self.totals)


class Ranked(NamedTuple):
    """A place in the ranking. Applications that nothing tells apart share it."""

    rank: int
    is_shared: bool
    scored: Scored

    @property
    def label(self) -> str:
        return rank_label(self.rank, self.is_shared)


def total_of(given: int, out_of: int, rubric: int) -> Points:
    """A review's total in points of the rubric: a criterion that does not apply leaves both sums, so it costs nothing.

    80 of 100 points that apply, in a rubric of 120, are 96. `out_of` is at least 1.
    """
    total = Fraction(given * rubric, out_of)
    return total.numerator if total.denominator == 1 else total


def mean_of(totals: Sequence[Points]) -> Fraction | None:
    """The exact mean, or None without a review."""
    return Fraction(sum(totals), len(totals)) if totals else None


def spread_of(totals: Sequence[Points]) -> Points:
    """Highest less lowest; nothing without a review."""
    return max(totals) - min(totals) if totals else 0


def two_places(mean: Fraction | None) -> str:
    """A mean as it is printed: 9, 10 and 9 give 9.33. A dash where there is none."""
    if mean is None:
        return "–"
    exact = Decimal(mean.numerator) / Decimal(mean.denominator)
    return str(exact.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP))


def shown(points: Points | None) -> str:
    """A total as it is printed: whole as it is, a fraction to two places, a dash where there is none."""
    if points is None:
        return "–"
    whole = Fraction(points)
    return str(whole.numerator) if whole.denominator == 1 else two_places(whole)


def rank_label(rank: int, is_shared: bool) -> str:
    return f"{rank}=" if is_shared else str(rank)


def places_among(ranks: Sequence[Any]) -> dict[Any, str]:
    """The places of ranks (best first) counted among these alone, so that no gap tells of one that is left out."""
    shared: Counter[Any] = Counter(ranks)
    places: dict[Any, str] = {}
    for place, rank in enumerate(ranks, start=1):
        places.setdefault(rank, rank_label(place, shared[rank] > 1))
    return places


def is_split(spread: Points | Decimal, split_points: int) -> bool:
    """Whether reviewers differ so much that the panel should talk: 45 of 300 points unless the round says otherwise."""
    return spread >= split_points


def rank(entries: Iterable[Scored], *, by_adjusted: bool = False, by_panel: bool = False) -> list[Ranked]:
    """Best first: by the exact mean, then by the mean of the tie-break criterion; what still ties shares a rank.

    `by_adjusted` ranks by the adjusted score instead, which every entry must have then; `by_panel` by what the panel
    agreed on, and by the mean where it agreed on nothing. The hour of submission never
    breaks a tie. Applications without a counted review are left out.
    """
    scored = [entry for entry in entries if entry.totals]
    keys = {
        entry.application_id: tuple(entry.by_panel)
        if by_panel
        else (entry.adjusted if by_adjusted else entry.mean, entry.tie_break)
        for entry in scored
    }
    ordered = sorted(scored, key=lambda entry: entry.application_id)
    ordered.sort(key=lambda entry: keys[entry.application_id], reverse=True)
    sharing = Counter(keys.values())
    first_place: dict[object, int] = {}
    for place, entry in enumerate(ordered, start=1):
        first_place.setdefault(keys[entry.application_id], place)
    return [
        Ranked(first_place[keys[entry.application_id]], sharing[keys[entry.application_id]] > 1, entry)
        for entry in ordered
    ]


def share_of_total(points: int, all_points: Sequence[int]) -> Fraction:
    """A criterion's exact share of its rubric: 100 of 300 is one third (BR-20)."""
    return Fraction(points, sum(all_points))
