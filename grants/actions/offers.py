"""Offers that nobody answers: reminded by the clock, extended or let lapse by the state. Nothing lapses by itself."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from core import audit
from core.models import Member
from core.moves import ClockNow, MoveRefused, check_move, make_move
from core.templatetags.rt import long_day
from grants.access.reviews import is_recused
from grants.choices import AwardStatus
from grants.choices.awarding import Turn
from grants.emails import offers as emails
from grants.models import Application, Award
from grants.readmodels.offers import SAID, turn_of, with_turn
from grants.rules import applications as application_rules
from grants.rules.agreements import MOVES as AGREEMENT_MOVES
from grants.rules.awards import MOVES, REMINDED, THEIRS, no_sooner, reminder_due

LONGEST = 365
"""Days from today that an offer may be extended to."""


@transaction.atomic
def extend_offer(award: Award, until: dt.date, reason: str, *, by: Member) -> Award:
    """Give the applicant until a later day, with the reason, which she is told."""
    held = _hold(award, by)
    if held.status != AwardStatus.OFFERED:
        raise MoveRefused(f"Award {held.number} is {held.get_status_display().lower()}: nobody waits for an answer.")
    if not reason.strip():
        raise MoveRefused("Give a reason to extend the offer. The applicant reads it.")
    today, before = timezone.localdate(), held.answer_by
    if until <= today or (before is not None and until <= before):
        raise MoveRefused(f"Choose a day after {long_day(max(today, before or today))}.")
    if (until - today).days > LONGEST:
        raise MoveRefused(f"Choose a day within the next {LONGEST} days.")
    held.answer_by = until
    held.save(update_fields=["answer_by"])
    was = str(before) if before else ""
    audit.record("award.extend", held, by=by, before=was, after=str(until), reason=reason.strip())
    emails.offer_extended(held, turn_of(held), reason.strip())
    return held


@transaction.atomic
def lapse_offer(award: Award, reason: str, *, by: Member) -> Award:
    """Take back an offer whose last day is over, with the reason. The money is free, as after a refusal."""
    held = _hold(award, by)
    check_move(MOVES, "lapse", held.status, thing=f"award {held.number}", reason=reason)
    turn = turn_of(held)
    if turn not in THEIRS:
        raise MoveRefused(f"This offer waits for the state, so it cannot lapse. {SAID[turn]}")
    if held.answer_by is None:
        raise MoveRefused("This offer has no day to answer by. Set one first, and let the applicant know it.")
    if timezone.localdate() <= held.answer_by:
        raise MoveRefused(f"The applicant has until {long_day(held.answer_by)}. Let it lapse after that day.")
    signer = _signer(held, turn)
    details = {"answer_by": str(held.answer_by), "turn": turn.value}
    done: Award = make_move(held, MOVES, "lapse", by=by, reason=reason, details=details, lapsed_at=ClockNow())
    make_move(held.application, application_rules.MOVES, "lapse_award", by=by, reason=reason)
    for agreement in done.agreements.filter(status__in=AGREEMENT_MOVES["void"].sources):
        make_move(agreement, AGREEMENT_MOVES, "void", by=by, reason=f"The offer lapsed. {reason}".strip())
    emails.offer_lapsed(done, reason.strip(), signer)
    return done


def remind_of_offers() -> int:
    """Remind of every offer whose reminder is due today. Sent once for each last day, however often this runs."""
    today, sent = timezone.localdate(), 0
    soon = today + dt.timedelta(days=max(REMINDED))
    rows = with_turn(Award.objects.filter(status=AwardStatus.OFFERED, answer_by__gt=today, answer_by__lte=soon))
    for award in rows.filter(turn__in=THEIRS).select_related("application__round", "partnership", "organization"):
        turn = Turn(award.turn)
        days = reminder_due(today, award.answer_by, timezone.localdate(award.offered_at))
        if days is not None:
            emails.offer_reminder(award, turn, days, _signer(award, turn))
            sent += 1
    return sent


def give_time(award: Award, days: int) -> None:
    """The turn is the applicant's again: at least so many days are left of it. Part of the deed that gives it her."""
    award.answer_by = no_sooner(award.answer_by, timezone.localdate(), days)
    award.save(update_fields=["answer_by"])


def _signer(award: Award, turn: Turn) -> Member | None:
    """Who is asked to sign the agreement, where that is what is waited for."""
    live = award.agreements.filter(status="sent").select_related("signer__user").first() if turn == Turn.SIGN else None
    return live.signer if live else None


def _hold(award: Award, by: Member) -> Award:
    """Lock the application and then the award. Refused for whoever has a conflict with the application."""
    if is_recused(by, award.application_id):
        raise MoveRefused("You have a conflict with this application, so somebody else sees to its offer.")
    Application.objects.select_for_update(no_key=True).get(pk=award.application_id)
    rows = Award.objects.select_related("application__round", "partnership", "organization", "officer__user")
    held: Award = rows.select_for_update(no_key=True, of=("self",)).get(pk=award.pk)
    return held
