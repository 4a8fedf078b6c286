"""How severe the reviewers of a round are, as a scoring run found it: for staff alone."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import NamedTuple

from core.models import Member
from grants.models import ScoringRun
from grants.readmodels.ranking import Run


class Severity(NamedTuple):
    """One reviewer: how many of her reviews counted, and how many points she gives beside the others on the same ones."""

    name: str
    reviews: int
    points: Decimal

    @property
    def words(self) -> str:
        """+4.2 gives more than the others, −4.2 less."""
        rounded = round(self.points, 1)
        return "0.0" if rounded == 0 else f"{'+' if rounded > 0 else '−'}{abs(rounded)}"


def severities_in(run: Run) -> list[Severity]:
    """The reviewers of a calculation that is not kept yet, the most severe first. One query."""
    return _named(run.severities, Counter(one.reviewer_id for one in run.counted))


def severities_kept(run: ScoringRun | None) -> list[Severity]:
    """The reviewers of a kept run, the most severe first; nobody where nothing was adjusted. One query."""
    if run is None:
        return []
    found = {int(pk): Decimal(points) for pk, points in run.result["severities"].items()}
    return _named(found, Counter(reviewer_id for _, reviewer_id, *_ in run.inputs))


def _named(found: dict[int, Decimal], reviews: Counter[int]) -> list[Severity]:
    names = dict(Member.objects.filter(pk__in=found).values_list("pk", "name"))
    rows = [Severity(names[pk], reviews[pk], points) for pk, points in found.items()]
    return sorted(rows, key=lambda row: (row.points, row.name))
