"""Sends a legislator the link to her report."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from core import jobs, links
from core.isolation import state_scope
from core.moves import make_move
from legislature.access.links import PURPOSE
from legislature.choices import DeliveryStatus
from legislature.emails import editions as emails
from legislature.models import Delivery
from legislature.rules import DELIVERY_MOVES, LINK_DAYS

SEND_DELIVERY = "send_delivery"


@jobs.handler(SEND_DELIVERY, queue="mail")
def send_delivery(*, state_id: int, delivery_id: int) -> None:
    """Make the link and put the message in the outbox, in one transaction. A second run finds it sent."""
    with state_scope(state_id):
        delivery = (
            Delivery.objects.select_for_update(no_key=True, of=("self",))
            .select_related("edition", "legislator__district__chamber")
            .get(pk=delivery_id)
        )
        if delivery.status != DeliveryStatus.WAITING:
            return
        expires = timezone.now() + dt.timedelta(days=LINK_DAYS)
        link, token = links.issue(PURPOSE, {"delivery": delivery.pk}, expires_at=expires, audience=delivery.email)
        delivery = make_move(
            delivery, DELIVERY_MOVES, "send", by=None, actor="Delivery", link=link, sent_at=timezone.now()
        )
        emails.edition_delivery(delivery, token)
