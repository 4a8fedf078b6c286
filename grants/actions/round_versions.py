"""The notice of a round, frozen as everybody could read it: when it opens, and with each addendum."""

from __future__ import annotations

from django.db import transaction

from core.models import Member
from grants.models import Addendum, Round, RoundVersion
from grants.readmodels.round_versions import notice_content
from questions.readmodels import sha256_of


@transaction.atomic
def freeze_notice(round: Round, *, by: Member | None, addendum: Addendum | None = None) -> RoundVersion:
    """The next version of the notice. Part of the deed that opens the round or adds to its notice."""
    held = Round.objects.select_for_update(of=("self",)).get(pk=round.pk)
    last = RoundVersion.objects.filter(round=held).order_by("-number").values_list("number", flat=True).first()
    content = notice_content(held)
    return RoundVersion.objects.create(
        round=held, number=(last or 0) + 1, addendum=addendum, content=content, sha256=sha256_of(content), by=by
    )


def keep_first(round: Round, *, by: Member) -> None:
    """Freeze what a round says before its first addendum, where it opened before versions were kept."""
    if not RoundVersion.objects.filter(round=round).exists():
        freeze_notice(round, by=by)
