"""What was measured: a line each, a table to read, a file to compare, and what falls short."""

from __future__ import annotations

import json
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

LATEST = Path(__file__).resolve().parent / "results" / "latest.json"


@dataclass
class Line:
    """One measurement: either times in milliseconds with queries, or a rate a second. `more` goes into the file too."""

    name: str
    times: Sequence[float] = ()
    queries: int | None = None
    target_ms: float | None = None
    target_queries: int | None = None
    rate: float | None = None
    target_rate: float | None = None
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def median(self) -> float:
        return statistics.median(self.times)

    @property
    def p95(self) -> float:
        ordered = sorted(self.times)
        return ordered[min(len(ordered) - 1, round(0.95 * (len(ordered) - 1)))]

    @property
    def shortfalls(self) -> list[str]:
        """What misses its target, in sentences."""
        found = []
        if self.target_ms is not None and self.median > self.target_ms:
            found.append(f"{self.name}: {self.median:,.1f} ms, the target is {self.target_ms:,.0f} ms.")
        if self.target_queries is not None and (self.queries or 0) > self.target_queries:
            found.append(f"{self.name}: {self.queries} queries, the target is {self.target_queries}.")
        if self.target_rate is not None and (self.rate or 0) < self.target_rate:
            found.append(f"{self.name}: {self.rate:,.1f} a second, the target is {self.target_rate:,.0f}.")
        return found

    def as_json(self) -> dict[str, Any]:
        if self.rate is not None:
            return {"name": self.name, "rate": round(self.rate, 2), "target_rate": self.target_rate} | self.more
        return {
            "name": self.name,
            "n": len(self.times),
            "median_ms": round(self.median, 2),
            "p95_ms": round(self.p95, 2),
            "queries": self.queries,
            "target_ms": self.target_ms,
        } | self.more

    def row(self) -> str:
        if self.rate is not None:
            target = f"{self.target_rate:,.0f}" if self.target_rate else "–"
            row = f"{self.name:62} {self.rate:10,.2f}/s {'':10} {'':8} {target:>8}"
        else:
            queries = "–" if self.queries is None else str(self.queries)
            target = f"{self.target_ms:,.0f} ms" if self.target_ms else "–"
            row = f"{self.name:62} {self.median:9,.1f} ms {self.p95:9,.1f} {queries:>8} {target:>8}"
        extra = ", ".join(f"{key} {value}" for key, value in self.more.items())
        return f"{row}  {extra}".rstrip()


def show(lines: Sequence[Line], path: Path = LATEST) -> int:
    """Print the table and what falls short, write the file. Returns how many targets were missed."""
    print(f"\n{'':62} {'median':>12} {'p95':>9} {'queries':>8} {'target':>8}")
    for line in lines:
        print(line.row())
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([line.as_json() for line in lines], indent=2) + "\n")
    missed = [sentence for line in lines for sentence in line.shortfalls]
    print("\nEvery target is met." if not missed else "\nFalls short:")
    for sentence in missed:
        print(f"  {sentence}")
    print(f"\nWritten to {path}")
    return len(missed)
