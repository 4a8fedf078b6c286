"""Who writes in a section: how long a lease lasts, and how it is said."""

from __future__ import annotations

import datetime as dt

SPAN = dt.timedelta(minutes=3)
"""How long a save, or a sign of life of the page, holds the section."""

IDLE = dt.timedelta(minutes=10)
"""How long a page that is open, but not written in, goes on holding it."""


def kept_until(now: dt.datetime, wrote_at: dt.datetime) -> dt.datetime:
    """Until when a sign of life at `now` holds the section of somebody who last wrote at `wrote_at`."""
    return min(now + SPAN, wrote_at + IDLE)


def clock(at: dt.datetime) -> str:
    """2:14 PM, as a lease is told. `at` is in the state's zone."""
    return f"{at.hour % 12 or 12}:{at:%M %p}"


def is_writing(name: str, since: dt.datetime) -> str:
    """Who writes, since when (in the state's zone)."""
    return f"{name} is writing here since {clock(since)}."
