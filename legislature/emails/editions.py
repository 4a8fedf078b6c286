"""What legislators and the builder of an edition are told. One function a message."""

from __future__ import annotations

from core import mail
from core.models import State
from legislature.models import Delivery, Edition


def edition_approved(edition: Edition) -> None:
    """To who built it: approved, and being drawn."""
    builder = edition.built_by
    context = {"edition": edition, "person": builder}
    mail.send("edition_approved", to=builder.email, context=context, key=f"{edition.pk}-{edition.approved_at}")


def edition_delivery(delivery: Delivery, token: str) -> None:
    """To a legislator: the report is there, at a link of her own."""
    state = State.objects.get(pk=delivery.state_id)
    legislator = delivery.legislator
    context = {
        "delivery": delivery,
        "legislator": legislator,
        "edition": delivery.edition,
        "facts": delivery.edition.frozen_facts["edition"],
        "district": legislator.district,
        "link": f"{mail.base_url(state)}/i/{token}/",
    }
    mail.send("edition_delivery", to=delivery.email, context=context, key=f"{delivery.pk}-{delivery.link_id}")
