"""Regions and target industries: the lists for staff, and keeping them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from core.access import StateRequest, needs
from core.moves import MoveRefused
from core.permissions import Permission
from partnerships.access.places import get_industry, get_region
from partnerships.actions import places as deeds
from partnerships.forms.places import IndustryForm, RegionForm, ReviewForm
from partnerships.models import IndustryAnalysis, Region, TargetIndustry
from partnerships.readmodels.places import industries_of, regions_of
from partnerships.rules.industries import MOVES

FORMS = ["GET", "HEAD", "POST"]


def rights_of(request: StateRequest) -> dict[str, Any]:
    """Which buttons she has."""
    member = request.member
    return {"may_edit": member.can(Permission.INDUSTRY_EDIT), "may_screen": member.can(Permission.ANALYSIS_EDIT)}


@require_safe
@needs(Permission.ANALYSIS_SEE)
def regions(request: StateRequest) -> HttpResponse:
    context = {"list": regions_of(request.state)} | rights_of(request)
    return render(request, "partnerships/region_list.html", context)


@require_http_methods(FORMS)
@needs(Permission.INDUSTRY_EDIT)
def region_new(request: StateRequest) -> HttpResponse:
    return _region(request, None)


@require_http_methods(FORMS)
@needs(Permission.INDUSTRY_EDIT)
def region_edit(request: StateRequest, pk: int) -> HttpResponse:
    return _region(request, get_region(pk))


def _region(request: StateRequest, found: Region | None) -> HttpResponse:
    """One form for a new region and a known one; counties that lie apart are named."""
    form = RegionForm(request.POST or None, state=request.state, region=found)
    if request.method == "POST" and form.is_valid():
        try:
            made = deeds.save_region(found, state=request.state, by=request.member, **form.cleaned_data)
            messages.success(request, f"{made.name} is saved with {len(made.county_fips)} counties.")
            return redirect("regions")
        except deeds.Refused as refused:
            form.add_error(refused.field or None, str(refused))
    context = {"region": found, "form": form, "title": found.name if found else "A new region"}
    return render(request, "partnerships/region_edit.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(FORMS)
@needs(Permission.INDUSTRY_EDIT)
def region_drop(request: StateRequest, pk: int) -> HttpResponse:
    """Asked once more."""
    found, wrong = get_region(pk), ""
    if request.method == "POST":
        try:
            deeds.drop_region(found, by=request.member)
            messages.success(request, f"{found.name} is deleted.")
            return redirect("regions")
        except deeds.Refused as refused:
            wrong = str(refused)
    return render(
        request, "partnerships/region_drop.html", {"region": found, "wrong": wrong}, status=422 if wrong else 200
    )


@require_safe
@needs(Permission.ANALYSIS_SEE)
def target_industries(request: StateRequest) -> HttpResponse:
    context = {"list": industries_of(timezone.localdate())} | rights_of(request)
    return render(request, "partnerships/industry_list.html", context)


@require_http_methods(FORMS)
@needs(Permission.INDUSTRY_EDIT)
def industry_new(request: StateRequest) -> HttpResponse:
    return _industry(request, None)


@require_http_methods(FORMS)
@needs(Permission.INDUSTRY_EDIT)
def industry_edit(request: StateRequest, pk: int) -> HttpResponse:
    return _industry(request, get_industry(pk))


def _industry(request: StateRequest, found: TargetIndustry | None) -> HttpResponse:
    form = IndustryForm(request.POST or None, industry=found)
    if request.method == "POST" and form.is_valid():
        try:
            made = deeds.save_industry(found, by=request.member, **form.given())
            messages.success(request, f"{made.title} is saved.")
            return redirect("target-industries")
        except deeds.Refused as refused:
            form.add_error(refused.field or None, str(refused))
    context: dict[str, Any] = {"industry": found, "form": form, "title": found.title if found else "A new candidate"}
    context["steps"] = found.steps.select_related("by") if found else []
    return render(request, "partnerships/industry_edit.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(FORMS)
@needs(Permission.INDUSTRY_EDIT)
def industry_move(request: StateRequest, pk: int, move: str) -> HttpResponse:
    """Target, retire or take up again, with the reason."""
    found, wrong = get_industry(pk), ""
    if move not in MOVES:
        raise Http404
    if request.method == "POST":
        try:
            deeds.move_industry(found, move, reason=request.POST.get("reason", ""), by=request.member)
            messages.success(request, f"{found.title} is {found.get_status_display().lower()}.")
            return redirect("target-industries")
        except MoveRefused as refused:
            wrong = str(refused)
    context = {"industry": found, "move": MOVES[move], "wrong": wrong, "reason": request.POST.get("reason", "")}
    return render(request, "partnerships/industry_move.html", context, status=422 if wrong else 200)


@require_http_methods(FORMS)
@needs(Permission.INDUSTRY_EDIT)
def industry_review(request: StateRequest, pk: int) -> HttpResponse:
    """The yearly look: it stays, with the reason."""
    found = get_industry(pk)
    form = ReviewForm(request.POST or None, industry=found)
    if request.method == "POST" and form.is_valid():
        analysis = IndustryAnalysis.objects.filter(pk=form.cleaned_data["analysis"] or 0).first()
        try:
            deeds.review_industry(found, reason=form.cleaned_data["reason"], analysis=analysis, by=request.member)
            messages.success(request, f"{found.title} stays targeted. The next review is due in a year.")
            return redirect("target-industries")
        except deeds.Refused as refused:
            form.add_error(refused.field or None, str(refused))
    status = 422 if request.method == "POST" else 200
    return render(request, "partnerships/industry_review.html", {"industry": found, "form": form}, status=status)
