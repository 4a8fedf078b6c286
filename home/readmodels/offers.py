"""A convener's offers: what she has to do about each and until when, or what she waits for."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils import timezone

from core import money
from core.models import Member
from core.permissions import Permission as P
from grants.access.awards import visible_to
from grants.choices import AwardStatus
from grants.choices.awarding import Turn
from grants.readmodels.offers import with_turn
from grants.rules.awards import THEIRS
from home.readmodels.member_rows import SHOWN, Row, due_row
from home.readmodels.words import due_words

TO_DO = {
    Turn.ACCEPT: ("Accept your award of {amount}", "my-award", "Read and answer"),
    Turn.REVISE: ("Send the revised budget for your award of {amount}", "my-revision", "Revise the budget"),
    Turn.SIGN: ("Sign the agreement for your award of {amount}", "my-agreement", "Read and sign"),
}
TO_WAIT = {
    Turn.READ: ("Your revised budget is being read", "my-revision"),
    Turn.PREPARE: ("Your grant agreement is being prepared", "my-award"),
    Turn.ANEW: ("The change of your agreement is being looked at", "my-award"),
    Turn.COUNTERSIGN: ("The state signs your agreement", "my-agreement"),
}


def offers_to(member: Member, now: dt.datetime) -> list[Row]:
    """One query, or none."""
    if not member.can_somewhere(P.AWARD_ACCEPT):
        return []
    rows = with_turn(visible_to(member).filter(status=AwardStatus.OFFERED)).select_related("application")
    return [_row(award, now) for award in rows.order_by("offered_at")[:SHOWN]]


def _row(award: Any, now: dt.datetime) -> Row:
    turn, note = Turn(award.turn), f"{award.application.title} · {award.number}"
    offered = f"offered {due_words(award.offered_at)}"
    if turn not in THEIRS:
        what, page = TO_WAIT[turn]
        return Row("With the state", what, note, reverse(page, args=[award.pk]), "See it", offered, on_others=True)
    words, page, act = TO_DO[turn]
    what, url = words.format(amount=money.show(award.amount, cents=False)), reverse(page, args=[award.pk])
    if award.answer_by is None:
        return Row("Now", what, note, url, act, offered, primary=True)
    ends = timezone.make_aware(dt.datetime.combine(award.answer_by, dt.time(23, 59, 59)))
    return due_row(ends, now, what, note, url, act)
