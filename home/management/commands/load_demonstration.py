"""Load the demonstration: four invented programs, full of life. Only in demonstration mode."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core.models import State
from home.management.demonstration.editions import finish
from home.management.demonstration.loading import load_state
from home.management.demonstration.profiles import PROFILES


class Command(BaseCommand):
    help = "Load the demonstration's four states, each in one transaction. A state that is there is left alone."

    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--states", nargs="*", default=[profile.code for profile in PROFILES])
        parser.add_argument("--finish", action="store_true", help="Wait for the workers, then publish what they drew")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demonstration is loaded only with DEMO=1, which must never be set in production.")
        if options["finish"]:
            self.stdout.write(finish())
            return
        there = set(State.objects.values_list("code", flat=True))
        for profile in PROFILES:
            if profile.code in options["states"] and profile.code not in there:
                started = time.monotonic()
                load_state(profile)
                self.stdout.write(f"{profile.name}: loaded in {time.monotonic() - started:.0f} s")
