"""From an approved slate to what its letters bring about."""

from __future__ import annotations

from core.models import Member
from grants.actions import outbox
from grants.models import Award, Letter, Slate


def look_at_all(slate: Slate, *, by: Member) -> int:
    """Mark every letter that nobody has looked at."""
    held = Letter.objects.held().filter(line__slate=slate, corrects__isnull=True)
    return outbox.look_at(slate, dict(held.values_list("pk", "facts_sha256")), by=by)


def send_all(slate: Slate, *, by: Member) -> list[Award]:
    """Look at every letter and send it. The awards of the round, by rank."""
    slate.refresh_from_db()
    look_at_all(slate, by=by)
    outbox.send_letters(slate, None, by=by)
    awards = Award.objects.filter(application__round=slate.round, application__slate_lines__slate=slate)
    return list(awards.select_related("application", "fund").order_by("application__slate_lines__rank"))
