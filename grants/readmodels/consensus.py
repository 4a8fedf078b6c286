"""What panels agreed on, where it counts."""

from __future__ import annotations

from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, Subquery, Sum

from grants.choices import ReviewStatus
from grants.choices.panels import Part, TalkStatus
from grants.models import Conflict, Criterion, PanelItem, PanelScore, PanelSeat, Review, Round
from grants.models.panels import PanelItemQuerySet
from grants.rules.ranking import Points, total_of


class Consensus(NamedTuple):
    """What was agreed on for one application: the total in points of the rubric, and that on the tie-break criteria."""

    item_id: int
    total: Points
    tie_break: Points


def tainted() -> Exists:
    """The condition that somebody took part in a discussion who now has a conflict with its application."""
    seats = PanelSeat.objects.filter(item=OuterRef("pk"), part=Part.PRESENT)
    stands = Conflict.objects.standing().filter(
        reviewer=OuterRef("member_id"), application=OuterRef("item__application_id")
    )
    recused = Review.objects.filter(
        reviewer=OuterRef("member_id"), application=OuterRef("item__application_id"), status=ReviewStatus.RECUSED
    )
    return Exists(seats.filter(Exists(stands) | Exists(recused)))


def counting() -> PanelItemQuerySet:
    """The discussions whose consensus counts: settled, on no later agenda, and nobody with a conflict took part."""
    found: PanelItemQuerySet = PanelItem.objects.filter(Q(is_current=True), ~tainted(), status=TalkStatus.AGREED)
    return found


def consensus_in(round: Round) -> dict[int, Consensus]:
    """By application. One query."""
    rubric = Criterion.objects.filter(round=round).order_by().values("round_id").annotate(n=Sum("points")).values("n")
    breaking = PanelScore.objects.filter(item=OuterRef("pk"), criterion__is_tie_break=True, points__isnull=False)
    first = breaking.order_by().values("item_id").annotate(n=Sum("points")).values("n")
    rows = counting().filter(meeting__round=round).order_by()
    rows = rows.annotate(rubric=Subquery(rubric), first=Subquery(first))
    columns = ("application_id", "pk", "given", "out_of", "rubric", "first")
    return {
        application_id: Consensus(pk, total_of(given, out_of, points), first or 0)
        for application_id, pk, given, out_of, points, first in rows.values_list(*columns)
    }
