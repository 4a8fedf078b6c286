"""Technical assistance from the question to its rating: asked, assigned, given in sessions, done, rated."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from core.audit import record
from core.models import Member
from core.moves import ClockNow, MoveRefused, check_move, make_move
from core.templatetags.rt import long_day
from partnerships.choices.support import RequestStatus
from partnerships.emails import support as emails
from partnerships.models import AssistanceRequest, AssistanceSession, AssistanceWord, Partnership
from partnerships.rules.support import REQUESTS


@transaction.atomic
def ask(partnership: Partnership, topic: str, words: str, *, by: Member) -> AssistanceRequest:
    """A convener asks for help on a topic; those who assign are told."""
    made = AssistanceRequest.objects.create(partnership=partnership, topic=topic, words=words.strip(), asked_by=by)
    record("assistancerequest.ask", made, by=by, topic=topic)
    emails.asked(made)
    return made


@transaction.atomic
def assign(request: AssistanceRequest, provider: Member, *, by: Member) -> AssistanceRequest:
    """Give a request to somebody, or to somebody else; both she and the convener are told."""
    if request.provider_id == provider.pk:
        raise MoveRefused(f"It is assigned to {provider.name} already. Choose somebody else.")
    name = "hand_over" if request.status == RequestStatus.IN_PROGRESS else "assign"
    done: AssistanceRequest = make_move(
        request,
        REQUESTS,
        name,
        by=by,
        details={"provider": provider.name},
        provider=provider,
        assigned_by=by,
        assigned_at=ClockNow(),
    )
    emails.assigned(done)
    return done


@transaction.atomic
def record_session(
    request: AssistanceRequest,
    *,
    held_on: dt.date,
    hours: Decimal,
    format: str,
    who: str,
    notes: str,
    by: Member,
) -> AssistanceSession:
    """Write down a session that was held. The first one begins the work."""
    _lock(request)
    if held_on > timezone.localdate():
        raise MoveRefused("That day has not come yet. Record the session when it was held.")
    if held_on < timezone.localdate(request.asked_at):
        asked = timezone.localdate(request.asked_at)
        raise MoveRefused(f"It was asked for on {long_day(asked)}. A session is held on that day or later.")
    if request.status == RequestStatus.ASSIGNED:
        make_move(request, REQUESTS, "begin", by=by)
    elif request.status != RequestStatus.IN_PROGRESS:
        raise MoveRefused(f"You cannot record a session: this request is {request.get_status_display().lower()} now.")
    made = AssistanceSession.objects.create(
        request=request,
        held_on=held_on,
        hours=hours,
        format=format,
        who=who.strip(),
        notes=notes.strip(),
        given_by=by,
    )
    record("assistancerequest.session", request, by=by, held_on=held_on, hours=str(hours), format=format)
    return made


@transaction.atomic
def finish(request: AssistanceRequest, *, by: Member) -> AssistanceRequest:
    """Nothing more is to do; the convener is asked how useful it was."""
    done: AssistanceRequest = make_move(request, REQUESTS, "finish", by=by, ended_at=ClockNow())
    emails.done(done)
    return done


@transaction.atomic
def withdraw(request: AssistanceRequest, reason: str, *, by: Member) -> AssistanceRequest:
    """The convener needs it no more, and says why."""
    done = _ended(request, "withdraw", reason, by)
    emails.withdrawn(done)
    return done


@transaction.atomic
def decline(request: AssistanceRequest, reason: str, *, by: Member) -> AssistanceRequest:
    """The state does not give it, and says why."""
    done = _ended(request, "decline", reason, by)
    emails.declined(done)
    return done


@transaction.atomic
def rate(request: AssistanceRequest, rating: int, comment: str, *, by: Member) -> AssistanceRequest:
    """How useful it was, 1 to 5, once, by the convener's people, after it is done."""
    rows = AssistanceRequest.objects.filter(pk=request.pk, status=RequestStatus.DONE, rated_at__isnull=True)
    if not rows.update(rating=rating, comment=comment.strip(), rated_by=by, rated_at=ClockNow()):
        request.refresh_from_db()
        if request.rated_at is not None:
            raise MoveRefused("It is rated already. A rating stays as it was given.")
        raise MoveRefused(f"It can be rated when it is done; it is {request.get_status_display().lower()} now.")
    request.refresh_from_db()
    record("assistancerequest.rate", request, by=by, rating=rating)
    return request


@transaction.atomic
def say(request: AssistanceRequest, text: str, *, by: Member) -> AssistanceWord:
    """A word in the talk of a request; the others are told."""
    made = AssistanceWord.objects.create(request=request, by=by, text=text.strip())
    record("assistancerequest.say", request, by=by)
    emails.said(made)
    return made


def _lock(request: AssistanceRequest) -> None:
    """Nobody moves it meanwhile, and its status is read afresh."""
    fresh = AssistanceRequest.objects.select_for_update(no_key=True, of=("self",)).get(pk=request.pk)
    request.status = fresh.status


def _ended(request: AssistanceRequest, move: str, reason: str, by: Member) -> AssistanceRequest:
    """The reason stands with the request before it moves, as the database asks."""
    _lock(request)
    check_move(REQUESTS, move, request.status, thing="this request", reason=reason)
    AssistanceRequest.objects.filter(pk=request.pk).update(reason=reason.strip())
    done: AssistanceRequest = make_move(request, REQUESTS, move, by=by, reason=reason.strip(), ended_at=ClockNow())
    return done
