"""The whole list as CSV, streamed."""

from __future__ import annotations

from django.urls import reverse

from benchmarks.client import Person
from benchmarks.memory import Peak
from benchmarks.results import Line
from core.models import State

TIMES = 3
TARGET_MS = 3000.0


def measure(state: State, label: str) -> list[Line]:
    """Time to the last byte, and how much memory it takes on top."""
    person = Person(state, "officer@vol000.example")
    path, times, rows = reverse("applications-csv"), [], 0
    queries, above = 0, 0.0
    for _ in range(TIMES):
        counted = [0]

        def count(part: bytes, counted: list[int] = counted) -> None:
            counted[0] += part.count(b"\n")

        with Peak() as peak:
            answer = person.get(path, chunk=count)
        if answer.status != 200:
            print(f"  CSV: {path} answers {answer.status}")
            return []
        times.append(answer.ms)
        rows, queries, above = counted[0], answer.queries, max(above, peak.above)
    line = Line(
        f"CSV of the whole list, {label}",
        times,
        queries=queries,
        target_ms=TARGET_MS,
        more={"lines": rows, "mb_above": above},
    )
    print(f"  {line.row()}", flush=True)
    return [line]
