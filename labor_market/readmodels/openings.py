"""Projected openings of industries: a state projects by occupation, so the nation's mix of occupations leads to them.

The openings of an occupation for each of its jobs come from the state's projections (growth, exits and transfers), the
occupations of an industry from the national staffing. What no projection covers is left out, and how much that is said.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Max, Q, QuerySet

from core.models import State
from labor_market.choices import DatasetKind
from labor_market.models import Dataset, Occupation, OccupationProjection, StaffingShare
from labor_market.rules.indicators import wider_codes
from labor_market.rules.screening import NO_PROJECTION, Openings, openings_of


class Projected(NamedTuple):
    """The projections that a screening reads: of which area, from which year to which, and the staffing beside them."""

    area: str
    base_year: int
    projected_year: int
    projections: Dataset
    staffing: Dataset


def projected_for(state: State, place: str = "") -> Projected | str:
    """The newest projections with openings: of the place, where they name it, or of the whole state. Else why not.

    Two queries; one where no projections are loaded.
    """
    kinds = (DatasetKind.STAFFING, DatasetKind.PROJECTION)
    newest = Dataset.objects.for_state(state).filter(kind__in=kinds).newest_first()
    staffing, held = (next((one for one in newest if one.kind == kind), None) for kind in kinds)
    if held is None:
        return NO_PROJECTION
    areas = spans_of(projections_of(held))
    if not areas:
        return f"{held} has no openings, or no jobs in the base year to compare them with"
    area = area_of(areas, state, place)
    if area is None:
        return not_of_the_state(held, areas, state)
    if staffing is None:
        return "no staffing by industry is loaded"
    return Projected(area, *areas[area], held, staffing)


def spans_of(rows: QuerySet[OccupationProjection]) -> dict[str, tuple[int, int]]:
    """Area → the newest base year of its projections, and the year that they lead to. One query."""
    spans = rows.values_list("area", "base_year").annotate(Max("projected_year")).order_by("base_year")
    return {area: (base, until) for area, base, until in spans}


def broad_of(soc: str) -> str:
    """The broad occupation that contains a detailed one: what a state projects where it does not go that deep."""
    return f"{soc[:5]}0"


def projections_of(held: Dataset) -> QuerySet[OccupationProjection]:
    """The occupations whose openings for each job can be computed."""
    known = Q(openings__isnull=False) | Q(exits__isnull=False, transfers__isnull=False, change__isnull=False)
    return OccupationProjection.objects.filter(known, dataset=held, base_employment__gt=0)


def rates_of(found: Projected) -> dict[str, Decimal]:
    """SOC → openings a year for each job. What is not printed is growth, exits and transfers together."""
    rows = projections_of(found.projections).filter(area=found.area, base_year=found.base_year)
    names = ("soc", "base_employment", "openings", "change", "exits", "transfers", "projected_year")
    rates = {}
    for soc, jobs, openings, change, exits, transfers, until in rows.values_list(*names):
        yearly = change / (until - found.base_year) + exits + transfers if openings is None else openings
        rates[soc] = yearly / jobs
    return rates


def area_of(areas: Iterable[str], state: State, place: str = "") -> str | None:
    """Which of the projected areas stands for the place: the one of its name, else that of the whole state.

    Another region stands for neither, though it be the only one.
    """
    by_name = {" ".join(area.lower().split()): area for area in areas}
    name = state.name.lower()
    wanted = (place.lower(), name, "statewide", f"{name} statewide", f"{name} (statewide)", f"{name} - statewide")
    return next((by_name[one] for one in (*wanted, f"state of {name}", state.usps.lower()) if one in by_name), None)


def not_of_the_state(held: Dataset, areas: Collection[str], state: State) -> str:
    """What is said of projections of which no area stands for the state."""
    if len(areas) == 1:
        return f"{held} is of one area, {next(iter(areas))}, and that is neither {state.name} nor “Statewide”"
    return f"{held} is of {len(areas):,} areas, and none of them is {state.name} or “Statewide”"


def openings_in(found: Projected, codes: Iterable[str]) -> dict[str, Openings]:
    """NAICS code → its openings for each job a year, read from the narrowest code that has staffing. Three queries."""
    chain = {code: wider_codes(code) for code in codes}
    sums = sums_of(found.staffing, sorted({wider for wide in chain.values() for wider in wide}), rates_of(found))
    staffed = {code: openings_of(*cells, read_as=code) for code, cells in sums.items()}
    nothing = Openings(why="no occupations are published for it")
    return {code: next((staffed[one] for one in wide if one in staffed), nothing) for code, wide in chain.items()}


def sums_of(staffing: Dataset, codes: list[str], rates: dict[str, Decimal]) -> dict[str, tuple[int, int, Decimal]]:
    """NAICS code → its jobs, those of occupations with a rate, and these times their rates.

    Summed up here: joined in one statement, PostgreSQL looks up each occupation in each industry by itself.
    """
    detailed = set(Occupation.objects.filter(level=3).values_list("pk", flat=True))
    rows = StaffingShare.objects.filter(dataset=staffing, industry__in=codes)
    found: dict[str, tuple[int, int, Decimal]] = {}
    for code, soc, jobs, whole in rows.values_list("industry", "occupation", "employment", "industry_employment"):
        if soc in detailed:
            rate = rates.get(soc, rates.get(broad_of(soc)))
            _, covered, weighted = found.get(code, (whole, 0, Decimal(0)))
            found[code] = (
                (whole, covered, weighted) if rate is None else (whole, covered + jobs, weighted + jobs * rate)
            )
    return found
