"""Sessions in the database that know when they end, so that a page can say it beforehand. No query of its own."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as InDatabase
from django.utils import timezone


class SessionStore(InDatabase):
    """Django's own, which also keeps the instant that the row says it ends at."""

    ends_at: dt.datetime | None = None

    def _get_session_from_db(self) -> Any:
        found = super()._get_session_from_db()  # type: ignore[misc]  # the stubs leave it out
        if found is not None:
            self.ends_at = found.expire_date
        return found

    @property
    def seconds_left(self) -> int:
        """Until it ends, as the page was made; the whole length for one that was begun by this request."""
        if self.ends_at is None:
            return int(self.get_expiry_age())
        return max(0, int((self.ends_at - timezone.now()).total_seconds()))
