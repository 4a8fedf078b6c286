"""What everybody can do with a round's notice: keep its dates, ask, and hear of what is added."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.access import StateRequest, public
from core.limits import limited
from core.moves import MoveRefused
from core.views.files import attachment
from grants.access.notices import get_round_of_news, get_subscriber
from grants.access.rounds import get_public_round
from grants.actions import notices as actions
from grants.choices import RoundStatus
from grants.forms.notices import AskForm, SubscribeForm
from grants.readmodels.round_calendar import calendar_of
from partnerships.readmodels.calendar_file import TYPE

PROMISE = (
    "If this address is not on the list yet, a message with a link is on its way to it. Follow the link to confirm."
)


@require_safe
@public
def calendar(request: StateRequest, slug: str) -> HttpResponse:
    """The round's instants as a calendar file."""
    found = get_public_round(slug)
    url = request.build_absolute_uri(reverse("round", args=[slug]))
    return attachment(calendar_of(found, request.get_host(), url), f"{found.slug}.ics", TYPE)


@require_http_methods(["GET", "HEAD", "POST"])
@public
@limited("ask")
def ask(request: StateRequest, slug: str) -> HttpResponse:
    """Ask about the round."""
    found = get_public_round(slug)
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.ask_question(found, form.cleaned_data["text"], email=form.cleaned_data["email"], by=request.member)
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Your question has arrived. It is published here with its answer.")
            return redirect("round", slug)
    return render(request, "grants/round_ask.html", {"form": form, "round": found}, status=422 if form.errors else 200)


@require_POST
@public
@limited("subscribe")
def subscribe(request: StateRequest, slug: str) -> HttpResponse:
    """Ask for messages about what is added; they begin once the address is confirmed."""
    found = get_public_round(slug)
    form = SubscribeForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(form.errors["email"][0]))
    else:
        actions.subscribe(found, form.cleaned_data["email"])
        messages.success(request, PROMISE)
    return redirect(reverse("round", args=[slug]) + "#subscribe")


@require_http_methods(["GET", "HEAD", "POST"])
@public
@limited("news")
def confirm(request: StateRequest, slug: str, token: str) -> HttpResponse:
    """The link in the message: its button confirms the address. Opening it changes nothing."""
    return settled(request, slug, token, "confirm")


@csrf_exempt  # a mail program presses the button for its reader (RFC 8058); the token says whose subscription it is
@require_http_methods(["GET", "HEAD", "POST"])
@public
def unsubscribe(request: StateRequest, slug: str, token: str) -> HttpResponse:
    """The link in every message: its button ends them. Not limited: one mail service presses it for many people."""
    if request.method == "POST" and request.POST.get("List-Unsubscribe") == "One-Click":
        actions.unsubscribe(get_subscriber(get_round_of_news(slug), token))
        return HttpResponse("No more messages come.", content_type="text/plain; charset=utf-8")
    return settled(request, slug, token, "unsubscribe")


def settled(request: StateRequest, slug: str, token: str, act: str) -> HttpResponse:
    found = get_round_of_news(slug) if act == "unsubscribe" else get_public_round(slug)
    subscriber = get_subscriber(found, token)
    if request.method == "POST":
        deed = actions.confirm if act == "confirm" else actions.unsubscribe
        deed(subscriber)
        said = "You will get a message when something is added." if act == "confirm" else "No more messages come."
        messages.success(request, said)
        return redirect("rounds") if found.status == RoundStatus.CANCELLED else redirect("round", slug)
    context = {"round": found, "act": act, "address": subscriber.email}
    answer = render(request, "grants/round_subscription.html", context)
    answer["Referrer-Policy"] = "same-origin"
    return answer
