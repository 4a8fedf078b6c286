"""How far the reviews of an application lie apart, drawn: a ring a review, a stroke for the mean."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import lru_cache

from django.utils.safestring import SafeString, mark_safe

from grants.rules.ranking import Points, shown

STEP = 30
LEFT, RIGHT = 5, 125
PLAIN, SPLIT, AXIS, STROKE = "#14528c", "#8c1d18", "#b6babf", "#1b1b1b"
TICKS = "".join(f'<path d="M{LEFT + (RIGHT - LEFT) / 4 * i:.1f} 14.5v4" stroke="{AXIS}"/>' for i in range(5))


def axis_of(totals: Iterable[Points]) -> tuple[int, int]:
    """The ends of a common axis in points: the range of all totals, out to the next multiple of 30."""
    given = list(totals)
    if not given:
        return 0, 2 * STEP
    low = int(min(given)) // STEP * STEP
    high = int(-(-max(given) // STEP)) * STEP
    return low, max(high, low + 2 * STEP)


def spread_plot(totals: Sequence[Points], axis: tuple[int, int], *, is_split: bool) -> SafeString:
    """The picture, with the totals in words. Nothing is drawn without a review."""
    return _drawn(tuple(sorted(totals)), tuple(axis), is_split) if totals else mark_safe("")


@lru_cache(maxsize=4096)
def _drawn(totals: tuple[Points, ...], axis: tuple[int, int], is_split: bool) -> SafeString:
    """Totals from low to high. A list draws it a row: numbers and our own words alone, so nothing needs escaping."""
    low, high = axis
    color = SPLIT if is_split else PLAIN

    def at(points: Points) -> str:
        return f"{LEFT + (float(points) - low) / (high - low) * (RIGHT - LEFT):.1f}"

    rings = "".join(
        f'<circle cx="{at(total)}" cy="8" r="3.6" fill="#fff" stroke="{color}" stroke-width="1.6"/>' for total in totals
    )
    said = ", ".join(map(shown, totals))
    words = f"Reviews: {said}; range {shown(totals[-1] - totals[0])}" if len(totals) > 1 else f"One review: {said}"
    mean = at(Fraction(sum(totals), len(totals)))
    return mark_safe(
        f'<svg role="img" aria-label="{words}" viewBox="0 0 130 20" width="130" height="20">'
        f'<path d="M5 16.5H125" stroke="{AXIS}"/>{TICKS}'
        f'<path d="M{at(totals[0])} 8H{at(totals[-1])}" stroke="{color}" stroke-width="2"/>{rings}'
        f'<path d="M{mean} 2v12" stroke="{STROKE}" stroke-width="2"/></svg>'
    )
