"""Events for those who set them up: words and seats, opening and closing, who registered, check-in, materials."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.access import StateRequest, needs
from core.context import base_of, clock_words
from core.files import FileRefused
from core.forms import id_in
from core.moves import MoveRefused
from core.permissions import Permission
from partnerships.access import events as access
from partnerships.access.passes import registration_of
from partnerships.actions import events as actions
from partnerships.actions import registrations
from partnerships.choices.support import CheckedBy
from partnerships.forms import events as forms
from partnerships.forms.reasons import ReasonForm
from partnerships.models import Event
from partnerships.readmodels.events import csv_of, event_page, people_of

DONE = {
    "open": "Registration is open.",
    "close": "Registration is closed. Those who wait keep their places.",
    "hold": "The event is marked as held.",
}


@needs(Permission.EVENT_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def event_edit(request: StateRequest, pk: int | None = None) -> HttpResponse:
    """Set up an event, or change one."""
    found = access.get_event_to_edit(request, pk) if pk else None
    clock = f"In {clock_words(request.state.zone)}."
    form = forms.EventForm(request.POST or None, event=found, clock=clock)
    if request.method == "POST" and form.is_valid():
        try:
            saved = actions.save_event(found, form.cleaned_data, by=request.member)
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{saved.title} is saved.")
            return redirect("event", saved.pk)
    context = {"form": form, "event": found, "base": base_of(request.member)}
    return render(request, "partnerships/event_edit.html", context, status=422 if form.is_bound else 200)


@needs(Permission.EVENT_EDIT)
@require_POST
def event_move(request: StateRequest, pk: int, name: str) -> HttpResponse:
    """Open or close registration, or mark it as held."""
    found = access.get_event_to_edit(request, pk)
    if name not in DONE:
        raise Http404
    try:
        actions.move(found, name, by=request.member)
    except MoveRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, DONE[name])
    return redirect("event", pk)


@needs(Permission.EVENT_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def event_cancel(request: StateRequest, pk: int) -> HttpResponse:
    """It does not take place."""
    found, form = access.get_event_to_edit(request, pk), ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.cancel(found, form.cleaned_data["reason"], by=request.member)
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The event is canceled. Everybody who registered was told why.")
            return redirect("event", pk)
    context = {"form": form, "event": found, "base": base_of(request.member)}
    return render(request, "partnerships/event_cancel.html", context, status=422 if form.is_bound else 200)


@needs(Permission.EVENT_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def event_people(request: StateRequest, pk: int) -> HttpResponse:
    """Who registered; the list on which attendance is ticked, one form for all."""
    found = access.get_event_to_edit(request, pk)
    if request.method == "POST":
        present, was = (list(map(id_in, request.POST.getlist(name))) for name in ("present", "was"))
        try:
            added, removed = registrations.keep_attendance(found, present, was, by=request.member)
        except MoveRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"Attendance is saved: {added} added, {removed} taken out.")
            return redirect("event-people", pk)
    return people_shown(request, found)


def people_shown(request: StateRequest, found: Event, refused: Any = None) -> HttpResponse:
    """The list, with the form for somebody at the door."""
    context = {
        "event": found,
        "people": people_of(found),
        "page": event_page(found, request.member),
        "form": refused or forms.DoorForm(),
        "refused": refused,
        "base": base_of(request.member),
    }
    status = 422 if refused or request.method == "POST" else 200
    return render(request, "partnerships/event_people.html", context, status=status)


@needs(Permission.EVENT_EDIT)
@require_POST
def event_door(request: StateRequest, pk: int) -> HttpResponse:
    """Somebody comes without having registered."""
    found, form = access.get_event_to_edit(request, pk), forms.DoorForm(request.POST)
    if form.is_valid():
        try:
            made = registrations.register(found, at_door_by=request.member, **form.cleaned_data)
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{made.name} has a seat. Tick her name when she is here.")
            return redirect("event-people", pk)
    return people_shown(request, found, form)


@needs(Permission.EVENT_EDIT)
@require_POST
def event_seat(request: StateRequest, pk: int, registration: int) -> HttpResponse:
    """Give a seat to somebody who waits."""
    found = access.get_event_to_edit(request, pk)
    try:
        seated = registrations.seat(access.get_registration(found, registration), by=request.member)
    except MoveRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{seated.name} has a seat, and was told.")
    return redirect("event-people", pk)


@needs(Permission.EVENT_EDIT)
@require_safe
def event_csv(request: StateRequest, pk: int) -> HttpResponse:
    """Who registered and who came, as a file."""
    found = access.get_event_to_edit(request, pk)
    answer = HttpResponse(csv_of(found), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="event-{found.pk}-people.csv"'
    answer["Cache-Control"] = "no-store"
    return answer


@needs(Permission.EVENT_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def event_check_in(request: StateRequest, token: str) -> HttpResponse:
    """What the QR code opens on a phone at the door. Opening it changes nothing; the button checks in."""
    found = registration_of(token)
    access.get_event_to_edit(request, found.event_id)
    said, tone = "", "ok"
    if request.method == "POST":
        try:
            is_new = registrations.check_in(found, CheckedBy.CODE, by=request.member)
        except MoveRefused as refusal:
            said, tone = str(refusal), "bad"
        else:
            said = f"{found.name} is checked in." if is_new else f"{found.name} was checked in before."
    context = {"found": found, "said": said, "tone": tone, "base": base_of(request.member)}
    status = 422 if tone == "bad" else 200
    return render(request, "partnerships/event_check_in.html", context, status=status)


@needs(Permission.EVENT_EDIT)
@require_POST
def event_material(request: StateRequest, pk: int) -> HttpResponse:
    """A file for those who come."""
    found, form = access.get_event_to_edit(request, pk), forms.MaterialForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, "Choose a file.")
        return redirect("event", pk)
    try:
        actions.add_material(found, form.cleaned_data["file"], form.cleaned_data["title"], by=request.member)
    except FileRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "The file is there for those who come.")
    return redirect("event", pk)


@needs(Permission.EVENT_EDIT)
@require_POST
def event_material_remove(request: StateRequest, pk: int, material: int) -> HttpResponse:
    """Take a file away again."""
    found = access.get_event_to_edit(request, pk)
    actions.remove_material(access.get_material(found, material), by=request.member)
    messages.success(request, "The file is taken away.")
    return redirect("event", pk)
