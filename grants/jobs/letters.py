"""Reminds those who were asked for a letter, a week and two days before it is due."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from core import clock, jobs
from core.isolation import state_scope
from core.models import State
from grants.actions.letters_asked import remind
from grants.choices import LetterAskedStatus
from grants.models import LetterRequest

REMIND_LETTERS = "remind_letters"
DAYS = (7, 2)

clock.each(REMIND_LETTERS, dt.timedelta(days=1))


@jobs.handler(REMIND_LETTERS)
def remind_letters(*, state_id: int) -> None:
    """One message a letter and number of days, however often this runs: the message's key holds both."""
    state = State.objects.get(pk=state_id)
    with timezone.override(state.zone), state_scope(state_id):
        now = timezone.now()
        for days in DAYS:
            due = (now + dt.timedelta(days=days), now + dt.timedelta(days=days + 1))
            rows = LetterRequest.objects.filter(
                status=LetterAskedStatus.REQUESTED, due_at__gte=due[0], due_at__lt=due[1]
            )
            for letter in rows.select_related("application__round", "application__organization"):
                remind(letter)
