"""The areas of a state and the occupations of an area."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, Q

from core.charts import Bar, Chart, hbar
from core.models import State
from labor_market.choices import AreaKind, DatasetKind
from labor_market.models import Area, Dataset, OccupationFigure
from labor_market.models.figures import OccupationFigureQuerySet
from labor_market.models.reference import AreaQuerySet
from labor_market.readmodels.lines import OccupationLine, line_of
from labor_market.rules.wording import against, jobs_text, pay_text

NATION, ALL_JOBS = "0000000", "000000"
ORDERS = {"jobs": "jobs", "quotient": "lq", "pay": "hourly_median", "title": "occupation__title"}
LEAST_OF_1000, LEAST_PAY, LEAST_CHARTED = Decimal("0.5"), Decimal("15"), 100
KINDS = [AreaKind.STATE, AreaKind.METRO, AreaKind.NONMETRO]


@dataclass(frozen=True)
class AreaLine:
    """One area in the state's list."""

    area: Area
    jobs: str
    median: str
    against_nation: str
    most_concentrated: OccupationFigure | None


@dataclass(frozen=True)
class AreaTotals:
    """All jobs of an area, and the nation beside them."""

    jobs: int | None
    jobs_text: str
    median: str
    against_nation: str


def source(kind: DatasetKind = DatasetKind.OEWS) -> Dataset | None:
    """The release that the pages read; None before anything is loaded."""
    return Dataset.objects.newest(kind).first()


def is_old(dataset: Dataset | None, today: date) -> bool:
    """Whether the release is over a year old, which the pages say in a badge."""
    return bool(dataset and dataset.released and (today - dataset.released).days > 366)


def shown_areas(state: State) -> AreaQuerySet:
    """The areas of the state in the release that it reads."""
    return Area.objects.of_state(state).with_figures(OccupationFigure.objects.current(state))


def areas_of(state: State) -> list[AreaLine]:
    """The state, then its metropolitan and other areas, with their totals and what each is known for."""
    areas = list(shown_areas(state))
    wanted = [NATION, *(a.pk for a in areas)]
    totals = OccupationFigure.objects.current().filter(occupation=ALL_JOBS, area__in=wanted)
    by_area = {figure.area_id: figure for figure in totals}
    top = {figure.area_id: figure for figure in most_concentrated([a.pk for a in areas])}
    nation = by_area.get(NATION)
    lines = [
        AreaLine(
            area,
            jobs_text(total.employment if total else None),
            pay_text(total.hourly_median if total else None),
            against(total.hourly_median, nation.hourly_median) if total and nation else "",
            top.get(area.pk),
        )
        for area in areas
        for total in [by_area.get(area.pk)]
    ]
    return sorted(lines, key=lambda x: (KINDS.index(AreaKind(x.area.kind)), x.area.name))


def most_concentrated(areas: list[str]) -> OccupationFigureQuerySet:
    """Of each area, the occupation with the highest location quotient among those large and certain enough."""
    return charted().filter(area__in=areas).order_by("area_id", "-lq", "occupation_id").distinct("area_id")


def charted() -> OccupationFigureQuerySet:
    """Occupations large and certain enough to be held up: at least 100 jobs, and an error of 25% at most."""
    certain = Q(rse__lte=25) | Q(rse__isnull=True)
    return OccupationFigure.objects.current().detailed().shown().filter(certain, jobs__gte=LEAST_CHARTED, lq__gt=0)


def totals_of(area: Area) -> AreaTotals:
    """All jobs and the median pay of an area."""
    found = OccupationFigure.objects.current().filter(occupation=ALL_JOBS, area__in=[NATION, area.pk])
    by_area = {figure.area_id: figure for figure in found}
    here, nation = by_area.get(area.pk), by_area.get(NATION)
    jobs = here.employment if here else None
    median = here.hourly_median if here else None
    beside = against(median, nation.hourly_median if nation else None)
    return AreaTotals(jobs, jobs_text(jobs), pay_text(median), beside)


def occupations_of(
    area: Area, *, words: str = "", group: str = "", screened: bool = False, order: str = "-jobs"
) -> OccupationFigureQuerySet:
    """The detailed occupations of an area, found by words, by major group or by Oklahoma's thresholds.

    A dash before `order` makes it descend.
    The thresholds are those that Oklahoma publishes for its critical occupations: at least 0.05% of jobs, and a
    median of $15 an hour. (Its third one, on education, needs data that OEWS does not hold.)
    """
    found = OccupationFigure.objects.current().detailed().shown().filter(area=area)
    for word in words.split():
        found = found.filter(Q(occupation__title__icontains=word) | Q(occupation__soc=word.replace("-", "")))
    if group:
        found = found.filter(occupation__soc__startswith=group)
    if screened:
        found = found.filter(jobs__isnull=False, jobs_1000__gte=LEAST_OF_1000, hourly_median__gte=LEAST_PAY)
    by = F(ORDERS[order.removeprefix("-")])
    first = by.desc(nulls_last=True) if order.startswith("-") else by.asc(nulls_last=True)
    return found.order_by(first, "occupation__title")


def lines_of(figures: Iterable[OccupationFigure], all_jobs: int | None) -> Iterator[OccupationLine]:
    return (line_of(figure, all_jobs) for figure in figures)


def quotient_chart(area: Area, vintage: str) -> Chart | None:
    """The twelve occupations in which the area is most concentrated; None where none can be held up."""
    top = list(charted().filter(area=area).order_by("-lq", "occupation_id")[:12])
    if not top:
        return None
    first = top[0]
    return hbar(
        "lq",
        [Bar(figure.occupation.title, float(figure.lq)) for figure in top],
        finding=f"{first.occupation.title}: {first.lq} times the national share of jobs, the highest in {area.name}",
        caption="Most concentrated occupations (location quotient; 1 is the national share)",
        show=lambda value: f"{value:.2f}",
        names=(f"Location quotient, {vintage}", ""),
        left=220,
    )
