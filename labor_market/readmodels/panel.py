"""The labor-market panel that stands beside an application's industry assessment: frozen facts as plain JSON.

What the panel says is what the federal data say about the counties and industries that an applicant chose, with
source and vintage, and what they do not say. It is made once and kept with the application, so that a reviewer
and an appeal a year later read the same figures.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from labor_market.choices import DatasetKind
from labor_market.models import Area, County, Dataset, Industry
from labor_market.readmodels.areas import totals_of
from labor_market.readmodels.industries import IndustryProfile, county_figures, profile_in
from labor_market.rules.indicators import growth
from labor_market.rules.wording import jobs_text, pay_text, percent_text, quotient_text

VERSION, MOST_INDUSTRIES = 1, 6
Facts = dict[str, Any]


def panel_for(counties: Sequence[str], naics: Sequence[str]) -> Facts:
    """Everything that the panel shows, JSON-able: counties, area, industries with occupations, sources, gaps."""
    places = list(County.objects.filter(pk__in=counties))
    area = main_area(places)
    known = Industry.objects.in_bulk(list(naics))
    chosen = [known[code] for code in naics if code in known]
    names = {place.fips5: place.name for place in places}
    facts = [industry_facts(industry, area, names) for industry in chosen[:MOST_INDUSTRIES]]
    totals = totals_of(area) if area else None
    return {
        "version": VERSION,
        "counties": [{"fips": p.fips5, "name": p.name, "state_fips": p.state_fips} for p in places],
        "area": {"code": area.pk, "name": area.name, "jobs": totals.jobs_text, "median_pay": totals.median}
        if area and totals
        else None,
        "industries": facts,
        "sources": sources(),
        "gaps": gaps(places, area, chosen, list(naics), facts),
    }


def main_area(places: Sequence[County]) -> Area | None:
    """The state that most of the counties lie in: occupation figures are published for it, not for counties."""
    if not places:
        return None
    fips, _ = Counter(place.state_fips for place in places).most_common(1)[0]
    return Area.objects.filter(pk=f"{fips}00000").first()


def industry_facts(industry: Industry, area: Area | None, names: dict[str, str]) -> Facts:
    """One industry: the counties' jobs where loaded, and its occupations in the area."""
    facts: Facts = {"code": industry.code, "title": industry.title, "counties": [], "occupations": []}
    facts["counties"] = [
        {
            "fips": fips,
            "name": names[fips],
            "year": figure.year,
            "jobs": jobs_text(figure.jobs),
            "change": percent_text(growth(figure.jobs_before, figure.jobs)),
            "average_pay": pay_text(None, None if figure.pay is None else int(figure.pay)),
            "quotient": quotient_text(figure.quotient),
        }
        for fips, figure in county_figures(industry.code, list(names))
    ]
    if area:
        facts |= occupation_facts(profile_in(industry, area.pk, [area]))
    return facts


def occupation_facts(profile: IndustryProfile) -> Facts:
    """The industry's occupations, as texts that are printed as they are."""
    (match,) = profile.matches
    read_as = profile.read_as
    return {
        "read_as": {"code": read_as.code, "title": read_as.title} if read_as else None,
        "covered": profile.covered,
        "quotient": match.quotient_text,
        "jobs": match.jobs_text,
        "counted": match.counted,
        "of": match.of,
        "occupations": [
            {
                "soc": line.soc,
                "title": line.title,
                "share_of_industry": line.share,
                "jobs": line.here.jobs if line.here else jobs_text(None),
                "quotient": line.here.quotient if line.here else quotient_text(None),
                "median_pay": line.here.median if line.here else pay_text(None),
                "nation_median_pay": line.nation_median,
                "reliability": line.here.reliability.value if line.here else "missing",
            }
            for line in profile.targets
        ],
    }


def sources() -> list[Facts]:
    """Where the figures come from, with their vintage."""
    kinds = (DatasetKind.OEWS, DatasetKind.STAFFING, DatasetKind.QCEW)
    found = [Dataset.objects.newest(kind).first() for kind in kinds]
    return [
        {
            "key": d.key,
            "title": d.title,
            "source": d.source,
            "vintage": d.vintage,
            "released": d.released.isoformat() if d.released else None,
            "sha256": d.sha256,
        }
        for d in found
        if d
    ]


def gaps(
    places: Sequence[County], area: Area | None, chosen: Sequence[Industry], asked: Sequence[str], facts: list[Facts]
) -> list[str]:
    """What the panel cannot say, each in a sentence."""
    found = []
    if unknown := [code for code in asked if code not in {i.code for i in chosen}]:
        found.append(f"Not a NAICS 2022 code: {', '.join(unknown)}.")
    if len(chosen) > MOST_INDUSTRIES:
        found.append(f"Only the first {MOST_INDUSTRIES} of {len(chosen)} industries are shown.")
    if not places:
        found.append("No county was chosen.")
    elif area is None:
        found.append("No occupation figures are loaded for this state.")
    else:
        found.append(f"Occupation figures are for {area.name} as a whole: none are published for counties.")
    if len({place.state_fips for place in places}) > 1:
        found.append("The counties lie in more than one state; figures are for the one with most of them.")
    if without := [f["code"] for f in facts if not f["counties"]]:
        found.append(f"No county counts of jobs (QCEW) are loaded for these counties and NAICS {', '.join(without)}.")
    return found
