"""Events for those who come: the list, a page with registration, the calendar file; guests by a link in an e-mail."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.access import StateRequest, needs, public
from core.context import base_of
from core.limits import limited
from core.moves import MoveRefused
from core.permissions import Permission
from core.views.files import attachment, served
from partnerships.access import events as access
from partnerships.access.passes import Pass, code_of, find_pass
from partnerships.actions import registrations as actions
from partnerships.choices.support import RegistrationStatus
from partnerships.forms import events as forms
from partnerships.forms.filters import EventFilter
from partnerships.models import Event, Registration
from partnerships.readmodels.calendar_file import TYPE
from partnerships.readmodels.events import calendar_of, event_list, event_page, place_of, qr_svg
from partnerships.views.support_tabs import support_tabs

ON_ITS_WAY = "A message with a link is on its way to {}. You are registered when you follow it and press the button."


@public
@require_safe
def events(request: StateRequest) -> HttpResponse:
    """Events ahead, or those that are over."""
    form = EventFilter(request.GET)
    wanted = form.wanted()
    member = request.member
    context = {
        "form": form,
        "list": event_list(member, wanted, request.GET.get("page")),
        "may_edit": member is not None and member.can(Permission.EVENT_EDIT),
        "tabs": support_tabs(request, "events"),
        "base": base_of(request.member),
    }
    return render(request, "partnerships/events.html", context)


@public
@require_safe
def event(request: StateRequest, pk: int) -> HttpResponse:
    """One event."""
    return shown(request, access.get_event(request, pk))


def shown(request: StateRequest, found: Event, refused: Any = None) -> HttpResponse:
    """The page, with a form that was refused in its place."""
    page, member = event_page(found, request.member), request.member
    form = refused
    if form is None and page.may_register and page.own is None and member is not None:
        form = forms.RegisterForm(organizations=access.organizations_of(member))
    context = {
        "page": page,
        "form": form,
        "pass": own_pass(request, page.own) if page.own else None,
        "material_form": forms.MaterialForm() if page.may_edit else None,
        "base": base_of(request.member),
    }
    return render(request, "partnerships/event.html", context, status=422 if refused else 200)


def own_pass(request: StateRequest, own: Registration) -> dict[str, Any]:
    """The QR code of a seat, or the place on the waiting list."""
    if own.status == RegistrationStatus.WAITING:
        return {"place": place_of(own)}
    url = request.build_absolute_uri(reverse("event-check-in", args=[code_of(own)]))
    return {"qr": qr_svg(url, f"QR code of {own.name} for the check-in"), "attended": own.attended_at}


@needs(Permission.EVENT_ATTEND)
@require_POST
def event_register(request: StateRequest, pk: int) -> HttpResponse:
    """A member takes a seat; who comes after the last one is told that she waits."""
    found, member = access.get_event(request, pk), request.member
    form = forms.RegisterForm(request.POST, organizations=access.organizations_of(member))
    if form.is_valid():
        given = {"affiliation": form.cleaned_data.get("affiliation", ""), "needs": form.cleaned_data["needs"]}
        who: dict[str, Any] = {"name": member.name, "email": member.email, "organization": form.chosen}
        try:
            made = actions.register(found, member=member, **who, **given)
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            say(request, made)
            return redirect("event", pk)
    return shown(request, found, form)


def say(request: StateRequest, made: Registration) -> None:
    """What became of it: a seat, or a place on the waiting list."""
    if made.status == RegistrationStatus.WAITING:
        place = place_of(made)
        messages.warning(
            request,
            f"The last seat was taken just before. You are number {place} on the waiting list; when a seat becomes free,"
            " you get it, and an e-mail.",
        )
    else:
        messages.success(request, "You have a seat. Show the QR code when you arrive; we sent you an e-mail too.")


@needs(Permission.EVENT_ATTEND)
@require_POST
def event_leave(request: StateRequest, pk: int) -> HttpResponse:
    """A member gives her seat back."""
    own = access.own_registration(access.get_event(request, pk), request.member)
    if own is not None:
        leave(request, own)
    return redirect("event", pk)


def leave(request: StateRequest, own: Registration) -> None:
    try:
        actions.cancel_registration(own, by=request.member if own.member_id else None)
    except MoveRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Your registration is canceled.")


@public
@limited("event")
@require_http_methods(["GET", "HEAD", "POST"])
def event_guest(request: StateRequest, pk: int) -> HttpResponse:
    """A guest asks for the link by which she registers."""
    found, form = access.get_public_event(pk), forms.GuestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.ask_for_link(found, **form.cleaned_data)
        messages.success(request, ON_ITS_WAY.format(form.cleaned_data["email"]))
        return redirect("event", pk)
    context = {"form": form, "event": found, "base": base_of(request.member)}
    return render(request, "partnerships/event_guest.html", context, status=422 if form.is_bound else 200)


@public
@limited("event")
@require_http_methods(["GET", "HEAD", "POST"])
def event_pass(request: StateRequest, token: str) -> HttpResponse:
    """A guest's own page: she confirms, sees her code, or gives her seat back. Opening it changes nothing."""
    found = find_pass(token)
    form = forms.NeedsForm(request.POST or None)
    if request.method == "POST":
        if request.POST.get("act") == "cancel" and found.registration is not None:
            leave(request, found.registration)
            return redirect("event-pass", token)
        if form.is_valid() and registers(request, found, form):
            return redirect("event-pass", token)
    own = found.registration
    context = {
        "found": found,
        "token": token,
        "form": form,
        "pass": own_pass(request, own) if own else None,
        "materials": found.event.materials.order_by("pk") if access.has_seat(own) else (),
        "base": base_of(request.member),
    }
    return render(request, "partnerships/event_pass.html", context, status=422 if form.errors else 200)


@public
@require_safe
def event_pass_material(request: StateRequest, token: str, material: int) -> HttpResponseBase:
    """A file of the event, for a guest with a seat; 404 for every other link and file alike."""
    found = find_pass(token)
    kept = access.get_material(found.event, material)
    if not (access.has_seat(found.registration) and access.is_checked(kept.file)):
        raise Http404
    return served(kept.file)


def registers(request: StateRequest, found: Pass, form: forms.NeedsForm) -> bool:
    """Whether the guest could be registered; else the form says why."""
    who: dict[str, Any] = {"name": found.name, "email": found.email, "affiliation": found.affiliation}
    try:
        made = actions.register(found.event, needs=form.cleaned_data["needs"], **who)
    except MoveRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    say(request, made)
    return True


@public
@require_safe
def event_calendar(request: StateRequest, pk: int) -> HttpResponse:
    """The event as a calendar file."""
    found = access.get_event(request, pk)
    page = event_page(found, request.member)
    url = request.build_absolute_uri(reverse("event", args=[pk]))
    content = calendar_of(found, request.state, request.get_host(), url, with_link=page.shows_link)
    return attachment(content, f"event-{found.pk}.ics", TYPE)
