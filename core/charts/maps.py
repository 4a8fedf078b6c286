"""Maps: a state's counties shaded by count, and a district's counties among their neighbors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from core.charts.marks import (
    EDGE,
    FEW,
    HAIR,
    INK,
    PLAIN,
    QUIET,
    WHITE,
    Chart,
    Theme,
    box,
    chart,
    dot,
    haloed,
    hatch,
    line,
    number,
    or_few,
    outline,
    text,
    width_of,
)
from core.geography import Geography, Shape

TINTS = (0.10, 0.26, 0.46, 0.72, 1.0)
ROUND = (
    1,
    2,
    5,
    10,
    15,
    20,
    30,
    50,
    75,
    100,
    150,
    200,
    300,
    400,
    500,
    750,
    1000,
    1500,
    2000,
    3000,
    5000,
    10_000,
)
LABEL_SIZES = (7.5, 6.5, 5.5)


def choropleth(
    key: str,
    geography: Geography,
    values: Mapping[str, int | None],
    *,
    finding: str,
    caption: str = "",
    noun: str = "People",
    theme: Theme = PLAIN,
    breaks: Sequence[int] = (),
    callouts: Mapping[str, tuple[float, float]] | None = None,
) -> Chart:
    """Counties shaded by count, each with its number; hatched where it is None (fewer than 10), white where
    it is 0.

    A county that `values` leaves out counts 0. `breaks` are the lower ends of up to five classes, chosen from
    the values if not given. `callouts` move a number out of a county too small for it, by (x, y) points.
    """
    breaks = list(breaks) or pick_breaks([value for value in values.values() if value])
    shades = (
        [theme.tint(share) for share in TINTS[-len(breaks) :]] if len(breaks) < 5 else [theme.tint(s) for s in TINTS]
    )
    parts, labels = [hatch(f"{key}-h")], []
    for fips, county in geography.counties.items():
        value = values.get(fips, 0)
        step = sum(value >= edge for edge in breaks) - 1 if value else -1
        fill = f"url(#{key}-h)" if value is None else shades[max(step, 0)] if value else WHITE
        parts.append(outline(county.path, fill, EDGE, 0.5))
        dark = value is not None and step >= 0 and shades[step] in (theme.tint(0.72), theme.tint(1.0))
        labels.append(_county_label(county, value, dark, (callouts or {}).get(fips)))
    names = [_class_name(breaks, i) for i in range(len(breaks))]
    hidden = [(f"{FEW} (not shown)", f"url(#{key}-h)")] if None in values.values() else []
    entries = [("0", WHITE), *hidden, *zip(names, shades, strict=True)]
    labels.append(_map_legend(entries, geography.height + 20))
    rows = [[county.name, or_few(values.get(fips, 0), number)] for fips, county in geography.counties.items()]
    size = (max(geography.width, 504), geography.height + 26)
    return chart(key, size, (finding, caption), ["County", noun], sorted(rows), parts + labels)


def _county_label(county: Shape, value: int | None, dark: bool, moved: tuple[float, float] | None) -> str:
    """The number in its county, beside it on a leader, or nothing where it does not fit: the table has it."""
    if value is None:
        return ""
    said = number(value)
    if moved:
        x, y = county.x + moved[0], county.y + moved[1]
        return line(county.x, county.y, x, y, INK, 0.7) + text(x + 2, y + 3, said, bold=True)
    for size in LABEL_SIZES:
        if width_of(said, size) <= county.room:
            return text(county.x, county.y + size * 0.36, said, "middle", size, dark, WHITE if dark else INK)
    return ""


def _class_name(breaks: Sequence[int], i: int) -> str:
    if i + 1 == len(breaks):
        return f"{breaks[i]:,} or more"
    last = breaks[i + 1] - 1
    return f"{breaks[i]:,}" if last == breaks[i] else f"{breaks[i]:,}\u2013{last:,}"


def _map_legend(entries: Sequence[tuple[str, str]], y: float) -> str:
    parts, x = [], 0.0
    for name, fill in entries:
        parts.append(box(x, y - 8, 16, 9, fill, EDGE) + text(x + 20, y, name, size=8))
        x += 32 + width_of(name, 8)
    return "".join(parts)


def pick_breaks(values: Sequence[int], classes: int = 5) -> list[int]:
    """Round lower ends of classes that hold about the same number of counties each."""
    if not values:
        return [1]
    ordered = sorted(values)
    marks = [ordered[len(ordered) * i // classes] for i in range(classes)]
    return sorted({max((edge for edge in ROUND if edge <= mark), default=1) for mark in marks})


class Site(NamedTuple):
    """A numbered place on `district_map`, moved from its county's middle by (x, y) points of the state's
    map."""

    fips: str
    dx: float = 0
    dy: float = 0


def district_map(
    key: str,
    geography: Geography,
    inside: Sequence[str],
    *,
    finding: str,
    sites: Sequence[Site] = (),
    caption: str = "",
    theme: Theme = PLAIN,
    width: float = 332,
    height: float = 148,
) -> Chart:
    """The counties that a district touches (FIPS codes), tinted and named, among their neighbors; sites as
    numbered dots."""
    shapes = geography.counties
    x0, y0, zoom = window([shapes[fips].path for fips in inside], width, height)
    clip = f'<clipPath id="{key}-c"><rect x="0" y="0" width="{width:g}" height="{height:g}"/></clipPath>'
    paths, labels = [], []
    for fips, county in sorted(shapes.items(), key=lambda item: item[0] in inside):
        x, y, own = (county.x - x0) * zoom, (county.y - y0) * zoom, fips in inside
        if not (-width < x < 2 * width and -height < y < 2 * height):
            continue
        fill, edge, weight = (theme.tint(0.26), theme.deep, 1.2) if own else (WHITE, "#a4a9ad", 0.5)
        paths.append(outline(county.path, fill, edge, weight / zoom))
        size, half = (9.0, width_of(county.name, 9) / 2) if own else (7.5, width_of(county.name, 7.5) / 2)
        if half < x < width - half and 10 < y < height - 6:
            name = text(x, y - 7 if own else y + 3, county.name, "middle", size, own, INK if own else QUIET)
            labels.append(haloed(name))
    for count, site in enumerate(sites, 1):
        x, y = (shapes[site.fips].x + site.dx - x0) * zoom, (shapes[site.fips].y + site.dy - y0) * zoom
        labels.append(dot(x, y, 6, theme.deep) + text(x, y + 2.8, str(count), "middle", 8, True, WHITE))
    moved = f'<g transform="scale({zoom:.3f}) translate({-x0:.1f} {-y0:.1f})">{"".join(paths)}</g>'
    edge_line = box(0.3, 0.3, width - 0.6, height - 0.6, "none", HAIR)
    rows = [[shapes[fips].name, str(sum(site.fips == fips for site in sites))] for fips in inside]
    parts = [clip, f'<g clip-path="url(#{key}-c)">{moved}</g>', *labels, edge_line]
    return chart(key, (width, height), (finding, caption), ["County", "Sites"], rows, parts)


def window(paths: Sequence[str], width: float, height: float, air: float = 1.12) -> tuple[float, float, float]:
    """Left, top and zoom that show all paths in the middle of a frame, with some air."""
    pairs = [pair.split(",") for path in paths for pair in path.strip("MZ").replace("ZM", "L").split("L")]
    xs, ys = [float(x) for x, _ in pairs], [float(y) for _, y in pairs]
    zoom = min(width / (max(xs) - min(xs)), height / (max(ys) - min(ys))) / air
    return (min(xs) + max(xs) - width / zoom) / 2, (min(ys) + max(ys) - height / zoom) / 2, zoom
