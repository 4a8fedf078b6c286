"""Screening industries: circles of concentration, growth and pay, and bars of why jobs changed."""

from __future__ import annotations

from collections.abc import Sequence
from math import log2, sqrt
from typing import NamedTuple

from core.charts.lines import ball_at, free_place
from core.charts.marks import (
    HAIR,
    INK,
    MINUS,
    PLAIN,
    QUIET,
    WHITE,
    Box,
    Chart,
    Scale,
    Theme,
    box,
    chart,
    dot,
    haloed,
    hatch,
    label_block,
    legend,
    line,
    number,
    signed,
    text,
    ticks,
    width_of,
    wrapped,
)

FAR = (-60.0, 100.0)
"""Percent of growth beyond which a circle stands at the edge; the table has the figure."""
NEAR = 0.1
STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 5, 7, 10, 20, 30, 50, 100)
FINE = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1, 1.2, 1.5, 1.8, 2.2, 2.7, 3.3)
"""Quotients that may stand on the axis; the fine ones where it spans less than 1.6 doublings."""


class Candidate(NamedTuple):
    """A circle: location quotient above 0, growth in percent, jobs, pay over the region's (None: unknown), named or not."""

    name: str
    quotient: float
    growth: float
    jobs: float
    pay: float | None
    is_named: bool


def candidates(
    key: str,
    industries: Sequence[Candidate],
    *,
    finding: str,
    place: str,
    reference: str,
    years: str,
    caption: str = "",
    theme: Theme = PLAIN,
    width: float = 560,
    height: float = 320,
) -> Chart:
    """Concentration across (logarithmic), growth upward, area = jobs, tone and pattern = pay."""
    left, bottom, top = 38.0, height - 30, 40.0
    low, high = _ends([log2(c.quotient) for c in industries])
    across = [t for t in (FINE if high - low < 1.6 else STEPS) if low <= log2(t) <= high]
    growths = [_shown(c.growth) for c in industries] or [0]
    room = (max(growths) - min(growths)) / 10 + 0.5
    upward = ticks(max(growths) + room, 5, min(growths) - room)
    x_at, y_at = Scale(low, high, left + 14, width - 14), Scale(upward[0], upward[-1], bottom, top)
    fills = {"above": theme.deep, "near": theme.tint(0.4), "below": f"url(#{key}-b)", "unknown": WHITE}
    parts = [hatch(f"{key}-b", theme.main), _legend(theme, key)]
    parts += [line(left, y_at(t), width, y_at(t), QUIET if t == 0 else HAIR, 0.5) for t in upward]
    parts += [text(left - 6, y_at(t) + 3, f"{signed(t)}%", "end", 8, fill=QUIET) for t in upward]
    parts += [text(x_at(log2(t)), bottom + 12, f"{t:g}", "middle", 8, fill=QUIET) for t in across]
    parts.append(line(x_at(0), top - 6, x_at(0), bottom, QUIET, 0.8, "3 2"))
    axis = f"Location quotient: {place}’s share of jobs ÷ that of {reference}; equal steps multiply"
    parts.append(text(width, bottom + 25, axis, "end", 8, fill=QUIET))
    parts.append(text(0, 28, f"Change in jobs, {years}", size=8, fill=QUIET))
    order = sorted(industries, key=lambda c: -c.jobs)
    biggest = sqrt(max((c.jobs for c in order), default=1) or 1)
    balls = [ball_at(x_at(log2(c.quotient)), y_at(_shown(c.growth)), 20 * sqrt(c.jobs) / biggest + 2) for c in order]
    for c, ball in zip(order, balls, strict=True):
        middle = (ball[0] + ball[2]) / 2, (ball[1] + ball[3]) / 2
        parts.append(dot(*middle, (ball[2] - ball[0]) / 2, fills[_band(c.pay)], theme.deep))
    parts += _names(order, balls, (0, 0, width, 34), (left, width))
    header = ["Industry", "Location quotient", "Change in jobs", "Jobs", "Pay against the region’s"]
    return chart(key, (width, height), (finding, caption), header, [_row(c) for c in industries], parts)


def _ends(logs: Sequence[float]) -> tuple[float, float]:
    """From where to where the quotients are drawn, as powers of 2: all of them, 1 among them, and at least one doubling."""
    low, high = min([*logs, 0.0]) - 0.1, max([*logs, 0.0]) + 0.1
    short = max(0.0, 1 - (high - low)) / 2
    return low - short, high + short


def _shown(growth: float) -> float:
    return min(max(growth, FAR[0]), FAR[1])


def _band(pay: float | None) -> str:
    if pay is None:
        return "unknown"
    return "above" if pay > 1 + NEAR else "below" if pay < 1 - NEAR else "near"


def _legend(theme: Theme, key: str) -> str:
    names = [("Pay more than 10% above the region’s", theme.deep), ("Within 10%", theme.tint(0.4))]
    return legend(0, 9, [*names, ("More than 10% below", f"url(#{key}-b)"), ("Not published", WHITE)])


def _names(order: Sequence[Candidate], balls: Sequence[Box], head: Box, within: tuple[float, float]) -> list[str]:
    """Names beside their circles, each where it covers least."""
    taken: list[Box] = [head, *balls]
    parts = []
    for c, ball in zip(order, balls, strict=True):
        if c.is_named:
            words = wrapped(c.name, 150, 8.5, 1)[0]
            jobs = f"{number(round(c.jobs))} jobs"
            x, y, anchor = free_place(ball, max(width_of(words, 8.5), width_of(jobs, 7.5)) + 2, taken, within)
            said = text(x, y - 1, words, anchor, 8.5, True) + text(x, y + 8, jobs, anchor, 7.5, fill=QUIET)
            parts.append(haloed(said))
    return parts


def _row(c: Candidate) -> list[str]:
    pay = "not published" if c.pay is None else f"{c.pay * 100:.0f}%"
    return [c.name, f"{c.quotient:.2f}", f"{c.growth:+.1f}%".replace("-", MINUS), number(round(c.jobs)), pay]


class Parts(NamedTuple):
    """A row of `shift_bars`: jobs through the reference's growth, through the industry's, and gained beyond both."""

    label: str
    national: float
    mix: float
    competitive: float


def shift_bars(
    key: str,
    rows: Sequence[Parts],
    *,
    finding: str,
    caption: str = "",
    names: tuple[str, str, str] = ("Reference growth", "Industry mix", "Competitive share"),
    theme: Theme = PLAIN,
    width: float = 560,
    left: float = 170,
) -> Chart:
    """Three bars around zero for each industry; the change, their sum, stands at the end."""
    top, row, right = 24.0, 33.0, 64.0
    values = [part for each in rows for part in each[1:]]
    low, high = min([*values, 0]), max([*values, 1])
    at = Scale(low, high, left + 34, width - right - 34)
    fills = [theme.tint(0.3), f"url(#{key}-m)", theme.deep]
    parts = [hatch(f"{key}-m", theme.main), legend(left, 9, list(zip(names, fills, strict=True)))]
    parts.append(text(width, 9, "Change", "end", 8, fill=QUIET))
    for i, each in enumerate(rows):
        y = top + i * row
        parts.append(label_block(left - 8, y + 14, each.label, left - 12, "end"))
        for j, value in enumerate(each[1:]):
            start, end = sorted((at(0), at(value)))
            parts.append(box(start, y + 9 * j, max(end - start, 0.6), 7.5, fills[j], theme.deep))
            x, anchor = (end + 4, "start") if value >= 0 else (start - 4, "end")
            parts.append(text(x, y + 9 * j + 6.5, signed(value), anchor, 7.5))
        parts.append(text(width, y + 17, signed(sum(each[1:])), "end", 9.5, True))
        parts.append(line(0, y + 29.5, width, y + 29.5, HAIR, 0.4))
    parts.append(line(at(0), top - 4, at(0), top + row * len(rows) - 6, INK, 0.8))
    table = [[each.label, *(signed(part) for part in each[1:]), signed(sum(each[1:]))] for each in rows]
    size = (width, top + row * len(rows))
    return chart(key, size, (finding, caption), ["Industry", *names, "Change in jobs"], table, parts)
