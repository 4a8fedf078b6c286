"""Who: the partnerships of an edition, by region, industry, stage and convener, and which of them have reported."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum

from core.calendars import Quarter
from grants.choices import AwardStatus
from grants.models import Award
from grants.readmodels.accepted import AcceptedSpending, missing_reports
from grants.readmodels.terms import added_by, with_terms
from partnerships.choices import ACTIVE_STAGES, IndustryStatus, Stage
from partnerships.models import Partnership, PartnershipMember, TargetIndustry

IN_FORCE = (AwardStatus.ACTIVE, AwardStatus.ENDED, AwardStatus.CLOSED)
NOT_DUE = "not due"
WORDS = {"missing": "not filed", "returned": "returned", "waiting": "filed, not yet accepted"}
COLUMNS = 7
"""Industries that have a column of their own in the matrix; the rest share one."""


def partnerships_of(start: dt.date, end: dt.date, spending: list[AcceptedSpending]) -> list[dict[str, Any]]:
    """Every active partnership, and every other with an award in force in the period: one dict each, by name.

    `spending` is what accepted reports say was spent up to the period's end.
    """
    with_award = awards_in_force(start, end).values("partnership_id")
    found = (
        Partnership.objects.filter(Q(stage__in=ACTIVE_STAGES) | Q(pk__in=with_award))
        .select_related("industry", "region", "convener")
        .order_by("name", "pk")
    )
    awarded = {
        row["partnership_id"]: row["total"]
        for row in awards_in_force(start, end).values("partnership_id").annotate(total=Sum("amount"))
    }
    for partnership, more in added_by("partnership", awards_in_force(start, end), by_day=end).items():
        awarded[partnership] += more
    spent, spent_in_year = spent_by_partnership(spending), spent_by_partnership(spending, since=start)
    employers = _employers(end)
    reports = reports_by_partnership(start, end, spending)
    return [
        {
            "id": one.pk,
            "name": one.name,
            "industry": one.industry.title,
            "region": one.region.name,
            "counties": sorted(one.county_fips),
            "stage": one.get_stage_display(),
            "active": one.stage in ACTIVE_STAGES,
            "convener": one.convener.legal_name,
            "convener_type": one.convener.get_type_display(),
            "convener_county": one.convener.county_fips,
            "founded": str(one.founded_on.year) if one.founded_on else "",
            "awarded": str(awarded.get(one.pk, Decimal(0))),
            "spent": _known(spent.get(one.pk)),
            "spent_in_year": _known(spent_in_year.get(one.pk)),
            "employers": len(employers.get(one.pk, [])),
            "reports": reports.get(one.pk, {"owed": 0, "accepted": 0, "missing": []}),
        }
        for one in found
    ]


def awards_in_force(start: dt.date, end: dt.date) -> Any:
    """Awards whose period touches the report's, with amendments, not those refused or still unanswered."""
    begun = with_terms(Award.objects.filter(status__in=IN_FORCE, starts_on__lte=end), end)
    return Award.objects.filter(pk__in=begun.filter(ends_now__gte=start).values("pk"))


def spent_by_partnership(spending: list[AcceptedSpending], since: dt.date | None = None) -> dict[int, Decimal]:
    """Dollars of grant money by partnership, all or in quarters from a day on."""
    found: dict[int, Decimal] = {}
    for line in spending:
        if since is None or line.period_start >= since:
            found[line.partnership_id] = found.get(line.partnership_id, Decimal(0)) + line.amount
    return found


def _known(amount: Decimal | None) -> str | None:
    """Dollars as text; None where no report is accepted: that is not known, and not zero."""
    return None if amount is None else str(amount)


def _employers(end: dt.date) -> dict[int, list[int]]:
    """Employers at the table on the last day of the period."""
    seats = PartnershipMember.objects.filter(role="employer", joined_on__lte=end)
    seats = seats.filter(Q(left_on__isnull=True) | Q(left_on__gt=end))
    found: dict[int, list[int]] = defaultdict(list)
    for partnership, organization in seats.values_list("partnership_id", "organization_id").distinct():
        found[partnership].append(organization)
    return found


def employers_at_the_table(end: dt.date) -> list[dict[str, Any]]:
    """Each employer once, with its county and the partnerships it belongs to."""
    seats = PartnershipMember.objects.filter(role="employer", joined_on__lte=end)
    seats = seats.filter(Q(left_on__isnull=True) | Q(left_on__gt=end))
    found: dict[int, dict[str, Any]] = {}
    rows = seats.values_list("organization_id", "organization__county_fips", "partnership_id").distinct()
    for organization, county, partnership in rows:
        found.setdefault(organization, {"county": county, "partnerships": set()})["partnerships"].add(partnership)
    return list(found.values())


def reports_by_partnership(start: dt.date, end: dt.date, spending: list[AcceptedSpending]) -> dict[int, dict[str, Any]]:
    """By partnership: reports that were due for quarters of the period, how many are accepted, and what is missing."""
    found: dict[int, dict[str, Any]] = defaultdict(lambda: {"owed": 0, "accepted": 0, "missing": []})
    accepted = {(line.partnership_id, line.report_id) for line in spending if line.period_start >= start}
    for partnership_id, _ in accepted:
        found[partnership_id]["owed"] += 1
        found[partnership_id]["accepted"] += 1
    for report in missing_reports(start, end):
        if report.standing != NOT_DUE:
            mine = found[report.partnership_id]
            mine["owed"] += 1
            mine["missing"].append(f"{Quarter.of(report.period_start).label} ({WORDS[report.standing]})")
    return found


def overview(partnerships: list[dict[str, Any]]) -> dict[str, Any]:
    """Counts of the active ones, and the matrix of regions and industries."""
    active = [one for one in partnerships if one["active"]]
    stages = Counter(one["stage"] for one in active)
    conveners = Counter(one["convener_type"] for one in active)
    owed = sum(one["reports"]["owed"] for one in partnerships)
    return {
        "active": len(active),
        "stages": [[str(Stage(stage).label), stages[Stage(stage).label]] for stage in ACTIVE_STAGES],
        "conveners": [[name, count] for name, count in sorted(conveners.items(), key=lambda item: (-item[1], item[0]))],
        "matrix": _matrix(active),
        "counties_served": sorted({fips for one in active for fips in one["counties"]}),
        "reports": {
            "owed": owed,
            "accepted": sum(one["reports"]["accepted"] for one in partnerships),
            "missing": [
                {"name": one["name"], "what": one["reports"]["missing"]}
                for one in partnerships
                if one["reports"]["missing"]
            ],
        },
    }


def _matrix(active: list[dict[str, Any]]) -> dict[str, Any]:
    """Region by industry: the largest industries have a column each, the others one together."""
    sizes = Counter(one["industry"] for one in active)
    order = sorted(sizes, key=lambda name: (-sizes[name], name))
    columns = order if len(order) <= COLUMNS else order[: COLUMNS - 1]
    rest = set(order) - set(columns)
    regions = Counter(one["region"] for one in active)
    rows = []
    for region in sorted(regions, key=lambda name: (-regions[name], name)):
        here = Counter(one["industry"] for one in active if one["region"] == region)
        counts = [here[name] for name in columns] + ([sum(here[name] for name in rest)] if rest else [])
        rows.append([region, counts])
    return {"columns": columns + ([f"{len(rest)} other industries"] if rest else []), "rows": rows}


def industries(partnerships: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The industries that the state targets or that an active partnership works in, with what they have."""
    mine: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in partnerships:
        mine[one["industry"]].append(one)
    found = []
    for industry in TargetIndustry.objects.annotate(n=Count("partnerships")).order_by("title"):
        here = [one for one in mine[industry.title] if one["active"]]
        if industry.status != IndustryStatus.TARGETED and not here:
            continue
        found.append(
            {
                "title": industry.title,
                "naics": list(industry.naics),
                "since": str(industry.targeted_from.year) if industry.targeted_from else "",
                "rationale": industry.rationale,
                "partnerships": len(here),
                "employers": sum(one["employers"] for one in here),
                "awarded": str(sum((Decimal(one["awarded"]) for one in mine[industry.title]), Decimal(0))),
            }
        )
    return sorted(found, key=lambda row: (-row["partnerships"], row["title"]))
