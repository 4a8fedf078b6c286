"""What waits for a person of the state's staff about awards that run or have ended: one query for all kinds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    DateTimeField,
    F,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat
from django.urls import reverse
from django.utils import timezone

from core.models import Member
from core.permissions import Permission as P
from grants.access.awards import barred_awards, visible_to
from grants.choices import AwardStatus
from grants.choices.amending import AmendmentStatus
from grants.choices.awarding import AgreementStatus, Turn
from grants.choices.closing import CloseoutStatus
from grants.choices.monitoring import FindingStatus
from grants.models import Amendment, AwardAgreement, AwardRevision, Closeout, MonitoringFinding
from grants.readmodels.offers import LATE, with_turn
from grants.rules.awards import THEIRS
from home.readmodels.tasks import EACH, Task, plural

LATE_ = "late-"
OFFERS = {
    Turn.ACCEPT: "Answer to an award",
    Turn.REVISE: "Revised budget of an offer",
    Turn.READ: "Read the revised budget",
    Turn.PREPARE: "Make the agreement and send it",
    Turn.SIGN: "Signature of the grantee",
    Turn.ANEW: "Answer the change of an agreement",
    Turn.COUNTERSIGN: "Countersign the agreement",
}
PLACES = {
    Turn.READ: ("award-revision", "Read and decide"),
    Turn.PREPARE: ("award-agreement", "Open agreement"),
    Turn.ANEW: ("award-agreement", "Open agreement"),
    Turn.COUNTERSIGN: ("award-agreement", "Read and sign"),
}


def award_tasks(member: Member, now: dt.datetime) -> list[Task]:
    """What she is to do about awards, those that wait longest first; a few of each kind, then how many more."""
    parts = [_offers(member, now)] if member.can(P.AWARD_SEE) else []
    if member.can(P.AWARD_MANAGE):
        parts += [of_kind(member) for of_kind in (_amendments, _questions, _closeouts, _findings)]
    if not parts:
        return []
    found: dict[str, list[Task]] = {}
    rows = parts[0].union(*parts[1:], all=True) if parts[1:] else parts[0]
    for kind, award, label, at, who in sorted(rows, key=lambda row: row[3]):
        found.setdefault(kind, []).append(WORDED[kind](member, award, label, at, who))
    return [task for tasks in found.values() for task in _few(tasks)]


def _few(tasks: list[Task]) -> Iterator[Task]:
    yield from tasks[:EACH]
    if len(tasks) > EACH:
        more, last = len(tasks) - EACH, tasks[EACH]
        what = f"{plural(more, 'more award')}: {last.what[0].lower()}{last.what[1:]}"
        is_offer = last.what in OFFERS.values() or last.what in LATE.values()
        url = reverse("awards") + (f"?status={AwardStatus.OFFERED}" if is_offer else "")
        yield last._replace(what=what, note="", url=url, act="Show awards", stands_for=more)


def _rows(member: Member, rows: Any, kind: str, at: Any, who: Any) -> Any:
    """The columns that every kind has: its name, the award, words, an instant, and whose it is; of awards she may see."""
    rows = rows.exclude(award__in=barred_awards(member))
    label = Concat(F("award__partnership__name"), Value(" · "), F("award__number"), output_field=CharField())
    return rows.order_by().values_list(
        Value(kind, output_field=CharField()), "award_id", label, Cast(at, DateTimeField()), who
    )


def _offers(member: Member, now: dt.datetime) -> Any:
    """Offers by whose turn it is; where the applicant's last day is over, under "late" and with that day."""
    rows = with_turn(visible_to(member).filter(status=AwardStatus.OFFERED))
    is_late = Q(turn__in=THEIRS, answer_by__lt=timezone.localdate(now))
    live = AwardAgreement.objects.exclude(status=AgreementStatus.VOID).filter(award=OuterRef("pk"))
    sent = AwardRevision.objects.filter(award=OuterRef("pk")).values("sent_at")[:1]
    rows = rows.annotate(
        kind=Case(When(is_late, then=Concat(Value(LATE_), F("turn"))), default=F("turn"), output_field=CharField()),
        at=Case(
            When(is_late, then=Cast("answer_by", DateTimeField())),
            When(turn=Turn.READ, then=Subquery(sent)),
            When(turn=Turn.SIGN, then=Subquery(live.values("sent_at")[:1])),
            When(turn=Turn.COUNTERSIGN, then=Subquery(live.values("signed_at")[:1])),
            default=F("offered_at"),
        ),
        label=Concat(F("partnership__name"), Value(" · "), F("number"), output_field=CharField()),
        who=Coalesce(Subquery(live.values("signed_by")[:1]), Value(0), output_field=BigIntegerField()),
    )
    return rows.order_by().values_list("kind", "pk", "label", "at", "who")


def _offer(turn: Turn) -> Any:
    """The words for an offer at this turn: hers to do where the state's part is hers, or somebody else's."""
    page, act = PLACES.get(turn, ("award", "See award"))
    needed = P.DECISION_APPROVE if turn == Turn.COUNTERSIGN else P.AWARD_MANAGE

    def words(member: Member, award: int, label: str, at: dt.datetime, who: int) -> Task:
        own = turn not in THEIRS and member.can(needed) and who != member.pk
        return Task(
            OFFERS[turn], label, reverse(page, args=[award]), act if own else "See it", since=at, on_others=not own
        )

    return words


def _late_offer(turn: Turn) -> Any:
    """The words for an offer whose last day is over: overdue for whoever extends it or lets it lapse."""

    def words(member: Member, award: int, label: str, at: dt.datetime, who: int) -> Task:
        url = reverse("award", args=[award])
        if not member.can(P.AWARD_MANAGE):
            return Task(LATE[turn], label, url, "See award", since=_end_of(at), on_others=True)
        return Task(LATE[turn], label, url, "Give time or let lapse", due_at=_end_of(at))

    return words


def _amendments(member: Member) -> Any:
    waiting = Amendment.objects.filter(status=AmendmentStatus.REQUESTED)
    return _rows(member, waiting, "amendment", F("requested_at"), "requested_by_id")


def _questions(member: Member) -> Any:
    """Amendments that were sent back with a question."""
    returned = Amendment.objects.filter(status=AmendmentStatus.RETURNED)
    return _rows(member, returned, "question", F("requested_at"), "requested_by_id")


def _question(member: Member, award: int, label: str, at: dt.datetime, who: int) -> Task:
    own = who == member.pk
    what = "Answer a question about an amendment that you asked for" if own else "Answer about an amendment"
    act = "Answer" if own else "See it"
    return Task(what, label, reverse("award-terms", args=[award]), act, since=at, on_others=not own)


def _amendment(member: Member, award: int, label: str, at: dt.datetime, who: int) -> Task:
    own = who == member.pk
    what = "Decision on an amendment that you asked for" if own else "Decide on an amendment"
    return Task(
        what, label, reverse("award-terms", args=[award]), "See it" if own else "Decide", since=at, on_others=own
    )


def _closeouts(member: Member) -> Any:
    """Awards that are being closed, with the instant after the state's last day."""
    open_ones = Closeout.objects.filter(status=CloseoutStatus.OPEN)
    return _rows(member, open_ones, "closeout", F("state_due_on"), Value(0))


def _closeout(member: Member, award: int, label: str, at: dt.datetime, who: int) -> Task:
    return Task("Close out an award", label, reverse("closeout", args=[award]), "See the steps", due_at=_end_of(at))


def _findings(member: Member) -> Any:
    """Findings that the convener has answered."""
    answered = MonitoringFinding.objects.filter(status=FindingStatus.ANSWERED)
    return _rows(member, answered, "finding", F("answered_at"), Value(0))


def _finding(member: Member, award: int, label: str, at: dt.datetime, who: int) -> Task:
    return Task("Look at the answer to a finding", label, reverse("monitoring", args=[award]), "Decide", since=at)


def _end_of(at: dt.datetime) -> dt.datetime:
    """The last second of the day, in the state's zone: a date from the database comes as midnight of UTC."""
    day = at.astimezone(dt.UTC).date()
    return timezone.make_aware(dt.datetime.combine(day, dt.time(23, 59, 59)))


WORDED = {
    "amendment": _amendment,
    "question": _question,
    "closeout": _closeout,
    "finding": _finding,
    **{turn.value: _offer(turn) for turn in Turn},
    **{f"{LATE_}{turn.value}": _late_offer(turn) for turn in THEIRS},
}
