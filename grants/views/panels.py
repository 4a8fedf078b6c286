"""Panel meetings: a round's list, one meeting with its agenda and who is there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.access import StateRequest, needs
from core.context import clock_words
from core.moves import MoveRefused
from core.permissions import Permission
from core.posted import carry_out
from grants.access.panel_packets import packet_of
from grants.access.panels import get_meeting, get_meeting_to_run
from grants.access.rounds import get_round_for_staff
from grants.actions import panels as actions
from grants.actions.panel_packets import ask_packet
from grants.forms.panel_meetings import MeetingForm, agenda_from, present_from
from grants.models import PanelMeeting, Round
from grants.readmodels.panel_page import candidates_for, meeting_page, meetings_in, people_for
from grants.readmodels.panel_people import chairs_for

FORM = ["GET", "HEAD", "POST"]


@require_safe
@needs(Permission.REVIEW_SEE_ALL)
def round_panels(request: StateRequest, slug: str) -> HttpResponse:
    """The meetings of a round's panel."""
    found = get_round_for_staff(request, slug)
    context = {
        "round": found,
        "meetings": meetings_in(found, request.member),
        "may_plan": request.member.can(Permission.REVIEW_ASSIGN),
        "trail": trail_of(found)[:-1],
    }
    return render(request, "grants/panel_list.html", context)


def trail_of(round: Round) -> list[tuple[str, str]]:
    return [
        ("Rounds", reverse("rounds-staff")),
        (round.name, reverse("round-staff", args=[round.slug])),
        ("Panels", reverse("round-panels", args=[round.slug])),
    ]


@require_http_methods(FORM)
@needs(Permission.REVIEW_ASSIGN)
def panel_new(request: StateRequest, slug: str) -> HttpResponse:
    """Call a panel of the round's reviewers."""
    found = get_round_for_staff(request, slug)
    form = form_for(request, found, initial={"quorum": 3, "chair": str(request.member.pk), "starts_at": found.panel_at})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.plan_meeting(found, form.plan(), by=request.member)
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The panel is called. Each member got an e-mail. Choose what is on the agenda.")
            return redirect("panel-agenda", made.pk)
    return planning(request, found, form, "Call a panel", trail_of(found))


def form_for(request: StateRequest, round: Round, initial: dict[str, Any]) -> MeetingForm:
    return MeetingForm(
        request.POST or None,
        chairs=chairs_for(round),
        people=people_for(round),
        clock=clock_words(request.state.zone),
        initial=initial,
    )


def planning(
    request: StateRequest, round: Round, form: MeetingForm, title: str, trail: list[tuple[str, str]]
) -> HttpResponse:
    context = {"round": round, "form": form, "title": title, "trail": trail}
    return render(request, "grants/panel_plan.html", context, status=422 if form.errors else 200)


@require_http_methods(FORM)
@needs(Permission.REVIEW_ASSIGN)
def panel_change(request: StateRequest, pk: int) -> HttpResponse:
    """Change what was planned, before the meeting is opened."""
    found = get_meeting(request, pk)
    there = [str(one) for one in found.members.values_list("member_id", flat=True)]
    initial = {"starts_at": found.starts_at, "place": found.place, "quorum": found.quorum}
    form = form_for(request, found.round, initial | {"chair": str(found.chair_id), "members": there})
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_meeting(found, form.plan(), by=request.member)
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("panel", pk)
    trail = [*trail_of(found.round), ("Meeting", reverse("panel", args=[pk]))]
    return planning(request, found.round, form, "Change the meeting", trail)


@require_safe
@needs(Permission.PANEL_SEE)
def panel(request: StateRequest, pk: int) -> HttpResponse:
    """One meeting: when and where, who is there, the agenda with how far each discussion is."""
    found = get_meeting(request, pk)
    page = meeting_page(found, request.member)
    packet = packet_of(found, request.member) if page.sits and page.is_working else None
    trail = trail_of(found.round) if page.is_staff else [("My reviews", reverse("reviews"))]
    return render(
        request, "grants/panel_detail.html", {"page": page, "meeting": found, "trail": trail, "packet": packet}
    )


@require_http_methods(FORM)
@needs(Permission.REVIEW_ASSIGN)
def panel_agenda(request: StateRequest, pk: int) -> HttpResponse:
    """Choose what is discussed, and who introduces it."""
    found = get_meeting(request, pk)
    error, typed, places = "", None, None
    if request.method == "POST":
        typed, places = agenda_from(request.POST)
        try:
            actions.set_agenda(found, typed, by=request.member, places=places)
        except MoveRefused as refusal:
            error = str(refusal)
        else:
            return redirect("panel", pk)
    rows = candidates_for(found, request.member, places)
    ticked = set(typed) if typed is not None else {row.application.pk for row in rows if row.item or row.is_split}
    chosen = typed if typed is not None else {row.application.pk: row.introducer_id for row in rows}
    trail = [*trail_of(found.round), ("Meeting", reverse("panel", args=[pk]))]
    context = {"meeting": found, "rows": rows, "ticked": ticked, "chosen": chosen, "error": error, "trail": trail}
    return render(request, "grants/panel_agenda.html", context, status=422 if error else 200)


@require_POST
@needs(Permission.PANEL_SEE)
def panel_open(request: StateRequest, pk: int) -> HttpResponse:
    """Begin the meeting with those who are there."""
    found, present = get_meeting_to_run(request, pk), present_from(request.POST)
    return done(request, found, lambda: actions.open_meeting(found, present, by=request.member), "The meeting is open.")


@require_POST
@needs(Permission.PANEL_SEE)
def panel_attendance(request: StateRequest, pk: int) -> HttpResponse:
    """Who is in the meeting now."""
    found, present = get_meeting_to_run(request, pk), present_from(request.POST)
    said = "Written down who is here."
    return done(request, found, lambda: actions.mark_present(found, present, by=request.member), said)


@require_POST
@needs(Permission.PANEL_SEE)
def panel_close(request: StateRequest, pk: int) -> HttpResponse:
    """End the meeting; its minutes are frozen and drawn."""
    found = get_meeting_to_run(request, pk)
    said = "The meeting is closed. Its minutes are being drawn and will stand on this page."
    return done(request, found, lambda: actions.close_meeting(found, by=request.member), said)


@require_POST
@needs(Permission.REVIEW_ASSIGN)
def panel_cancel(request: StateRequest, pk: int) -> HttpResponse:
    """Call the meeting off, with a reason that every member reads."""
    found, reason = get_meeting(request, pk), request.POST.get("reason", "")
    said = "The meeting is called off. Every member was told."
    return done(request, found, lambda: actions.cancel_meeting(found, reason, by=request.member), said)


@require_POST
@needs(Permission.REVIEW_DO)
def panel_packet(request: StateRequest, pk: int) -> HttpResponse:
    """Make her packet of what she may see of the agenda."""
    found = get_meeting(request, pk)
    said = "Your packet is being made. Load this page again in a minute."
    return done(request, found, lambda: ask_packet(found, by=request.member), said)


def done(request: StateRequest, meeting: PanelMeeting, deed: Callable[[], Any], said: str) -> HttpResponse:
    carry_out(request, deed, said)
    return redirect("panel", meeting.pk)
