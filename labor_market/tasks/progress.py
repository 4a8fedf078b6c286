"""Telling how far a long reading is, while it goes on: a second thread looks at its counts."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Any

from django.db import Error, connection

from core.isolation import state_scope
from labor_market.checks.kinds import Opened
from labor_market.models import DataImport

logger = logging.getLogger(__name__)


class Progress:
    """`with Progress(tell) as progress: …`, then `progress.watch(opened)`: `tell` is called with it every second."""

    def __init__(self, tell: Callable[[Opened], None], every: float = 1.0) -> None:
        self.tell, self.every = tell, every
        self.found: Opened | None = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def watch(self, found: Opened) -> None:
        """From now on tell of this."""
        self.found = found

    def _run(self) -> None:
        while not self._stop.wait(self.every):
            if self.found is not None:
                try:
                    self.tell(self.found)
                except Error:  # the next second tells again; the reading itself must not stop for it
                    logger.warning("The progress of an import could not be written", exc_info=True)
        connection.close()

    def __enter__(self) -> Progress:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()


def into_row(state_id: int, import_id: int) -> Callable[[Opened], None]:
    """Writes the counts into the row of the import, in a transaction of its own."""

    def tell(found: Opened) -> None:
        with state_scope(state_id):
            DataImport.objects.filter(pk=import_id).update(**counts_of(found))

    return tell


def counts_of(found: Opened) -> dict[str, Any]:
    """The counts of a reading as the row keeps them."""
    tally, lines = found.tally, found.lines
    return {
        "bytes_done": lines.done,
        "bytes_all": lines.size,
        "rows_read": tally.read,
        "rows_good": tally.good,
        "withheld": tally.withheld,
        "rows_refused": tally.refused,
    }
