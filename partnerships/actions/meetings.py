"""Meetings: called, their agenda set from what was proposed, who came, what was decided, minutes adopted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone

from core import jobs
from core.audit import record
from core.facts import sha256_of
from core.models import Member
from core.moves import ClockNow, MoveRefused, check_move, make_move
from core.templatetags.rt import long_day
from partnerships.access.work import roster
from partnerships.choices.work import ItemStatus, MeetingStatus, Seniority
from partnerships.emails import meetings as emails
from partnerships.models import AgendaItem, Meeting, MeetingAttendance, Partnership, PartnershipMember
from partnerships.readmodels.minutes import facts_of
from partnerships.rules.meetings import MEETINGS, Present, count_present
from partnerships.tasks.meetings import DRAW_MINUTES

CHANGING = (MeetingStatus.PLANNED, MeetingStatus.HELD)


class Plan(NamedTuple):
    """What is said of a meeting when it is called."""

    title: str
    starts_at: dt.datetime
    minutes_long: int
    place: str


class Came(NamedTuple):
    """Somebody who came for the member in a seat."""

    seat: int
    person: str = ""
    seniority: str = Seniority.UNKNOWN


@transaction.atomic
def plan_meeting(partnership: Partnership, plan: Plan, *, by: Member) -> Meeting:
    """Call a meeting. Everything that waits is put on its agenda, the oldest first; the members are told."""
    meeting = Meeting.objects.create(partnership=partnership, made_by=by, **plan._asdict())
    waiting = AgendaItem.objects.select_for_update(no_key=True).filter(
        partnership=partnership, status=ItemStatus.WAITING
    )
    for place, item in enumerate(waiting.order_by("entered_at", "pk"), start=1):
        item.meeting, item.position, item.status = meeting, place, ItemStatus.ON_AGENDA
        item.save(update_fields=["meeting", "position", "status"])
    record("meeting.plan", meeting, by=by, starts_at=plan.starts_at, place=plan.place)
    emails.meeting_called(meeting)
    return meeting


@transaction.atomic
def change_meeting(meeting: Meeting, plan: Plan, *, by: Member) -> Meeting:
    """Another hour, place or name before it is held; the members are told of a new hour or place."""
    held = hold(meeting, MeetingStatus.PLANNED)
    before = Plan(held.title, held.starts_at, held.minutes_long, held.place)
    if before == plan:
        return held
    is_moved = (before.starts_at, before.minutes_long, before.place) != (plan.starts_at, plan.minutes_long, plan.place)
    Meeting.objects.filter(pk=held.pk).update(
        **plan._asdict(), changed_at=ClockNow(), sequence=held.sequence + int(is_moved)
    )
    held.refresh_from_db()
    record("meeting.change", held, by=by, before=before._asdict(), after=plan._asdict())
    if (before.starts_at, before.place) != (plan.starts_at, plan.place):
        emails.meeting_called(held)
    return held


@transaction.atomic
def propose_item(
    partnership: Partnership, *, title: str, about: str, seat: PartnershipMember | None, by: Member
) -> AgendaItem:
    """Propose something for the next meeting, for a member at the table; without a seat it is the convener's proposal."""
    if seat is not None and (seat.partnership_id != partnership.pk or seat.left_on is not None):
        raise MoveRefused("That organization does not sit at this table any more. Choose one that does.")
    made = AgendaItem.objects.create(
        partnership=partnership,
        title=title.strip(),
        about=about.strip(),
        proposed_by=seat,
        proposer_role=seat.role if seat else "",
        entered_by=by,
    )
    record("agenda.propose", made, by=by, for_member=seat.organization.legal_name if seat else "the convener")
    return made


@transaction.atomic
def take_back_item(item: AgendaItem, *, by: Member) -> None:
    """Whoever proposed it, or the convener, takes an item back before it was talked about."""
    done = AgendaItem.objects.filter(pk=item.pk, status__in=[ItemStatus.WAITING, ItemStatus.ON_AGENDA])
    if not done.update(status=ItemStatus.TAKEN_BACK):
        raise MoveRefused(f"“{item}” was talked about already. It stays in the record.")
    record("agenda.take_back", item, by=by)


@transaction.atomic
def set_agenda(meeting: Meeting, order: Sequence[int], *, by: Member) -> None:
    """Put the items on the agenda in this order; what is left out waits for another meeting.

    What was decided or discussed already stays on, whatever was chosen.
    """
    held = hold(meeting, MeetingStatus.PLANNED)
    rows = AgendaItem.objects.select_for_update(no_key=True).filter(partnership=held.partnership_id)
    mine = {one.pk: one for one in rows.filter(meeting=held).exclude(status=ItemStatus.TAKEN_BACK)}
    waiting = {one.pk: one for one in rows.filter(status=ItemStatus.WAITING)}
    done = [pk for pk, one in mine.items() if one.status != ItemStatus.ON_AGENDA and pk not in order]
    wanted = [pk for pk in dict.fromkeys(order) if pk in mine or pk in waiting]
    for place, pk in enumerate([*wanted, *done], start=1):
        item = mine.get(pk) or waiting[pk]
        item.meeting, item.position = held, place
        item.status = ItemStatus.ON_AGENDA if item.status == ItemStatus.WAITING else item.status
        item.save(update_fields=["meeting", "position", "status"])
    for pk, item in mine.items():
        if pk not in wanted and pk not in done:
            item.meeting, item.status = None, ItemStatus.WAITING
            item.save(update_fields=["meeting", "status"])
    record("meeting.agenda", held, by=by, items=len(wanted) + len(done))


@transaction.atomic
def mark_attendance(meeting: Meeting, came: Sequence[Came], *, by: Member) -> int:
    """Write down who came, all of them at once. Returns how many organizations that were."""
    held = hold(meeting, MeetingStatus.PLANNED)
    _check_begun(held, "Tick who came")
    seats = {one.pk: one for one in roster(held.partnership, timezone.localtime(held.starts_at).date())}
    rows: dict[tuple[int, str], MeetingAttendance] = {}
    for one in came:
        seat = seats.get(one.seat)
        if seat is None:
            raise MoveRefused("Somebody ticked here had left the table before this meeting. Open the page again.")
        person = " ".join(one.person.split())[:120]
        rank = one.seniority if one.seniority in Seniority.values else Seniority.UNKNOWN
        rows[(seat.pk, person)] = MeetingAttendance(meeting=held, seat=seat, person=person, seniority=rank)
    held.attendance.all().delete()
    MeetingAttendance.objects.bulk_create(rows.values())
    number = len({row.seat.organization_id for row in rows.values()})
    record("meeting.attendance", held, by=by, people=len(rows), organizations=number)
    return number


@transaction.atomic
def keep_minutes(meeting: Meeting, *, minutes: str, guests: str, chair: PartnershipMember | None, by: Member) -> None:
    """Write the minutes, who else came, and which member led the meeting. It may be changed until they are adopted."""
    held = hold(meeting, *CHANGING)
    Meeting.objects.filter(pk=held.pk).update(minutes=minutes.strip(), guests=guests.strip(), chaired_by=chair)
    record("meeting.minutes", held, by=by, words=len(minutes.split()))


@transaction.atomic
def hold_meeting(meeting: Meeting, *, by: Member) -> Meeting:
    """Close a meeting that took place: who was present at each decision is fixed, what was not reached is carried forward.

    What is carried waits as an item of its own, with the same proposer, and goes on the next agenda.
    """
    held = Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)
    check_move(MEETINGS, "hold", held.status, thing="this meeting")
    _check_begun(held, "Close it")
    seats = list(held.attendance.values_list("seat__organization_id", "seat__role"))
    if not seats:
        raise MoveRefused("Nobody is ticked as present. Write down who came, then close the meeting.")
    for item in held.items.filter(status__in=[ItemStatus.DECIDED, ItemStatus.ON_AGENDA]).prefetch_related(
        "recusals__seat"
    ):
        if item.status == ItemStatus.DECIDED:
            _fix_present(item, count_present(seats, [one.seat.organization_id for one in item.recusals.all()]))
        else:
            carry(item)
    whole = count_present(seats)
    facts: dict[str, Any] = {"present": whole.present, "employers": whole.employers}
    done: Meeting = make_move(held, MEETINGS, "hold", by=by, details=facts, held_at=ClockNow(), held_by=by, **facts)
    return done


def _fix_present(item: AgendaItem, there: Present) -> None:
    if there.present == 0:
        raise MoveRefused(f"Everybody who came left the room for “{item}”. Nobody was there to decide on it.")
    item.present, item.employers, item.present_roles = there
    item.save(update_fields=["present", "employers", "present_roles"])


def carry(item: AgendaItem) -> AgendaItem:
    """Leave the item as carried in this meeting, and let its copy wait for the next."""
    AgendaItem.objects.filter(pk=item.pk).update(status=ItemStatus.CARRIED)
    kept = ("partnership_id", "title", "about", "proposed_by_id", "proposer_role", "entered_by_id", "entered_at")
    return AgendaItem.objects.create(carried_from=item, **{name: getattr(item, name) for name in kept})


@transaction.atomic
def reopen_meeting(meeting: Meeting, reason: str, *, by: Member) -> Meeting:
    """Open a held meeting again to mend its record. What was carried forward and still waits comes back."""
    held = Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)
    check_move(MEETINGS, "reopen", held.status, thing="this meeting", reason=reason)
    for item in held.items.filter(status=ItemStatus.CARRIED):
        if item.carried_to.filter(status=ItemStatus.WAITING).delete()[0]:
            AgendaItem.objects.filter(pk=item.pk).update(status=ItemStatus.ON_AGENDA)
    held.items.update(present=None, employers=None, present_roles={})
    Meeting.objects.filter(pk=held.pk).update(reason=reason.strip())
    done: Meeting = make_move(held, MEETINGS, "reopen", by=by, reason=reason, present=None, employers=None)
    return done


@transaction.atomic
def adopt_minutes(meeting: Meeting, adopted_on: dt.date, *, by: Member) -> Meeting:
    """Freeze the minutes as the members adopted them on a day; a PDF is drawn from what was frozen, and they are told."""
    held = (
        Meeting.objects.select_for_update(no_key=True, of=("self",))
        .select_related("partnership__convener")
        .get(pk=meeting.pk)
    )
    check_move(MEETINGS, "adopt", held.status, thing="this meeting")
    if not held.minutes.strip():
        raise MoveRefused("The minutes are empty. Write them before they are adopted.")
    met_on, today = timezone.localtime(held.starts_at).date(), timezone.localdate()
    if not met_on <= adopted_on <= today:
        raise MoveRefused(f"Give the day on which the minutes were adopted: from {met_on:%B} {met_on.day} to today.")
    facts = facts_of(held, adopted_on=adopted_on, adopted_by=by.name)
    digest = sha256_of(facts)
    done: Meeting = make_move(
        held,
        MEETINGS,
        "adopt",
        by=by,
        details={"sha256": digest, "adopted_on": adopted_on},
        adopted_on=adopted_on,
        adopted_by=by,
        facts=facts,
        facts_sha256=digest,
    )
    jobs.enqueue(DRAW_MINUTES, meeting_id=done.pk)
    emails.minutes_adopted(done)
    return done


@transaction.atomic
def cancel_meeting(meeting: Meeting, reason: str, *, by: Member) -> Meeting:
    """Call a meeting off, with the reason that the members read. Its agenda waits for another meeting."""
    held = Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)
    check_move(MEETINGS, "cancel", held.status, thing="this meeting", reason=reason)
    if held.items.filter(status__in=[ItemStatus.DECIDED, ItemStatus.DISCUSSED]).exists():
        raise MoveRefused("Something was decided at this meeting already, so it took place. Close it instead.")
    held.items.filter(status=ItemStatus.ON_AGENDA).update(status=ItemStatus.WAITING, meeting=None)
    Meeting.objects.filter(pk=held.pk).update(reason=reason.strip())
    more: dict[str, Any] = {"sequence": held.sequence + 1, "changed_at": ClockNow()}
    done: Meeting = make_move(held, MEETINGS, "cancel", by=by, reason=reason, **more)
    emails.meeting_cancelled(done)
    return done


def hold(meeting: Meeting, *statuses: MeetingStatus) -> Meeting:
    """The meeting under a lock, if it may still be changed so. Raises MoveRefused."""
    held = Meeting.objects.select_for_update(no_key=True, of=("self",)).select_related("partnership").get(pk=meeting.pk)
    if held.status not in statuses:
        raise MoveRefused(f"This meeting is {held.get_status_display().lower()}. Its record stays as it is.")
    return held


def _check_begun(meeting: Meeting, what: str) -> None:
    met_on = timezone.localtime(meeting.starts_at).date()
    if met_on > timezone.localdate():
        raise MoveRefused(f"The meeting is on {long_day(met_on)}. {what} when it takes place.")
