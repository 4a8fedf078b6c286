"""Fetching waivers: staff see them all, an applicant those of her own applications."""

from __future__ import annotations

from django.db.models import QuerySet

from core.access import StateRequest, demand
from core.permissions import Permission
from grants.choices import ApplicationStatus
from grants.models import Application, Round, Waiver
from partnerships.models import Organization


def waivers_for_staff() -> QuerySet[Waiver]:
    """Every waiver with what a row reads, those that wait first."""
    rows = Waiver.objects.select_related("round", "organization", "application", "requested_by", "decided_by")
    return rows.order_by("-requested_at", "-pk")


def get_waiver_for_staff(request: StateRequest, pk: int) -> Waiver:
    """A waiver, for staff who see applications; 403 for one who may not decide."""
    found = waivers_for_staff().filter(pk=pk).first()
    member = request.member
    demand(
        request,
        may_see=found is not None and member.can(Permission.APPLICATION_SEE),
        may_do=member.can(request.needs or Permission.APPLICATION_SEE),
    )
    assert found is not None
    return found


def latest_of(round: Round, organization: Organization) -> Application | None:
    """What the organization has in the round, drafts too: the one that was started last and not withdrawn."""
    rows = Application.objects.filter(round=round, organization=organization)
    return rows.exclude(status=ApplicationStatus.WITHDRAWN).order_by("-pk").first()
