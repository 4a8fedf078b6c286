"""What panels agreed on, where it counts."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q

from grants.choices import ReviewStatus
from grants.choices.panels import Part, TalkStatus
from grants.models import Conflict, PanelItem, PanelScore, PanelSeat, Review, Round
from grants.models.panels import PanelItemQuerySet
from grants.readmodels.totals import tie_places, whole_share
from grants.rules.ranking import OnTie, Points, shares_on, total_of


class Consensus(NamedTuple):
    """What was agreed on for one application: the total in points of the rubric, and its shares on the tie-breaks."""

    item_id: int
    total: Points
    tie_breaks: tuple[Points, ...] = ()


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
    """By application. Three queries, one where nothing was agreed on."""
    columns = ("application_id", "pk", "given", "out_of")
    rows = list(counting().filter(meeting__round=round).order_by().values_list(*columns))
    if not rows:
        return {}
    places, rubric = tie_places(round)
    given = _on_ties([pk for _, pk, *_ in rows]) if places else {}
    found = {}
    for application_id, pk, points, out_of in rows:
        total = total_of(points, out_of, rubric)
        shares = shares_on(places, [given.get(pk, [])], whole_share([total], rubric))
        found[application_id] = Consensus(pk, total, shares)
    return found


def _on_ties(items: list[int]) -> dict[int, list[OnTie]]:
    """What each discussion agreed on for the criteria that break ties, where they apply."""
    rows = PanelScore.objects.filter(item__in=items, criterion__tie_place__isnull=False, points__isnull=False)
    found: dict[int, list[OnTie]] = defaultdict(list)
    columns = ("item_id", "criterion__tie_place", "points", "criterion__points")
    for item_id, place, given, out_of in rows.order_by().values_list(*columns):
        found[item_id].append(OnTie(place or 0, given or 0, out_of))
    return found
