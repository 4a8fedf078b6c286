"""An organization for the state's people: its record, its seats, and what it applied for."""

from __future__ import annotations

from dataclasses import dataclass

from core.models import Member
from core.permissions import Permission
from grants.access.applications import visible_to
from grants.models import Application
from partnerships.models import Organization
from partnerships.readmodels.organizations import OrganizationPage, organization_page


@dataclass(frozen=True)
class OrganizationInFull:
    record: OrganizationPage
    applications: list[Application]


def organization_in_full(organization: Organization, member: Member) -> OrganizationInFull:
    """Six queries. Applications are those that it leads and that she may see."""
    applications: list[Application] = []
    if member.can(Permission.APPLICATION_SEE):
        rows = visible_to(member).counted().filter(organization=organization)
        applications = list(rows.select_related("round").order_by("-submitted_at", "-pk"))
    return OrganizationInFull(organization_page(organization, member), applications)
