"""Meetings of partnerships: agendas that members proposed, who came, what was decided, minutes that were adopted."""

from __future__ import annotations

import datetime as dt
import random
from typing import NamedTuple

from core import jobs
from core.facts import sha256_of
from home.management.demonstration.names import Names
from home.management.demonstration.world import World, keep
from partnerships.choices import PartnerRole, Stage
from partnerships.choices.work import Adopts, DecidedHow, ItemStatus, MeetingStatus, Seniority
from partnerships.models import (
    AgendaItem,
    DecisionRecusal,
    Meeting,
    MeetingAttendance,
    Partnership,
    PartnershipMember,
)
from partnerships.readmodels.minutes import facts_from
from partnerships.rules.meetings import count_present
from partnerships.tasks.meetings import DRAW_MINUTES

TITLES = (
    ("A second class in the evening", "Start it in spring; the college opens the room until nine."),
    ("Which skills every member tests", "The list of eleven skills is adopted; each member names who tests."),
    ("An entry wage that all publish", "Members publish their entry wages on one page by the next meeting."),
    ("Rides to the plant for the first month", "The community group asks the transit agency; members share the cost."),
    ("Who teaches when a trainer is ill", "Each employer names a second person."),
    ("Visits of the high school", "Two visits before summer, with workers who finished the class."),
)
MINUTES = (
    "Members went through what had been agreed at the last meeting and what is still open. Those who train spoke first,"
    " then those who hire. What was decided stands with each item."
)
DAYS = (18, 103, 190, 275)
RECUSALS = 4


class Draft(NamedTuple):
    """A meeting with its rows, before anything is kept."""

    meeting: Meeting
    items: list[AgendaItem]
    came: list[MeetingAttendance]


def make_meetings(
    world: World,
    rng: random.Random,
    active: list[Partnership],
    mine: list[Partnership],
    seats: dict[int, list[PartnershipMember]],
    speaker: PartnershipMember,
) -> None:
    """Four that were held for each of the known conveners' partnerships, two for others; and the next one of some."""
    drafts: list[Draft] = []
    names = Names(rng)
    for one in active:
        days = DAYS if one in mine else DAYS[:2]
        for at, ago in enumerate(days):
            drafts.append(_held(world, names, one, seats[one.pk], ago, is_first=at == len(days) - 1))
    keep([draft.meeting for draft in drafts])
    for draft in drafts:
        for item in draft.items:
            item.meeting = draft.meeting
        for row in draft.came:
            row.meeting = draft.meeting
    keep([item for draft in drafts for item in draft.items])
    keep([row for draft in drafts for row in draft.came])
    for draft in drafts:
        if draft.meeting.status == MeetingStatus.ADOPTED:
            jobs.enqueue(DRAW_MINUTES, meeting_id=draft.meeting.pk)
    _make_recusals(drafts)
    keep([_next(world, one, number) for number, one in enumerate(mine)])
    _make_waiting(world, rng, mine, seats, speaker)


def _held(
    world: World, names: Names, one: Partnership, seats: list[PartnershipMember], ago: int, *, is_first: bool
) -> Draft:
    rng = names.rng
    starts_at = world.at(world.business_day(world.now.date() - dt.timedelta(days=ago)), 14)
    by = world.convener_of(one.convener)
    employers = [seat for seat in seats if seat.role == PartnerRole.EMPLOYER]
    others = [seat for seat in seats if seat.role != PartnerRole.EMPLOYER]
    there = rng.sample(employers, max(1, round(len(employers) * 0.7)))
    there += rng.sample(others, min(len(others), max(0, len(there) - 1 if is_first else round(len(others) * 0.7))))
    counts = count_present([(seat.organization_id, seat.role) for seat in there])
    meeting = Meeting(
        partnership=one,
        title="Quarterly meeting",
        status=MeetingStatus.ADOPTED if ago > 60 and one.convener_id == world.conveners[0].pk else MeetingStatus.HELD,
        starts_at=starts_at,
        place="Room 2, public library",
        chaired_by=rng.choice(employers) if employers and rng.random() < 0.6 else None,
        minutes=MINUTES,
        present=counts.present,
        employers=counts.employers,
        made_by=by,
        made_at=starts_at - dt.timedelta(days=21),
        held_at=starts_at + dt.timedelta(hours=2),
        held_by=by,
    )
    came = [MeetingAttendance(seat=seat, person=names.person(), seniority=_rank(rng)) for seat in there]
    items = [_decided(rng, one, seats, meeting, at, counts) for at in range(3)]
    if is_first and one.stage in (Stage.IMPLEMENTING, Stage.SUSTAINING):
        _adopt(items[0], "The plan of work", "The plan of work is adopted as it was sent out.", Adopts.PLAN)
    if is_first and one.stage == Stage.SUSTAINING:
        _adopt(items[1], "Who pays next", "Dues and a coordinator whom employers pay.", Adopts.FUNDING)
    if meeting.status == MeetingStatus.ADOPTED:
        adopted_on = (starts_at + dt.timedelta(days=30)).date()
        meeting.adopted_on, meeting.adopted_by = adopted_on, by
        meeting.facts = facts_from(
            meeting, one, world.state, came, items, [], adopted_on=adopted_on, adopted_by=by.name
        )
        meeting.facts_sha256 = sha256_of(meeting.facts)
    return Draft(meeting, items, came)


def _rank(rng: random.Random) -> str:
    return rng.choice((Seniority.EXECUTIVE, Seniority.SENIOR, Seniority.MANAGER, Seniority.MANAGER, Seniority.STAFF))


def _adopt(item: AgendaItem, title: str, words: str, adopts: Adopts) -> None:
    item.title, item.decision, item.adopts = title, words, adopts


def _decided(
    rng: random.Random,
    one: Partnership,
    seats: list[PartnershipMember],
    meeting: Meeting,
    at: int,
    counts: tuple[int, int, dict[str, int]],
) -> AgendaItem:
    title, words = TITLES[(meeting.starts_at.toordinal() + at) % len(TITLES)]  # another for each item of a meeting
    mine = [seat for seat in seats if seat.role == PartnerRole.EMPLOYER or rng.random() < 0.3]
    proposer = rng.choice(mine) if mine and rng.random() < 0.8 else None
    return AgendaItem(
        partnership=one,
        position=at + 1,
        title=title,
        proposed_by=proposer,
        proposer_role=proposer.role if proposer else "",
        entered_by=meeting.made_by,
        entered_at=meeting.starts_at - dt.timedelta(days=rng.randint(2, 20)),
        status=ItemStatus.DECIDED,
        decision=words,
        decided_how=DecidedHow.CONSENSUS,
        present=counts[0],
        employers=counts[1],
        present_roles=counts[2],
    )


def _make_recusals(drafts: list[Draft]) -> None:
    """At a few meetings a school left the room when its own class was decided on."""
    rows: list[DecisionRecusal] = []
    for draft in drafts:
        if len(rows) == RECUSALS:
            break
        school = next((row.seat for row in draft.came if row.seat.role == PartnerRole.EDUCATION), None)
        item = draft.items[-1]
        if school is not None and item.present and item.present > 1 and draft.meeting.status == MeetingStatus.HELD:
            rows.append(DecisionRecusal(item=item, seat=school, reason="It would teach the class."))
            item.present -= 1
    keep(rows)
    AgendaItem.objects.bulk_update([row.item for row in rows], ["present"])


def _next(world: World, one: Partnership, number: int) -> Meeting:
    day = world.business_day(world.now.date() + dt.timedelta(days=16 + 3 * number))
    by = world.convener_of(one.convener)
    return Meeting(
        partnership=one, title="Quarterly meeting", starts_at=world.at(day, 14), place="By video", made_by=by
    )


def _make_waiting(
    world: World,
    rng: random.Random,
    mine: list[Partnership],
    seats: dict[int, list[PartnershipMember]],
    speaker: PartnershipMember,
) -> None:
    """What members proposed since: at the partner's table by her own firm."""
    rows = []
    for one in mine:
        own = one.pk == speaker.partnership_id
        seat = speaker if own else rng.choice(seats[one.pk])
        rows.append(
            AgendaItem(
                partnership=one,
                title=TITLES[rng.randrange(len(TITLES))][0],
                about="It came up twice since the last meeting.",
                proposed_by=seat,
                proposer_role=seat.role,
                entered_by=world.people["partner"] if own else world.convener_of(one.convener),
                entered_at=world.now - dt.timedelta(days=rng.randint(1, 12)),
            )
        )
    keep(rows)
