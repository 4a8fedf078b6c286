"""Awards that legislators are to learn of first: proposed by the officer, waiting for the director's approval."""

from __future__ import annotations

import datetime as dt

from django.db.models import F
from django.utils import timezone

from grants.choices import AwardStatus
from grants.models import Award, Round
from home.management.demonstration.world import World
from legislature.actions import announcements as actions

PRESS = ["desk@capitol-paper.example", "news@valley-radio.example"]
WORDS = "Who wants to visit a classroom: the program officer arranges it."
HOURS = 24


def make_announcement(world: World) -> None:
    """One for a round whose offers were not all answered yet. What was accepted in it stays public, as it was."""
    offered = Award.objects.filter(status=AwardStatus.OFFERED).order_by("-offered_at", "pk").first()
    if offered is None:
        return
    round = offered.application.round
    Round.objects.filter(pk=round.pk).update(head_start_hours=HOURS)
    known = Award.objects.filter(application__round=round, answered_at__isnull=False)
    known.update(public_from=F("answered_at"))
    officer, day = world.people["officer"], timezone.localtime() + dt.timedelta(days=4)
    release_at = day.replace(hour=10, minute=0, second=0, microsecond=0)
    draft = actions.draft(round, release_at=release_at, by=officer)
    sentences = {one.award_id: one.sentence for one in draft.awards.all()}
    saved = actions.save(
        draft, release_at=release_at, hours=HOURS, words=WORDS, press=PRESS, sentences=sentences, by=officer
    )
    actions.propose(saved, by=officer)
