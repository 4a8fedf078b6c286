"""Load a file of labor-market figures from the server's disk, for every state or for one."""

from __future__ import annotations

import datetime as dt
import time
from argparse import ArgumentParser
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.isolation import state_scope
from core.models import State
from labor_market.checks.archives import MEGABYTE
from labor_market.checks.kinds import Opened
from labor_market.checks.streams import capitalized
from labor_market.choices import ImportKind
from labor_market.models import Dataset
from labor_market.rules.layouts import LayoutError
from labor_market.tasks.loading import Brought, already_there, digest_of, load
from labor_market.tasks.progress import Progress


class Command(BaseCommand):
    help = (
        "Load a QCEW, OEWS, projections or staffing file (CSV, .gz, .xlsx, or .zip with one table or many CSV files) for"
        " every state, or for --state alone. The same file twice changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--kind", required=True, choices=ImportKind.values)
        parser.add_argument("--vintage", default="", help="What the figures describe, such as 2024 or May 2025")
        parser.add_argument("--released", type=dt.date.fromisoformat, help="The day of publication, such as 2025-06-05")
        parser.add_argument("--state", default="", help="Code of the one state that reads it, such as pa")
        parser.add_argument("--most-mb", type=int, default=6000, help="The most that the file may unpack to")
        parser.add_argument("--area", default="Statewide", help="Projections without a column of areas: their area")
        parser.add_argument("--years", type=int, nargs=2, metavar=("BASE", "PROJECTED"), help="Projections: the years")
        parser.add_argument("--total", action="store_true", help="Projections: openings are sums over all years")
        parser.add_argument("--map", nargs="*", default=[], help="Projections: FIELD=HEADING, such as soc='SOC Code'")

    def handle(self, *args: Any, **options: Any) -> None:
        path, state = options["file"], None
        with ExitStack() as stack:
            if options["state"]:
                state = State.objects.filter(code=options["state"]).first()
                if state is None:
                    raise CommandError(f"There is no state with the code {options['state']}.")
                stack.enter_context(state_scope(state))
            try:
                dataset = self._load(path, state, options)
            except OSError as wrong:
                raise CommandError(f"{path} cannot be opened: {wrong.strerror}.") from wrong
            except LayoutError as wrong:
                raise CommandError(f"{path.name} was not loaded. {wrong}") from wrong
        self.stdout.write(
            f"{dataset}: {dataset.rows:,} rows for {dataset.areas:,} areas, {dataset.withheld:,} of them withheld"
            f" ({dataset.withheld_share:.1%}); {dataset.refused:,} lines could not be read"
        )

    def _load(self, path: Path, state: State | None, options: dict[str, Any]) -> Dataset:
        with path.open("rb") as file:
            digest = digest_of(file)
            if (known := already_there(options["kind"], digest, state)) is not None:
                self.stdout.write(f"{path.name} is loaded already.")
                return known
            brought = Brought(
                file=file,
                file_name=path.name,
                sha256=digest,
                kind=options["kind"],
                vintage=(options["vintage"] or path.stem)[:40],
                released=options["released"],
                state=state,
                options=projection_options(options),
                most=options["most_mb"] * MEGABYTE,
            )
            self.started = time.monotonic()
            with Progress(self._tell, every=5.0) as progress:
                dataset = load(brought, progress.watch)
            assert progress.found is not None
            for fault in progress.found.tally.faults:
                self.stderr.write(f"{capitalized(fault.place)}: {fault.text}")
            return dataset

    def _tell(self, found: Opened) -> None:
        """A line of progress."""
        tally, lines = found.tally, found.lines
        seconds = time.monotonic() - self.started
        files = f"  file {lines.number:,} of {lines.parts:,}" if lines.parts > 1 else ""
        self.stdout.write(
            f"{lines.done / max(lines.size, 1):4.0%}  {tally.read:>11,} lines  {tally.read / seconds:>9,.0f} a second"
            f"{files}"
        )


def projection_options(options: dict[str, Any]) -> dict[str, Any]:
    """What projections need to be read; nothing for the other kinds."""
    if options["kind"] != ImportKind.PROJECTION:
        return {}
    base, projected = options["years"] or (None, None)
    mapping = dict(pair.partition("=")[::2] for pair in options["map"])
    given = {"all_area": options["area"], "base_year": base, "projected_year": projected, "is_total": options["total"]}
    return given | ({"mapping": mapping} if mapping else {})
