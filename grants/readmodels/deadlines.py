"""Until when an application can be sent, and why: the round's closing, its grace, a waiver, a return for correction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db.models import DateTimeField, Exists, F, Func, OuterRef, Q
from django.utils import timezone

from core.moves import ClockNow
from grants.choices import ApplicationStatus, RoundStatus, SentIn, WaiverKind, WaiverStatus
from grants.models import Application, ApplicationReturn, Round, Waiver

TAKES = (RoundStatus.OPEN, RoundStatus.CLOSED, RoundStatus.REVIEW)
"""A round in one of these can still receive what a grace period or a waiver allows."""


class GraceUntil(Func):
    """An instant with a number of minutes added."""

    template = "(%(expressions)s::int))"
    arg_joiner = " + make_interval(0, 0, 0, 0, 0, "
    output_field = DateTimeField()


class Deadline(NamedTuple):
    """The first instant that is too late, under what it stands, and the waiver or return that moved it."""

    at: dt.datetime
    sent_in: SentIn
    waiver: Waiver | None = None
    returned: ApplicationReturn | None = None

    @property
    def is_moved(self) -> bool:
        return self.sent_in != SentIn.TIME

    def is_open(self, now: dt.datetime | None = None) -> bool:
        return (now or timezone.now()) < self.at


def deadline_of(application: Application, *, now: dt.datetime | None = None) -> Deadline:
    """The deadline that holds for this application now. At most two queries."""
    return deadlines_of([application], now=now)[application.pk]


def deadlines_of(applications: Sequence[Application], *, now: dt.datetime | None = None) -> dict[int, Deadline]:
    """The deadline of each, by its id. At most two queries, however many there are."""
    now = now or timezone.now()
    returned = [one.pk for one in applications if one.status == ApplicationStatus.RETURNED]
    lasts = {}
    if returned:
        lasts = {
            one.application_id: one
            for one in ApplicationReturn.objects.filter(application__in=returned).order_by("at", "pk")
        }
    waivers = {}
    late = [one for one in applications if now >= one.round.closes_at or one.round.status != RoundStatus.OPEN]
    if late:
        rows = Waiver.objects.filter(kind=WaiverKind.DEADLINE, status=WaiverStatus.APPROVED)
        rows = rows.filter(
            round__in={one.round_id for one in late}, organization__in={one.organization_id for one in late}
        )
        waivers = {(one.round_id, one.organization_id): one for one in rows.order_by("until")}
    return {
        one.pk: _deadline(one, now, waivers.get((one.round_id, one.organization_id)), lasts.get(one.pk))
        for one in applications
    }


def _deadline(
    application: Application, now: dt.datetime, waiver: Waiver | None, last: ApplicationReturn | None
) -> Deadline:
    round = application.round
    if last is not None:
        return Deadline(last.due_at, SentIn.RETURN, returned=last)
    if round.status not in TAKES:
        return Deadline(min(round.closes_at, now), SentIn.TIME)
    if now < round.closes_at and round.status == RoundStatus.OPEN:
        return Deadline(round.closes_at, SentIn.TIME)
    grace = grace_end(round)
    in_grace = round.closes_at <= now < grace and application.created_at < round.closes_at
    is_waived = waiver is not None and waiver.until is not None and waiver.until > now
    if is_waived and not (in_grace and grace > waiver.until):  # type: ignore[operator, union-attr]  # is_waived says so
        return Deadline(waiver.until, SentIn.WAIVER, waiver)  # type: ignore[arg-type, union-attr]  # is_waived says so
    return Deadline(grace, SentIn.GRACE) if in_grace else Deadline(min(round.closes_at, now), SentIn.TIME)


def grace_end(round: Round) -> dt.datetime:
    """The end of the grace period; the closing itself where there is none."""
    return round.closes_at + dt.timedelta(minutes=round.grace_minutes)


def waivers_of(application: Application) -> list[Waiver]:
    """Everything that was asked for or set aside for its organization in its round, newest first."""
    rows = Waiver.objects.filter(round_id=application.round_id, organization_id=application.organization_id)
    return list(rows.select_related("requested_by", "decided_by"))


def approved(waivers: Iterable[Waiver], kind: WaiverKind) -> list[Waiver]:
    return [one for one in waivers if one.kind == kind and one.status in (WaiverStatus.APPROVED, WaiverStatus.USED)]


def in_time() -> dict[SentIn, Q]:
    """For each way to be in time, the condition on the application's row, by the database's clock."""
    round = Round.objects.filter(pk=OuterRef("round_id"))
    open_now = round.filter(status=RoundStatus.OPEN, opens_at__lte=ClockNow(), closes_at__gt=ClockNow())
    in_grace = (
        round.filter(status__in=TAKES, closes_at__gt=OuterRef("created_at"), closes_at__lte=ClockNow())
        .annotate(grace_until=GraceUntil(F("closes_at"), F("grace_minutes")))
        .filter(grace_until__gt=ClockNow())
    )
    waived = Waiver.objects.filter(
        round_id=OuterRef("round_id"),
        organization_id=OuterRef("organization_id"),
        kind=WaiverKind.DEADLINE,
        status=WaiverStatus.APPROVED,
        until__gt=ClockNow(),
        round__status__in=TAKES,
    )
    last = (
        ApplicationReturn.objects.filter(application_id=OuterRef("application_id"))
        .order_by("-at", "-pk")
        .values("due_at")[:1]
    )
    due_again = ApplicationReturn.objects.filter(application_id=OuterRef("pk"), due_at__in=last, due_at__gt=ClockNow())
    return {
        SentIn.TIME: Q(Exists(open_now)),
        SentIn.GRACE: Q(Exists(in_grace)),
        SentIn.WAIVER: Q(Exists(waived)),
        SentIn.RETURN: Q(Exists(due_again)),
    }
