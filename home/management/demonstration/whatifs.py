"""What-ifs beside the slate that is before the director: one by rank alone, one that a solver suggested."""

from __future__ import annotations

import datetime as dt

from grants.actions.whatifs import lines_from, lines_suggested
from grants.models import Slate, WhatIf
from grants.readmodels.purses import purses_of
from grants.readmodels.whatif_page import candidates_on
from grants.rules.suggesting import Wishes, suggest
from home.management.demonstration.world import World

WISHES = [
    "No fund is overdrawn, and each award is what was asked for, within the round’s limits.",
    "At most 1 of each industry.",
    "As many points as possible in all.",
]


def make_whatifs(world: World) -> None:
    """Both were made while the slate was a draft."""
    slate = Slate.objects.select_related("round", "run").get(round=world.rounds["decision"])
    purses = {pk: purse.available for pk, purse in purses_of(slate.round).items()}
    wishes = Wishes(purses, slate.round.min_award, slate.round.max_award)
    by_rank = suggest(candidates_on(slate), wishes)
    spread_out = suggest(candidates_on(slate), wishes._replace(at_most=1, of_each="industry"))
    common = {"slate": slate, "made_by": world.people["officer"], "is_suggested": True}
    drafted = slate.recommended_at or world.now
    for days, name, found, said in (
        (2, "Most points", by_rank, [WISHES[0], WISHES[2]]),
        (1, "One in each industry", spread_out, WISHES),
    ):
        made_at = drafted - dt.timedelta(days=days)
        lines = lines_from(lines_suggested(slate, found))
        WhatIf.objects.create(name=name, lines=lines, wishes=said, unmet=found.unmet, made_at=made_at, **common)
