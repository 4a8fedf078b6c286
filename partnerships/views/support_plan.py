"""The plan of the year: planned against done, and the form by which it is kept."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from core.access import StateRequest, needs
from core.context import base_of
from core.forms import id_in
from core.permissions import Permission
from partnerships.access.support import sees_all
from partnerships.actions.support_plan import save_plan
from partnerships.forms.support_plan import plan_forms
from partnerships.readmodels.support_figures import Year, plan_of, support_figures, year_of, years_with_support
from partnerships.views.support_tabs import support_tabs


def asked_year(request: StateRequest) -> Year:
    """The year in the address; the running one when none is named. 404 for what is no year."""
    text = request.GET.get("year", "")
    if not text:
        return year_of(request.state)
    number = id_in(text)
    if not 2000 <= number <= 2100:
        raise Http404
    return year_of(request.state, number)


@needs(Permission.SUPPORT_SEE)
@require_safe
def support_plan(request: StateRequest) -> HttpResponse:
    """Planned against done, topic by topic."""
    if not sees_all(request.member):
        raise PermissionDenied
    year = asked_year(request)
    context = {
        "figures": support_figures(request.state, year.number),
        "years": years_with_support(request.state),
        "may_plan": request.member.can(Permission.SUPPORT_PLAN),
        "tabs": support_tabs(request, "support-plan"),
        "base": base_of(request.member),
    }
    return render(request, "partnerships/support_plan.html", context)


@needs(Permission.SUPPORT_PLAN)
@require_http_methods(["GET", "HEAD", "POST"])
def support_plan_edit(request: StateRequest) -> HttpResponse:
    """Make the plan of a year, or change it."""
    year = asked_year(request)
    form, rows = plan_forms(plan_of(year), request.POST or None)
    if request.method == "POST" and all([form.is_valid(), *(row.is_valid() for row in rows)]):
        save_plan(year.number, form.cleaned_data, [row.given for row in rows], by=request.member)
        messages.success(request, f"The plan of {year.label} is saved.")
        return redirect(f"{reverse('support-plan')}?year={year.number}")
    context = {"form": form, "rows": rows, "year": year, "base": base_of(request.member)}
    return render(request, "partnerships/support_plan_edit.html", context, status=422 if form.is_bound else 200)
