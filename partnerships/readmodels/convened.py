"""Who convened what on a day of the past: figures of a year that is over do not follow a later hand-over."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from django.utils import timezone

from partnerships.choices import ACTIVE_STAGES
from partnerships.choices.standing import StageOutcome
from partnerships.models import ConvenerEngagement, Partnership, StageChange


class Terms:
    """Every convener's time at every partnership. One query."""

    def __init__(self) -> None:
        rows = ConvenerEngagement.objects.order_by("started_on", "pk")
        self.of: dict[int, list[tuple[dt.date, dt.date | None, int]]] = defaultdict(list)
        for partnership, started, ended, organization in rows.values_list(
            "partnership_id", "started_on", "ended_on", "organization_id"
        ):
            self.of[partnership].append((started, ended, organization))

    def convener(self, partnership: int, day: dt.date, now: int) -> int:
        """Who convened it that day; `now`, who convenes it today, where the record does not reach so far."""
        held = [who for start, end, who in self.of[partnership] if start <= day and (end is None or day <= end)]
        return held[-1] if held else now


def conveners_on(day: dt.date, terms: Terms) -> set[int]:
    """The conveners of the partnerships that were active at the end of a day, by their stage then. Two queries."""
    changes = StageChange.objects.filter(outcome=StageOutcome.CONFIRMED, decided_at__date__gt=day)
    stages = dict(changes.order_by("-decided_at", "-pk").values_list("partnership_id", "from_stage"))
    found = set()
    for pk, stage, convener, founded_on, made_at in Partnership.objects.order_by().values_list(
        "pk", "stage", "convener_id", "founded_on", "created_at"
    ):
        began = founded_on or timezone.localtime(made_at).date()
        if began <= day and stages.get(pk, stage) in ACTIVE_STAGES:
            found.add(terms.convener(pk, day, convener))
    return found
