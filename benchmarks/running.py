"""The order of things: load, measure alone, load the states beside, measure again."""

from __future__ import annotations

import time
from argparse import Namespace
from pathlib import Path

from benchmarks import applying, assigning, deciding, documents, export, ground, importing, load, pages, screening
from benchmarks.results import Line, show
from core.models import State
from home.management.volume.seeding import Seeder


def run(options: Namespace, base: Path) -> int:
    """Everything that was asked for. Returns 0; what falls short is printed, not an error."""
    lines: list[Line] = []
    if "assigning" in options.only:
        lines += assigning.measure()
    if "screening" in options.only:
        lines += screening.measure()
    if set(options.only) - {"documents", "assigning", "importing", "screening"}:
        lines += _volume(options, base)
    if "documents" in options.only:
        lines += documents.measure(options.plain, options.documents)
    if "importing" in options.only:
        lines += importing.measure(options.lines)
    show(lines)
    return 0


def _volume(options: Namespace, base: Path) -> list[Line]:
    lines: list[Line] = []
    _fill(1, options.applications, None, base)
    state = State.objects.get(code="vol001")
    alone = f"{options.applications:,} applications, 1 state"
    lines += _measure(options.only, state, alone)
    if options.states > 1:
        _fill(options.states + 1, options.applications, options.others, base)
        lines += _measure(options.only, state, f"{options.states} states of {options.others:,} beside")
    return lines


def _fill(states: int, applications: int, others: int | None, base: Path) -> None:
    started = time.monotonic()
    seeder = Seeder(trusting=True)
    made = seeder.seed(states, applications, others=others)
    seeder.analyze()
    size = ground.size_of_database(base) / 1024**3
    each = others if others is not None else applications
    print(
        f"{len(made)} states of {each:,} applications loaded in {time.monotonic() - started:.0f} s;"
        f" the database holds {size:.1f} GB",
        flush=True,
    )


def _measure(only: list[str], state: State, label: str) -> list[Line]:
    lines: list[Line] = []
    print(f"\n{label}")
    parts = (("pages", pages), ("csv", export), ("load", load), ("applying", applying), ("deciding", deciding))
    for part, module in parts:
        if part in only:
            lines += module.measure(state, label)
    return lines
