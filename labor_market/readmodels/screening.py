"""Screening the industries of a region: one set of plain facts, ready to be shown, compared and frozen.

Five queries, whatever the region: which years are loaded, the industries' titles, every figure of the region and of the
reference area at once, where they come from, and whether projections are loaded; four more where they are. PostgreSQL
adds up the counties and the occupations.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import connection

from core import geography
from core.models import State
from labor_market.choices import DatasetKind, Ownership
from labor_market.models import Dataset, Industry, IndustryFigure
from labor_market.readmodels.openings import openings_in, projected_for
from labor_market.rules.geography import trend_refused
from labor_market.rules.indicators import DEFAULT_WEIGHTS, sector_of, yearly_growth
from labor_market.rules.screening import (
    METHOD,
    Counted,
    Indicators,
    Openings,
    Totals,
    indicators_of,
    ranked,
    warning_of,
    why_absent,
)

Facts = dict[str, Any]
NATION, ALL = "US000", "10"
DEPTHS = {2: "Sectors", 3: "Subsectors", 4: "Industry groups", 5: "Industries", 6: "National industries"}
VERSION = 2


@dataclass(frozen=True)
class Asked:
    """What an analyst chose. `areas` are county codes, or the state's own (42000) for all of it; no `years`: the newest."""

    place: str
    areas: tuple[str, ...]
    reference: str = NATION
    depth: int = 4
    sector: str = ""
    weights: dict[str, int] = field(default_factory=lambda: dict(DEFAULT_WEIGHTS))
    years: tuple[int, int] | None = None


class Vintage(NamedTuple):
    """Where one area's year is read: a data set, by year or by quarters."""

    dataset: int
    year: int
    quarterly: bool
    prints_change: bool


class Years(NamedTuple):
    """The two years compared, and for each area where both are read; None: from the change that the same file prints."""

    before: int
    now: int
    vintages: dict[str, tuple[Vintage, Vintage | None]]
    loaded: list[int]


def state_area(state: State) -> str:
    return f"{state.fips}000"


def area_name(fips: str, states: dict[str, str] | None = None) -> str:
    if fips == NATION:
        return "United States"
    if fips.endswith("000"):
        return (states or {}).get(fips[:2], f"State {fips[:2]}")
    known = geography.all_counties().get(fips)
    return known.name if known else fips


def screen(asked: Asked, state: State) -> Facts:
    """The facts of a screening. Where nothing can be computed `refused` says why, and there are no candidates."""
    names = {state.fips: state.name}
    facts: Facts = {
        "version": VERSION,
        "method": METHOD,
        "place": asked.place,
        "areas": list(asked.areas),
        "reference": {"fips": asked.reference, "name": area_name(asked.reference, names)},
        "depth": asked.depth,
        "sector": asked.sector,
        "weights": asked.weights,
        "candidates": [],
        "notes": [],
        "sources": [],
        "years": [],
        "projection": {},
        "refused": "",
    }
    found = years_of(asked, state)
    if isinstance(found, str):
        return facts | {"refused": found}
    if broken := trend_refused(asked.areas, (found.before, found.now)):
        return facts | {"refused": broken + _instead(asked, found.loaded), "years": [found.before, found.now]}
    industries = {one.code: one.title for one in Industry.objects.filter(level=asked.depth)}
    titles = {code: title for code, title in industries.items() if asked.sector in ("", sector_of(code))}
    counted = counted_in(asked, found, [*industries, ALL])
    facts |= {"years": [found.before, found.now], "loaded": found.loaded, "sources": sources_of(found)}
    openings, more = _openings(asked, state, titles)
    facts |= {"projection": more.get("projection", {}), "sources": [*facts["sources"], *more.get("sources", [])]}
    return facts | _computed(asked, titles, counted, openings, found.now - found.before)


def _openings(asked: Asked, state: State, codes: Iterable[str]) -> tuple[dict[str, Openings], Facts]:
    """Code → projected openings, and what is said of them. Why there are none is told only where they have a weight."""
    found = projected_for(state, asked.place)
    if isinstance(found, str):
        return dict.fromkeys(codes, Openings(why=found)) if asked.weights.get("openings") else {}, {}
    about = {"area": found.area, "years": [found.base_year, found.projected_year]}
    sources = [source_facts(found.projections), source_facts(found.staffing)]
    return openings_in(found, codes), {"projection": about, "sources": sources}


def years_of(asked: Asked, state: State) -> Years | str:
    """The two years asked for, else the latest with the one before it, that are loaded for every area's total.

    Or a sentence why there are none.
    """
    wanted = {*asked.areas, asked.reference}
    rows = (
        IndustryFigure.objects.filter(
            industry_code=ALL, own_code=Ownership.PRIVATE, area_fips__in=wanted, employment__isnull=False
        )
        .filter(dataset__in=Dataset.objects.for_state(state).filter(kind=DatasetKind.QCEW))
        .values_list("area_fips", "year", "quarter", "employment_change", "dataset", "dataset__released")
    )
    held = _held(rows)
    loaded = _loaded(asked, held)
    newest = [(now - 1, now) for now in sorted({year for _, year in held}, reverse=True)]
    for before, now in [asked.years] if asked.years else newest:
        pairs = {a: (held[a, now], held.get((a, before))) for a in wanted if (a, now) in held}
        follows = now - before == 1
        pairs = {a: (v, old) for a, (v, old) in pairs.items() if old is not None or (follows and v.prints_change)}
        if pairs.keys() >= set(asked.areas):
            return Years(before, now, pairs, loaded)
    if asked.years and loaded:
        return (
            f"{asked.years[0]} and {asked.years[1]} are not both loaded for {asked.place}. Choose two of"
            f" {', '.join(map(str, loaded))}, or import the years that lack."
        )
    return _not_loaded(asked, {area for area, _ in held})


def _loaded(asked: Asked, held: dict[tuple[str, int], Vintage]) -> list[int]:
    """The years that each area can be read in, alone or from the change that the next year's file prints."""
    each = [
        {year for area, year in held if area == one}
        | {year - 1 for (area, year), found in held.items() if area == one and found.prints_change}
        for one in asked.areas
    ]
    return sorted(set.intersection(*each)) if each else []


def _instead(asked: Asked, loaded: Sequence[int]) -> str:
    """Which two loaded years may be compared, the newest first."""
    pairs = [
        (before, now) for now in sorted(loaded, reverse=True) for before in sorted(loaded, reverse=True) if before < now
    ]
    good = next((pair for pair in pairs if not trend_refused(asked.areas, pair)), None)
    listed = ", ".join(map(str, loaded))
    if good is None:
        return f" Loaded here are {listed}, of which no two lie on one side: import another year." if loaded else ""
    return f" Loaded here are {listed}: choose {good[0]} and {good[1]}."


def _held(rows: Any) -> dict[tuple[str, int], Vintage]:
    """Area and year → where it is read: yearly figures before quarters, then the release that is newest."""
    quarters: dict[tuple[str, int, int], dict[int, bool]] = defaultdict(dict)
    released: dict[int, str] = {}
    for area, year, quarter, change, dataset, day in rows:
        quarters[area, year, dataset][quarter] = change is not None
        released[dataset] = day.isoformat() if day else ""
    found: dict[tuple[str, int], Vintage] = {}
    order = sorted(quarters, key=lambda key: (0 in quarters[key], released[key[2]], key[2]))
    for area, year, dataset in order:
        known = quarters[area, year, dataset]
        if 0 in known or known.keys() >= {1, 2, 3, 4}:
            prints = known[0] if 0 in known else all(known[quarter] for quarter in (1, 2, 3, 4))
            found[area, year] = Vintage(dataset, year, 0 not in known, prints)
    return found


def _not_loaded(asked: Asked, loaded: set[str]) -> str:
    absent = [area for area in asked.areas if area not in loaded]
    if len(absent) == len(asked.areas):
        return (
            f"No county counts of jobs (QCEW) are loaded for {asked.place}. Import the Bureau’s yearly file for two years"
            " under Labor market, Imports."
        )
    if absent:
        named = ", ".join(area_name(area) for area in absent[:5]) + (
            f" and {len(absent) - 5} more" if absent[5:] else ""
        )
        return f"No county counts of jobs (QCEW) are loaded for {named}. Import them, or leave these counties out."
    return (
        f"Only one year is loaded for {asked.place}. Growth and shift-share compare two years that follow each other:"
        " import the year before too."
    )


COUNT = """
WITH want AS (
  SELECT * FROM unnest(%s::text[], %s::bigint[], %s::text[], %s::int[], %s::bool[], %s::bool[], %s::int[])
    AS w(side, dataset_id, area_fips, year, is_now, is_alone, parts)
), cell AS (
  SELECT w.side, f.area_fips, f.industry_code,
    max(w.parts) FILTER (WHERE w.is_now) AS parts, max(w.parts) FILTER (WHERE w.is_alone OR NOT w.is_now) AS parts_before,
    coalesce(sum(f.employment) FILTER (WHERE w.is_now), 0) AS jobs,
    coalesce(sum(CASE WHEN w.is_alone THEN f.employment - f.employment_change ELSE f.employment END)
      FILTER (WHERE w.is_alone OR NOT w.is_now), 0) AS before,
    bool_and(f.disclosed AND f.employment IS NOT NULL AND (f.employment_change IS NOT NULL OR NOT w.is_alone)) AS shown,
    sum(coalesce(f.total_wages, f.average_pay * f.employment)) FILTER (WHERE w.is_now) AS wages,
    max(f.establishments) FILTER (WHERE w.is_now) AS firms,
    max(f.location_quotient) FILTER (WHERE w.is_now) AS quotient
  FROM want w CROSS JOIN LATERAL (
    SELECT * FROM labor_market_industryfigure one
    WHERE one.dataset_id = w.dataset_id AND one.area_fips = w.area_fips AND one.own_code = '5'
      AND one.industry_code = ANY(%s) AND one.year = w.year
      AND one.quarter BETWEEN (CASE w.parts WHEN 1 THEN 0 ELSE 1 END) AND (CASE w.parts WHEN 1 THEN 0 ELSE 4 END)
    OFFSET 0  -- read area by area through the index: joined at once, the planner reads the whole table
  ) f
  GROUP BY w.side, f.area_fips, f.industry_code
)
SELECT side, industry_code,
  sum(CASE WHEN parts > 1 THEN jobs / parts ELSE jobs END) FILTER (WHERE shown),
  sum(CASE WHEN parts_before > 1 THEN before / parts_before ELSE before END) FILTER (WHERE shown),
  CASE WHEN bool_or(shown AND jobs > 0 AND wages IS NULL) THEN NULL ELSE sum(wages) FILTER (WHERE shown) END,
  CASE WHEN bool_or(firms IS NULL AND jobs > 0) THEN NULL ELSE sum(firms) END,
  count(*), count(*) FILTER (WHERE NOT shown),
  CASE WHEN bool_or(NOT shown AND firms IS NULL) THEN NULL ELSE coalesce(sum(firms) FILTER (WHERE NOT shown), 0) END,
  CASE WHEN count(*) = 1 THEN max(quotient) END
FROM cell GROUP BY side, industry_code
"""
Sides = dict[str, dict[str, Counted]]


def counted_in(asked: Asked, years: Years, codes: Sequence[str]) -> Sides:
    """Side (here, there) → NAICS code → what the counties have of it."""
    wanted = [
        (
            "here" if at == 0 else "there",
            v.dataset,
            area,
            v.year,
            is_now,
            is_now and old is None,
            4 if v.quarterly else 1,
        )
        for at, areas in enumerate((asked.areas, (asked.reference,)))
        for area in areas
        if area in years.vintages
        for now, old in [years.vintages[area]]
        for v, is_now in ((now, True), (old, False))
        if v is not None
    ]
    columns = [list(column) for column in zip(*wanted, strict=True)]
    found: Sides = {"here": {}, "there": {}}
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [*columns, list(codes)])
        for side, code, *cells in cursor.fetchall():
            found[side][code] = Counted(*cells)
    return found


def _computed(asked: Asked, titles: dict[str, str], counted: Sides, openings: dict[str, Openings], span: int) -> Facts:
    here, there = counted["here"], counted["there"]
    totals, reference = _totals(here.get(ALL)), _totals(there.get(ALL))
    depths = {side: bool(lines.keys() - {ALL}) for side, lines in counted.items()}
    nothing = Counted()
    borrow = asked.reference == NATION and len(asked.areas) == 1
    known: dict[str, Indicators] = {}
    for code in titles:
        depth = {"depth_here": depths["here"], "depth_there": depths["there"], "there": code in there}
        own = here.get(code) or Counted(absent=why_absent(code, **depth))
        lent = own if borrow else Counted(**{**vars(own), "quotient": None})
        known[code] = indicators_of(lent, there.get(code, nothing), totals, reference, openings.get(code, Openings()))
    order = ranked({code: one.ranked for code, one in known.items()}, asked.weights)
    lines = [
        line_of(code, title, here.get(code, nothing), known[code], order[code], totals)
        | {"growth_yearly": _plain(yearly_growth(known[code].before, known[code].jobs, span), 6)}
        | {"openings_covered": _plain(openings[code].covered) if code in openings else None}
        for code, title in titles.items()
    ]
    lines.sort(key=lambda line: (line["rank"] is None, line["rank"] or 0, -(line["jobs"] or 0), line["code"]))
    return {
        "totals": {
            "jobs": _plain(totals.jobs),
            "before": _plain(totals.before),
            "pay": _plain(totals.pay),
            "reference_jobs": _plain(reference.jobs),
            "reference_before": _plain(reference.before),
        },
        "candidates": lines,
        "notes": _notes(asked, lines, reference),
    }


def _totals(counted: Counted | None) -> Totals:
    if counted is None:
        return Totals(None, None)
    pay = float(counted.wages / counted.jobs) if counted.wages is not None and counted.jobs else None
    return Totals(counted.jobs, counted.before, pay)


def _plain(value: Any, digits: int = 4) -> float | None:
    return None if value is None else round(float(value), digits)


def line_of(
    code: str, title: str, here: Counted, found: Indicators, order: tuple[float | None, float | None], totals: Totals
) -> Facts:
    """One candidate as plain figures. The parts of its change sum to the change in the last digit kept."""
    shift: Facts = dict.fromkeys(("national", "mix", "competitive"))
    if found.shift is not None and found.jobs is not None and found.before is not None:
        national, mix = (round(float(part), 4) for part in (found.shift.national, found.shift.mix))
        competitive = round(float(found.jobs - found.before) - national - mix, 4)
        shift = {"national": national, "mix": mix, "competitive": competitive}
    share = float(found.jobs / totals.jobs) if found.jobs is not None and totals.jobs else None
    rate = found.openings_rate
    both = found.quotient is not None and found.quotient_before is not None
    return {
        "code": code,
        "title": title,
        "jobs": _plain(found.jobs),
        "before": _plain(found.before),
        "share": _plain(share, 6),
        "growth": _plain(found.growth, 6),
        "quotient": _plain(found.quotient),
        "quotient_change": _plain((found.quotient or 0) - (found.quotient_before or 0)) if both else None,
        "pay": _plain(found.pay, 0),
        "relative_pay": _plain(found.relative_pay),
        "openings": None if rate is None or found.jobs is None else _plain(float(found.jobs) * rate, 1),
        "openings_rate": _plain(rate, 6),
        **shift,
        "firms": here.firms,
        "partial": here.withheld_words if here.is_partial and found.jobs is not None else "",
        "score": _plain(order[0], 2),
        "rank": order[1],
        "missing": dict(found.missing),
        "warning": warning_of(code, share, found.relative_pay),
    }


def _notes(asked: Asked, lines: list[Facts], reference: Totals) -> list[str]:
    """What the screening does not say, each in a sentence."""
    found = []
    if reference.jobs is None:
        found.append(
            f"{area_name(asked.reference)} is not loaded for the same two years, so nothing is compared with it: no"
            " competitive share, and a location quotient only where the Bureau publishes its own."
        )
    without = [
        line for line in lines if line["rank"] is None and line["missing"].get("size", "").startswith("suppressed")
    ]
    if without:
        found.append(
            f"{len(without)} of {len(lines)} industries {'is' if len(without) == 1 else 'are'} not computed: suppressed."
            " The Bureau withholds a figure that would show what one employer does; it is missing, not zero."
        )
    if partial := sum(bool(line["partial"]) for line in lines):
        found.append(
            f"{partial} {'industry is' if partial == 1 else 'industries are'} counted without counties whose figures are"
            " withheld, which have at most a tenth of the establishments: the jobs are at least the number shown."
        )
    return found


def sources_of(years: Years) -> list[Facts]:
    """The data sets that were read."""
    keys = {vintage.dataset for pair in years.vintages.values() for vintage in pair if vintage}
    return [source_facts(one) for one in Dataset.objects.filter(pk__in=keys).order_by("vintage", "pk")]


def source_facts(one: Dataset) -> Facts:
    return {
        "id": one.pk,
        "key": one.key,
        "title": one.title,
        "source": one.source,
        "vintage": one.vintage,
        "released": one.released.isoformat() if one.released else None,
        "sha256": one.sha256,
    }
