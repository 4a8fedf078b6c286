"""The work of a partnership: its members and its convener see it, and the state's staff; who edits the record keeps it."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from django.db.models import Case, Q, QuerySet, When
from django.shortcuts import get_object_or_404

from core import files
from core.access import StateRequest, demand
from core.context import base_of
from core.models import Member, StoredFile
from core.permissions import Permission
from partnerships.access import held_over
from partnerships.choices import PartnerRole
from partnerships.choices.work import CommitmentStatus
from partnerships.models import (
    Activity,
    AgendaItem,
    Challenge,
    Commitment,
    Contact,
    Goal,
    Meeting,
    Partnership,
    PartnershipMember,
    Strategy,
    SustainabilityMilestone,
)

SEE = (Permission.PARTNERSHIP_SEE, Permission.PARTNERSHIP_JOIN, Permission.PARTNERSHIP_EDIT)
MINUTES, PROOF = "partnership_minutes", "commitment_proof"
"""Purposes in the store of files: minutes that we draw; documents and evidence of commitments that people send."""
ENDINGS = (".pdf", ".docx", ".xlsx", ".png", ".jpg", ".jpeg", ".txt")


class Side(NamedTuple):
    """What she may do with the work of one partnership, and the frame of its pages."""

    may_edit: bool
    may_propose: bool
    may_verify: bool
    base: str


def sees_work(member: Member | None, partnership: Partnership) -> bool:
    return member is not None and bool(held_over(member, partnership) & set(SEE))


def side_of(member: Member, partnership: Partnership) -> Side:
    held = held_over(member, partnership)
    may_edit = Permission.PARTNERSHIP_EDIT in held
    may_propose = may_edit or Permission.PARTNERSHIP_JOIN in held
    return Side(may_edit, may_propose, Permission.MATCH_VERIFY in held, base_of(member))


def get_work(request: StateRequest, slug: str) -> tuple[Partnership, Side]:
    """A partnership whose work she may see, and what she may do there. 404 otherwise, whether it is public or not."""
    found = Partnership.objects.select_related("convener", "industry", "region").filter(slug=slug).first()
    demand(request, may_see=found is not None and sees_work(request.member, found), may_do=True)
    assert found is not None
    return found, side_of(request.member, found)


def get_work_to_edit(request: StateRequest, slug: str) -> tuple[Partnership, Side]:
    """A partnership whose work she keeps: 404 unless she sees it, 403 unless she may change it."""
    found, side = get_work(request, slug)
    demand(request, may_see=True, may_do=side.may_edit)
    return found, side


def get_work_to_propose(request: StateRequest, slug: str) -> tuple[Partnership, Side]:
    """A partnership whose agenda she may propose items for, as one of its members or its convener."""
    found, side = get_work(request, slug)
    demand(request, may_see=True, may_do=side.may_propose)
    return found, side


def get_work_to_verify(request: StateRequest, slug: str) -> tuple[Partnership, Side]:
    """A partnership whose commitments she may verify."""
    found, side = get_work(request, slug)
    demand(request, may_see=True, may_do=side.may_verify)
    return found, side


def get_meeting(partnership: Partnership, pk: int) -> Meeting:
    rows = Meeting.objects.select_related("chaired_by__organization", "made_by", "held_by", "adopted_by", "file")
    found = get_object_or_404(rows, partnership=partnership, pk=pk)
    found.partnership = partnership
    return found


def get_item(partnership: Partnership, pk: int) -> AgendaItem:
    rows = AgendaItem.objects.select_related("meeting", "proposed_by__organization", "entered_by")
    found = get_object_or_404(rows, partnership=partnership, pk=pk)
    found.partnership = partnership
    return found


def get_commitment(partnership: Partnership, pk: int) -> Commitment:
    rows = Commitment.objects.select_related(
        "seat__organization", "entered_by", "documented_by", "verified_by", "document", "evidence", "replaces"
    )
    found = get_object_or_404(rows, partnership=partnership, pk=pk)
    found.partnership = partnership
    return found


def get_seat(partnership: Partnership, pk: int) -> PartnershipMember:
    """A seat of today."""
    rows = PartnershipMember.objects.select_related("organization").filter(left_on__isnull=True)
    found = get_object_or_404(rows, partnership=partnership, pk=pk)
    found.partnership = partnership
    return found


def to_verify_by(member: Member) -> QuerySet[Commitment]:
    """What was delivered and waits for her: nobody verifies what she entered or documented herself."""
    own = Q(entered_by=member) | Q(documented_by=member)
    return Commitment.objects.filter(status=CommitmentStatus.DOCUMENTED).exclude(own)


def get_challenge(partnership: Partnership, pk: int) -> Challenge:
    return get_object_or_404(Challenge, partnership=partnership, pk=pk)


def get_strategy(partnership: Partnership, pk: int) -> Strategy:
    return get_object_or_404(Strategy.objects.select_related("challenge"), challenge__partnership=partnership, pk=pk)


def get_activity(partnership: Partnership, pk: int) -> Activity:
    rows = Activity.objects.select_related("strategy__challenge", "owner__organization")
    return get_object_or_404(rows, strategy__challenge__partnership=partnership, pk=pk)


def get_goal(partnership: Partnership, pk: int) -> Goal:
    return get_object_or_404(Goal.objects.select_related("measure"), partnership=partnership, pk=pk)


def get_milestone(partnership: Partnership, pk: int) -> SustainabilityMilestone:
    return get_object_or_404(SustainabilityMilestone, partnership=partnership, pk=pk)


def roster(partnership: Partnership, on: dt.date | None = None) -> QuerySet[PartnershipMember]:
    """Who sits at the table today, or had not left on a day, employers first.

    A seat that was written down later than the day is among them: records follow what happened.
    """
    staying = Q(left_on__isnull=True) if on is None else Q(left_on__isnull=True) | Q(left_on__gte=on)
    rows = PartnershipMember.objects.filter(staying, partnership=partnership).select_related("organization")
    employers_first = Case(When(role=PartnerRole.EMPLOYER, then=0), default=1)
    return rows.order_by(employers_first, "role", "organization__legal_name", "pk")


def present_at(meeting: Meeting) -> list[PartnershipMember]:
    """The seats that somebody came for. One query."""
    rows = PartnershipMember.objects.filter(attendance__meeting=meeting).distinct()
    return list(rows.select_related("organization").order_by("role", "organization__legal_name", "pk"))


def own_seats(member: Member, partnership: Partnership) -> list[PartnershipMember]:
    """The seats for which a member speaks: those where she is a contact by her e-mail address. Two queries."""
    known = Contact.objects.filter(email__iexact=member.email, is_active=True).values("organization_id")
    return list(roster(partnership).filter(organization__in=known))


@files.purpose(MINUTES, is_ours=True)
def may_open_minutes(stored: StoredFile, member: Member | None) -> bool:
    """For everybody who may see the meeting."""
    meeting = Meeting.objects.select_related("partnership").filter(file=stored.pk).first()
    return meeting is not None and sees_work(member, meeting.partnership)


@files.purpose(PROOF, endings=ENDINGS)
def may_open_proof(stored: StoredFile, member: Member | None) -> bool:
    """For the convener, the state's staff and the members of the partnership, to whom the ledger is open."""
    rows = Commitment.objects.select_related("partnership")
    found = rows.filter(document=stored.pk).first() or rows.filter(evidence=stored.pk).first()
    return found is not None and sees_work(member, found.partnership)
