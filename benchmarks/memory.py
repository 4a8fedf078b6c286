"""How much memory this process and its children take at most, looked at every 50 milliseconds."""

from __future__ import annotations

import threading
from types import TracebackType

import psutil


class Peak:
    """`with Peak() as peak: …`, then `peak.above` and `peak.whole`, in megabytes."""

    def __init__(self, *, children: bool = False) -> None:
        self.children = children
        self.process = psutil.Process()
        self.start = self.highest = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def look(self) -> int:
        """Resident bytes now."""
        found = [self.process, *(self.process.children(recursive=True) if self.children else [])]
        total = 0
        for one in found:
            try:
                if "postgres" not in one.name() and "valkey" not in one.name():
                    total += one.memory_info().rss
            except psutil.NoSuchProcess:
                continue
        return total

    def _watch(self) -> None:
        while not self._stop.wait(0.05):
            self.highest = max(self.highest, self.look())

    def __enter__(self) -> Peak:
        self.start = self.highest = self.look()
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.highest = max(self.highest, self.look())
        self._stop.set()
        self._thread.join()

    @property
    def above(self) -> float:
        """Megabytes over what there was before."""
        return round((self.highest - self.start) / 1024**2, 1)

    @property
    def whole(self) -> float:
        return round(self.highest / 1024**2, 1)
