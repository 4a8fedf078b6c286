"""All awards of the state as a list, with totals of what was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, Sum
from django.utils import timezone

from core import money
from core.calendars import Quarter
from core.models import Member
from grants.access.awards import visible_to
from grants.choices import AwardStatus, ReportStatus
from grants.models import Award, Report, ReportSpending
from grants.models.awards import CAME_TO_NOTHING, AwardQuerySet
from grants.readmodels.ledger import SENT, pace_of, spent_by_award
from grants.readmodels.terms import added_to, today_of, with_terms
from grants.rules.amendments import Terms
from grants.rules.reports import WRITABLE

PAGE = 50
ZERO = Decimal(0)
ORDERS = {
    "partnership": ("partnership__name", "pk"),
    "-partnership": ("-partnership__name", "-pk"),
    "amount": ("amount_now", "pk"),
    "-amount": ("-amount_now", "-pk"),
    "ends": ("ends_now", "pk"),
    "-ends": ("-ends_now", "-pk"),
}


class AwardRow(NamedTuple):
    """One award with what was reported of it."""

    award: Award
    terms: Terms
    spent: Decimal
    percent: Decimal
    time: Decimal
    match: Decimal
    accepted: int
    owed: int
    waiting: int
    late: int


@dataclass(frozen=True)
class AwardList:
    page: Page
    figures: list[dict[str, Any]]
    found: int

    @property
    def found_words(self) -> str:
        return f"{self.found:,} award{'' if self.found == 1 else 's'}"


def awards_wanted(wanted: Mapping[str, str], member: Member) -> AwardQuerySet:
    """Awards that she may see, by words, status, fund and officer."""
    awards = visible_to(member)
    if words := wanted.get("q", "").strip():
        awards = awards.filter(
            Q(partnership__name__icontains=words)
            | Q(number__icontains=words)
            | Q(organization__legal_name__icontains=words)
        )
    for name, field in (("status", "status"), ("fund", "fund_id"), ("officer", "officer_id")):
        if wanted.get(name):
            awards = awards.filter(**{field: wanted[name]})
    return awards


def award_list(wanted: Mapping[str, str], member: Member, *, page: str | None = None) -> AwardList:
    """A page of awards and the totals over all that were found. Seven queries, whatever their number."""
    awards = awards_wanted(wanted, member)
    totals = awards.aggregate(
        found=Count("pk"),
        amount=Sum("amount", filter=~Q(status__in=CAME_TO_NOTHING)),
        required=Sum("match_required", filter=~Q(status__in=CAME_TO_NOTHING)),
        active=Count("pk", filter=Q(status=AwardStatus.ACTIVE)),
        offered=Count("pk", filter=Q(status=AwardStatus.OFFERED)),
    )
    spent = ReportSpending.objects.filter(report__award__in=awards, report__status__in=SENT).aggregate(
        grant=Sum("amount"), beside=Sum("match")
    )
    order = ORDERS.get(wanted.get("sort", ""), ORDERS["partnership"])
    rows = with_terms(awards).select_related("partnership", "organization", "fund", "officer").order_by(*order)
    pages = Paginator(rows, PAGE)
    pages.count = totals["found"]  # counted above already
    found = pages.get_page(page)
    found.object_list = _rows(list(found))
    more, match = added_to(awards.standing(), by_day=timezone.localdate())
    totals |= {"amount": (totals["amount"] or ZERO) + more, "required": (totals["required"] or ZERO) + match}
    return AwardList(found, _figures(totals, spent), totals["found"])


def _rows(awards: list[Award]) -> list[AwardRow]:
    spent = spent_by_award(award.pk for award in awards)
    instant, today = timezone.now(), timezone.localdate()
    reports = {
        row["award_id"]: row
        for row in Report.objects.filter(award__in=awards)
        .order_by()
        .values("award_id")
        .annotate(
            owed=Count("pk"),
            accepted=Count("pk", filter=Q(status=ReportStatus.ACCEPTED)),
            waiting=Count("pk", filter=Q(status=ReportStatus.SUBMITTED)),
            late=Count("pk", filter=Q(status__in=WRITABLE, due_at__lt=instant)),
        )
    }
    none = {"owed": 0, "accepted": 0, "waiting": 0, "late": 0}
    found = []
    for award in awards:
        grant, match = spent[award.pk]
        row, begun = reports.get(award.pk, none), award.starts_on <= today
        now = today_of(award)
        time = pace_of(now, Quarter.of(today).start).share * 100 if begun else ZERO
        percent = grant / now.amount * 100 if now.amount else ZERO
        counts = (row["accepted"], row["owed"], row["waiting"], row["late"])
        found.append(AwardRow(award, now, grant, percent, time, match, *counts))
    return found


def _figures(totals: Mapping[str, Any], spent: Mapping[str, Any]) -> list[dict[str, Any]]:
    amount, grant = totals["amount"] or ZERO, spent["grant"] or ZERO
    offered = f"{totals['offered']} offered, not answered yet" if totals["offered"] else "every offer is answered"
    used = f"{grant / amount * 100:.0f}% of what was awarded" if amount else "nothing awarded yet"
    required = totals["required"] or ZERO
    return [
        {"label": "Active awards", "value": totals["active"], "note": offered},
        {"label": "Awarded", "value": money.show_short(amount), "note": "without awards refused"},
        {"label": "Spent, as reported", "value": money.show_short(grant), "note": used},
        {
            "label": "Match, as reported",
            "value": money.show_short(spent["beside"] or ZERO),
            "note": f"{money.show_short(required)} required",
        },
    ]
