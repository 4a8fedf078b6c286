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
    """What a panel agreed on for an application: the total in points of the rubric, and its shares on the tie-breaks."""

    total: Points
    tie_breaks: tuple[Points, ...] = ()


class Scored(NamedTuple):
    """One application's counted reviews: each one's total; and, tie-break by tie-break in the order that was declared, the
    exact share of what applies (`shares_on`).

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
    def by_panel(self) -> tuple[Points | None, tuple[Points, ...]]:
        """What ranks it where the panel governs: what was agreed on, else the reviews' mean."""
        return self.agreed or (self.mean, self.tie_breaks)

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


class OnTie(NamedTuple):
    """Points given on a criterion that breaks ties, and out of how many. One that does not apply is not there at all."""

    place: int
    given: int
    out_of: int


def shares_on(places: Sequence[int], reviews: Sequence[Iterable[OnTie]], otherwise: Fraction) -> tuple[Fraction, ...]:
    """For each place in the order of tie-breaks, the mean over the reviews of the exact share of what applies.

    A criterion that does not apply leaves both sums, as it does in the total. Where nothing of a place applies in any
    review it says nothing for or against the application, whose share of the whole rubric (`otherwise`) stands for it.
    """
    found = []
    for place in places:
        here = [[one for one in review if one.place == place] for review in reviews]
        shares = [Fraction(sum(o.given for o in some), sum(o.out_of for o in some)) for some in here if some]
        found.append(mean_of(shares) if shares else None)
    return tuple(otherwise if share is None else share for share in found)


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
    """Best first: by the exact mean, then by the tie-breaks in their declared order; what still ties shares a rank.

    `by_adjusted` ranks by the adjusted score instead, which every entry must have then; `by_panel` by what the panel
    agreed on, and by the mean where it agreed on nothing. The hour of submission never
    breaks a tie. Applications without a counted review are left out.
    """
    scored = [entry for entry in entries if entry.totals]
    keys = {
        entry.application_id: tuple(entry.by_panel)
        if by_panel
        else (entry.adjusted if by_adjusted else entry.mean, entry.tie_breaks)
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


def tie_words(criteria: Iterable[tuple[int | None, str]]) -> str:
    """The criteria that break ties, in their order, in words: "A, then B and C together"; empty where none does."""
    by_place: dict[int, list[str]] = {}
    for place, title in criteria:
        if place is not None:
            by_place.setdefault(place, []).append(title)
    said = [
        f"{', '.join(titles[:-1])} and {titles[-1]} together" if len(titles) > 1 else titles[0]
        for _, titles in sorted(by_place.items())
    ]
    return ", then ".join(said)


def share_of_total(points: int, all_points: Sequence[int]) -> Fraction:
    """A criterion's exact share of its rubric: 100 of 300 is one third (BR-20)."""
    return Fraction(points, sum(all_points))
