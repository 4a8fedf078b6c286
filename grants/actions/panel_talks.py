"""One application before the panel: reviews locked as the discussion begins, a consensus, dissent by name.

Whoever has a conflict leaves the room: she sees nothing of the discussion and does not count towards the quorum.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone

from core import audit
from core.models import Member
from core.moves import ClockNow, MoveRefused, make_move
from grants.access.reviewers import has_signed
from grants.access.reviews import is_recused
from grants.actions.conflicts import declared_by_herself
from grants.actions.recusals import hold_rounds, recuse_for
from grants.actions.scoring import hash_of
from grants.checks.panels import Fault, faults_of, sums_of
from grants.checks.scores import NotPoints, points_typed, whether_it_applies
from grants.choices import ApplicationStatus, ConflictKind
from grants.choices.panels import LOCKED, MeetingStatus, Part, TalkStatus
from grants.emails import panels as emails
from grants.models import Application, Conflict, Dissent, PanelItem, PanelMeeting, PanelScore, PanelSeat, PreScores
from grants.readmodels.panel_people import recused_on
from grants.readmodels.prescores import agreed_on, content_of, mean_in
from grants.rules.panels import TALK_MOVES, lacks_quorum
from grants.rules.reviews import CORRECTED


class Typed(NamedTuple):
    """What stands in the boxes of one criterion."""

    points: str
    reason: str
    does_not_apply: bool = False


class Said(NamedTuple):
    """A consensus as it was typed, with the version that the page was opened with."""

    scores: Mapping[int, Typed]
    reason: str
    version: int


class StaleConsensus(MoveRefused):
    """Somebody saved the consensus since the page was opened. Nothing was saved."""


class ConsensusNotReady(MoveRefused):
    """The consensus cannot be saved or settled as it was typed. `faults` says why, box by box."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(" ".join(fault.sentence for fault in faults))
        self.faults = faults


# Conflicts, before anything is read


@transaction.atomic
def declare_none(item: PanelItem, *, by: Member) -> PanelSeat:
    """A member who did not review it says, on the names alone, that she has no conflict. Then it opens to her."""
    if not has_signed(by):
        raise MoveRefused("Sign the confidentiality agreement first, under My reviews.")
    seat, _ = PanelSeat.objects.get_or_create(item=item, member=by)
    if seat.declared_at is None:
        seat.declared_at = timezone.now()
        seat.save(update_fields=["declared_at"])
        audit.record("panelseat.declare", seat, by=by, application=item.application.number)
    return seat


@transaction.atomic
def declare_tie(item: PanelItem, kind: str, words: str, *, by: Member) -> Conflict:
    """She has a conflict: from here on she leaves the room for it. The officer is told."""
    if not words.strip() or kind not in ConflictKind.values:
        raise MoveRefused("Choose what the tie is and say it in a sentence.")
    held, application = _hold(item, MeetingStatus.PLANNED, MeetingStatus.OPEN)
    if is_recused(by, application.pk):
        raise MoveRefused(f"You are recused from {application.number} already.")
    made = declared_by_herself(by, application, kind, words)
    audit.record("conflict.declare", made, by=by, application=application.number, panel=held.meeting_id)
    recuse_for(made, by=by)
    emails.tie_declared(made, application.officer or held.meeting.made_by)
    return made


# The discussion


@transaction.atomic
def begin_talk(item: PanelItem, *, by: Member) -> PanelItem:
    """Begin to discuss an application: its submitted reviews are locked and kept as they are at this instant.

    Needs the quorum of members who are there and have no conflict with it.
    """
    held, application = _hold(item, MeetingStatus.OPEN)
    _may_lead(by, application)
    other = held.meeting.items.filter(status=TalkStatus.DISCUSSING).select_related("application").first()
    if other is not None and other.pk != held.pk:
        raise MoveRefused(f"{other.application.number} is being discussed. Settle it first, or put it off.")
    _under_review(application)
    _take_seats(held)
    held = make_move(held, TALK_MOVES, "begin", by=by, begun_at=ClockNow(), is_current=True)
    content = content_of(application)
    if not content["reviews"]:
        raise MoveRefused(f"No review of {application.number} is submitted yet. The panel starts from the reviews.")
    kept = PreScores.objects.create(item=held, at=held.begun_at, by=by, content=content, sha256=hash_of(content))
    audit.record("panelitem.lock", held, by=by, reviews=len(content["reviews"]), sha256=kept.sha256)
    return held


@transaction.atomic
def save_consensus(item: PanelItem, said: Said, *, by: Member) -> PanelItem:
    """Keep what the panel gives so far. Raises StaleConsensus when somebody saved it since, ConsensusNotReady for points
    that are not possible; nothing is saved then.
    """
    held, application = _hold(item, MeetingStatus.OPEN)
    _may_lead(by, application)
    _under_review(application)
    if held.status != TalkStatus.DISCUSSING:
        raise MoveRefused(f"{application.number} is not being discussed now, so nothing was saved.")
    return _save(held, said, by)


def _save(held: PanelItem, said: Said, by: Member) -> PanelItem:
    criteria = list(held.application.round.criteria.order_by("position"))
    wrong, given = [], {}
    for criterion in criteria:
        typed = said.scores.get(criterion.pk, Typed("", ""))
        try:
            points = points_typed(typed.points, criterion.points)
            leaves_out = whether_it_applies(typed.does_not_apply, points, may_not_apply=criterion.may_not_apply)
        except NotPoints as no:
            wrong.append(Fault(criterion.pk, "points", f"{criterion.title}: {no}"))
        else:
            given[criterion.pk] = (points, leaves_out, typed.reason.strip())
    if wrong:
        raise ConsensusNotReady(wrong)
    there = {one.criterion_id: one for one in held.scores.all()}
    before = {pk: (one.points, one.does_not_apply, one.reason) for pk, one in there.items()}
    blank = (None, False, "")
    changed = {pk: new for pk, new in given.items() if new != before.get(pk, blank)}
    if not changed and held.reason == said.reason.strip():
        return held
    if said.version != held.version:
        raise StaleConsensus("Somebody saved this consensus since you opened the page. Nothing of yours was saved yet.")
    for pk, (points, leaves_out, reason) in changed.items():
        score = there.get(pk) or PanelScore(item=held, criterion_id=pk)
        score.points, score.does_not_apply, score.reason = points, leaves_out, reason
        score.save()
    held.reason, held.version = said.reason.strip(), held.version + 1
    held.save(update_fields=["reason", "version"])
    titles = {criterion.pk: criterion.title for criterion in criteria}
    audit.record("panelitem.consensus", held, by=by, points={titles[pk]: _said(new) for pk, new in changed.items()})
    return held


def _said(given: tuple[int | None, bool, str]) -> list[Any]:
    points, leaves_out, reason = given
    return ["does not apply" if leaves_out else points, reason]


@transaction.atomic
def agree(item: PanelItem, said: Said, *, by: Member) -> PanelItem:
    """Settle on the consensus as it was typed. Every criterion needs points, and a reason where they leave the mean of the
    reviews by 5 or more (behind a member's back nothing is settled: the quorum is counted again).
    """
    held, application = _hold(item, MeetingStatus.OPEN)
    _may_lead(by, application)
    _under_review(application)
    if held.status == TalkStatus.DISCUSSING:
        held = _save(held, said, by)
    given = agreed_on(held)
    if faults := faults_of(given, held.reason, mean_in(held)):
        raise ConsensusNotReady(faults)
    _take_seats(held)
    points, out_of = sums_of(given)
    sums: dict[str, Any] = {"given": points, "out_of": out_of}
    settled: PanelItem = make_move(
        held, TALK_MOVES, "agree", by=by, details=sums, settled_at=ClockNow(), settled_by=by, **sums
    )
    return settled


@transaction.atomic
def let_stand(item: PanelItem, reason: str, *, by: Member) -> PanelItem:
    """Settle without a consensus: the reviews stand as they were locked, and the panel says why."""
    held, application = _hold(item, MeetingStatus.OPEN)
    _may_lead(by, application)
    _under_review(application)
    if held.status == TalkStatus.DISCUSSING:
        _take_seats(held)
    done: dict[str, Any] = {"settled_at": ClockNow(), "settled_by": by, "given": None, "out_of": None}
    held.reason = reason.strip()
    held.save(update_fields=["reason"])
    settled: PanelItem = make_move(held, TALK_MOVES, "let_stand", by=by, reason=reason, **done)
    return settled


@transaction.atomic
def talk_again(item: PanelItem, reason: str, *, by: Member) -> PanelItem:
    """Put a discussion off, or open a settled one again while the meeting lasts. Its reviews are open until it begins anew.

    What was locked stays kept; what was agreed stays in the boxes, and dissents to it end.
    """
    held, application = _hold(item, MeetingStatus.OPEN)
    _may_lead(by, application)
    _under_review(application)
    was = {"given": held.given, "out_of": held.out_of}
    cleared: dict[str, Any] = {"begun_at": None, "settled_at": None, "settled_by": None, "given": None, "out_of": None}
    again: PanelItem = make_move(held, TALK_MOVES, "again", by=by, reason=reason, details=was, **cleared)
    again.dissents.filter(ended_at__isnull=True).update(ended_at=timezone.now())
    again.seats.update(part="")
    return again


@transaction.atomic
def dissent(item: PanelItem, member: Member, words: str, *, by: Member) -> Dissent:
    """Record that a member who took part does not share it. Her later words take the place of her earlier ones."""
    held, application = _hold(item, MeetingStatus.OPEN)
    if held.status not in LOCKED:
        raise MoveRefused(f"{application.number} is not before the panel now.")
    if not words.strip():
        raise MoveRefused("Say in a sentence or two what is not shared, and why.")
    if not held.seats.filter(member=member, part=Part.PRESENT).exists() or is_recused(member, application.pk):
        raise MoveRefused(f"{member.name} does not take part in this discussion.")
    same = held.dissents.filter(member=member, ended_at__isnull=True).first()
    if same is not None and same.words == words.strip():
        return same
    held.dissents.filter(member=member, ended_at__isnull=True).update(ended_at=timezone.now())
    made = Dissent.objects.create(item=held, member=member, words=words.strip(), recorded_by=by)
    audit.record("dissent.record", made, by=by, member=member.name, application=application.number, words=made.words)
    return made


# What each of them needs


def _hold(item: PanelItem, *statuses: MeetingStatus) -> tuple[PanelItem, Application]:
    """Lock the round, the meeting, the application and the item, always in this order, and read them afresh."""
    hold_rounds(item.application)
    meeting = (
        PanelMeeting.objects.select_for_update(no_key=True, of=("self",))
        .select_related("made_by")
        .get(pk=item.meeting_id)
    )
    if meeting.status not in statuses:
        raise MoveRefused(f"The meeting is {meeting.get_status_display().lower()}. Nothing was changed.")
    rows = Application.objects.select_for_update(no_key=True, of=("self",)).select_related("round", "officer")
    application = rows.get(pk=item.application_id)
    held = PanelItem.objects.select_for_update(no_key=True, of=("self",)).get(pk=item.pk)
    held.meeting, held.application = meeting, application
    return held, application


def _under_review(application: Application) -> None:
    """Raises MoveRefused while it is corrected, and once scoring is closed: what the panel said by then ranked it."""
    if application.status == ApplicationStatus.RETURNED:
        raise MoveRefused(CORRECTED.format(number=application.number))
    if application.status != ApplicationStatus.UNDER_REVIEW:
        raise MoveRefused(
            f"{application.number} is {application.get_status_display().lower()} and is discussed no more: its ranking"
            " is fixed."
        )


def _may_lead(by: Member, application: Application) -> None:
    if is_recused(by, application.pk):
        raise MoveRefused(f"You have a conflict with {application.number}, so somebody else leads its discussion.")


def _take_seats(item: PanelItem) -> None:
    """Write down who takes part, who is absent and who left the room. Raises MoveRefused without the quorum."""
    out = recused_on(item.meeting)[item.application_id]
    people = list(item.meeting.members.select_related("member"))
    parts = {
        one.member_id: Part.RECUSED if one.member_id in out else Part.PRESENT if one.is_present else Part.ABSENT
        for one in people
    }
    present = [pk for pk, part in parts.items() if part == Part.PRESENT]
    if lacks_quorum(present, item.meeting.quorum):
        left = f" {len(out & set(parts))} left the room for it." if out & set(parts) else ""
        raise MoveRefused(
            f"{len(present)} of the {item.meeting.quorum} members that a quorum needs can take part in"
            f" {item.application.number}.{left} Nothing was changed."
        )
    seats = {one.member_id: one for one in item.seats.all()}
    for pk, part in parts.items():
        seat = seats.get(pk) or PanelSeat(item=item, member_id=pk)
        seat.part = part
        seat.save()
