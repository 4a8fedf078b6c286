"""How much of the true top quarter each way of ranking recovers, in invented panels: python -m benchmarks.adjusting.

True quality has a spread of 10 points and each review a noise of 6; every application has three reviews, but for the last
line, where everybody reads everything. Reviewers differ in severity and, in one line, in how far they spread their points.
"""

from __future__ import annotations

import random
import statistics
import sys
from collections import defaultdict
from typing import NamedTuple

from grants.rules.adjusting import Total, adjust

QUALITY, NOISE, EACH = 10.0, 6.0, 3


class Panel(NamedTuple):
    """So many applications and reviewers, how far apart these are in severity and in spread, and reviews of each."""

    applications: int
    reviewers: int
    severity: float
    stretch: float = 0.0
    each: int = EACH

    @property
    def words(self) -> str:
        unlike = ", unlike spread" if self.stretch else ", everybody reads all" if self.each == self.reviewers else ""
        return f"{self.applications}x{self.reviewers}, severity {self.severity:.0f}{unlike}"


PANELS = (
    Panel(8, 4, 8),
    Panel(20, 6, 8),
    Panel(20, 6, 2),
    Panel(20, 6, 8, stretch=0.25),
    Panel(40, 10, 8),
    Panel(12, 4, 8, each=4),
)
WAYS = ("raw mean", "median", "z-score", "two-way")


def drawn(panel: Panel, rng: random.Random) -> tuple[dict[int, float], list[Total]]:
    """The true qualities, and the reviews that a panel gives them: loads within one of each other."""
    quality = {a: rng.gauss(0, QUALITY) for a in range(panel.applications)}
    severity = {r: rng.gauss(0, panel.severity) for r in range(panel.reviewers)}
    stretch = {r: max(0.2, rng.gauss(1, panel.stretch)) if panel.stretch else 1.0 for r in severity}
    load = dict.fromkeys(severity, 0)
    rows = []
    for a in rng.sample(range(panel.applications), panel.applications):
        for r in sorted(severity, key=lambda r: (load[r], rng.random()))[: panel.each]:
            load[r] += 1
            rows.append(Total(a, r, severity[r] + stretch[r] * (quality[a] + rng.gauss(0, NOISE))))
    return quality, rows


def ranked(way: str, rows: list[Total]) -> dict[int, float]:
    """A score for each application by one of the ways."""
    if way == "two-way":
        return dict(adjust(rows).scores)
    if way == "z-score":
        own: dict[int, list[float]] = defaultdict(list)
        for row in rows:
            own[row.reviewer_id].append(row.points)
        middle = {r: statistics.fmean(points) for r, points in own.items()}
        spread = {r: statistics.pstdev(points) or 1.0 for r, points in own.items()}
        rows = [r._replace(points=(r.points - middle[r.reviewer_id]) / spread[r.reviewer_id]) for r in rows]
    found: dict[int, list[float]] = defaultdict(list)
    for row in rows:
        found[row.application_id].append(row.points)
    average = statistics.median if way == "median" else statistics.fmean
    return {a: average(points) for a, points in found.items()}


def recovered(panel: Panel, repetitions: int, seed: int = 1) -> dict[str, float]:
    """The share of the true top quarter that each way puts into its own top quarter, over the panels that allow all."""
    rng, hits, done = random.Random(seed), dict.fromkeys(WAYS, 0.0), 0
    top = max(panel.applications // 4, 1)
    while done < repetitions:
        quality, rows = drawn(panel, rng)
        if adjust(rows).refused:
            continue
        done += 1
        best = top_of(quality, top)
        for way in WAYS:
            hits[way] += len(best & top_of(ranked(way, rows), top)) / top
    return {way: hit / repetitions for way, hit in hits.items()}


def top_of(scores: dict[int, float], number: int) -> set[int]:
    """The best so many; the median ties often, and a tie goes to the lower id."""
    return set(sorted(scores, key=lambda a: (-scores[a], a))[:number])


def main() -> int:
    """Print the table; the number of repetitions is the first argument, 1,500 without."""
    repetitions = int(sys.argv[1]) if len(sys.argv) > 1 else 1500
    print(f"{'applications x reviewers':44}" + "".join(f"{way:>10}" for way in WAYS))
    for panel in PANELS:
        found = recovered(panel, repetitions)
        print(f"{panel.words:44}" + "".join(f"{found[way]:10.3f}" for way in WAYS), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
