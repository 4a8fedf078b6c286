"""What a round shows to its reviewers is said before it opens."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from core import audit
from core.models import Member
from core.moves import MoveRefused
from grants.choices import RoundStatus
from grants.models import Round
from grants.rules.visibility import changes_in


@transaction.atomic
def set_visibility(round: Round, chosen: Mapping[str, Mapping[str, str]], *, by: Member) -> Round:
    """Keep what each phase shows. Part of what a round promises: refused once it was opened."""
    held: Round = Round.objects.select_for_update().get(pk=round.pk)
    if held.status != RoundStatus.DRAFT:
        raise MoveRefused(f"{held.name} was opened: what its reviewers see does not change any more.")
    kept = changes_in(chosen)
    if held.visibility != kept:
        before, held.visibility = held.visibility, kept
        held.save(update_fields=["visibility"])
        audit.record("round.visibility", held, by=by, before=before, after=kept)
    return held
