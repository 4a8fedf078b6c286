"""Write which counties of the country touch, from the borders that us-atlas (npm, ISC; Census) shares between them.

    npm pack us-atlas@3.0.1 && tar xzf us-atlas-3.0.1.tgz
    python tools/county_neighbors.py package/counties-10m.json core/data/county_neighbors.csv

Two counties touch when their outlines share a stretch of border, across state lines too; one point is not enough.
Water between two shores is no border: an island touches nothing.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from typing import Any


def arcs_of(shape: dict[str, Any]) -> Iterator[int]:
    """The stretches of border of a county, whichever way they run."""
    polygons = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
    for polygon in polygons:
        for ring in polygon:
            yield from (index if index >= 0 else ~index for index in ring)


def neighbors(topology: dict[str, Any]) -> dict[str, set[str]]:
    """FIPS code → codes of the counties that it touches."""
    owners: dict[int, set[str]] = defaultdict(set)
    found: dict[str, set[str]] = {}
    for shape in topology["objects"]["counties"]["geometries"]:
        found[shape["id"]] = set()
        if shape["type"]:
            for arc in arcs_of(shape):
                owners[arc].add(shape["id"])
    for sharing in owners.values():
        for fips in sharing:
            found[fips] |= sharing - {fips}
    return found


def main() -> None:
    source, target = sys.argv[1:3]
    with open(source, encoding="utf-8") as file:
        found = neighbors(json.load(file))
    with open(target, "w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["county_fips", "touches"])
        out.writerows([fips, " ".join(sorted(touched))] for fips, touched in sorted(found.items()))


if __name__ == "__main__":
    main()
