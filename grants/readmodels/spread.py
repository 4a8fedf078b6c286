"""How far the reviews of an application lie apart, drawn: a ring a review, a stroke for the mean."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

STEP = 30
LEFT, RIGHT = 5, 125
PLAIN, SPLIT, AXIS, STROKE = "#14528c", "#8c1d18", "#b6babf", "#1b1b1b"


def axis_of(totals: Iterable[int]) -> tuple[int, int]:
    """The ends of a common axis in points: the range of all totals, out to the next multiple of 30."""
    given = list(totals)
    if not given:
        return 0, 2 * STEP
    low = min(given) // STEP * STEP
    high = -(-max(given) // STEP) * STEP
    return low, max(high, low + 2 * STEP)


def spread_plot(totals: Sequence[int], axis: tuple[int, int], *, is_split: bool) -> SafeString:
    """The picture, with the totals in words. Nothing is drawn without a review."""
    if not totals:
        return mark_safe("")
    low, high = axis
    ordered = sorted(totals)
    mean = Fraction(sum(totals), len(totals))
    color = SPLIT if is_split else PLAIN

    def at(points: int | Fraction) -> str:
        return f"{LEFT + float(points - low) / (high - low) * (RIGHT - LEFT):.1f}"

    marks = [at(low + Fraction(high - low, 4) * i) for i in range(5)]
    ticks = format_html_join("", '<path d="M{} 14.5v4" stroke="{}"/>', ((x, AXIS) for x in marks))
    rings = format_html_join(
        "",
        '<circle cx="{}" cy="8" r="3.6" fill="#fff" stroke="{}" stroke-width="1.6"/>',
        ((at(total), color) for total in ordered),
    )
    said = ", ".join(map(str, ordered))
    words = f"Reviews: {said}; range {ordered[-1] - ordered[0]}" if len(ordered) > 1 else f"One review: {said}"
    return format_html(
        '<svg role="img" aria-label="{}" viewBox="0 0 130 20" width="130" height="20">'
        '<path d="M5 16.5H125" stroke="{}"/>{}<path d="M{} 8H{}" stroke="{}" stroke-width="2"/>{}'
        '<path d="M{} 2v12" stroke="{}" stroke-width="2"/></svg>',
        words,
        AXIS,
        ticks,
        at(ordered[0]),
        at(ordered[-1]),
        color,
        rings,
        at(mean),
        STROKE,
    )
