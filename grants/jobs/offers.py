"""The clock reminds applicants a week and a day before the last day of an offer, and signers of an agreement."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from core import clock, jobs
from core.isolation import state_scope
from core.models import State
from grants.actions.offers import remind_of_offers

REMIND_OFFERS = "remind_offers"

clock.each(REMIND_OFFERS, dt.timedelta(days=1))


@jobs.handler(REMIND_OFFERS)
def remind_offers(*, state_id: int) -> None:
    """One message a person, last day and reminder, however often this runs: the message's key holds all three."""
    state = State.objects.get(pk=state_id)
    with timezone.override(state.zone), state_scope(state_id):
        remind_of_offers()
