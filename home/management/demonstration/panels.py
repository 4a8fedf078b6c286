"""The panel that talked over the round before the director, and the one that is called for the round in review."""

from __future__ import annotations

import datetime as dt
from typing import Any

from core import jobs
from core.facts import sha256_of
from grants.actions.panel_minutes import facts_of
from grants.choices import ApplicationStatus
from grants.choices.panels import MeetingStatus, Part, TalkStatus
from grants.models import (
    Application,
    Dissent,
    PanelItem,
    PanelMeeting,
    PanelMember,
    PanelPacket,
    PanelScore,
    PanelSeat,
    PreScores,
    Round,
)
from grants.readmodels.prescores import content_of, mean_on
from grants.tasks.panels import DRAW_MINUTES
from home.management.demonstration.world import World, keep

MOVED = "The introducer showed that the employers’ letters had been read past: two of them hire, not one."
DISSENT = "I still read the second figure as the state's, not the region's. The rest I share."
UNMOVED = "Two readings of the same plan, both sound. The panel leaves the reviews as they are."


def make_panels(world: World) -> None:
    """One meeting that is over, with its minutes; one that is to come."""
    _held(world, world.rounds["decision"])
    _called(world, world.rounds["review"])


def _meeting(world: World, round: Round, **fields: Any) -> PanelMeeting:
    officer = world.officers[0]
    made: PanelMeeting = PanelMeeting.objects.create(
        round=round, chair=officer, made_by=officer, quorum=3, place="Room 121, and by video", **fields
    )
    return made


def _held(world: World, round: Round) -> None:
    began = world.ago(16).replace(hour=9, minute=30, second=0, microsecond=0)
    ended = began + dt.timedelta(hours=2, minutes=10)
    meeting = _meeting(world, round, starts_at=began, opened_at=began, made_at=began - dt.timedelta(days=12))
    rows = Application.objects.filter(round=round, status=ApplicationStatus.SCORED).select_related("round")
    discussed = list(rows.order_by("number")[:3])
    readers = {review.reviewer for one in discussed for review in one.reviews.select_related("reviewer")}
    people = sorted(readers, key=lambda one: one.pk)
    keep([PanelMember(meeting=meeting, member=one, is_present=True) for one in people])
    for number, application in enumerate(discussed):
        at = began + dt.timedelta(minutes=12 + 38 * number)
        _discussed(world, meeting, application, at, agreed=number < 2)
    facts = facts_of(meeting, closed_by=meeting.chair, closed_at=ended)
    meeting.status, meeting.closed_at, meeting.closed_by = MeetingStatus.CLOSED, ended, meeting.chair
    meeting.facts, meeting.facts_sha256 = facts, sha256_of(facts)
    meeting.save()
    numbers = [one.pk for one in discussed]
    asked_at = began - dt.timedelta(days=2)
    PanelPacket.objects.create(
        meeting=meeting, member=people[0], asked_at=asked_at, application_ids=numbers, withdrawn_at=ended
    )
    jobs.enqueue(DRAW_MINUTES, meeting_id=meeting.pk)


def _discussed(
    world: World, meeting: PanelMeeting, application: Application, at: dt.datetime, *, agreed: bool
) -> PanelItem:
    kept, people = content_of(application), [one.member for one in meeting.members.select_related("member")]
    criteria = list(application.round.criteria.order_by("position"))
    scores = [PanelScore(criterion=one, points=round(mean_on(kept, one.pk) or 0)) for one in criteria]
    if agreed:
        scores[0].points = min(criteria[0].points, (scores[0].points or 0) + 6)
        scores[0].reason = MOVED
    item: PanelItem = PanelItem.objects.create(
        meeting=meeting,
        application=application,
        introducer_id=kept["reviews"][0]["reviewer"],
        status=TalkStatus.AGREED if agreed else TalkStatus.STANDS,
        begun_at=at,
        settled_at=at + dt.timedelta(minutes=31),
        settled_by=meeting.chair,
        reason="" if agreed else UNMOVED,
        given=sum(one.points or 0 for one in scores) if agreed else None,
        out_of=sum(one.points for one in criteria) if agreed else None,
        version=int(agreed),
    )
    for one in scores:
        one.item = item
    keep(scores if agreed else [])
    keep([PanelSeat(item=item, member=one, part=Part.PRESENT, declared_at=at) for one in people])
    PreScores.objects.create(item=item, at=at, by=meeting.chair, content=kept, sha256=sha256_of(kept))
    if agreed:
        Dissent.objects.create(item=item, member=people[-1], words=DISSENT, recorded_by=meeting.chair, at=at)
    return item


def _called(world: World, round: Round) -> None:
    at = (world.now + dt.timedelta(days=18)).replace(hour=9, minute=30, second=0, microsecond=0)
    meeting = _meeting(world, round, starts_at=at)
    rows = Application.objects.filter(round=round, status=ApplicationStatus.UNDER_REVIEW).order_by("number")
    agenda = list(rows[:4])
    people = world.reviewers[:6]
    keep([PanelMember(meeting=meeting, member=one) for one in people])
    keep([PanelItem(meeting=meeting, application=one, introducer=people[2 + n]) for n, one in enumerate(agenda)])
