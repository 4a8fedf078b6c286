"""Monitoring: the same page for the state and for the convener, each under an address of its own."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.access import StateRequest, needs
from core.moves import MoveRefused
from core.permissions import Permission
from grants.access.awards import get_award
from grants.access.monitoring import get_finding, get_visit
from grants.actions import monitoring as actions
from grants.choices.monitoring import VisitStatus
from grants.forms.monitoring import FindingForm, HoldForm, PlanForm, WordsForm
from grants.models import Award
from grants.readmodels.amendment_page import trail_of
from grants.readmodels.monitoring_page import monitoring_page
from grants.views.amendments import OWN, STATE, Side

ANSWER, REASON = "What was done, and since when", "Reason"


@needs(Permission.AWARD_SEE)
@require_safe
def monitoring(request: StateRequest, pk: int) -> HttpResponse:
    """Visits and findings of an award."""
    return shown(request, get_award(request, pk), STATE)


@needs(Permission.AWARD_ACCEPT)
@require_safe
def my_monitoring(request: StateRequest, pk: int) -> HttpResponse:
    """The same for the convener."""
    return shown(request, get_award(request, pk), OWN)


@needs(Permission.AWARD_MANAGE)
@require_POST
def visit_plan(request: StateRequest, pk: int) -> HttpResponse:
    """Plan a visit."""
    award, form = get_award(request, pk), PlanForm(request.POST, prefix="plan")
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.plan_visit(award, given["kind"], given["planned_on"], given["about"], by=request.member)
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The visit is planned. The convener was told.")
            return redirect("monitoring", pk)
    return shown(request, award, STATE, refused=form)


@needs(Permission.AWARD_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def visit_hold(request: StateRequest, pk: int, visit: int) -> HttpResponse:
    """Record a visit with its checklist."""
    found = get_visit(request, pk, visit)
    if found.status != VisitStatus.PLANNED and request.method != "POST":
        raise Http404
    form = HoldForm(request.POST or None, initial={"held_on": found.planned_on})
    if request.method == "POST" and form.is_valid():
        answers, comments = form.given
        given = {name: form.cleaned_data[name] for name in ("held_on", "participants", "notes")}
        try:
            actions.hold_visit(found, answers=answers, comments=comments, by=request.member, **given)
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The visit is recorded. Write down what it found.")
            return redirect("monitoring", pk)
    return form_page(request, found.award, form, f"Record the visit: {found.get_kind_display().lower()}", "Record it")


@needs(Permission.AWARD_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def visit_cancel(request: StateRequest, pk: int, visit: int) -> HttpResponse:
    """Take a planned visit off."""
    found = get_visit(request, pk, visit)
    form = WordsForm(request.POST or None, label=REASON)
    if request.method == "POST" and form.is_valid():
        try:
            actions.cancel_visit(found, form.cleaned_data["words"], by=request.member)
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The visit is cancelled.")
            return redirect("monitoring", pk)
    return form_page(request, found.award, form, "Cancel the visit", "Cancel the visit")


@needs(Permission.AWARD_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def finding_add(request: StateRequest, pk: int, visit: int) -> HttpResponse:
    """Write down what a visit found."""
    found, form = get_visit(request, pk, visit), FindingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_finding(found, form.cleaned_data, by=request.member)
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Written down. The convener was told what to do, and until when.")
            return redirect("monitoring", pk)
    return form_page(request, found.award, form, "Write down a finding", "Write it down")


@needs(Permission.AWARD_ACCEPT)
@require_POST
def my_finding_respond(request: StateRequest, pk: int, finding: int) -> HttpResponse:
    """Say what was done about a finding."""
    found = get_finding(request, pk, finding)
    form = WordsForm(request.POST, label=ANSWER, prefix=f"answer-{finding}")
    if form.is_valid():
        try:
            actions.answer_finding(found, form.cleaned_data["words"], by=request.member)
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Your answer is with your officer.")
            return redirect("my-monitoring", pk)
    return shown(request, found.award, OWN, refused=form)


@needs(Permission.AWARD_MANAGE)
@require_POST
def finding_decide(request: StateRequest, pk: int, finding: int) -> HttpResponse:
    """Close a finding, or send its answer back; either with a reason."""
    found = get_finding(request, pk, finding)
    form = WordsForm(request.POST, label=REASON, prefix=f"decide-{finding}")
    sends_back = request.POST.get("act") == "send_back"
    if form.is_valid():
        deed = actions.send_back_finding if sends_back else actions.close_finding
        try:
            deed(found, form.cleaned_data["words"], by=request.member)
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{'Sent back' if sends_back else 'Closed'}. The convener was told.")
            return redirect("monitoring", pk)
    return shown(request, found.award, STATE, refused=form)


def shown(request: StateRequest, award: Award, side: Side, *, refused: forms.Form | None = None) -> HttpResponse:
    """The page, with a form that was refused in its place."""
    page = monitoring_page(award, request.member)
    label, kind = (REASON, "decide") if side.is_staff else (ANSWER, "answer")

    def chosen(form: Any) -> Any:
        return refused if refused is not None and refused.prefix == form.prefix else form

    rows = [(row, chosen(WordsForm(label=label, prefix=f"{kind}-{row.finding.pk}"))) for row in page.open_findings]
    context = {
        "page": page,
        "award": award,
        "side": side,
        "trail": trail_of(award, is_staff=side.is_staff),
        "open_rows": rows,
        "plan_form": chosen(PlanForm(prefix="plan")),
        "refused": refused,
    }
    return render(request, "grants/monitoring.html", context, status=422 if refused else 200)


def form_page(request: StateRequest, award: Award, form: forms.Form, title: str, act: str) -> HttpResponse:
    """One form on a page of its own."""
    back = reverse("monitoring", args=[award.pk])
    trail = [*trail_of(award, is_staff=True), ("Monitoring", back)]
    context = {"form": form, "award": award, "title": title, "act": act, "back": back, "trail": trail}
    return render(request, "grants/monitoring_form.html", context, status=422 if form.errors else 200)
