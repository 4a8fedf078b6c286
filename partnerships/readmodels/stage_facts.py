"""What is known of a partnership where its next stage is judged: region, analysis, convener, table, what it adopted."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db.models import Q
from django.utils import timezone

from core.templatetags.rt import day
from partnerships.choices import ACTIVE_STAGES
from partnerships.models import (
    ConvenerEngagement,
    IndustryAnalysis,
    Partnership,
    PartnershipMember,
    TableRule,
)
from partnerships.readmodels.adoption import funding_plan, plan_adopted
from partnerships.rules.composition import Line, judge, usual
from partnerships.rules.stages import Adopted, Facts

ASKER = "The state's rule"
EMPLOYERS = 2
"""Employers that the usual rule asks for, where the state has set none of its own."""


class Seated(NamedTuple):
    """A seat as the rule of the table reads it."""

    name: str
    role: str
    size_band: str


def state_rule() -> dict[str, Any]:
    """Who must sit at the table in this state today: the latest rule that is in force, else the usual one."""
    found = TableRule.objects.filter(from_day__lte=timezone.localdate()).first()
    return found.rule if found else usual(EMPLOYERS)


def seats_of(*partnerships: int) -> dict[int, list[Seated]]:
    """Who sits at each of these tables today, in one query."""
    rows = PartnershipMember.objects.filter(partnership__in=partnerships, left_on__isnull=True)
    found: dict[int, list[Seated]] = {pk: [] for pk in partnerships}
    columns = ("partnership_id", "organization__legal_name", "role", "organization__size_band")
    for pk, *seat in rows.order_by("organization__legal_name").values_list(*columns):
        found[pk].append(Seated(*seat))
    return found


def table_of(partnership: Partnership, rule: dict[str, Any] | None = None) -> list[Line]:
    """The needs of the state's rule beside the table as it is today."""
    seats = seats_of(partnership.pk)[partnership.pk]
    return judge(rule or state_rule(), seats, partnership.no_labor_reason, asker=ASKER)


def is_watched(partnership: Partnership) -> bool:
    """Whether its table is looked at each quarter: from convening on."""
    return partnership.stage in ACTIVE_STAGES


def analysis_of(partnership: Partnership) -> IndustryAnalysis | None:
    """The published analysis that speaks for its industry: the one that the industry was chosen by, else the latest that
    chose one of its codes for the whole state or for a county of the partnership."""
    own = Q(pk=partnership.industry.analysis_id)
    chose = Q(chosen__has_any_keys=list(partnership.industry.naics))
    where = Q(county_fips=[]) | Q(county_fips__overlap=partnership.county_fips)
    rows = IndustryAnalysis.objects.published().filter(own | (chose & where))
    return rows.order_by("-published_at", "-pk").first()


def facts_of(partnership: Partnership) -> Facts:
    """Seven queries."""
    plan, funding = plan_adopted(partnership), funding_plan(partnership)
    analysis = analysis_of(partnership)
    said = f"{analysis.title}, {day(analysis.published_at)}" if analysis else ""
    engagement = ConvenerEngagement.objects.filter(partnership=partnership, ended_on__isnull=True).first()
    return Facts(
        region=partnership.region.name,
        counties=len(partnership.county_fips),
        industry=partnership.industry.title,
        analysis=said,
        convener=partnership.convener.legal_name,
        is_disclosed=engagement is not None and engagement.disclosed_at is not None,
        table=tuple(table_of(partnership)),
        plan=Adopted(plan.is_met, plan.sentence),
        funding=Adopted(funding.is_met, funding.sentence),
    )
