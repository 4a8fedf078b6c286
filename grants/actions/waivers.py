"""Waivers: asked for by one person with a reason, decided by another with a reason, used at most once."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import IntegerField, Max, Q, QuerySet
from django.db.models.functions import Cast, Substr
from django.utils import timezone

from core.audit import record
from core.models import Member
from core.moves import ClockNow, MoveRefused, make_move
from core.permissions import Role
from grants.choices import AskedHow, RoundStatus, WaiverKind, WaiverStatus
from grants.emails import applications as emails
from grants.models import Application, Round, Waiver
from grants.readmodels.deadlines import TAKES
from grants.rules.waivers import MOVES, fault_of_end
from partnerships.models import Organization


class Effect(NamedTuple):
    """What an approved waiver sets in place of the round's term."""

    until: dt.datetime | None = None
    match_percent: int | None = None
    review_may_have_begun: bool = False


class Told(NamedTuple):
    """That an applicant turned to the state's staff: who, how, and the words of it."""

    name: str
    how: AskedHow
    words: str


@transaction.atomic
def request_waiver(
    round: Round,
    organization: Organization,
    kind: str,
    *,
    reason: str,
    by: Member,
    application: Application | None = None,
    question_key: str = "",
    told: Told | None = None,
) -> Waiver:
    """Ask that a term be set aside. One of a kind can be pending or approved for an applicant in a round.

    `told` is given where staff ask on behalf of the applicant.
    """
    _may_be_asked(round, reason, told)
    held = Round.objects.select_for_update(no_key=True).get(pk=round.pk)
    last = Waiver.objects.aggregate(last=Max(Cast(Substr("number", 3), output_field=IntegerField())))["last"] or 0
    try:
        with transaction.atomic():
            made = Waiver.objects.create(
                number=f"W-{last + 1:04}",
                kind=WaiverKind(kind),
                round=held,
                organization=organization,
                application=application,
                reason=reason.strip(),
                requested_by=by,
                question_key=question_key,
                **_on_behalf(told),
            )
    except IntegrityError:
        raise MoveRefused(
            "This was asked for already. Wait for the decision, or take the first request back."
        ) from None
    about = {"kind": made.kind, "organization": organization.legal_name, "reason": reason}
    record("waiver.request", made, by=by, **about, **_on_behalf(told))
    emails.waiver_requested(made)
    return made


def _may_be_asked(round: Round, reason: str, told: Told | None) -> None:
    if told is not None and not (told.name.strip() and told.words.strip()):
        raise MoveRefused("Say who asked you for it, and quote the message or note what was said.")
    if not reason.strip():
        raise MoveRefused("Say why the waiver is needed. Whoever decides reads it, and it becomes part of the record.")
    if round.status not in TAKES:
        raise MoveRefused(
            f"{round.name} is {round.get_status_display().lower()}. Nothing can be waived in it any more."
        )


def _on_behalf(told: Told | None) -> dict[str, str]:
    if told is None:
        return {}
    return {"asked_by": told.name.strip(), "asked_how": AskedHow(told.how).value, "evidence": told.words.strip()}


@transaction.atomic
def approve_waiver(waiver: Waiver, effect: Effect, *, justification: str, by: Member) -> Waiver:
    """Approve, with what it allows. Whoever asked for it cannot; a second one of the deadline needs the director."""
    _another(waiver, by)
    if waiver.kind == WaiverKind.DEADLINE:
        _check_end(waiver, effect, by)
    if waiver.kind == WaiverKind.MATCH and effect.match_percent is None:
        raise MoveRefused("Say which share of match is enough, from 0 percent up.")
    done: Waiver = make_move(
        waiver,
        MOVES,
        "approve",
        by=by,
        reason=justification,
        details={"until": effect.until.isoformat() if effect.until else "", "match_percent": effect.match_percent},
        justification=justification.strip(),
        decided_by=by,
        decided_at=ClockNow(),
        until=effect.until,
        match_percent=effect.match_percent,
    )
    emails.waiver_decided(done)
    return done


def _check_end(waiver: Waiver, effect: Effect, by: Member) -> None:
    round = waiver.round
    if effect.until is None:
        raise MoveRefused("Say until when the round stays open for them.")
    fault = fault_of_end(
        effect.until,
        now=timezone.now(),
        closes_at=round.closes_at,
        longest_days=round.waiver_days,
        review_opens_at=round.review_opens_at,
        review_may_have_begun=effect.review_may_have_begun,
    )
    if fault:
        raise MoveRefused(fault)
    if round.status == RoundStatus.REVIEW and not effect.review_may_have_begun:
        raise MoveRefused("Reviews have begun. Tick that they may have, if this application should still be taken.")
    earlier = Waiver.objects.filter(
        round=round,
        organization_id=waiver.organization_id,
        kind=WaiverKind.DEADLINE,
        status__in=[WaiverStatus.APPROVED, WaiverStatus.USED, WaiverStatus.EXPIRED, WaiverStatus.REVOKED],
    ).exclude(pk=waiver.pk)
    if earlier.exists() and Role.DIRECTOR not in by.roles:
        raise MoveRefused(
            f"{waiver.organization} had a waiver of this deadline before. The director decides on a second."
        )


@transaction.atomic
def deny_waiver(waiver: Waiver, *, justification: str, by: Member) -> Waiver:
    """Deny, with the reason."""
    _another(waiver, by)
    return _decided(waiver, "deny", justification, by)


@transaction.atomic
def revoke_waiver(waiver: Waiver, *, justification: str, by: Member) -> Waiver:
    """Take an approved one back before it is used."""
    _another(waiver, by)
    return _decided(waiver, "revoke", justification, by)


def _decided(waiver: Waiver, move: str, justification: str, by: Member) -> Waiver:
    done: Waiver = make_move(
        waiver,
        MOVES,
        move,
        by=by,
        reason=justification,
        justification=justification.strip(),
        decided_by=by,
        decided_at=ClockNow(),
    )
    emails.waiver_decided(done)
    return done


def _another(waiver: Waiver, by: Member) -> None:
    if waiver.requested_by_id == by.pk:
        raise MoveRefused(f"You asked for {waiver.number} yourself. Somebody else has to decide on it.")


@transaction.atomic
def withdraw_request(waiver: Waiver, *, by: Member) -> Waiver:
    """Take a request back before it is decided."""
    withdrawn: Waiver = make_move(waiver, MOVES, "withdraw", by=by)
    return withdrawn


# The clock

CLOCK = "the clock"


def ended() -> Q:
    """Its instant has passed; or, of one without an instant, its round takes nothing any more.

    Without a join, so that the one UPDATE looks at the row again after it has waited for another clock.
    """
    over = Round.objects.exclude(status__in=TAKES).values("pk")
    return Q(until__lte=ClockNow()) | Q(until__isnull=True, round_id__in=over)


@transaction.atomic
def expire_by_clock(waiver: Waiver) -> Waiver:
    """Record that an approved waiver ended without being used. MoveRefused for one that has not."""
    refused = f"{waiver.number} has not ended."
    gone: Waiver = make_move(waiver, MOVES, "expire", by=None, actor=CLOCK, only_if=ended(), refused=refused)
    return gone


def past_their_end() -> QuerySet[Waiver]:
    """The approved waivers that have ended."""
    return Waiver.objects.filter(ended(), status=WaiverStatus.APPROVED)
