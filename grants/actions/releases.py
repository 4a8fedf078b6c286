"""From when an award may be known: for rounds whose awards legislators learn of before the press."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.db.models import Q

from core import audit
from core.models import Member
from core.moves import ClockNow, MoveRefused
from grants.choices import RoundStatus
from grants.models import Award, Round

LONGEST = 168
"""Hours of a head start at most: a week."""


@transaction.atomic
def set_head_start(round: Round, hours: int, *, by: Member) -> Round:
    """Say by how many hours legislators learn of the round's awards first; 0: awards are public once accepted.

    Raises MoveRefused where the awards are public already: what everybody has read cannot be held back.
    """
    held = Round.objects.select_for_update(no_key=True).get(pk=round.pk)
    if not 0 <= hours <= LONGEST:
        raise MoveRefused(f"A head start is between 0 and {LONGEST} hours.")
    if held.status == RoundStatus.CANCELLED:
        raise MoveRefused(f"{held} is cancelled, so there is nothing to announce.")
    if hours and not held.head_start_hours and Award.objects.public().filter(application__round=held).exists():
        raise MoveRefused(f"Awards of {held} are public already, so legislators cannot be told first.")
    before = held.head_start_hours
    if before != hours:
        Round.objects.filter(pk=held.pk).update(head_start_hours=hours)
        held.refresh_from_db()
        audit.record("round.head_start", held, by=by, before=before, after=hours)
    return held


def release_from(awards: Collection[int], at: dt.datetime | None) -> int:
    """Let these awards be public from an instant on, or from none yet. What is public already stays as it is.

    Part of the deed that announces them, which leaves the line in the trail.
    """
    rows = Award.objects.filter(pk__in=awards)
    waiting = rows.filter(Q(public_from__isnull=True) | Q(public_from__gt=ClockNow()))
    return waiting.update(public_from=at)
