"""Fetching panel meetings: staff see them all, a reviewer those that she sits on or chairs.

Whoever has a conflict with an application leaves the room for it: nothing of its discussion is hers to see.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from core import files
from core.access import StateRequest, demand
from core.models import Member, StoredFile
from core.permissions import Permission
from grants.access.reviews import is_recused, recused_from
from grants.access.visibility import policy_for
from grants.choices import ReviewStatus
from grants.choices.panels import MeetingStatus
from grants.models import Application, PanelItem, PanelMeeting, PanelMember, PanelSeat, Review

MINUTES = "panel_minutes"


def meetings_of(member: Member) -> QuerySet[PanelMeeting]:
    """The meetings that she may see."""
    rows = PanelMeeting.objects.select_related("round", "chair", "made_by", "closed_by")
    if member.can(Permission.REVIEW_SEE_ALL):
        return rows
    sits = PanelMember.objects.filter(meeting=OuterRef("pk"), member_id=member.pk)
    return rows.filter(Q(chair_id=member.pk) | Exists(sits))


def may_run(member: Member, meeting: PanelMeeting) -> bool:
    """Whether she leads the meeting: its chair, or whoever assigns reviewers."""
    return meeting.chair_id == member.pk or member.can(Permission.REVIEW_ASSIGN)


def get_meeting(request: StateRequest, pk: int) -> PanelMeeting:
    """A meeting, to look at. 404 for one that she neither looks after nor sits on; 403 for what she may not do in it."""
    found = meetings_of(request.member).filter(pk=pk).first()
    may_do = request.needs in (None, Permission.PANEL_SEE) or request.member.can(Permission(request.needs))
    demand(request, may_see=found is not None, may_do=may_do)
    assert found is not None
    return found


def get_meeting_to_run(request: StateRequest, pk: int) -> PanelMeeting:
    """A meeting that she leads; 403 for one that she only sits on or looks at."""
    found = get_meeting(request, pk)
    demand(request, may_see=True, may_do=may_run(request.member, found))
    return found


def get_item(request: StateRequest, pk: int, place: int) -> PanelItem:
    """An application on the agenda, to follow its discussion.

    404 while she has a conflict with it, and for a member before she declared that she has none.
    """
    meeting = get_meeting(request, pk)
    found = items_of(meeting).filter(pk=place).first()
    member = request.member
    may_see = found is not None and not is_recused(member, found.application_id) and has_declared(member, found)
    demand(request, may_see=may_see, may_do=True)
    assert found is not None
    found.meeting = meeting
    return found


def get_item_to_run(request: StateRequest, pk: int, place: int) -> PanelItem:
    """An application on the agenda of a meeting that she leads; 403 for one that she only follows."""
    found = get_item(request, pk, place)
    demand(request, may_see=True, may_do=may_run(request.member, found.meeting))
    return found


def get_item_to_declare(request: StateRequest, pk: int, place: int) -> PanelItem:
    """An application on the agenda of her own panel, of which she sees the names alone so far."""
    meeting = get_meeting(request, pk)
    found = items_of(meeting).filter(pk=place).first()
    sits = PanelMember.objects.filter(meeting=meeting, member_id=request.member.pk).exists()
    may_see = found is not None and sits and not is_recused(request.member, found.application_id)
    demand(request, may_see=may_see, may_do=meeting.status in (MeetingStatus.PLANNED, MeetingStatus.OPEN))
    assert found is not None
    found.meeting = meeting
    return found


def items_of(meeting: PanelMeeting) -> QuerySet[PanelItem]:
    rows = PanelItem.objects.filter(meeting=meeting)
    return rows.select_related(
        "application__round", "application__organization", "application__partnership", "introducer", "settled_by"
    )


def has_declared(member: Member, item: PanelItem) -> bool:
    """Whether the content is open to her: to staff it is; a member said first that she has no conflict."""
    if member.can(Permission.REVIEW_SEE_ALL):
        return True
    return PanelItem.objects.filter(declared_by(member), pk=item.pk).exists()


def declared_by(member: Member) -> Q:
    """The condition on applications of an agenda that she said she has no conflict with, here or in her own review."""
    cleared = (ReviewStatus.IN_PROGRESS, ReviewStatus.SUBMITTED)
    own = Review.objects.filter(application=OuterRef("application_id"), reviewer_id=member.pk, status__in=cleared)
    seat = PanelSeat.objects.filter(item=OuterRef("pk"), member_id=member.pk, declared_at__isnull=False)
    return Q(Exists(own)) | Q(Exists(seat))


def dissenter(request: StateRequest, item: PanelItem, chosen: str) -> Member:
    """Whose dissent it is: her own, or that of a member whom who leads the meeting names. 403 for another's."""
    if not chosen or chosen == str(request.member.pk):
        return request.member
    seat = item.meeting.members.select_related("member").filter(member_id=int(chosen) if chosen.isdecimal() else 0)
    found = seat.first()
    demand(request, may_see=found is not None, may_do=may_run(request.member, item.meeting))
    assert found is not None
    return found.member


def hidden_on(meeting: PanelMeeting, member: Member) -> set[int]:
    """The applications of the agenda that she is recused from."""
    rows = Application.objects.filter(recused_from(member), panel_items__meeting=meeting)
    return set(rows.values_list("pk", flat=True))


@files.purpose(MINUTES, is_ours=True)
def may_open_minutes(stored: StoredFile, member: Member | None) -> bool:
    """The minutes: for who may see the meeting and has no conflict with anything that was discussed in it."""
    meeting = PanelMeeting.objects.filter(minutes_id=stored.pk).first()
    if member is None or meeting is None or not meetings_of(member).filter(pk=meeting.pk).exists():
        return False
    names = member.can(Permission.APPLICATION_SEE) or not any(
        policy_for(member, one.application).hides_names for one in items_of(meeting)
    )
    return names and not hidden_on(meeting, member)
