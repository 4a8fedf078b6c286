"""A legislator's link: no account, one report, until it is withdrawn or runs out."""

from __future__ import annotations

from django.http import Http404

from core import links
from legislature.models import Delivery

PURPOSE = "edition"


def get_by_token(token: str) -> Delivery:
    """The delivery that a link opens. 404, always with the same words, for a link that opens nothing (any more)."""
    link = links.find(token, PURPOSE)
    delivery = (
        Delivery.objects.select_related("edition", "legislator__district__chamber", "document__file", "link")
        .filter(link=link)
        .first()
        if link is not None
        else None
    )
    if delivery is None:
        raise Http404
    return delivery
