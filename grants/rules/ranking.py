"""Ranking: exact means, ties, spread. Nothing is rounded before it is printed (BR-24)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import NamedTuple


class Scored(NamedTuple):
    """One application's counted reviews: each one's total, and its points on the tie-break criterion."""

    application_id: int
    totals: tuple[int, ...]
    tie_breaks: tuple[int, ...] = ()

    @property
    def mean(self) -> Fraction | None:
        return mean_of(sum(self.totals), len(self.totals))

    @property
    def tie_break(self) -> Fraction:
        return mean_of(sum(self.tie_breaks), len(self.tie_breaks)) or Fraction(0)

    @property
    def spread(self) -> int:
        """Highest less lowest total."""
        return max(self.totals) - min(self.totals) if self.totals else 0


class Ranked(NamedTuple):
    """A place in the ranking. Applications that nothing tells apart share it."""

    rank: int
    is_shared: bool
    scored: Scored

    @property
    def label(self) -> str:
        return rank_label(self.rank, self.is_shared)


def mean_of(points_sum: int, reviews: int) -> Fraction | None:
    """The exact mean, or None without a review."""
    return Fraction(points_sum, reviews) if reviews else None


def two_places(mean: Fraction | None) -> str:
    """A mean as it is printed: 9, 10 and 9 give 9.33. A dash where there is none."""
    if mean is None:
        return "–"
    exact = Decimal(mean.numerator) / Decimal(mean.denominator)
    return str(exact.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP))


def rank_label(rank: int, is_shared: bool) -> str:
    return f"{rank}=" if is_shared else str(rank)


def is_split(spread: int, split_points: int) -> bool:
    """Whether reviewers differ so much that the panel should talk: 45 of 300 points unless the round says otherwise."""
    return spread >= split_points


def rank(entries: Iterable[Scored]) -> list[Ranked]:
    """Best first: by the exact mean, then by the mean of the tie-break criterion; what still ties shares a rank.

    The hour of submission never breaks a tie. Applications without a counted review are left out.
    """
    scored = [entry for entry in entries if entry.totals]
    keys = {entry.application_id: (entry.mean, entry.tie_break) for entry in scored}
    ordered = sorted(scored, key=lambda entry: entry.application_id)
    ordered.sort(key=lambda entry: keys[entry.application_id], reverse=True)
    sharing = Counter(keys.values())
    first_place: dict[tuple[Fraction | None, Fraction], int] = {}
    for place, entry in enumerate(ordered, start=1):
        first_place.setdefault(keys[entry.application_id], place)
    return [
        Ranked(first_place[keys[entry.application_id]], sharing[keys[entry.application_id]] > 1, entry)
        for entry in ordered
    ]


def share_of_total(points: int, all_points: Sequence[int]) -> Fraction:
    """A criterion's exact share of its rubric: 100 of 300 is one third (BR-20)."""
    return Fraction(points, sum(all_points))
