"""Fetching reviewers, conflicts and proposals with permission."""

from __future__ import annotations

from django.http import Http404

from core.access import StateRequest, demand
from core.models import Member, RoleGrant
from core.permissions import Permission, Role
from grants.access.reviews import is_recused
from grants.models import Affiliation, Agreement, AgreementSignature, Conflict, Proposal, ReviewerProfile
from grants.rules.reviewers import FIRST, Wording


def wording() -> Wording:
    """The confidentiality agreement that holds now."""
    latest = Agreement.objects.order_by("-version").first()
    return Wording(latest.version, latest.text) if latest else Wording(1, FIRST)


def has_signed(member: Member) -> bool:
    """Whether she signed the version that holds now."""
    return AgreementSignature.objects.filter(member=member, version=wording().version).exists()


def get_reviewer(request: StateRequest, pk: int) -> Member:
    """Somebody who is or was a reviewer, for staff who may see every review. 404 for anybody else."""
    held = RoleGrant.objects.filter(role=Role.REVIEWER).values("member_id")
    found = Member.objects.select_related("user").filter(pk=pk, pk__in=held).first()
    may_see = found is not None and request.member.can(Permission.REVIEW_SEE_ALL)
    demand(request, may_see=may_see, may_do=request.member.can(request.needs or Permission.REVIEW_SEE_ALL))
    assert found is not None
    return found


def own_profile(member: Member) -> ReviewerProfile:
    """Her profile; an empty one that is not saved yet where she has none."""
    return ReviewerProfile.objects.filter(member=member).first() or ReviewerProfile(member=member)


def get_own_affiliation(request: StateRequest, pk: int) -> Affiliation:
    """A line of her own register that still stands."""
    found = Affiliation.objects.filter(pk=pk, member=request.member, removed_at__isnull=True).first()
    if found is None:
        raise Http404
    return found


def get_conflict(request: StateRequest, pk: int) -> Conflict:
    """A conflict, for staff; 404 where it is with an application that she is recused from herself."""
    found = (
        Conflict.objects.select_related(
            "reviewer__user", "application__round", "application__organization", "declared_by", "decided_by"
        )
        .filter(pk=pk)
        .first()
    )
    member = request.member
    may_see = (
        found is not None and member.can(Permission.REVIEW_SEE_ALL) and not is_recused(member, found.application_id)
    )
    demand(request, may_see=may_see, may_do=member.can(request.needs or Permission.REVIEW_SEE_ALL))
    assert found is not None
    return found


def get_proposal(request: StateRequest, pk: int) -> Proposal:
    """A proposal of who reviews what, for staff."""
    found = Proposal.objects.select_related("round", "made_by", "settled_by").filter(pk=pk).first()
    may_see = found is not None and request.member.can(Permission.REVIEW_SEE_ALL)
    demand(request, may_see=may_see, may_do=request.member.can(request.needs or Permission.REVIEW_ASSIGN))
    assert found is not None
    return found
