"""Lines over time, one word-sized line, and circles between two axes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import sqrt
from typing import NamedTuple

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
    Show,
    Theme,
    chart,
    dot,
    haloed,
    line,
    number,
    or_few,
    polyline,
    signed,
    spread,
    text,
    ticks,
    width_of,
)

DASHES = ("", "6 3", "2 2.5", "8 3 2 3")

Point = tuple[float, float]


def line_chart(
    key: str,
    periods: Sequence[str],
    series: Mapping[str, Sequence[float | None]],
    *,
    finding: str,
    caption: str = "",
    target: float | None = None,
    theme: Theme = PLAIN,
    show: Show = number,
    width: float = 504,
    height: float = 176,
) -> Chart:
    """At most four series over the same periods, from zero, named at their ends; a gap is a period that is
    not known."""
    values = [value for given in series.values() for value in given if value is not None]
    marks = ticks(max([*values, target or 0], default=1) or 1)
    last = {name: next((v for v in reversed(given) if v is not None), None) for name, given in series.items()}
    ends = {name: f"{name} {or_few(value, show)}" for name, value in last.items()}
    left = max(width_of(show(mark), 8) for mark in marks) + 6
    right = max((width_of(words, 8.5) for words in ends.values()), default=0) + 12
    x_at = Scale(0, max(len(periods) - 1, 1), left + 6, width - right)
    y_at = Scale(0, marks[-1], height - 18, 8)
    parts = [line(left, y_at(mark), width - right, y_at(mark), HAIR if mark else QUIET) for mark in marks]
    parts += [text(left - 4, y_at(mark) + 3, show(mark), "end", 8, fill=QUIET) for mark in marks]
    step = -(-len(periods) * 44 // int(width - right - left)) or 1
    parts += [text(x_at(i), height - 5, periods[i], "middle", 8, fill=QUIET) for i in range(0, len(periods), step)]
    if target is not None:
        parts.append(line(left, y_at(target), width - right, y_at(target), INK, 1, "1 2"))
        parts.append(text(left + 4, y_at(target) - 3, f"Target {show(target)}", size=8))
    places = spread([y_at(value or 0) for value in last.values()], 11)
    for i, (name, given) in enumerate(series.items()):
        color, points = _series_color(theme, i), [(x_at(x), y) for x, y in _heights(given, y_at)]
        parts += [polyline(run, color, 2, DASHES[i % 4]) for run in _runs(given, x_at, y_at) if len(run) > 1]
        parts += [dot(x, y, 2.8, color if i % 2 == 0 else WHITE, WHITE if i % 2 == 0 else color) for x, y in points]
        parts.append(text(width - right + 8, places[i] + 3, ends[name], bold=True, fill=color))
    table = [[period, *(_known(given[i], show) for given in series.values())] for i, period in enumerate(periods)]
    return chart(key, (width, height), (finding, caption), ["Period", *series], table, parts)


def _series_color(theme: Theme, index: int) -> str:
    return (theme.deep, INK, theme.main, QUIET)[index % 4]


def _known(value: float | None, show: Show) -> str:
    return "not known" if value is None else show(value)


def _heights(values: Sequence[float | None], y_at: Scale) -> list[Point]:
    return [(i, y_at(value)) for i, value in enumerate(values) if value is not None]


def _runs(values: Sequence[float | None], x_at: Scale, y_at: Scale) -> list[list[Point]]:
    """The stretches without a gap."""
    runs: list[list[Point]] = [[]]
    for i, value in enumerate(values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append((x_at(i), y_at(value)))
    return runs


def sparkline(
    key: str,
    values: Sequence[float | None],
    *,
    finding: str,
    caption: str = "",
    periods: Sequence[str] = (),
    theme: Theme = PLAIN,
    show: Show = number,
    width: float = 72,
    height: float = 18,
) -> Chart:
    """A line the size of a word; its last known value is a dot. The number itself stands in the text beside
    it."""
    known = [value for value in values if value is not None]
    low, high = min(known, default=0), max(known, default=1)
    x_at = Scale(0, max(len(values) - 1, 1), 3, width - 4)
    y_at = Scale(min(low, 0) if low < high / 3 else low, high, height - 4, 4)
    parts = [polyline(run, theme.deep, 1.4) for run in _runs(values, x_at, y_at) if len(run) > 1]
    points = _heights(values, y_at)
    parts += [dot(x_at(x), y, 2.6, theme.deep) for x, y in points[-1:]]
    names = periods or [str(i) for i in range(1, len(values) + 1)]
    rows = [[name, _known(value, show)] for name, value in zip(names, values, strict=True)]
    return chart(key, (width, height), (finding, caption), ["Period", "Value"], rows, parts)


class Bubble(NamedTuple):
    """An industry on `bubbles`: location quotient, change in jobs in percent, jobs, and whether it was
    chosen."""

    name: str
    quotient: float
    change: float
    jobs: int
    chosen: bool


def bubbles(
    key: str,
    industries: Sequence[Bubble],
    *,
    finding: str,
    state: str,
    years: str,
    caption: str = "",
    theme: Theme = PLAIN,
    width: float = 504,
    height: float = 226,
) -> Chart:
    """Location quotient across, change in jobs upward, area = jobs; chosen industries are filled."""
    left, bottom, top = 34.0, height - 28, 24.0
    across = ticks(max(b.quotient for b in industries) + 0.05, 9, min(b.quotient for b in industries) - 0.05)
    upward = ticks(max(b.change for b in industries) + 2, 4, min(b.change for b in industries) - 2)
    x_at, y_at = Scale(across[0], across[-1], left, width - 6), Scale(upward[0], upward[-1], bottom, top)
    parts = [line(left, y_at(tick), width, y_at(tick), QUIET if tick == 0 else HAIR, 0.5) for tick in upward]
    parts += [text(left - 6, y_at(tick) + 3, f"{signed(tick)}%", "end", 8, fill=QUIET) for tick in upward]
    parts += [text(x_at(tick), bottom + 11, f"{tick:.1f}", "middle", 8, fill=QUIET) for tick in across]
    parts.append(line(x_at(1), top - 8, x_at(1), bottom, QUIET, 0.8, "3 2"))
    parts.append(text(x_at(1) + 4, 20, "Same share of jobs as the nation", size=8, fill=QUIET))
    axis = f"Location quotient: {state}\u2019s share of jobs \u00f7 the nation\u2019s"
    parts.append(text(width, bottom + 24, axis, "end", 8, fill=QUIET))
    parts.append(text(0, 9, f"Change in jobs, {years}", size=8, fill=QUIET))
    biggest = sqrt(max(b.jobs for b in industries) or 1)
    balls = [ball_at(x_at(b.quotient), y_at(b.change), 19 * sqrt(b.jobs) / biggest + 1) for b in industries]
    taken: list[Box] = [(0, 0, width, 22), *balls]
    for b, ball in zip(industries, balls, strict=True):
        x, y, jobs = (ball[0] + ball[2]) / 2, (ball[1] + ball[3]) / 2, f"{number(b.jobs)} jobs"
        fill, edge = (theme.tint(0.5), theme.deep) if b.chosen else (WHITE, QUIET)
        parts.append(dot(x, y, (ball[2] - ball[0]) / 2, fill, edge))
        wide = max(width_of(b.name, 9), width_of(jobs, 7.5)) + 2
        x, y, anchor = free_place(ball, wide, taken, (left, width))
        parts.append(
            haloed(text(x, y - 1, b.name, anchor, 8.5, b.chosen) + text(x, y + 8, jobs, anchor, 7.5, fill=QUIET))
        )
    header = ["Industry", "Location quotient", "Change in jobs", "Jobs", "Chosen"]
    return chart(key, (width, height), (finding, caption), header, [_bubble_row(b) for b in industries], parts)


def _bubble_row(b: Bubble) -> list[str]:
    return [
        b.name,
        f"{b.quotient:.2f}",
        f"{b.change:+.1f}%".replace("-", MINUS),
        number(b.jobs),
        "yes" if b.chosen else "no",
    ]


def ball_at(x: float, y: float, radius: float) -> Box:
    return x - radius, y - radius, x + radius, y + radius


def free_place(ball: Box, wide: float, taken: list[Box], within: tuple[float, float]) -> tuple[float, float, str]:
    """Where a two-line label covers least of what is there: right of the circle, left, above, below. Takes
    the place."""
    x0, y0, x1, y1 = ball
    middle, level = (x0 + x1) / 2, (y0 + y1) / 2
    places = [
        (x1 + 4, level, "start"),
        (x0 - 4, level, "end"),
        (middle, y0 - 11, "middle"),
        (middle, y1 + 10, "middle"),
    ]
    places += [
        (x1 + 1, y0 - 3, "start"),
        (x1 + 1, y1 + 3, "start"),
        (x0 - 1, y0 - 3, "end"),
        (x0 - 1, y1 + 3, "end"),
    ]
    best, label, least = places[0], ball, float("inf")
    for x, y, anchor in places:
        start = {"start": x, "end": x - wide, "middle": x - wide / 2}[anchor]
        here = (start, y - 9, start + wide, y + 9)
        outside = max(within[0] - start, 0) + max(start + wide - within[1], 0)
        covered = 1000 * outside + sum(_overlap(here, other) for other in taken if other != ball)
        if covered < least:
            best, label, least = (x, y, anchor), here, covered
    taken.append(label)
    return best


def _overlap(one: Box, other: Box) -> float:
    """The area that two boxes share."""
    wide, high = min(one[2], other[2]) - max(one[0], other[0]), min(one[3], other[3]) - max(one[1], other[1])
    return max(wide, 0) * max(high, 0)
