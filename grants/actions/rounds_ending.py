"""How a round ends before its time, and how the clock moves it in time."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import DateTimeField, DurationField, ExpressionWrapper, F, Q, Value

from core.models import Member
from core.moves import ClockNow, make_move
from grants.choices import ApplicationStatus, RoundStatus
from grants.emails import rounds_ending as emails
from grants.models import Application, Round
from grants.models.rounds import RoundQuerySet
from grants.rules.rounds import MOVES

CLOCK = "the clock"
GRACE = ExpressionWrapper(F("grace_minutes") * Value(dt.timedelta(minutes=1)), output_field=DurationField())
PAST = Q(closes_at__lte=ExpressionWrapper(ClockNow() - GRACE, output_field=DateTimeField()))
"""The closing instant and its grace are over, by the database's clock."""
REVIEWS_BEGIN = Q(review_opens_at__lte=ClockNow())
DONE = (ApplicationStatus.WITHDRAWN, ApplicationStatus.INELIGIBLE)


@transaction.atomic
def cancel_round(round: Round, *, reason: str, by: Member) -> Round:
    """Cancel the round and tell everybody who started an application, with the reason. What they wrote is kept.

    Raises MoveRefused without a reason, or once it is decided.
    """
    cancelled: Round = make_move(round, MOVES, "cancel", by=by, reason=reason)
    started = Application.objects.filter(round=cancelled).exclude(status__in=DONE)
    for application in started.select_related("started_by__user", "submitted_by__user").order_by("pk"):
        emails.round_cancelled(application, cancelled, reason)
    return cancelled


@transaction.atomic
def close_by_clock(round: Round) -> Round:
    """Close a round whose closing instant and grace are past, by the database's clock. MoveRefused for any other."""
    closed: Round = make_move(
        round,
        MOVES,
        "close",
        by=None,
        actor=CLOCK,
        only_if=PAST,
        refused="This round has not reached its closing instant.",
        details={"unsealed": True} if round.is_sealed else None,
    )
    return closed


def past_closing() -> RoundQuerySet:
    """The rounds that are open in status and past their closing and grace by the clock."""
    rows: RoundQuerySet = Round.objects.filter(PAST, status=RoundStatus.OPEN)
    return rows


@transaction.atomic
def begin_review_by_clock(round: Round) -> Round:
    """Begin the review of a closed round whose reviews were to begin by now. MoveRefused for any other."""
    begun: Round = make_move(
        round,
        MOVES,
        "start_review",
        by=None,
        actor=CLOCK,
        only_if=REVIEWS_BEGIN & Q(status=RoundStatus.CLOSED),
        refused="The reviews of this round do not begin yet.",
    )
    return begun


def past_review_opening() -> RoundQuerySet:
    """The closed rounds whose reviews were to begin by now."""
    rows: RoundQuerySet = Round.objects.filter(REVIEWS_BEGIN, status=RoundStatus.CLOSED)
    return rows
