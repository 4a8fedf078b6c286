"""Why these industries: what legislators and everybody else may read."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.access import StateRequest, public
from partnerships.access.analyses import get_published
from partnerships.readmodels.analyses import page_of, sentences
from partnerships.readmodels.places import published_industries
from partnerships.readmodels.voices import conversations_of
from partnerships.views.workbench import csv_of


@require_safe
@public
def why_industries(request: StateRequest) -> HttpResponse:
    """The industries that the state targets, with the reason, and the published analyses."""
    return render(request, "partnerships/why_industries.html", {"page": published_industries(timezone.localdate())})


@require_safe
@public
def why_analysis(request: StateRequest, pk: int) -> HttpResponse:
    """One published analysis in plain words."""
    page = page_of(found := get_published(request, pk), conversations_of(found), timezone.localdate())
    return render(request, "partnerships/why_analysis.html", {"page": page, "said": sentences(page)})


@require_safe
@public
def why_analysis_csv(request: StateRequest, pk: int) -> HttpResponse:
    found = get_published(request, pk)
    return csv_of(found.result, f"industries-{found.pk}")
