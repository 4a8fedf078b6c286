"""The state's public front page: what it is, what is open, what came of it. Results come from published reports alone."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Count, Q

from core import geography
from core.charts import Chart, choropleth
from core.models import State
from grants.models import Award
from grants.readmodels.open_rounds import Rounds, open_rounds
from legislature.models import Delivery, Document, Edition
from legislature.readmodels import page_year
from partnerships.choices import ACTIVE_STAGES, PartnerRole
from partnerships.models import Partnership, PartnershipMember, TargetIndustry


class Industry(NamedTuple):
    title: str
    pk: int
    number: int


class Report(NamedTuple):
    """The latest published impact report."""

    edition: Edition
    head: dict[str, Any]
    figures: list[page_year.Figure]
    what_did_not_work: str
    pages: int | None
    sent_to: int


@dataclass(frozen=True)
class Front:
    partnerships: int
    employers: int
    counties: int
    of_counties: int
    map: Chart | None
    rounds: Rounds
    industries: list[Industry]
    funded: list[Award]
    report: Report | None


def front_page(state: State) -> Front:
    """Eight queries, whatever the size of the state."""
    served = list(Partnership.objects.active().filter(is_public=True).values_list("county_fips", flat=True).order_by())
    by_county = Counter(fips for counties in served for fips in set(counties) if fips.startswith(state.fips))
    shapes = geography.geography(state.usps)
    return Front(
        partnerships=len(served),
        employers=_employers(),
        counties=len(by_county),
        of_counties=len(geography.counties_of(state.fips)),
        map=_map(shapes, by_county, len(served), state),
        rounds=open_rounds(),
        industries=_industries(),
        funded=_funded(),
        report=_report(),
    )


def _employers() -> int:
    """Employers at a table today, each once."""
    seats = PartnershipMember.objects.filter(left_on__isnull=True, role=PartnerRole.EMPLOYER)
    seats = seats.filter(partnership__stage__in=ACTIVE_STAGES, partnership__is_public=True)
    return seats.aggregate(n=Count("organization", distinct=True))["n"]


def _map(shapes: Any, by_county: Counter[str], total: int, state: State) -> Chart | None:
    if shapes is None or not by_county:
        return None
    most = max(by_county, key=lambda fips: (by_county[fips], fips))
    reach = f"{len(by_county)} of {len(shapes.counties)} counties"
    finding = f"{total} {state.word('partnerships')} serve {reach}; most serve {geography.county_name(most)}"
    if total == 1:
        finding = f"1 {state.word('partnership')} serves {reach}"
    return choropleth("front", shapes, dict(by_county), finding=finding, noun="Partnerships")


def _industries() -> list[Industry]:
    active = Q(partnerships__stage__in=ACTIVE_STAGES, partnerships__is_public=True)
    rows = (
        TargetIndustry.objects.annotate(n=Count("partnerships", filter=active)).filter(n__gt=0).order_by("-n", "title")
    )
    return [Industry(row.title, row.pk, row.n) for row in rows]


def _funded() -> list[Award]:
    """The latest awards to partnerships that everybody may know of."""
    rows = (
        Award.objects.public()
        .filter(partnership__is_public=True)
        .select_related("partnership", "organization", "application__round")
    )
    return list(rows.order_by("-starts_on", "-amount", "pk")[:6])


def _report() -> Report | None:
    edition = Edition.objects.filter(status="published").order_by("-period_end", "-pk").first()
    if edition is None or not edition.facts:
        return None
    statewide = Document.objects.filter(edition=edition, district__isnull=True).first()
    sent = Delivery.objects.filter(edition=edition, sent_at__isnull=False, withdrawn_at__isnull=True).count()
    return Report(
        edition,
        edition.frozen_facts["edition"],
        [figure for figure in page_year.figures(edition.frozen_facts) if figure.is_known][:4],
        edition.what_did_not_work,
        statewide.pages if statewide else None,
        sent,
    )
