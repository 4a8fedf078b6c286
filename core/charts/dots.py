"""Dots and slopes: a share with its interval, many of them on one scale, the same people before and after."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from core.charts.marks import (
    HAIR,
    INK,
    PLAIN,
    QUIET,
    Chart,
    Scale,
    Theme,
    box,
    chart,
    diamond,
    dot,
    label_block,
    line,
    percent,
    signed,
    spread,
    text,
    ticks,
    whisker,
    whole,
    wrapped,
)

TOO_FEW = "too few answers to report"


def interval_bar(
    key: str,
    value: float,
    low: float,
    high: float,
    *,
    of: str,
    finding: str,
    caption: str = "",
    benchmark: float | None = None,
    theme: Theme = PLAIN,
    width: float = 240,
) -> Chart:
    """A share on a 0–100 rule with its interval, all in percent; a hollow diamond marks somebody else's
    figure.

    `of` says whose share it is: "505 of 731". The interval is added to `finding`.
    """
    at, y = Scale(0, 100, 0, width), 9
    parts = [
        box(0, y - 3.5, width, 7, theme.tint(0.14)),
        box(at(low), y - 3.5, at(high) - at(low), 7, theme.tint(0.45)),
    ]
    parts.append(line(at(value), y - 7, at(value), y + 7, theme.deep, 2.2))
    for mark in (0, 25, 50, 75, 100):
        anchor = {0: "start", 100: "end"}.get(mark, "middle")
        parts.append(text(at(mark), y + 17, percent(mark) if mark in (0, 100) else str(mark), anchor, 7.5, fill=QUIET))
    row = [of, percent(value), f"{percent(low)} to {percent(high)}"]
    header = ["Answers", "Share", "95% interval"]
    if benchmark is not None:
        parts.append(diamond(at(benchmark), y, 4))
        row, header = [*row, percent(benchmark)], [*header, "Elsewhere"]
    said = f"{finding}: {whole(value)} percent, with a 95 percent interval from {whole(low)} to {whole(high)} percent"
    return chart(key, (width, y + 20), (said, caption or finding), header, [row], parts)


class Dot(NamedTuple):
    """A row of `dot_plot`, in percent or points; a value of None rests on too few answers. `note` says n."""

    label: str
    note: str
    value: float | None
    low: float = 0
    high: float = 0
    benchmark: float | None = None


def dot_plot(
    key: str,
    rows: Sequence[Dot],
    *,
    finding: str,
    caption: str = "",
    change: bool = False,
    theme: Theme = PLAIN,
    width: float = 504,
    left: float = 208,
) -> Chart:
    """Dots with 95 % intervals on one scale. `change` counts in points around 0 instead of percent from 0."""
    right, row, top = 112, 17, 18
    show = signed if change else percent
    marks = _marks(rows, change)
    at, bottom = Scale(marks[0], marks[-1], left, width - right), top + row * len(rows)
    parts = []
    for tick in marks:
        zero = change and tick == 0
        parts.append(line(at(tick), top - 4, at(tick), bottom, INK if zero else HAIR, 0.8 if zero else 0.5))
        parts.append(text(at(tick), top - 8, show(tick), "middle", 7.5, fill=QUIET))
    for i, given in enumerate(rows):
        y = top + i * row + row / 2
        parts.append(text(0, y + 3, wrapped(given.label, left - 76, lines=1)[0]))
        parts.append(text(left - 10, y + 3, given.note, "end", 7.5, fill=QUIET))
        parts.append(diamond(at(given.benchmark), y, 4) if given.benchmark is not None else "")
        if given.value is None:
            parts.append(text(width, y + 3, TOO_FEW, "end", 8, fill=QUIET))
            continue
        parts.append(whisker(at(given.low), at(given.high), y, theme.deep) + dot(at(given.value), y, 4, theme.deep))
        parts.append(text(width - right + 46, y + 3, show(given.value), "end", 9.5, True))
        parts.append(text(width, y + 3, f"{show(given.low)} to {show(given.high)}", "end", 8, fill=QUIET))
    with_benchmark = any(given.benchmark is not None for given in rows)
    header = ["", "Answers", "Change" if change else "Share", "95% interval"] + ["Elsewhere"] * with_benchmark
    table = [_dot_row(given, change, with_benchmark) for given in rows]
    return chart(key, (width, bottom + 2), (finding, caption), header, table, parts)


def _marks(rows: Sequence[Dot], change: bool) -> list[float]:
    """The scale's ticks: from 0, or as far to both sides of 0."""
    ends = [end for given in rows if given.value is not None for end in (given.low, given.high)]
    ends += [given.benchmark for given in rows if given.benchmark is not None]
    most = max(map(abs, ends), default=10) or 10
    marks = [tick for tick in ticks(most, 3 if change else 5) if change or tick <= 100]
    return [-tick for tick in reversed(marks[1:])] + marks if change else marks


def _dot_row(given: Dot, change: bool, with_benchmark: bool) -> list[str]:
    show = signed if change else percent
    cells = [given.label, given.note]
    if given.value is None:
        cells += [TOO_FEW, "not computed"]
    else:
        cells += [show(given.value), f"{show(given.low)} to {show(given.high)}"]
    if with_benchmark:
        cells.append("none known" if given.benchmark is None else show(given.benchmark))
    return cells


class Slope(NamedTuple):
    """A line of `slope`: percent before and after."""

    label: str
    before: float
    after: float


def slope(
    key: str,
    rows: Sequence[Slope],
    *,
    finding: str,
    caption: str = "",
    sides: tuple[str, str] = ("At enrollment", "12 months after"),
    theme: Theme = PLAIN,
    width: float = 332,
    height: float = 160,
) -> Chart:
    """One line each between two rules; falling lines are dashed, so that a copy in grey keeps the
    direction."""
    left, end, top, bottom = 44.0, width - 186, 26.0, height - 12
    values = [value for row in rows for value in (row.before, row.after)]
    at = Scale(min(values) - 2, max(values) + 2, bottom, top)
    parts = [line(x, top - 8, x, bottom + 4, QUIET, 0.8) for x in (left, end)]
    parts += [text(x, 11, side, "middle", 8, fill=QUIET) for x, side in zip((left, end), sides, strict=True)]
    before = spread([at(row.before) for row in rows], 11)
    after = spread([at(row.after) for row in rows], 11)
    for row, level_before, level_after in zip(rows, before, after, strict=True):
        falls = row.after < row.before
        stroke, dash = (INK, "5 3") if falls else (theme.deep, "")
        parts.append(line(left, at(row.before), end, at(row.after), stroke, 2, dash))
        parts.append(dot(left, at(row.before), 3.4, theme.deep) + dot(end, at(row.after), 3.4, theme.deep))
        parts.append(text(left - 8, level_before + 3, percent(row.before), "end", 9, True))
        parts.append(text(end + 8, level_after + 3, percent(row.after), "start", 9, True))
        parts.append(label_block(end + 34, level_after, row.label, width - end - 34))
    table = [[row.label, percent(row.before), percent(row.after)] for row in rows]
    return chart(key, (width, height), (finding, caption), ["", *sides], table, parts)
