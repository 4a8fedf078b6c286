"""Which applications a list shows: saved views, filters, order. One place for the page, the export and the bulk acts.

Everything here narrows applications by their own columns, by single joins and by subqueries that a row satisfies at most
once, so that counts stay true.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields

from django.db.models import Count, F, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from core.models import Member
from grants.access.reviews import recused_from
from grants.choices import OUT_OF_REVIEW
from grants.choices import ApplicationStatus as S
from grants.models import Application, Award, Review, RoundFund
from grants.models.applications import ApplicationQuerySet
from partnerships.models import Region

GROUPS: dict[str, tuple[str, ...]] = {
    "screening": (S.SUBMITTED, S.RETURNED),
    "eligible": (S.ELIGIBLE,),
    "review": (S.UNDER_REVIEW,),
    "scored": (S.SCORED, S.RECOMMENDED),
    "decided": (S.WAITLISTED, S.DECLINED, S.OFFERED, S.AWARDED, S.REFUSED, S.LAPSED),
    "out": (S.INELIGIBLE, S.WITHDRAWN),
}
"""The stages that what was received is divided into: each application stands in exactly one."""

SENT = Q(submitted_at__isnull=False) & ~Q(status=S.DRAFT)
ORDERS = {
    "changed": "changed_at",
    "number": "number",
    "title": "title",
    "requested": "requested",
    "status": "status",
}
SCORE_ORDERS = ("mean", "spread")
NEWEST_FIRST = "-changed"


@dataclass(frozen=True)
class Wanted:
    """What a list was asked for. Empty means all; `officer` may be "none", for those that nobody has."""

    q: str = ""
    round: str = ""
    status: str = ""
    region: str = ""
    county: str = ""
    kind: str = ""
    industry: str = ""
    officer: str = ""
    fund: str = ""
    view: str = ""
    sort: str = NEWEST_FIRST
    size: int = 20
    page: str = ""

    @property
    def narrowed(self) -> list[str]:
        """The names of the filters that are on."""
        shape = {"view", "sort", "size", "page"}
        return [one.name for one in fields(self) if one.name not in shape and getattr(self, one.name)]


def in_sight(member: Member, round: str = "") -> ApplicationQuerySet:
    """Every application of the state or of a round that she is not recused from, drafts too: to be counted.

    Those of a rehearsal stand in its own list alone.
    """
    rows = Application.objects.unsealed().exclude(recused_from(member)).order_by()
    return rows.filter(round__slug=round) if round else rows.counted()


def condition_of(wanted: Wanted, member: Member, split: Collection[int] = ()) -> Q:
    """What the view and the filters ask of a row, the round left out. Short ones need the annotation `at_work`."""
    asked = _view(wanted.view, member, split)
    if wanted.q:
        words = wanted.q
        asked &= Q(number__istartswith=words) | Q(title__icontains=words) | Q(organization__legal_name__icontains=words)
    if wanted.status:
        asked &= Q(status=wanted.status)
    if wanted.region:
        asked &= Q(county_fips__overlap=Subquery(Region.objects.filter(pk=wanted.region).values("county_fips")[:1]))
    if wanted.county:
        asked &= Q(county_fips__contains=[wanted.county])
    if wanted.kind:
        asked &= Q(organization__type=wanted.kind)
    if wanted.industry:
        asked &= Q(partnership__industry_id=wanted.industry)
    if wanted.officer:
        asked &= Q(officer__isnull=True) if wanted.officer == "none" else Q(officer_id=wanted.officer)
    if wanted.fund:
        asked &= paid_from(int(wanted.fund))
    return asked


def _view(view: str, member: Member, split: Collection[int]) -> Q:
    if view == "mine":
        return SENT & Q(officer_id=member.pk)
    if view == "short":
        ready = [*GROUPS["eligible"], *GROUPS["review"]]
        return SENT & Q(status__in=ready) & Q(at_work__lt=F("round__reviewers_each"))
    if view == "split":
        return SENT & Q(pk__in=list(split))
    return SENT & Q(status__in=GROUPS[view]) if view in GROUPS else SENT


def paid_from(fund: int) -> Q:
    """What a fund pays, or may: its awards, and where there is none yet every application of the rounds it is in."""
    awards = Award.objects.all()
    rounds = RoundFund.objects.filter(fund_id=fund).values("round_id")
    paid = Q(pk__in=awards.filter(fund_id=fund).values("application_id"))
    return paid | (Q(round_id__in=rounds) & ~Q(pk__in=awards.exclude(fund_id=fund).values("application_id")))


def listed(wanted: Wanted, member: Member, split: Collection[int] = ()) -> ApplicationQuerySet:
    """The applications that the list shows, in no order."""
    rows = in_sight(member, wanted.round)
    if wanted.view == "short":
        rows = rows.alias(at_work=reviewers_at_work())
    return rows.filter(condition_of(wanted, member, split))


def reviewers_at_work() -> Coalesce:
    """How many reviewers a row has who are not recused."""
    rows = Review.objects.filter(application_id=OuterRef("pk")).exclude(status__in=OUT_OF_REVIEW)
    counted = rows.order_by().values("application_id").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def page_of_ids(rows: ApplicationQuerySet, sort: str, start: int, size: int, found: int) -> list[int]:
    """The ids of one page. The back half is read from the end, so that the last page costs as little as the first."""
    column, falling = ORDERS.get(sort.lstrip("-"), "changed_at"), sort.startswith("-")
    stop = min(start + size, found)
    from_the_end = start > found // 2
    if from_the_end:
        start, stop, falling = found - stop, found - start, not falling
    order = (F(column).desc(), F("pk").desc()) if falling else (F(column).asc(), F("pk").asc())
    ids = list(rows.order_by(*order).values_list("pk", flat=True)[start : max(stop, start)])
    return ids[::-1] if from_the_end else ids
