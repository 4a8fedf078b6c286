"""Industry analyses: the list, one with its deeds, writing, adapting, comparing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.access import StateRequest, signed_in
from core.context import base_of
from core.moves import MoveRefused
from core.permissions import Permission
from partnerships.access.analyses import (
    get_analysis,
    get_analysis_to_write,
    held_over,
    own_regions,
    sees_names,
    visible_to,
)
from partnerships.actions import analyses as deeds
from partnerships.choices.analyses import AnalysisStatus
from partnerships.forms.analyses import AdaptForm, WordsForm, chosen_of, offers, unknown_code
from partnerships.models import IndustryAnalysis, Region
from partnerships.readmodels.analyses import compared, desk_of, list_of, page_of
from partnerships.readmodels.voices import conversations_of
from partnerships.rules.analyses import MOVES
from partnerships.views.workbench import csv_of

FORMS = ["GET", "HEAD", "POST"]


def render_for(request: StateRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """Staff get the dense frame, a region's people the one that is a step larger."""
    return render(request, template, context | {"base": base_of(request.member)}, status=status)


@require_safe
@signed_in
def analyses(request: StateRequest) -> HttpResponse:
    """Those that she may read; nobody without a part in analyses enters."""
    if request.member is None or not (request.member.can(Permission.ANALYSIS_SEE) or own_regions(request.member)):
        raise PermissionDenied
    status = request.GET.get("status", "")
    context = {
        "page": list_of(request.member, request.GET.get("page"), status),
        "status": status,
        "statuses": AnalysisStatus.choices,
        "today": timezone.localdate(),
        "may_screen": request.member.can(Permission.ANALYSIS_EDIT),
    }
    return render_for(request, "partnerships/analysis_list.html", context)


@require_safe
@signed_in
def analysis(request: StateRequest, pk: int) -> HttpResponse:
    """One analysis, and what she may do with it."""
    return _detail(request, get_analysis(request, pk))


def _detail(request: StateRequest, found: IndustryAnalysis, *, status: int = 200, **more: Any) -> HttpResponse:
    talks = conversations_of(found)
    context = {
        "page": page_of(found, talks, timezone.localdate(), outside=not sees_names(request.member, found)),
        "desk": desk_of(found, request.member, talks, bool(own_regions(request.member))),
        "waiver": request.POST.get("waiver", ""),
    }
    return render_for(request, "partnerships/analysis_detail.html", context | more, status=status)


@require_safe
@signed_in
def analysis_csv(request: StateRequest, pk: int) -> HttpResponse:
    """The frozen table as a file."""
    found = get_analysis(request, pk)
    return csv_of(found.result, f"analysis-{found.pk}")


@require_http_methods(FORMS)
@signed_in
def analysis_write(request: StateRequest, pk: int) -> HttpResponse:
    """The words, and which candidates are chosen."""
    found = get_analysis_to_write(request, pk)
    data = request.POST if request.method == "POST" else None
    form = WordsForm(data, analysis=found)
    if data is not None and form.is_valid():
        wrong = unknown_code(found, data)
        try:
            if not wrong:
                words = form.words() | {"chosen": chosen_of(found, data)}
                deeds.write_analysis(found, by=request.member, **words)
                messages.success(request, "The analysis is saved.")
                return redirect("analysis", found.pk)
        except MoveRefused as refused:
            wrong = str(refused)
        form.add_error(None, wrong)
    context = {"analysis": found, "form": form, "offers": offers(found, data), "data": data or {}}
    return render_for(request, "partnerships/analysis_write.html", context, status=200 if data is None else 422)


@require_POST
@signed_in
def analysis_publish(request: StateRequest, pk: int) -> HttpResponse:
    """Publish; what stands against it is said at once, and a reason that was typed stays."""
    found = get_analysis(request, pk)
    if Permission.ANALYSIS_PUBLISH not in held_over(request.member, found):
        raise PermissionDenied
    try:
        deeds.publish_analysis(found, by=request.member, waiver=request.POST.get("waiver", ""))
    except deeds.Lacking as lacking:
        return _detail(request, found, status=422, stopped=[("", one.text) for one in lacking.lacks])
    except MoveRefused as refused:
        return _detail(request, found, status=422, stopped=[("", str(refused))])
    messages.success(request, "The analysis is published. Everybody can read it.")
    return redirect("analysis", found.pk)


@require_http_methods(FORMS)
@signed_in
def analysis_move(request: StateRequest, pk: int, move: str) -> HttpResponse:
    """Share, hand in, send back, withdraw: asked once more, with a reason where one is required."""
    found = get_analysis(request, pk)
    if move not in MOVES:
        raise Http404
    if MOVES[move].permission not in held_over(request.member, found):
        raise PermissionDenied
    wrong = ""
    if request.method == "POST":
        try:
            deeds.move_analysis(found, move, by=request.member, reason=request.POST.get("reason", ""))
            messages.success(request, f"Done: {MOVES[move].label.lower()}.")
            return redirect("analysis", found.pk)
        except MoveRefused as refused:
            wrong = str(refused)
    context = {"analysis": found, "move": MOVES[move], "wrong": wrong, "reason": request.POST.get("reason", "")}
    return render_for(request, "partnerships/analysis_move.html", context, status=422 if wrong else 200)


@require_http_methods(FORMS)
@signed_in
def analysis_adapt(request: StateRequest, pk: int) -> HttpResponse:
    """Begin the version of a region of hers."""
    found, own = get_analysis(request, pk), own_regions(request.member)
    if not own:
        raise PermissionDenied
    regions = dict(Region.objects.filter(pk__in=own).values_list("pk", "name"))
    form = AdaptForm(request.POST or None, regions=regions)
    if request.method == "POST" and form.is_valid():
        region = get_object_or_404(Region, pk=form.cleaned_data["region"])
        try:
            made = deeds.adapt_analysis(found, region, state=request.state, by=request.member)
            messages.success(request, f"The version of {region.name} is begun. Add what employers said.")
            return redirect("analysis", made.pk)
        except MoveRefused as refused:
            form.add_error(None, str(refused))
    status = 422 if request.method == "POST" else 200
    return render_for(request, "partnerships/analysis_adapt.html", {"analysis": found, "form": form}, status=status)


@require_POST
@signed_in
def analysis_renew(request: StateRequest, pk: int) -> HttpResponse:
    """A new draft by the same method from the newest data."""
    found = get_analysis_to_write(request, pk)
    try:
        made = deeds.renew_analysis(found, state=request.state, by=request.member)
    except MoveRefused as refused:
        return _detail(request, found, status=422, stopped=[("", str(refused))])
    messages.success(
        request, "This new version is being written. The published one stands until this one is published."
    )
    return redirect("analysis", made.pk)


@require_safe
@signed_in
def analysis_compare(request: StateRequest, pk: int) -> HttpResponse:
    """A version beside the one that it comes from."""
    found = get_analysis(request, pk)
    other = get_object_or_404(visible_to(request.member), pk=found.parent_id or found.replaces_id or 0)
    context = {"analysis": found, "other": other, "lines": compared(found, other)}
    return render_for(request, "partnerships/analysis_compare.html", context)
