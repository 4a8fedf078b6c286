"""What tests of a partnership's life arrange: seats, an analysis, a disclosure, decisions of a meeting."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from core.permissions import Role
from partnerships.models import (
    AgendaItem,
    ConvenerEngagement,
    IndustryAnalysis,
    Meeting,
    Partnership,
    PartnershipMember,
    SustainabilityMilestone,
)
from tests import factories


def seat(at: Partnership, role: str = "employer", **fields: Any) -> PartnershipMember:
    """An organization of the role's kind at the table since long ago."""
    fields.setdefault("joined_on", dt.date(2024, 1, 15))
    size = {"size_band": fields.pop("size_band")} if "size_band" in fields else {}
    kind = {"employer": "employer", "education": "college", "labor": "labor"}.get(role, "other")
    organization = fields.pop("organization", None) or factories.organization(type=kind, **size)
    return PartnershipMember.objects.create(partnership=at, organization=organization, role=role, **fields)


def table(at: Partnership, **roles: int) -> None:
    """That many different organizations in each role."""
    for role, many in roles.items():
        for _ in range(many):
            seat(at, role)


def analysis(of: Partnership, **fields: Any) -> IndustryAnalysis:
    """A published analysis of the whole state that chose the partnership's industry."""
    analyst = factories.member(Role.ANALYST)
    fields = {
        "title": "Industries that drive the state",
        "method": "screening 1",
        "sha256": "0" * 64,
        "status": "published",
        "published_at": timezone.now(),
        "published_by": analyst,
        "made_by": analyst,
        "rationale": "It grows and pays.",
        "chosen": dict.fromkeys(of.industry.naics, "It grows."),
    } | fields
    return IndustryAnalysis.objects.create(**fields)


def disclosure(of: Partnership, **fields: Any) -> ConvenerEngagement:
    """Its convener has disclosed that it has no interest."""
    fields = {"started_on": dt.date(2024, 1, 1), "disclosed_at": timezone.now()} | fields
    return ConvenerEngagement.objects.create(
        partnership=of, organization=of.convener, convener_type=of.convener.type, **fields
    )


def decision(of: Partnership, adopts: str, employers: int, present: int) -> AgendaItem:
    """A meeting that was held decided it with so many organizations present."""
    by = factories.member(Role.CONVENER, over=of.convener)
    meeting = Meeting.objects.create(
        partnership=of,
        title="Spring meeting",
        status="held",
        starts_at=timezone.now() - dt.timedelta(days=7),
        place="Town hall",
        made_by=by,
        held_at=timezone.now(),
        held_by=by,
        present=present,
        employers=employers,
    )
    return AgendaItem.objects.create(
        partnership=of,
        meeting=meeting,
        title="The plan",
        entered_by=by,
        status="decided",
        decision="Adopted.",
        adopts=adopts,
        decided_how="consensus",
        present=present,
        employers=employers,
    )


def funded(of: Partnership) -> SustainabilityMilestone:
    """A source of money beside the state's grant."""
    by = factories.member(Role.CONVENER, over=of.convener)
    return SustainabilityMilestone.objects.create(
        partnership=of, kind="dues", title="Dues of members", due_on=dt.date(2027, 1, 1), made_by=by
    )
