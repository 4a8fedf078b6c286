"""Waivers as the state's staff decide on them, and applications sent back, put back or gone on with."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.access import StateRequest, needs
from core.context import clock_words
from core.moves import MoveRefused
from core.permissions import Permission
from grants.access.applications import get_application
from grants.access.rounds import get_round_for_staff
from grants.access.waivers import get_waiver_for_staff, latest_of, waivers_for_staff
from grants.actions import submissions
from grants.actions import waivers as actions
from grants.forms.waivers import DecideForm, OnBehalfForm, ReasonForm, ReturnForm
from grants.models import Application, Round, Waiver

PAGE = 50


@require_safe
@needs(Permission.APPLICATION_SEE)
def waiver_list(request: StateRequest) -> HttpResponse:
    """Every waiver, the latest asked for first."""
    page = Paginator(waivers_for_staff(), PAGE).get_page(request.GET.get("page"))
    return render(request, "grants/waiver_list.html", {"page": page, "rows": page.object_list})


@require_safe
@needs(Permission.APPLICATION_SEE)
def waiver(request: StateRequest, pk: int) -> HttpResponse:
    """One waiver: what is asked for and why, and the decision."""
    found = get_waiver_for_staff(request, pk)
    return shown(request, found, DecideForm(waiver=found, clock=clock_words(request.state.zone)))


def shown(request: StateRequest, found: Waiver, form: DecideForm, *, status: int = 200) -> HttpResponse:
    may_decide = request.member.can(Permission.WAIVER_DECIDE) and found.requested_by_id != request.member.pk
    context = {"waiver": found, "form": form, "may_decide": may_decide, "trail": [("Waivers", reverse("waivers"))]}
    return render(request, "grants/waiver_detail.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.WAIVER_DECIDE)
def waiver_on_behalf(request: StateRequest, slug: str) -> HttpResponse:
    """Ask for a waiver because an applicant turned to staff. Somebody else decides."""
    round = get_round_for_staff(request, slug)
    form = OnBehalfForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = ask(round, form, request)
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{made.number} is asked for. Somebody else decides on it.")
            return redirect("waiver", made.pk)
    trail = [("Rounds", reverse("rounds-staff")), (round.name, reverse("round-staff", args=[slug]))]
    context = {"form": form, "round": round, "trail": trail}
    return render(request, "grants/waiver_on_behalf.html", context, status=422 if form.errors else 200)


def ask(round: Round, form: OnBehalfForm, request: StateRequest) -> Waiver:
    given = form.cleaned_data
    return actions.request_waiver(
        round,
        given["organization"],
        given["kind"],
        reason=given["reason"],
        by=request.member,
        application=latest_of(round, given["organization"]),
        told=actions.Told(given["asked_by"], given["asked_how"], given["evidence"]),
    )


@require_POST
@needs(Permission.WAIVER_DECIDE)
def waiver_decide(request: StateRequest, pk: int) -> HttpResponse:
    """Approve, deny or revoke."""
    found = get_waiver_for_staff(request, pk)
    form = DecideForm(request.POST, waiver=found, clock=clock_words(request.state.zone))
    if not form.is_valid():
        return shown(request, found, form, status=422)
    try:
        done = decide(found, request.POST.get("act", ""), form, request)
    except MoveRefused as refusal:
        form.add_error(None, str(refusal))
        return shown(request, found, form, status=422)
    messages.success(
        request, f"{done.number} is {done.get_status_display().lower()}. {done.requested_by.name} was told."
    )
    return redirect("waiver", pk)


def decide(found: Waiver, act: str, form: DecideForm, request: StateRequest) -> Waiver:
    given, reason = form.cleaned_data, form.cleaned_data["reason"]
    if act == "approve":
        effect = actions.Effect(
            given.get("until"), given.get("match_percent"), bool(given.get("review_may_have_begun"))
        )
        return actions.approve_waiver(found, effect, justification=reason, by=request.member)
    deed = actions.revoke_waiver if act == "revoke" else actions.deny_waiver
    return deed(found, justification=reason, by=request.member)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.APPLICATION_SCREEN)
def application_return(request: StateRequest, pk: int) -> HttpResponse:
    """Send some sections back, with the reason and until when."""
    found = get_application(request, pk)
    form = ReturnForm(request.POST or None, application=found, clock=clock_words(request.state.zone))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            submissions.return_application(
                found, given["sections"], reason=given["reason"], due_at=given["due_at"], by=request.member
            )
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{found.number} is sent back. {found.organization} was told by e-mail.")
            return redirect("application", pk)
    context = {"form": form, "application": found}
    return render(request, "grants/application_return.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.APPLICATION_SCREEN)
def application_end_return(request: StateRequest, pk: int) -> HttpResponse:
    """Go on with what was first sent, because the corrections did not come."""
    found = get_application(request, pk)
    words = ("Go on without the corrections", "It is screened as it was first sent. The applicant is told.")
    return with_reason(request, found, submissions.end_return, words, "application-end-return")


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.WAIVER_DECIDE)
def application_reinstate(request: StateRequest, pk: int) -> HttpResponse:
    """Put one back that was withdrawn or found not eligible."""
    found = get_application(request, pk)
    words = ("Reinstate", "It goes back among those to screen, as it was sent. The applicant is told.")
    return with_reason(request, found, submissions.reinstate_application, words, "application-reinstate")


def with_reason(
    request: StateRequest, found: Application, deed: object, words: tuple[str, str], url: str
) -> HttpResponse:
    """Ask for the reason, then do it."""
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            deed(found, reason=form.cleaned_data["reason"], by=request.member)  # type: ignore[operator]  # one of the deeds above
            messages.success(request, f"{found.number}: done. {found.organization} was told by e-mail.")
        except MoveRefused as refusal:
            messages.error(request, str(refusal))
        return redirect("application", found.pk)
    error = form.errors["reason"][0] if form.errors else ""
    context = {
        "application": found,
        "title": words[0],
        "text": words[1],
        "url": reverse(url, args=[found.pk]),
        "error": error,
    }
    return render(request, "grants/application_reason.html", context, status=422 if error else 200)
