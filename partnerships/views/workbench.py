"""The analyst's workbench: screen, look behind an industry, take the table away, save."""

from __future__ import annotations

import csv
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from core.access import StateRequest, needs
from core.moves import MoveRefused
from core.permissions import Permission
from labor_market.access import get_industry
from labor_market.readmodels.screening import screen
from labor_market.readmodels.screening_occupations import FILTERS, occupations_behind
from labor_market.readmodels.screening_shown import csv_rows
from partnerships.actions.analyses import save_analysis
from partnerships.forms.workbench import SaveForm, WorkbenchForm
from partnerships.readmodels.workbench import workbench_of


@require_safe
@needs(Permission.ANALYSIS_EDIT)
def workbench(request: StateRequest) -> HttpResponse:
    """The form, and under it what it asks for; htmx takes the part under the form alone."""
    form = WorkbenchForm(request.GET, state=request.state)
    valid = form.is_valid()
    return _page(request, form, SaveForm(), status=200 if valid else 422)


def _page(request: StateRequest, form: WorkbenchForm, save: SaveForm, *, status: int) -> HttpResponse:
    bench = workbench_of(form.asked(), request.state, form.cleaned_data["preset"]) if form.is_valid() else None
    context: dict[str, Any] = {"form": form, "save": save, "bench": bench, "query": request.GET.urlencode()}
    part = request.headers.get("HX-Request") and not request.headers.get("HX-Boosted")
    template = "partnerships/_workbench_screen.html" if part else "partnerships/workbench.html"
    return render(request, template, context, status=status)


@require_safe
@needs(Permission.ANALYSIS_EDIT)
def workbench_csv(request: StateRequest) -> HttpResponse:
    """The table as a file, with method and sources in each row."""
    form = WorkbenchForm(request.GET, state=request.state)
    if not form.is_valid():
        return _page(request, form, SaveForm(), status=422)
    return csv_of(screen(form.asked(), request.state), "screening")


def csv_of(facts: dict[str, Any], name: str) -> HttpResponse:
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    csv.writer(response).writerows(csv_rows(facts))
    return response


@require_safe
@needs(Permission.ANALYSIS_EDIT)
def workbench_industry(request: StateRequest, code: str) -> HttpResponse:
    """The occupations behind an industry of the screening, with their demand here and what passes a state's filter."""
    industry = get_industry(code)
    form = WorkbenchForm(request.GET, state=request.state)
    facts = screen(form.asked(), request.state) if form.is_valid() else {"candidates": []}
    line = next((one for one in facts["candidates"] if one["code"] == code), None)
    filter = FILTERS.get(request.GET.get("preset", ""))
    behind = occupations_behind(industry, request.state, line["jobs"] if line else None, filter)
    context = {
        "behind": behind,
        "line": line,
        "facts": facts,
        "filter": filter,
        "query": request.GET.urlencode(),
    }
    return render(request, "partnerships/workbench_industry.html", context)


@require_POST
@needs(Permission.ANALYSIS_EDIT)
def workbench_save(request: StateRequest) -> HttpResponse:
    """Freeze the screening in the address as a draft of the state."""
    form, save = WorkbenchForm(request.GET, state=request.state), SaveForm(request.POST)
    if not form.is_valid() or not save.is_valid():
        return _page(request, form, save, status=422)
    title = save.cleaned_data["title"]
    try:
        made = save_analysis(title, form.asked(), state=request.state, region=form.chosen_region, by=request.member)
    except MoveRefused as refused:
        save.add_error("title", str(refused))
        return _page(request, form, save, status=422)
    messages.success(request, "The screening is saved as a draft. Its figures are frozen.")
    return redirect("analysis", made.pk)
