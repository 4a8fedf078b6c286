"""Run the clock: schedules and the sweeper. One or more copies may run."""

from typing import Any

from django.core.management.base import BaseCommand

from core import clock


class Command(BaseCommand):
    help = "Fire schedules and wake waiting jobs, until stopped."

    def handle(self, *args: Any, **options: Any) -> None:
        clock.run_forever()
