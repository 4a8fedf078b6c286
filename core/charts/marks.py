"""The pieces that charts are made of: colors, scales, lines of type, bars, dots, hatches, and the <svg>
itself.

WeasyPrint gives inline SVG neither page CSS nor custom properties, and a strict content policy forbids style
attributes on the web: so everything is a presentation attribute, and colors arrive in a `Theme`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from math import copysign, floor, log10

from django.utils.safestring import SafeString, mark_safe

INK, QUIET, HAIR, EDGE, PALE, WHITE = "#1b1b1b", "#565c65", "#c6cace", "#8d9297", "#e3e5e8", "#ffffff"
COLOR = re.compile(r"^#[0-9a-fA-F]{6}$")
KEY = re.compile(r"^[a-z][a-z0-9-]*$")
FEW = "fewer than 10"
MINUS = "\u2212"

Show = Callable[[float], str]
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Theme:
    """A state's colors as "#rrggbb"; tints are mixed from `main`, so that any hue keeps the same steps of
    lightness."""

    deep: str = "#14305a"
    main: str = "#1f5a96"
    accent: str = "#c58b1b"

    def __post_init__(self) -> None:
        for color in (self.deep, self.main, self.accent):
            if not COLOR.match(color):
                raise ValueError(f"A theme color is written #rrggbb, not {color!r}.")

    def tint(self, share: float) -> str:
        """`main` over white paper: 1 is full strength, 0 is white."""
        channels = (int(self.main[i : i + 2], 16) for i in (1, 3, 5))
        return "#" + "".join(f"{round(255 - (255 - channel) * share):02x}" for channel in channels)


PLAIN = Theme()


@dataclass(frozen=True)
class Chart:
    """A drawn chart and its twin, the same figures as a table.

    `svg` goes into a web page and into a PDF as it is. Every chart stands beside or above its table: caption,
    `header` and `rows`, whose first cell heads the row.
    """

    svg: SafeString
    finding: str
    caption: str
    header: list[str]
    rows: list[list[str]]

    @property
    def rows_have_heads(self) -> bool:
        """Whether a row's first cell is marked as its head: not in a table so small that most cells would be heads."""
        return len(self.rows) * (len(self.header) - 1) >= len(self.rows) + 2 * len(self.header)  # may break once

    def __str__(self) -> str:
        return self.svg


@dataclass(frozen=True)
class Scale:
    """From values to points on paper."""

    first: float
    last: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Where `value` stands."""
        span = (self.last - self.first) or 1
        return self.start + (value - self.first) / span * (self.end - self.start)


def ticks(largest: float, steps: int = 4, smallest: float = 0) -> list[float]:
    """Round numbers from at or below `smallest` to at or above `largest`."""
    raw = (largest - smallest) / steps or 1
    power = 10.0 ** floor(log10(raw))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if raw <= power * factor * 1.0001)
    first, last = floor(smallest / step), -floor(-largest / step + 1e-9)
    return [round(step * i, 10) for i in range(first, max(last, first + 1) + 1)]


# Numbers in words -------------------------------------------------------------------------------------------
def number(value: float) -> str:
    """1,234 or 2.5."""
    return f"{value:,.0f}" if abs(value - round(value)) < 1e-9 else f"{value:,.1f}"


def whole(value: float) -> int:
    """The nearest whole number, halves away from zero (Python would take the even one)."""
    return int(copysign(floor(abs(value) + 0.5 + 1e-9), value))


def percent(value: float) -> str:
    """41%; halves go up, as people do it."""
    return f"{whole(value)}%"


def dollars(value: float) -> str:
    """$1,234, with a true minus sign."""
    return f"{MINUS if value < 0 else ''}${abs(value):,.0f}"


def millions(value: float) -> str:
    """$15.66M for dollars, with a true minus sign."""
    return f"{MINUS if value < 0 else ''}${abs(value) / 1e6:.2f}M"


def signed(value: float) -> str:
    """+13, 0 or −11, with a true minus sign."""
    rounded = f"{whole(value):+d}".replace("-", MINUS)
    return "0" if rounded[1:] == "0" else rounded


def or_few(value: float | None, show: Show) -> str:
    """The number in words; what is not shown is said, never left empty."""
    return FEW if value is None else show(value)


# Type -------------------------------------------------------------------------------------------------------
def text(
    x: float,
    y: float,
    words: str,
    anchor: str = "start",
    size: float = 8.5,
    bold: bool = False,
    fill: str = INK,
) -> str:
    """A line of type; `y` is its baseline."""
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"'
    weight = ' font-weight="600"' if bold else ""
    return f'<text {place} font-size="{size:g}"{weight} fill="{fill}">{escape(words)}</text>'


def haloed(words: str) -> str:
    """The same words over a white outline, for type that crosses lines."""
    return f'<g stroke="{WHITE}" stroke-width="2.4" stroke-linejoin="round">{words}</g>{words}'


def width_of(words: str, size: float) -> float:
    """About how wide a line of Source Sans is; a little generous."""
    narrow = sum(character in " .,;:'|!iljtfI-()" for character in words)
    return size * (0.54 * len(words) - 0.24 * narrow)


def wrapped(words: str, width: float, size: float = 8.5, lines: int = 2) -> list[str]:
    """At most `lines` lines that fit `width`; the last takes what is left, cut with an ellipsis if it must
    be."""
    found, rest = [""], words.split()
    while rest:
        longer = f"{found[-1]} {rest[0]}".strip()
        if found[-1] and width_of(longer, size) > width:
            if len(found) == lines:
                break
            found.append("")
            continue
        found[-1] = longer
        rest.pop(0)
    if rest:
        found[-1] += "\u2026"
    return found


def label_block(x: float, middle: float, words: str, width: float, anchor: str = "start", bold: bool = False) -> str:
    """One or two lines of a row's name, centered on `middle`."""
    lines = wrapped(words, width)
    top = middle + 3 - 4.7 * (len(lines) - 1)
    return "".join(text(x, top + 9.4 * i, line_of, anchor, bold=bold) for i, line_of in enumerate(lines))


# Shapes -----------------------------------------------------------------------------------------------------
def box(x: float, y: float, width: float, height: float, fill: str, stroke: str = "none") -> str:
    """A rectangle."""
    place = f'x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" height="{height:.1f}"'
    return f'<rect {place} fill="{fill}" stroke="{stroke}" stroke-width=".6"/>'


def line(x1: float, y1: float, x2: float, y2: float, stroke: str = HAIR, width: float = 0.6, dash: str = "") -> str:
    """A straight line."""
    return polyline([(x1, y1), (x2, y2)], stroke, width, dash)


def polyline(points: Iterable[tuple[float, float]], stroke: str, width: float = 2, dash: str = "") -> str:
    """A line through points."""
    path = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<path d="M{path}" fill="none" stroke="{stroke}" stroke-width="{width:g}"{dashes}/>'


def dot(x: float, y: float, radius: float, fill: str, stroke: str = WHITE) -> str:
    """A circle with a thin edge."""
    place = f'cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}"'
    return f'<circle {place} fill="{fill}" stroke="{stroke}" stroke-width=".8"/>'


def outline(path: str, fill: str, stroke: str, width: float) -> str:
    """A filled shape, such as a county."""
    edge = f'stroke="{stroke}" stroke-width="{width:.2f}" stroke-linejoin="round"'
    return f'<path d="{path}" fill="{fill}" {edge}/>'


def diamond(x: float, y: float, radius: float, stroke: str = INK) -> str:
    """A hollow diamond: a figure that is not ours."""
    path = f"M{x:.1f} {y - radius:.1f}l{radius} {radius}l-{radius} {radius}l-{radius} -{radius}z"
    return f'<path d="{path}" fill="{WHITE}" stroke="{stroke}" stroke-width="1.1"/>'


def whisker(x1: float, x2: float, y: float, stroke: str, width: float = 1.4) -> str:
    """A 95 % interval: a line with end ticks."""
    ends = (line(x, y - 3, x, y + 3, stroke, 1) for x in (x1, x2))
    return line(x1, y, x2, y, stroke, width) + "".join(ends)


def hatch(key: str, stroke: str = QUIET, ground: str = WHITE, gap: float = 4, width: float = 0.9) -> str:
    """A diagonal hatch to be used as fill="url(#key)". Must stand before its first use: WeasyPrint draws a
    stray mark."""
    return (
        f'<pattern id="{key}" width="{gap}" height="{gap}" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><rect width="{gap}" height="{gap}" fill="{ground}"/>'
        f'<rect width="{width}" height="{gap}" fill="{stroke}"/></pattern>'
    )


def legend(x: float, y: float, entries: Sequence[tuple[str, str]]) -> str:
    """Names and fills in one line; `y` is the baseline."""
    parts = []
    for name, fill in entries:
        parts.append(box(x, y - 7.5, 11, 8, fill, EDGE) + text(x + 15, y, name, size=8))
        x += 27 + width_of(name, 8)
    return "".join(parts)


def spread(places: Sequence[float], gap: float) -> list[float]:
    """Push labels apart until neighbors are at least `gap` from each other, keeping their order."""
    order = sorted(range(len(places)), key=places.__getitem__)
    moved = list(places)
    for _ in range(40):
        for above, below in pairwise(order):
            short = gap - (moved[below] - moved[above])
            if short > 0:
                moved[above] -= short / 2
                moved[below] += short / 2
    return moved


def frame(key: str, width: float, height: float, finding: str, detail: str, body: str) -> SafeString:
    """The <svg>: `finding` is the chart's alternative text, read aloud on the web and in the PDF. `key` is
    unique in the document; ids inside begin with it. Every word in `body` has been escaped by `text`."""
    if not KEY.match(key):
        raise ValueError(f"A chart's key is lower-case letters, digits and dashes, not {key!r}.")
    if not finding.strip():
        raise ValueError(f"The chart {key!r} needs its finding in words.")
    return mark_safe(
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="{key}-t {key}-d" '
        f'viewBox="0 0 {width:g} {height:g}" width="{width:g}pt" height="{height:g}pt" '
        f'font-family="\'Source Sans 3\', \'Source Sans Pro\', sans-serif" font-size="8.5" fill="{INK}">'
        f'<title id="{key}-t">{escape(finding)}</title><desc id="{key}-d">{escape(detail)}</desc>{body}</svg>'
    )


def chart(
    key: str,
    size: tuple[float, float],
    words: tuple[str, str],
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    parts: Iterable[str],
) -> Chart:
    """A chart from its parts; `words` are finding and caption, the description is the table read aloud."""
    finding, caption = words
    detail = "; ".join(f"{row[0]}: {', '.join(row[1:])}" for row in rows)
    svg = frame(key, *size, finding, detail, "".join(parts))
    return Chart(svg, finding, caption or finding, [header[0] or "Item", *header[1:]], [list(row) for row in rows])
