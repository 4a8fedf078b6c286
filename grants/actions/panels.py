"""Panel meetings: planned, opened with who is there, closed with minutes."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from core import audit, jobs
from core.facts import sha256_of
from core.models import Member
from core.moves import ClockNow, MoveRefused, make_move
from core.permissions import Permission
from grants.access.reviews import ASSIGNABLE
from grants.actions.conflicts import scan
from grants.actions.panel_minutes import facts_of
from grants.actions.panel_packets import withdraw_packets
from grants.choices import ApplicationStatus, RoundStatus
from grants.choices.panels import SETTLED, MeetingStatus, TalkStatus
from grants.emails import panels as emails
from grants.models import Application, PanelItem, PanelMeeting, PanelMember, PanelSeat, Review, Round
from grants.readmodels.panel_people import members_for, recused_on
from grants.rules.panels import MOVES
from grants.tasks import panels as tasks

WORKING = (MeetingStatus.PLANNED, MeetingStatus.OPEN)


class Plan(NamedTuple):
    """When and where a panel meets, who leads it, who sits on it, and how many must be there."""

    starts_at: dt.datetime
    place: str
    chair: Member
    quorum: int
    members: Sequence[Member]


@transaction.atomic
def plan_meeting(round: Round, plan: Plan, *, by: Member) -> PanelMeeting:
    """Call a panel of the round's reviewers; each gets a message. Raises MoveRefused for a plan that cannot be kept."""
    held = Round.objects.select_for_update(no_key=True).get(pk=round.pk)
    if held.status not in (RoundStatus.CLOSED, RoundStatus.REVIEW):
        raise MoveRefused(
            f"{held.name} is {held.get_status_display().lower()}: a panel meets while it is under review."
        )
    _can_be_kept(held, plan, now=timezone.now())
    twice = PanelMeeting.objects.filter(round=held, starts_at=plan.starts_at, status__in=WORKING, place=plan.place)
    if twice.exists():
        raise MoveRefused("A panel is called for that hour and place already.")
    fields = {"starts_at": plan.starts_at, "place": plan.place.strip(), "chair": plan.chair, "quorum": plan.quorum}
    made = PanelMeeting.objects.create(round=held, made_by=by, **fields)
    PanelMember.objects.bulk_create(PanelMember(meeting=made, member=one) for one in plan.members)
    audit.record("panelmeeting.plan", made, by=by, **_said(plan))
    _find_conflicts(held, plan)
    for one in plan.members:
        emails.panel_called(made, one)
    return made


@transaction.atomic
def change_meeting(meeting: PanelMeeting, plan: Plan, *, by: Member) -> PanelMeeting:
    """Change what was planned, before it is opened. Who is new is called, who stays is told of another hour or place."""
    held = _hold(meeting, MeetingStatus.PLANNED)
    _can_be_kept(held.round, plan, now=timezone.now())
    moved = (held.starts_at, held.place) != (plan.starts_at, plan.place.strip())
    there = set(held.members.values_list("member_id", flat=True))
    wanted = {one.pk for one in plan.members}
    held.members.exclude(member_id__in=wanted).delete()
    held.items.filter(introducer_id__in=there - wanted).update(introducer=None)
    held.starts_at, held.place, held.chair, held.quorum = plan.starts_at, plan.place.strip(), plan.chair, plan.quorum
    held.save(update_fields=["starts_at", "place", "chair", "quorum"])
    new = [one for one in plan.members if one.pk not in there]
    PanelMember.objects.bulk_create(PanelMember(meeting=held, member=one) for one in new)
    audit.record("panelmeeting.change", held, by=by, **_said(plan))
    _find_conflicts(held.round, plan)
    for one in plan.members:
        if one.pk not in there:
            emails.panel_called(held, one)
        elif moved:
            emails.panel_moved(held, one)
    return held


def _can_be_kept(round: Round, plan: Plan, *, now: dt.datetime) -> None:
    known = {one.pk for one in members_for(round)}
    if strangers := [one.name for one in plan.members if one.pk not in known]:
        raise MoveRefused(f"{strangers[0]} reviews nothing in this round. Members are reviewers of the round.")
    if not plan.members:
        raise MoveRefused("Choose who sits on the panel.")
    if plan.chair.pk not in {one.pk for one in plan.members} and not plan.chair.can(Permission.REVIEW_ASSIGN):
        raise MoveRefused(f"{plan.chair.name} leads the panel, so she sits on it too: tick her among the members.")
    if plan.quorum > len({one.pk for one in plan.members}):
        raise MoveRefused(f"A quorum of {plan.quorum} is more than the {len(plan.members)} who sit on the panel.")
    if plan.starts_at <= now:
        raise MoveRefused("That hour has passed. Give one that lies ahead.")


def _find_conflicts(round: Round, plan: Plan) -> None:
    """Run the rules between those who sit on the panel, its chair too, and everything that the round has to review."""
    scan(list(Application.objects.filter(round=round, status__in=ASSIGNABLE)), _there(plan.members, plan.chair))


def _there(members: Iterable[Member], chair: Member) -> list[Member]:
    """Everybody whom a discussion opens to, each once: the members, and who leads the meeting."""
    return list({one.pk: one for one in [*members, chair]}.values())


def _said(plan: Plan) -> dict[str, Any]:
    names = [one.name for one in plan.members]
    at = plan.starts_at.isoformat()
    return {"starts_at": at, "place": plan.place, "chair": plan.chair.name, "quorum": plan.quorum, "members": names}


@transaction.atomic
def set_agenda(
    meeting: PanelMeeting, wanted: Mapping[int, int | None], *, by: Member, places: Mapping[int, int] | None = None
) -> list[PanelItem]:
    """What is on the agenda, by application id, each with who introduces it; None chooses the member with the least to do.

    They are discussed in the order of `places`, those without a place last, by number. What was discussed stays on it.
    An application comes off the agenda of an earlier meeting that is over.
    """
    held = _hold(meeting, *WORKING)
    items = {one.application_id: one for one in held.items.select_related("application")}
    if fixed := [one for pk, one in items.items() if one.status != TalkStatus.WAITING and pk not in wanted]:
        raise MoveRefused(f"{fixed[0].application.number} was discussed and stays on the agenda.")
    rows = Application.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=wanted, round=held.round)
    applications = {one.pk: one for one in rows.order_by("pk")}
    _take_off(held.items.exclude(application_id__in=wanted))
    new = [pk for pk in applications if pk not in items]
    _may_be_discussed(held, [applications[pk] for pk in new])
    PanelItem.objects.filter(application_id__in=new, is_current=True).update(is_current=False)
    PanelItem.objects.bulk_create(PanelItem(meeting=held, application_id=pk) for pk in new)
    members = [one.member for one in held.members.select_related("member__user")]
    scan(list(applications.values()), _there(members, held.chair))
    _put_in_order(held, places or {})
    return _introduced(held, wanted, new, by)


def _put_in_order(meeting: PanelMeeting, places: Mapping[int, int]) -> None:
    items = list(meeting.items.select_related("application"))
    items.sort(key=lambda item: (places.get(item.application_id, 1000), item.application.number))
    for position, item in enumerate(items, start=1):
        item.position = position
    PanelItem.objects.bulk_update(items, ["position"])


def _take_off(items: QuerySet[PanelItem]) -> None:
    """What was not discussed leaves the agenda; what an earlier meeting settled counts again."""
    doomed = list(items)
    _give_back(items)
    PanelSeat.objects.filter(item__in=doomed).delete()
    PanelItem.objects.filter(pk__in=[one.pk for one in doomed]).delete()


def _give_back(items: QuerySet[PanelItem]) -> None:
    for item in items:
        PanelItem.objects.filter(pk=item.pk).update(is_current=False)
        earlier = PanelItem.objects.filter(application=item.application_id, status__in=SETTLED).exclude(pk=item.pk)
        last = earlier.order_by("-settled_at", "-pk").first()
        if last is not None:
            PanelItem.objects.filter(pk=last.pk).update(is_current=True)


def _may_be_discussed(meeting: PanelMeeting, applications: Sequence[Application]) -> None:
    for one in applications:
        if one.status != ApplicationStatus.UNDER_REVIEW:
            raise MoveRefused(
                f"{one.number} is {one.get_status_display().lower()}: only what is under review is discussed."
            )
    taken = PanelItem.objects.filter(application__in=applications, is_current=True, meeting__status__in=WORKING)
    if other := taken.exclude(meeting=meeting).select_related("application", "meeting").first():
        day = timezone.localtime(other.meeting.starts_at)
        raise MoveRefused(
            f"{other.application.number} is on the agenda of the panel of {day:%m/%d/%Y}. Take it off there first."
        )


def _introduced(
    meeting: PanelMeeting, wanted: Mapping[int, int | None], new: Sequence[int], by: Member
) -> list[PanelItem]:
    """Give each application who introduces it: her who was chosen, else the reviewer of it with the least to do."""
    people = {one.member_id: one.member for one in meeting.members.select_related("member")}
    items = list(meeting.items.select_related("application"))
    out = recused_on(meeting)
    reviews = Review.objects.filter(application__panel_items__meeting=meeting, reviewer_id__in=people)
    reads = set(reviews.values_list("application_id", "reviewer_id"))
    load = Counter(wanted[one.application_id] for one in items if wanted.get(one.application_id))
    for item in items:
        chosen = wanted.get(item.application_id)
        able = [pk for pk in people if pk not in out[item.application_id]]
        if chosen is not None and chosen not in able:
            who = people[chosen].name if chosen in people else "Somebody who is not on the panel"
            raise MoveRefused(f"{who} cannot introduce {item.application.number}. Choose another member.")
        if chosen is None and item.application_id in new and able:
            chosen = min(able, key=lambda pk: ((item.application_id, pk) not in reads, load[pk], pk))
            load[chosen] += 1
        if item.introducer_id != chosen:
            item.introducer_id = chosen
            item.save(update_fields=["introducer"])
    said = {one.application.number: people[one.introducer_id].name if one.introducer_id else "" for one in items}
    audit.record("panelmeeting.agenda", meeting, by=by, introduces=said)
    return items


@transaction.atomic
def open_meeting(meeting: PanelMeeting, present: Sequence[int], *, by: Member) -> PanelMeeting:
    """Begin the meeting with the members who are there. It needs an agenda; the quorum is counted for each application."""
    held = _hold(meeting, MeetingStatus.PLANNED)
    if not held.items.exists():
        raise MoveRefused("Nothing is on the agenda yet. Choose the applications first.")
    opened: PanelMeeting = make_move(held, MOVES, "open", by=by, opened_at=ClockNow())
    _seat(opened, present, by)
    return opened


@transaction.atomic
def mark_present(meeting: PanelMeeting, present: Sequence[int], *, by: Member) -> PanelMeeting:
    """Who is in the meeting now. What was discussed before keeps who took part in it."""
    held = _hold(meeting, MeetingStatus.OPEN)
    _seat(held, present, by)
    return held


def _seat(meeting: PanelMeeting, present: Sequence[int], by: Member) -> None:
    meeting.members.filter(member_id__in=present).update(is_present=True)
    meeting.members.exclude(member_id__in=present).update(is_present=False)
    names = [one.member.name for one in meeting.members.select_related("member").filter(is_present=True)]
    audit.record("panelmeeting.attendance", meeting, by=by, present=names)


@transaction.atomic
def close_meeting(meeting: PanelMeeting, *, by: Member) -> PanelMeeting:
    """End the meeting and freeze its minutes; a job draws them. What was not reached stays for a later one."""
    held = _hold(meeting, MeetingStatus.OPEN)
    talking = held.items.select_related("application").filter(status=TalkStatus.DISCUSSING).first()
    if talking is not None:
        raise MoveRefused(f"{talking.application.number} is being discussed. Settle it first, or put it off.")
    held.items.filter(status=TalkStatus.WAITING).update(status=TalkStatus.NOT_REACHED)
    facts = facts_of(held, closed_by=by, closed_at=timezone.now())
    said = {"facts": facts, "facts_sha256": sha256_of(facts), "closed_at": facts["closed_at"], "closed_by": by}
    closed: PanelMeeting = make_move(held, MOVES, "close", by=by, details={"sha256": said["facts_sha256"]}, **said)
    withdraw_packets(closed)
    jobs.enqueue(tasks.DRAW_MINUTES, meeting_id=closed.pk)
    return closed


@transaction.atomic
def cancel_meeting(meeting: PanelMeeting, reason: str, *, by: Member) -> PanelMeeting:
    """Call it off before it was opened; every member is told why. Its agenda is free for another."""
    held = _hold(meeting, MeetingStatus.PLANNED)
    gone: PanelMeeting = make_move(held, MOVES, "cancel", by=by, reason=reason)
    _give_back(gone.items.all())
    withdraw_packets(gone)
    for one in gone.members.select_related("member__user"):
        emails.panel_cancelled(gone, one.member, reason)
    return gone


def _hold(meeting: PanelMeeting, *statuses: MeetingStatus) -> PanelMeeting:
    """Lock the round, then the meeting, and read it afresh. Raises MoveRefused unless it stands as the deed needs it.

    The round comes first as with every deed that asks about conflicts (grants/actions/recusals.py, `hold_rounds`).
    """
    list(Round.objects.select_for_update(no_key=True).filter(pk=meeting.round_id).values_list("pk"))
    held = (
        PanelMeeting.objects.select_for_update(no_key=True, of=("self",))
        .select_related("round", "chair")
        .get(pk=meeting.pk)
    )
    if held.status not in statuses:
        raise MoveRefused(f"This meeting is {held.get_status_display().lower()} now. Nothing was changed.")
    return held
