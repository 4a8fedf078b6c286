"""Load counties, industries, occupations and federal labor-market figures that every state shares."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from labor_market.rules.layouts import LayoutError
from labor_market.tasks import RELEASES, load_reference_data, load_release


class Command(BaseCommand):
    help = "Load the packaged public labor-market data; a second run changes nothing. --qcew adds a BLS file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--qcew", type=Path, action="append", default=[], help="A QCEW file, annual or quarterly")
        parser.add_argument("--vintage", default="", help="What the QCEW files describe, such as 2025")

    def handle(self, *args: Any, **options: Any) -> None:
        for dataset, loaded in load_reference_data():
            self.stdout.write(f"{dataset}: {dataset.rows:,} rows {'loaded' if loaded else 'already there'}")
        for path in options["qcew"]:
            self._bring(path, options["vintage"] or path.stem[:40])

    def _bring(self, path: Path, vintage: str) -> None:
        """One file that the state brought."""
        release = RELEASES["qcew-tulsa-2016"]._replace(file=path.name, vintage=vintage)
        try:
            dataset, _ = load_release(f"qcew-{path.stem.lower()}"[:60], release, path.read_bytes())
        except (OSError, LayoutError) as wrong:
            raise CommandError(f"{path.name} was not loaded. {wrong}") from wrong
        self.stdout.write(f"{dataset}: {dataset.rows:,} rows loaded")
