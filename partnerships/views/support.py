"""Technical assistance: the queue, a request with its sessions and talk, and every deed on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.access import StateRequest, needs, signed_in
from core.context import base_of
from core.moves import MoveRefused
from core.permissions import Permission
from partnerships.access import support as access
from partnerships.actions import support as actions
from partnerships.forms import support as forms
from partnerships.forms.reasons import ReasonForm
from partnerships.models import AssistanceRequest
from partnerships.readmodels.support import queue_of, request_page
from partnerships.readmodels.support_figures import support_figures
from partnerships.views.support_tabs import support_tabs


@signed_in
@require_safe
def support(request: StateRequest) -> HttpResponse:
    """The first page of support: the queue for staff, her own requests for a convener or a provider."""
    if not access.may_enter(request.member):
        return redirect("events")
    member, form = request.member, forms.QueueFilter(request.GET)
    is_staff = access.sees_all(member)
    context = {
        "form": form,
        "queue": queue_of(member, form.wanted(), request.GET.get("page")),
        "figures": support_figures(request.state) if is_staff else None,
        "is_staff": is_staff,
        "may_ask": member.can_somewhere(Permission.SUPPORT_ASK),
        "tabs": support_tabs(request, "support"),
        "base": base_of(request.member),
    }
    return render(request, "partnerships/support.html", context)


@needs(Permission.SUPPORT_ASK)
@require_http_methods(["GET", "HEAD", "POST"])
def support_ask(request: StateRequest) -> HttpResponse:
    """Ask for help."""
    partnerships = list(access.partnerships_of(request.member))
    form = forms.AskForm(request.POST or None, partnerships=partnerships)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        made = actions.ask(form.partnership_chosen, given["topic"], given["words"], by=request.member)
        messages.success(request, "You have asked. You will get an e-mail when somebody is assigned.")
        return redirect("support-request", made.pk)
    context = {"form": form, "partnerships": partnerships, "base": base_of(request.member)}
    return render(request, "partnerships/support_ask.html", context, status=422 if form.is_bound else 200)


@signed_in
@require_safe
def support_request(request: StateRequest, pk: int) -> HttpResponse:
    """A request with its sessions and talk."""
    return shown(request, access.see_request(request, pk))


def shown(request: StateRequest, found: AssistanceRequest, refused: Any = None) -> HttpResponse:
    """The page, with a form that was refused in its place."""

    def chosen(form: Any) -> Any:
        return refused if isinstance(refused, type(form)) and refused.prefix == form.prefix else form

    page = request_page(found, request.member)
    can_assign = {"assign", "hand_over"} & set(page.moves)
    context = {
        "page": page,
        "word_form": chosen(forms.WordForm(prefix="word")),
        "rate_form": chosen(forms.RateForm(prefix="rate")) if page.may_rate else None,
        "assign_form": chosen(forms.AssignForm(prefix="assign", providers=access.providers())) if can_assign else None,
        "refused": refused,
        "base": base_of(request.member),
    }
    return render(request, "partnerships/support_request.html", context, status=422 if refused else 200)


@needs(Permission.SUPPORT_PLAN)
@require_POST
def support_assign(request: StateRequest, pk: int) -> HttpResponse:
    """Give it to somebody."""
    found = access.get_request(request, pk)
    form = forms.AssignForm(request.POST, prefix="assign", providers=access.providers())
    if form.is_valid():
        done = _try(form, lambda: actions.assign(found, form.chosen, by=request.member))
        if done is not None:
            messages.success(request, f"Assigned to {form.chosen.name}, who was told; so was the convener.")
            return redirect("support-request", pk)
    return shown(request, found, form)


@needs(Permission.SUPPORT_GIVE)
@require_http_methods(["GET", "HEAD", "POST"])
def support_session(request: StateRequest, pk: int) -> HttpResponse:
    """Record a session, on a phone as well."""
    found, form = access.get_request(request, pk), forms.SessionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if _try(form, lambda: actions.record_session(found, by=request.member, **given)) is not None:
            messages.success(request, f"The session of {given['hours'].normalize():f} hours is recorded.")
            return redirect("support-request", pk)
    return request_form(request, found, form, "Record a session", "Record the session")


@needs(Permission.SUPPORT_GIVE)
@require_POST
def support_finish(request: StateRequest, pk: int) -> HttpResponse:
    """Nothing more is to do."""
    found = access.get_request(request, pk)
    try:
        actions.finish(found, by=request.member)
    except MoveRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "It is done. The convener is asked how useful it was.")
    return redirect("support-request", pk)


@needs(Permission.SUPPORT_ASK)
@require_http_methods(["GET", "HEAD", "POST"])
def support_withdraw(request: StateRequest, pk: int) -> HttpResponse:
    """The convener needs it no more."""
    return _end(request, pk, actions.withdraw, "Withdraw the request", "It is withdrawn.")


@needs(Permission.SUPPORT_PLAN)
@require_http_methods(["GET", "HEAD", "POST"])
def support_decline(request: StateRequest, pk: int) -> HttpResponse:
    """The state does not give it."""
    return _end(request, pk, actions.decline, "Decline the request", "It is declined. The convener was told why.")


def _end(request: StateRequest, pk: int, deed: Callable[..., Any], title: str, said: str) -> HttpResponse:
    found, form = access.get_request(request, pk), ReasonForm(request.POST or None)
    sent = request.method == "POST" and form.is_valid()
    if sent and _try(form, lambda: deed(found, form.cleaned_data["reason"], by=request.member)) is not None:
        messages.success(request, said)
        return redirect("support-request", pk)
    return request_form(request, found, form, title, title)


@needs(Permission.SUPPORT_ASK)
@require_POST
def support_rate(request: StateRequest, pk: int) -> HttpResponse:
    """How useful it was."""
    found, form = access.get_request(request, pk), forms.RateForm(request.POST, prefix="rate")
    if form.is_valid():
        given = form.cleaned_data
        deed = _try(form, lambda: actions.rate(found, given["rating"], given["comment"], by=request.member))
        if deed is not None:
            messages.success(request, "Thank you. Your rating counts in the state's figures.")
            return redirect("support-request", pk)
    return shown(request, found, form)


@signed_in
@require_POST
def support_say(request: StateRequest, pk: int) -> HttpResponse:
    """A word to the others."""
    found, form = access.get_request_to_talk(request, pk), forms.WordForm(request.POST, prefix="word")
    if form.is_valid():
        actions.say(found, form.cleaned_data["text"], by=request.member)
        messages.success(request, "Your message is sent to the others.")
        return redirect("support-request", pk)
    return shown(request, found, form)


def _try(form: django_forms.Form, deed: Callable[[], Any]) -> Any:
    """What the deed gives; None where it was refused, with its sentence on the form."""
    try:
        return deed()
    except MoveRefused as refusal:
        form.add_error(None, str(refusal))
        return None


def request_form(request: StateRequest, found: AssistanceRequest, form: Any, title: str, act: str) -> HttpResponse:
    """One form on a page of its own."""
    context = {"form": form, "found": found, "title": title, "act": act, "base": base_of(request.member)}
    return render(request, "partnerships/support_form.html", context, status=422 if form.is_bound else 200)
