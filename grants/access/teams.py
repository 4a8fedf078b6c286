"""Fetching what belongs to an application's team: through the application, or by an invitation's link."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from core.links import digest
from core.models import Member
from grants.access.applications import acts_over, preparers_of
from grants.choices import ApplicationStatus, TeamInvitationStatus, TeamPart
from grants.models import Application, TeamInvitation, Teammate, Thread
from grants.rules.teams import CAN, Act

CERTIFYING = [part for part, acts in CAN.items() if Act.SUBMIT in acts]


def teammates_of(application: Application) -> QuerySet[Teammate]:
    """Who is on the team now, each with her account, in the order in which they came."""
    rows = Teammate.objects.current().filter(application=application).select_related("member__user")
    return rows.order_by("since", "pk")


def lead_of(application: Application) -> Member:
    """Who leads it: whom the team names, else who started it."""
    named = teammates_of(application).filter(part=TeamPart.LEAD).first()
    return named.member if named is not None else application.started_by


def certifiers_of(application: Application) -> dict[int, Member]:
    """All who may certify and submit it, whose accounts are active, by their ids."""
    found = {grant.member_id: grant.member for grant in preparers_of(application)}
    team = teammates_of(application).filter(part__in=CERTIFYING, member__is_active=True, member__user__is_active=True)
    return found | {one.member_id: one.member for one in team if one.member_id not in found and holds_door(one)}


def holds_door(teammate: Teammate) -> bool:
    """Whether her part still counts: a lead who came with a role over the organization may have lost it."""
    return bool(acts_over(teammate.member, teammate.application))


def get_teammate(application: Application, pk: int) -> Teammate:
    return get_object_or_404(teammates_of(application), pk=pk)


def get_invitation(application: Application, pk: int) -> TeamInvitation:
    return get_object_or_404(TeamInvitation.objects.select_related("application"), application=application, pk=pk)


def get_invitation_by_token(token: str) -> TeamInvitation:
    """The invitation that a link opens, or that somebody asked for through it. 404 for every other token alike."""
    rows = TeamInvitation.objects.select_related("application__round", "application__organization", "invited_by__user")
    found = rows.filter(token_sha256=digest(token)).first()
    if found is None or not (found.is_open or found.status == TeamInvitationStatus.CLAIMED):
        raise Http404
    return found


def get_thread(application: Application, pk: int) -> Thread:
    return get_object_or_404(Thread, application=application, pk=pk)


def without_a_lead() -> QuerySet[Application]:
    """Applications that can still be written and whose lead's account is closed, for the state's staff."""
    closed = Q(is_active=False) | Q(user__is_active=False)
    gone = Member.objects.filter(closed)
    named = Teammate.objects.current().filter(part=TeamPart.LEAD)
    lost = Q(pk__in=named.filter(member__in=gone).values("application_id"))
    lost |= Q(started_by__in=gone) & ~Q(pk__in=named.values("application_id"))
    writable = [ApplicationStatus.DRAFT, ApplicationStatus.RETURNED]
    rows = Application.objects.filter(lost, status__in=writable)
    found: QuerySet[Application] = rows.select_related("round", "organization", "started_by__user").order_by("pk")
    return found
