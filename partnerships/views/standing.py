"""A partnership's stage and its convener: what is proposed and disclosed here, and what the state answers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from core.access import StateRequest, needs
from core.moves import MoveRefused
from core.permissions import Permission
from partnerships.access import get_change_to_decide, get_partnership, get_partnership_to_edit
from partnerships.actions import convening, stages
from partnerships.actions.records import Refused
from partnerships.actions.tables import set_rule
from partnerships.forms.standing import DisclosureForm, HandOverForm, StageForm, TableRuleForm
from partnerships.models import ConvenerEngagement, Partnership, StageChange
from partnerships.readmodels.stage_facts import state_rule
from partnerships.readmodels.stages import stage_page
from partnerships.readmodels.standing import standing_of
from partnerships.rules.composition import words

BOTH = ["GET", "HEAD", "POST"]


@require_http_methods(BOTH)
@needs(Permission.PARTNERSHIP_EDIT)
def partnership_stage(request: StateRequest, slug: str) -> HttpResponse:
    """Where it stands, what the next stage asks for, and the form that proposes a change."""
    found = get_partnership_to_edit(request, slug)
    page = stage_page(found, request.member)
    form = StageForm(request.POST or None, moves=page.moves, partnership=found, member=request.member)
    if request.method == "POST":
        try:
            if request.POST.get("act") == "withdraw" and page.change:
                stages.withdraw_change(page.change, by=request.member)
                messages.success(request, "The proposal is taken back.")
                return redirect("partnership-stage", slug)
            if form.is_valid():
                change = _propose(found, form, request)
                messages.success(request, f"The state is asked to confirm: {change.get_to_stage_display().lower()}.")
                return redirect("partnership-stage", slug)
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
    context = {"page": page, "form": form, "partnership": found}
    return render(
        request, "partnerships/partnership_stage.html", context, status=422 if request.method == "POST" else 200
    )


def _propose(found: Partnership, form: StageForm, request: StateRequest) -> StageChange:
    given, into_id = form.cleaned_data, form.into_id()
    into = get_object_or_404(Partnership, pk=into_id) if into_id else None
    return stages.propose_change(found, given["move"], by=request.member, reason=given["reason"], into=into)


@require_POST
@needs(Permission.STAGE_CONFIRM)
def partnership_stage_decide(request: StateRequest, slug: str) -> HttpResponse:
    """The state confirms the change that waits, or says why not."""
    change = get_change_to_decide(request, slug)
    note = request.POST.get("note", "")[:2000]
    try:
        if request.POST.get("act") == "confirm":
            found = stages.confirm_change(change, by=request.member, note=note)
            messages.success(request, f"{found.name} is {found.get_stage_display().lower()} now.")
        else:
            stages.refuse_change(change, by=request.member, note=note)
            messages.success(request, "Not confirmed. The convener is told why.")
    except MoveRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("partnership-record", slug)


@require_http_methods(BOTH)
@needs(Permission.PARTNERSHIP_EDIT)
def partnership_convener(request: StateRequest, slug: str) -> HttpResponse:
    """What the convener discloses; for the state's officers, the hand-over to another."""
    found = get_partnership_to_edit(request, slug)
    now = ConvenerEngagement.objects.filter(partnership=found, ended_on__isnull=True).first()
    act = request.POST.get("act")
    form = DisclosureForm(request.POST if act == "disclose" else None, engagement=now)
    over = HandOverForm(request.POST if act == "hand-over" else None)
    is_officer = request.member.can(Permission.PARTNERSHIP_EDIT)
    if request.method == "POST" and (said := _convener_act(request, found, form, over if is_officer else None)):
        messages.success(request, said)
        return redirect(reverse("partnership-record" if act == "hand-over" else "partnership-convener", args=[slug]))
    context = {"partnership": found, "form": form, "over": over if is_officer else None, "standing": standing_of(found)}
    status = 422 if request.method == "POST" else 200
    return render(request, "partnerships/partnership_convener.html", context, status=status)


def _convener_act(request: StateRequest, found: Partnership, form: DisclosureForm, over: HandOverForm | None) -> str:
    """What was done, in a sentence; empty where it could not be."""
    try:
        if form.is_bound and form.is_valid():
            convening.disclose(found, by=request.member, **form.disclosed())
            return "The disclosure is saved."
        if over is not None and over.is_bound and over.is_valid():
            given = over.cleaned_data
            convening.change_convener(
                found, given["organization"], by=request.member, reason=given["reason"], on=given["on"]
            )
            return f"{given['organization'].legal_name} convenes now. Nothing is disclosed yet."
    except Refused as refusal:
        (over if over is not None and over.is_bound else form).add_error(None, str(refusal))
    return ""


@require_POST
@needs(Permission.STAGE_CONFIRM)
def partnership_convener_accept(request: StateRequest, slug: str) -> HttpResponse:
    """The state has read what the convener discloses."""
    found = get_partnership(request, slug)
    try:
        read = request.POST.get("read", "")
        convening.accept_disclosure(convening.open_engagement(found), read=read, by=request.member)
        messages.success(request, "The disclosure is accepted.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("partnership-record", slug)


@require_http_methods(BOTH)
@needs(Permission.STAGE_CONFIRM)
def table_rule(request: StateRequest) -> HttpResponse:
    """Who must sit at the table of every partnership of the state."""
    rule: dict[str, Any] = state_rule()
    form = TableRuleForm(request.POST or None, rule=rule)
    if request.method == "POST" and form.is_valid():
        made = set_rule(form.rule(), by=request.member, reason=form.cleaned_data["reason"])
        messages.success(request, f"From today every table needs {words(made.rule)}.")
        return redirect("partnerships")
    status = 422 if request.method == "POST" else 200
    return render(request, "partnerships/table_rule.html", {"form": form, "now": words(rule)}, status=status)
