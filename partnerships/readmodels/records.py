"""The list of partnerships, and the page on which a record is kept."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q
from django.utils import timezone

from core import geography
from core.calendars import Quarter
from core.charts import Chart, choropleth
from core.models import Member, State
from partnerships.access import visible_to
from partnerships.choices import ACTIVE_STAGES, PartnerRole
from partnerships.choices.standing import StageOutcome
from partnerships.choices.work import CommitmentStatus
from partnerships.models import (
    Commitment,
    Contact,
    ConvenerEngagement,
    Goal,
    Partnership,
    PartnershipMember,
    TableCheck,
)
from partnerships.models.partnerships import PartnershipQuerySet
from partnerships.readmodels.standing import conveners_by_type

PAGE = 60
STAGE, DISCLOSURE, DELIVERY = "stage", "disclosure", "delivery"
"""What waits for the state at a partnership."""
HOLDS, SHORT = "holds", "short"
"""What the look of this quarter found at a table."""
FEW = 3
"""Counties named in a row; the others are counted."""


@dataclass(frozen=True)
class Listed:
    """One partnership as a row."""

    partnership: Any

    @property
    def counties(self) -> str:
        known = geography.all_counties()
        names = sorted(known[fips].name for fips in self.partnership.county_fips if fips in known)
        more = f" and {len(names) - FEW} more" if len(names) > FEW else ""
        return ", ".join(names[:FEW]) + more


@dataclass(frozen=True)
class PartnershipList:
    page: Page
    rows: list[Listed]
    total: int
    map: Chart | None
    conveners: Chart | None


def list_of(member: Member | None, state: State, wanted: dict[str, str], page: str | None) -> PartnershipList:
    """Three queries for any number of rows."""
    rows = _found(visible_to(member), wanted)
    facts = list(rows.order_by().values_list("county_fips", "convener__type", "stage"))
    codes = [counties for counties, _, _ in facts]
    active = Q(members__left_on__isnull=True)
    ordered = rows.select_related("industry", "convener").annotate(
        seats=Count("members", filter=active, distinct=True),
        employers=Count("members", filter=active & Q(members__role=PartnerRole.EMPLOYER), distinct=True),
    )
    found = Paginator(ordered.order_by("name", "pk"), PAGE)
    found.count = len(codes)  # known already: one query less
    shown = found.get_page(page)
    return PartnershipList(
        shown,
        [Listed(row) for row in shown.object_list],
        len(codes),
        _map(codes, state),
        conveners_by_type(kind for _, kind, stage in facts if stage in ACTIVE_STAGES),
    )


def _found(rows: PartnershipQuerySet, wanted: dict[str, str]) -> PartnershipQuerySet:
    if wanted["q"]:
        rows = rows.filter(Q(name__icontains=wanted["q"]) | Q(convener__legal_name__icontains=wanted["q"]))
    if wanted["industry"]:
        rows = rows.filter(industry=wanted["industry"])
    if wanted["county"]:
        rows = rows.filter(county_fips__contains=[wanted["county"]])
    if wanted["region"]:
        rows = rows.filter(region=wanted["region"])
    if wanted.get("table"):
        quarter = Quarter.of(timezone.localdate()).start
        looked = TableCheck.objects.filter(quarter_start=quarter, is_met=wanted["table"] == HOLDS)
        rows = rows.filter(pk__in=looked.values("partnership_id"))
    if wanted.get("waits") == STAGE:
        rows = rows.filter(stage_changes__outcome=StageOutcome.PROPOSED)
    if wanted.get("waits") == DELIVERY:
        documented = Commitment.objects.filter(status=CommitmentStatus.DOCUMENTED)
        rows = rows.filter(pk__in=documented.values("partnership_id"))
    if wanted.get("waits") == DISCLOSURE:
        unread = ConvenerEngagement.objects.filter(
            ended_on__isnull=True, disclosed_at__isnull=False, accepted_at__isnull=True
        )
        rows = rows.active().filter(pk__in=unread.values("partnership_id"))
    if wanted["stage"]:
        rows = rows.filter(stage=wanted["stage"])
    if wanted["convener"]:
        rows = rows.filter(convener__type=wanted["convener"])
    return rows


def _map(codes: list[list[str]], state: State) -> Chart | None:
    shapes = geography.geography(state.usps)
    served = Counter(fips for counties in codes for fips in set(counties) if shapes and fips in shapes.counties)
    if shapes is None or not served:
        return None
    finding = f"{len(codes)} {state.word('partnerships')} serve {len(served)} of {len(shapes.counties)} counties"
    return choropleth("partnerships", shapes, dict(served), finding=finding, noun="Partnerships")


@dataclass(frozen=True)
class Record:
    """What the edit page shows beside its forms."""

    members: list[PartnershipMember]
    contacts: list[Contact]
    goals: list[Goal]


def record_of(partnership: Partnership) -> Record:
    """Three queries."""
    members = PartnershipMember.objects.filter(partnership=partnership, left_on__isnull=True)
    organizations = members.values("organization_id")
    contacts = Contact.objects.filter(organization__in=organizations, is_active=True).select_related("organization")
    return Record(
        list(members.select_related("organization", "commitment_file").order_by("role", "organization__legal_name")),
        list(contacts.order_by("organization__legal_name", "name")),
        list(partnership.goals.select_related("measure").order_by("due_on", "pk")),
    )
