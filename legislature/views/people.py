"""Members of the legislature: the list, the import, and the counties of districts."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from core.access import StateRequest, needs
from core.permissions import Permission
from legislature.access.people import may_import
from legislature.actions import people as actions
from legislature.forms.people import CountiesForm, LegislatorFilter, PeopleForm
from legislature.readmodels import roster

PAGE = 50
TRAIL = [("Impact report", "/editions/"), ("Legislators", "/legislators/")]


@require_safe
@needs(Permission.EDITION_SEE)
def legislators(request: StateRequest) -> HttpResponse:
    """Who sits now, for which district, and which counties that touches."""
    form = LegislatorFilter(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    page = Paginator(roster.legislators(**wanted), PAGE).get_page(request.GET.get("page"))
    lines = [{"one": one, "counties": roster.counties_text(one.district.county_fips)} for one in page.object_list]
    context = {
        "form": form,
        "page": page,
        "lines": lines,
        "figures": roster.figures_of(),
        "may_import": may_import(request),
        "trail": TRAIL[:1],
        "filtered": any(wanted.values()),
    }
    return render(request, "legislature/legislator_list.html", context)


@needs(Permission.LEGISLATURE_EDIT)
def legislators_import(request: StateRequest) -> HttpResponse:
    """Read a file, show what it would change, and do it when that is confirmed."""
    form = PeopleForm(request.POST or None, request.FILES or None, state=request.state)
    context = {"form": form, "trail": TRAIL}
    if request.method != "POST" or not form.is_valid():
        return render(request, "legislature/legislator_import.html", context)
    people, faults = form.cleaned_data["people"], form.cleaned_data["faults"]
    if request.POST.get("confirmed") == "yes":
        done = actions.import_legislators(people, by=request.member)
        text = f"{done.new} members are new, {done.changed} changed, {done.gone} no longer sit."
        messages.success(request, text)
        return redirect("legislators")
    context |= {"changes": roster.changes_against_records(people), "faults": faults, "file": form.kept_file()}
    return render(request, "legislature/legislator_import.html", context | {"found": len(people)})


@needs(Permission.LEGISLATURE_EDIT)
def district_counties(request: StateRequest) -> HttpResponse:
    """Match districts to counties from lines of "district,county_fips"."""
    form = CountiesForm(request.POST or None, request.FILES or None, state=request.state)
    if request.method == "POST" and form.is_valid():
        changed = actions.match_counties(form.cleaned_data["matches"], by=request.member)
        messages.success(request, f"{changed} districts have other counties than before.")
        return redirect("legislators")
    context = {"form": form, "trail": TRAIL, "open": roster.unmatched()}
    return render(request, "legislature/district_counties.html", context)
