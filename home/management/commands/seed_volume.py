"""States with very many applications, to measure with: vol001.localhost, vol002.localhost …"""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core.models import State
from home.management.volume.seeding import ALIAS, Seeder


class Command(BaseCommand):
    help = (
        "Make N states of the demonstration's shape with M applications each, and vol000, of which they are copies. "
        "States that are there are left alone."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--states", type=int, default=1)
        parser.add_argument("--applications", type=int, default=1000, help="In each state, at least")
        parser.add_argument(
            "--others", type=int, default=None, help="In every state but the first, where fewer are enough"
        )
        parser.add_argument("--yes", action="store_true", help="Even where real states may be served")

    def handle(self, *args: Any, **options: Any) -> None:
        if ALIAS not in settings.DATABASES:
            raise CommandError("Set MIGRATE_DATABASE_URL: whole states are copied by the role that migrates.")
        real = State.objects.exclude(code__startswith="vol")
        if not (settings.DEMO or settings.DEBUG or options["yes"]) and real.exists():
            raise CommandError(
                f"This database serves {real.count()} states. Invented states beside real ones are made only with --yes."
            )
        started = time.monotonic()
        seeder = Seeder(say=self.stdout.write)
        made = seeder.seed(options["states"], options["applications"], others=options["others"])
        seeder.analyze()
        self.stdout.write(f"{len(made)} states made in {time.monotonic() - started:.0f} s")
