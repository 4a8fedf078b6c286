"""The state's areas, the occupations of an area, and an industry across the state."""

from __future__ import annotations

import csv

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from core.access import StateRequest, needs
from core.permissions import Permission
from labor_market.access import get_area, get_industry, may_import
from labor_market.forms import OccupationFilter
from labor_market.models import Industry, Occupation
from labor_market.readmodels.areas import areas_of, is_old, lines_of, occupations_of, quotient_chart, source, totals_of
from labor_market.readmodels.industries import match_chart, profile_of

PAGE, MOST_FOUND = 50, 25


@needs(Permission.LABOR_MARKET_SEE)
def areas(request: StateRequest) -> HttpResponse:
    """Where to look: the state's areas, every sector, and a search over occupations and industries."""
    asked = request.GET.get("q", "").strip()[:80]
    dataset = source()
    found = {
        "occupations": Occupation.objects.filter(level=3).matching(asked)[:MOST_FOUND] if asked else [],
        "industries": Industry.objects.filter(level__lte=4).matching(asked)[:MOST_FOUND] if asked else [],
    }
    context = {
        "areas": areas_of(request.state),
        "state_area": f"{request.state.fips}00000",
        "sectors": Industry.objects.filter(level=2),
        "asked": asked,
        "found": found,
        "dataset": dataset,
        "old": is_old(dataset, timezone.localdate()),
        "may_import": may_import(request.member),
    }
    return render(request, "labor_market/area_list.html", context)


@needs(Permission.LABOR_MARKET_SEE)
def area(request: StateRequest, code: str) -> HttpResponse:
    """The occupations of an area: jobs, concentration and pay, with how far each may be trusted."""
    here = get_area(code)
    form = OccupationFilter(request.GET)
    totals, dataset = totals_of(here), source()
    page = Paginator(occupations_of(here, **form.wanted()), PAGE).get_page(request.GET.get("page"))
    asked = request.GET.copy()
    for name in ("page", "sort"):
        asked.pop(name, None)
    context = {
        "area": here,
        "form": form,
        "order": form.wanted()["order"],
        "totals": totals,
        "page": page,
        "lines": list(lines_of(page.object_list, totals.jobs)),
        "asked": asked.urlencode(),
        "chart": quotient_chart(here, dataset.vintage if dataset else ""),
        "dataset": dataset,
        "old": is_old(dataset, timezone.localdate()),
    }
    return render(request, "labor_market/area_detail.html", context)


@needs(Permission.LABOR_MARKET_SEE)
def occupations_csv(request: StateRequest, code: str) -> HttpResponse:
    """The same list as a file, whole, with its source in each row."""
    here, dataset = get_area(code), source()
    figures = occupations_of(here, **OccupationFilter(request.GET).wanted())
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="occupations-{here.pk}.csv"'
    out = csv.writer(response)
    out.writerow(
        ["SOC", "Occupation", "Jobs", "Relative standard error", "Share of jobs", "Location quotient"]
        + ["Median pay", "10th percentile", "90th percentile", "Reliability", "Area", "Source"]
    )
    for line in lines_of(figures, totals_of(here).jobs):
        out.writerow(
            [line.code, line.title, line.jobs, line.error, line.share, line.quotient, line.median, line.low]
            + [line.high, line.reliability.label, here.name, f"{dataset.source}, {dataset}" if dataset else ""]
        )
    return response


@needs(Permission.LABOR_MARKET_SEE)
def industry(request: StateRequest, code: str) -> HttpResponse:
    """The occupations that an industry lives on, compared over the state's areas."""
    profile = profile_of(get_industry(code), request.state)
    context = {"profile": profile, "chart": match_chart(profile), "dataset": source()}
    return render(request, "labor_market/industry_detail.html", context)
