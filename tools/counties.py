"""Cut one state's counties out of us-atlas (npm, ISC; Census, public domain) into a small JSON of SVG paths.

    npm pack us-atlas@3.0.1 && tar xzf us-atlas-3.0.1.tgz
    python tools/counties.py package/counties-10m.json 42 core/data/counties/pa.json

The number is the state's FIPS code. The file holds one path, one place for a number and the room around it a
county, in points, within 504 × 380.
"""

from __future__ import annotations

import json
import math
import sys
from typing import Any

Point = tuple[float, float]
Ring = list[Point]
WIDTH, HEIGHT, GRID = 504.0, 380.0, 14


def decode_arcs(topology: dict[str, Any]) -> list[Ring]:
    """Undo TopoJSON's delta coding: every arc as a list of (longitude, latitude)."""
    (scale_x, scale_y), (move_x, move_y) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * scale_x + move_x, y * scale_y + move_y))
        arcs.append(points)
    return arcs


def join_ring(arcs: list[Ring], indexes: list[int]) -> Ring:
    """Chain arcs into one closed ring; a negative index means the arc runs backwards."""
    ring: Ring = []
    for index in indexes:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        ring += arc[1:] if ring else arc
    return ring


def counties_of(topology: dict[str, Any], state_fips: str) -> dict[str, tuple[str, list[Ring]]]:
    """FIPS → (name, rings) for one state."""
    arcs = decode_arcs(topology)
    found = {}
    for shape in topology["objects"]["counties"]["geometries"]:
        if shape["id"].startswith(state_fips):
            polygons = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
            rings = [join_ring(arcs, ring) for polygon in polygons for ring in polygon]
            found[shape["id"]] = (shape["properties"]["name"], rings)
    return found


def project(counties: dict[str, tuple[str, list[Ring]]]) -> dict[str, Any]:
    """Plate carrée squeezed at the middle latitude, scaled to fit: enough for one state on one page."""
    points = [point for _, rings in counties.values() for ring in rings for point in ring]
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    squeeze = math.cos(math.radians((south + north) / 2))
    scale = min(WIDTH / ((east - west) * squeeze), HEIGHT / (north - south))
    shapes = {}
    for fips, (name, rings) in sorted(counties.items()):
        flat = [[((x - west) * squeeze * scale, (north - y) * scale) for x, y in ring] for ring in rings]
        path = "".join("M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in thinned(ring)) + "Z" for ring in flat)
        x, y, room = label_place(max(flat, key=len))
        shapes[fips] = {
            "name": name,
            "path": path,
            "x": round(x, 1),
            "y": round(y, 1),
            "room": round(room, 1),
        }
    width, height = (east - west) * squeeze * scale, (north - south) * scale
    return {"width": round(width, 1), "height": round(height, 1), "counties": shapes}


def thinned(ring: Ring) -> Ring:
    """Without points that fall on the one before when written to a tenth of a point."""
    kept = ring[:1]
    for x, y in ring[1:]:
        if abs(x - kept[-1][0]) >= 0.1 or abs(y - kept[-1][1]) >= 0.1:
            kept.append((x, y))
    return kept


def label_place(ring: Ring) -> tuple[float, float, float]:
    """Where a number stands best, and how wide it may be: the middle of the widest stretch with air above and
    below."""
    top, bottom = min(y for _, y in ring), max(y for _, y in ring)
    best = (0.0, 0.0, -1.0)
    for step in range(1, GRID * 2):
        y = top + (bottom - top) * step / (GRID * 2)
        for start, end in chords(ring, y):
            middle = (start + end) / 2
            room = min(chord_at(ring, middle, y + dy) for dy in (-4.0, 0.0, 4.0))
            centered = room - abs(y - (top + bottom) / 2) * 0.35
            if centered > best[2]:
                best = (middle, y, centered)
    x, y, _ = best
    return x, y, min(chord_at(ring, x, y + dy) for dy in (-3.0, 0.0, 3.0))


def chords(ring: Ring, y: float) -> list[Point]:
    """The stretches of a level line that lie inside."""
    crossings = sorted(
        x0 + (y - y0) / (y1 - y0) * (x1 - x0)
        for (x0, y0), (x1, y1) in zip(ring, ring[1:] + ring[:1], strict=True)
        if (y0 > y) != (y1 > y)
    )
    return list(zip(crossings[::2], crossings[1::2], strict=True))


def chord_at(ring: Ring, x: float, y: float) -> float:
    """Twice the way from (x, y) to the nearer edge on its level; 0 outside."""
    return max((2 * min(x - start, end - x) for start, end in chords(ring, y) if start <= x <= end), default=0.0)


def main(source: str, state: str, target: str) -> None:
    """Write one state's file."""
    with open(source, encoding="utf-8") as file:
        atlas = json.load(file)
    with open(target, "w", encoding="utf-8") as file:
        json.dump(project(counties_of(atlas, state)), file, separators=(",", ":"), ensure_ascii=False)
        file.write("\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
