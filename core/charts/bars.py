"""Bars: amounts with their targets, plain counts, money by source, answers around a middle, coverage, from
sum to sum."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from core.charts.marks import (
    EDGE,
    INK,
    PALE,
    PLAIN,
    QUIET,
    WHITE,
    Chart,
    Scale,
    Show,
    Theme,
    box,
    chart,
    hatch,
    label_block,
    legend,
    line,
    millions,
    number,
    or_few,
    percent,
    text,
    whole,
    width_of,
    wrapped,
)


class Bar(NamedTuple):
    """A row of `hbar`; a value of None is suppressed."""

    label: str
    value: float | None
    target: float | None = None


def hbar(
    key: str,
    bars: Sequence[Bar],
    *,
    finding: str,
    caption: str = "",
    theme: Theme = PLAIN,
    show: Show = number,
    names: tuple[str, str] = ("So far", "Target"),
    width: float = 504,
    left: float = 150,
) -> Chart:
    """Horizontal bars with their numbers; a target is an open frame that the bar fills, and may outgrow."""
    has_targets = any(bar.target is not None for bar in bars)
    top, row = (20, 22) if has_targets else (2, 20)
    labels = [_of_target(bar, show) for bar in bars]
    ends = (width_of(label, 9) for label, bar in zip(labels, bars, strict=True) if bar.value is not None)
    right = max(ends, default=60) + 8
    largest = max((v for bar in bars for v in (bar.value, bar.target) if v is not None), default=1)
    at = Scale(0, largest or 1, left, width - right)
    fills = (theme.main, theme.tint(0.12))
    parts = [hatch(f"{key}-h"), legend(left, 9, list(zip(names, fills, strict=True))) if has_targets else ""]
    for i, (bar, label) in enumerate(zip(bars, labels, strict=True)):
        y = top + i * row
        parts.append(label_block(left - 8, y + 8, bar.label, left - 10, "end"))
        end = left
        if bar.target is not None:
            parts.append(box(left, y, at(bar.target) - left, 16, theme.tint(0.12), theme.deep))
            end = at(bar.target)
        if bar.value is None:
            parts.append(box(left, y + 3, 26, 10, f"url(#{key}-h)", EDGE))
            end = max(end, left + 26)
        else:
            parts.append(box(left, y + 3, at(bar.value) - left, 10, theme.main))
            end = max(end, at(bar.value))
        parts.append(text(end + 5, y + 11.5, label, size=9, bold=bar.value is not None))
    parts.append(line(left, top - 2, left, top + row * len(bars) - 2, QUIET, 0.8))
    header = ["", names[0], names[1]] if has_targets else ["", names[0]]
    rows = [[bar.label, or_few(bar.value, show), *_target_cell(bar, show)][: len(header)] for bar in bars]
    return chart(key, (width, top + row * len(bars)), (finding, caption), header, rows, parts)


def _of_target(bar: Bar, show: Show) -> str:
    shown = or_few(bar.value, show)
    return shown if bar.target is None else f"{shown} of {show(bar.target)}"


def _target_cell(bar: Bar, show: Show) -> list[str]:
    return ["none set" if bar.target is None else show(bar.target)]


def small_bars(
    key: str,
    counts: Mapping[str, int | None],
    *,
    finding: str,
    caption: str = "",
    theme: Theme = PLAIN,
    show: Show = number,
    width: float = 160,
    left: float = 92,
) -> Chart:
    """Plain bars with their numbers, in the order given; fits a column of notes."""
    right = max((width_of(show(count), 8.5) for count in counts.values() if count is not None), default=0) + 6
    at = Scale(0, max((count or 0 for count in counts.values()), default=1) or 1, left, width - right)
    parts, row = [hatch(f"{key}-h")], 15
    for i, (label, count) in enumerate(counts.items()):
        y, end = i * row, left + 10 if count is None else at(count)
        fill, edge = (f"url(#{key}-h)", EDGE) if count is None else (theme.main, "none")
        parts.append(
            text(0, y + 10, wrapped(label, left - 4, 8, 1)[0], size=8) + box(left, y + 2, end - left, 10, fill, edge)
        )
        parts.append(
            text(
                end + 4,
                y + 10,
                or_few(count, show),
                bold=count is not None,
                size=8.5 if count is not None else 8,
            )
        )
    rows = [[label, or_few(count, show)] for label, count in counts.items()]
    return chart(key, (width, row * len(counts)), (finding, caption), ["", "Number"], rows, parts)


def stacked(
    key: str,
    rows: Mapping[str, Sequence[float]],
    *,
    sources: Sequence[str],
    finding: str,
    caption: str = "",
    theme: Theme = PLAIN,
    show: Show = millions,
    width: float = 504,
    left: float = 128,
) -> Chart:
    """Sums cut by source (at most five), each source with its own tone and pattern; the sum stands at the
    end."""
    row, top = 21, 24
    sums = {label: sum(amounts) for label, amounts in rows.items()}
    right = max((width_of(show(amount), 8.5) for amount in sums.values()), default=0) + 10
    at = Scale(0, max(sums.values(), default=1) or 1, 0, width - left - right)
    fills = [theme.deep, theme.tint(0.5), theme.tint(0.16), f"url(#{key}-a)", f"url(#{key}-b)"][: len(sources)]
    parts = [hatch(f"{key}-a", theme.deep, gap=3.2), hatch(f"{key}-b", QUIET, PALE, 6, 1.6)]
    parts.append(legend(0, 9, list(zip(sources, fills, strict=True))))
    for i, (label, amounts) in enumerate(rows.items()):
        x, y = left, top + i * row
        parts.append(label_block(left - 8, y + 8, label, left - 10, "end"))
        for source, amount in enumerate(amounts):
            wide, inside = at(amount), show(amount).strip("$M")
            parts.append(box(x, y, wide, 16, fills[source], EDGE if source else WHITE) if amount else "")
            if source < 3 and wide > width_of(inside, 8) + 6:
                parts.append(text(x + wide / 2, y + 11.5, inside, "middle", 8, fill=INK if source else WHITE))
            x += wide
        parts.append(text(x + 5, y + 11.5, show(sums[label]), bold=True))
    table = [[label, *map(show, amounts), show(sums[label])] for label, amounts in rows.items()]
    size = (width, top + row * len(rows) - 4)
    return chart(key, size, (finding, caption), ["", *sources, "Together"], table, parts)


class Answers(NamedTuple):
    """A row of `diverging`: counts of the five answers from best to worst, "don't know", and the interval of
    the two best together, in percent."""

    label: str
    counts: Sequence[int]
    unknown: int = 0
    interval: tuple[float, float] | None = None

    @property
    def n(self) -> int:
        """Everybody who answered; "don't know" counts."""
        return sum(self.counts) + self.unknown

    @property
    def shares(self) -> list[float]:
        """Percent of everybody."""
        return [100 * count / (self.n or 1) for count in self.counts]


ANSWER_NAMES = ("Much better", "Better", "Same", "Worse", "Much worse")


def diverging(
    key: str,
    rows: Sequence[Answers],
    *,
    finding: str,
    caption: str = "",
    theme: Theme = PLAIN,
    names: Sequence[str] = ANSWER_NAMES,
    unknown: str = "Don\u2019t know",
    width: float = 504,
) -> Chart:
    """Survey answers around the middle one: better to the right, worse to the left, "don't know" apart at the
    far right."""
    with_interval = any(row.interval for row in rows)
    left, right, row_height, top = 112, 62 + (72 if with_interval else 0), 25, 32
    fills = [theme.deep, theme.tint(0.55), PALE, f"url(#{key}-w)", INK]
    at, zero = _around_middle(rows, left, width - right)
    parts = [hatch(f"{key}-w", INK, gap=3.2), legend(left, 9, list(zip(names, fills, strict=True)))]
    parts.append(text(width - right + 58, top - 8, unknown, "end", 8, fill=QUIET))
    parts.append(text(width, top - 8, "Better, 95% interval", "end", 8, fill=QUIET) if with_interval else "")
    for i, row in enumerate(rows):
        y, shares = top + i * row_height, row.shares
        parts.append(label_block(0, y + 5, row.label, left - 8, bold=True))
        parts.append(text(0, y + 19, f"n = {row.n:,}", size=7.5, fill=QUIET))
        parts.append(_answer_bars(zero - (shares[2] / 2 + shares[3] + shares[4]) * at, y, shares, at, fills))
        parts.append(text(width - right + 58, y + 12, percent(100 * row.unknown / (row.n or 1)), "end", fill=QUIET))
        if row.interval:
            said = f"{percent(sum(shares[:2]))} ({whole(row.interval[0])} to {whole(row.interval[1])})"
            parts.append(text(width, y + 12, said, "end", bold=True))
    header = ["", *names, unknown, "Answers"] + (["95% interval"] if with_interval else [])
    table = [_answer_row(row, with_interval) for row in rows]
    return chart(key, (width, top + row_height * len(rows) - 4), (finding, caption), header, table, parts)


def _around_middle(rows: Sequence[Answers], first: float, last: float) -> tuple[float, float]:
    """Points a percent, and where the middle of the middle answer stands, so that every row fits."""
    lower = max((row.shares[2] / 2 + row.shares[3] + row.shares[4] for row in rows), default=50)
    upper = max((row.shares[2] / 2 + row.shares[1] + row.shares[0] for row in rows), default=50)
    each = (last - first) / ((lower + upper) or 1)
    return each, first + lower * each


def _answer_bars(x: float, y: float, shares: Sequence[float], each: float, fills: Sequence[str]) -> str:
    parts = []
    for answer in (4, 3, 2, 1, 0):
        wide = shares[answer] * each
        parts.append(box(x, y, wide, 18, fills[answer], WHITE) if wide else "")
        if wide >= 20:
            middle, shade = x + wide / 2, WHITE if answer in (0, 4) else INK
            parts.append(box(middle - 8, y + 4, 16, 10, WHITE) if answer == 3 else "")
            parts.append(text(middle, y + 12, percent(shares[answer]), "middle", 8.5, answer < 2, shade))
        x += wide
    return "".join(parts)


def _answer_row(row: Answers, with_interval: bool) -> list[str]:
    cells = [
        row.label,
        *(percent(share) for share in row.shares),
        percent(100 * row.unknown / (row.n or 1)),
        f"{row.n:,}",
    ]
    if with_interval:
        cells.append(f"{percent(row.interval[0])} to {percent(row.interval[1])}" if row.interval else "not computed")
    return cells


COVERAGE_NAMES = ("Reported", "Missing", "Not yet due", "Does not apply at this stage")


def coverage(
    key: str,
    rows: Mapping[str, Sequence[int]],
    *,
    finding: str,
    caption: str = "",
    theme: Theme = PLAIN,
    names: Sequence[str] = COVERAGE_NAMES,
    width: float = 504,
    left: float = 150,
) -> Chart:
    """Of all partnerships, how many reported, are missing, are not yet due, or are at a stage where it does
    not apply."""
    row, top = 20, 24
    each = (width - left) / (max(map(sum, rows.values()), default=1) or 1)
    fills = [theme.deep, f"url(#{key}-m)", f"url(#{key}-h)", WHITE]
    parts = [hatch(f"{key}-m", INK, "#9aa0a6", 2.4, 1.2), hatch(f"{key}-h", QUIET, gap=3.2)]
    parts.append(legend(left, 9, list(zip(names, fills, strict=True))))
    for i, (label, counts) in enumerate(rows.items()):
        x, y = left, top + i * row
        parts.append(label_block(left - 8, y + 7, label, left - 10, "end"))
        for part, count in enumerate(counts):
            wide = count * each
            if count:
                said = str(count)
                plate = width_of(said, 8) + 4
                parts.append(box(x, y, wide, 14, fills[part], EDGE))
                parts.append(box(x + wide / 2 - plate / 2, y + 2.5, plate, 9, WHITE) if part in (1, 2) else "")
                parts.append(text(x + wide / 2, y + 10, said, "middle", 8, part == 0, INK if part else WHITE))
            x += wide
    table = [[label, *map(str, counts)] for label, counts in rows.items()]
    return chart(key, (width, top + row * len(rows) - 4), (finding, caption), ["", *names], table, parts)


class Step(NamedTuple):
    """A column of `waterfall`: a total, or what is added to (taken from) the one before."""

    label: str
    amount: float
    is_total: bool = False


def waterfall(
    key: str,
    steps: Sequence[Step],
    *,
    finding: str,
    caption: str = "",
    theme: Theme = PLAIN,
    show: Show = millions,
    width: float = 504,
    height: float = 142,
) -> Chart:
    """Totals as solid columns, what is taken away or added as hatched ones, joined by hairlines."""
    slot, top, bottom = width / len(steps), 16, height - 30
    at = Scale(0, max(abs(step.amount) for step in steps) or 1, 0, bottom - top)
    column, level = min(slot * 0.62, 60), 0.0
    parts = [hatch(f"{key}-h", theme.deep), line(0, bottom, width, bottom, QUIET)]
    for i, step in enumerate(steps):
        x = i * slot + (slot - column) / 2
        before, level = level, step.amount if step.is_total else level + step.amount
        high = bottom - at(level if step.is_total else max(before, level))
        fill = theme.deep if step.is_total else f"url(#{key}-h)"
        parts.append(box(x, high, column, at(abs(step.amount)), fill, theme.deep))
        parts.append(text(x + column / 2, high - 5, show(step.amount), "middle", 9.5, True))
        if i + 1 < len(steps):
            parts.append(line(x + column, bottom - at(level), x + slot, bottom - at(level), QUIET, 0.6, "2 2"))
        for number_of_line, words in enumerate(wrapped(step.label, slot - 4)):
            parts.append(text(x + column / 2, bottom + 12 + 10 * number_of_line, words, "middle"))
    rows = [[step.label, show(step.amount)] for step in steps]
    return chart(key, (width, height), (finding, caption), ["", "Amount"], rows, parts)
