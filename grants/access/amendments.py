"""Fetching amendments with permission: behind the award's own door."""

from __future__ import annotations

from django.db.models import Q
from django.shortcuts import get_object_or_404

from core.access import StateRequest
from core.models import Member
from core.permissions import Permission
from grants.access.awards import get_award
from grants.choices.amending import AmendmentStatus
from grants.models import Amendment, Award


def get_amendment(request: StateRequest, pk: int, amendment: int) -> Amendment:
    """An amendment of an award that she may see. A draft is its maker's alone."""
    award = get_award(request, pk)
    others = ~Q(status=AmendmentStatus.DRAFT) | Q(requested_by=request.member)
    found = Amendment.objects.select_related("requested_by__user", "decided_by").filter(others, award=award)
    made: Amendment = get_object_or_404(found, pk=amendment)
    made.award = award
    return made


def own_draft(award: Award, member: Member) -> Amendment | None:
    """Her draft of an amendment of the award."""
    draft = award.amendments.filter(status=AmendmentStatus.DRAFT, requested_by=member).first()
    if draft is not None:
        draft.award = award
    return draft


def may_decide(member: Member, amendment: Amendment) -> bool:
    """Whether she may decide on it: with the permission, and somebody else asked."""
    return member.can(Permission.AWARD_MANAGE) and amendment.requested_by_id != member.pk
