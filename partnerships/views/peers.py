"""Exchange between peers: the board of offers and questions, one exchange, and the deeds of the two."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.access import StateRequest, demand, needs, signed_in
from core.context import base_of
from core.moves import MoveRefused
from core.permissions import Permission
from partnerships.access import support as access
from partnerships.actions import peers as actions
from partnerships.forms import peers as forms
from partnerships.forms.filters import PeerFilter
from partnerships.models import PeerExchange
from partnerships.readmodels.peers import exchange_page, peers_of
from partnerships.views.support_tabs import support_tabs


@signed_in
@require_safe
def peers(request: StateRequest) -> HttpResponse:
    """What conveners offer and ask each other."""
    if not access.may_enter(request.member):
        raise PermissionDenied
    form = PeerFilter(request.GET)
    context = {
        "form": form,
        "peers": peers_of(request.member, form.wanted(), request.GET.get("page")),
        "may_ask": request.member.can_somewhere(Permission.SUPPORT_ASK),
        "tabs": support_tabs(request, "peers"),
        "base": base_of(request.member),
    }
    return render(request, "partnerships/peers.html", context)


@needs(Permission.SUPPORT_ASK)
@require_http_methods(["GET", "HEAD", "POST"])
def peer_new(request: StateRequest) -> HttpResponse:
    """Offer something, or ask for something."""
    form = forms.PutUpForm(request.POST or None, partnerships=list(access.partnerships_of(request.member)))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        made = actions.put_up(form.chosen, given["side"], given["topic"], given["words"], by=request.member)
        messages.success(request, "It is on the board. You get an e-mail when somebody answers.")
        return redirect("peer-exchange", made.pk)
    context = {"form": form, "base": base_of(request.member)}
    return render(request, "partnerships/peer_new.html", context, status=422 if form.is_bound else 200)


@signed_in
@require_safe
def peer_exchange(request: StateRequest, pk: int) -> HttpResponse:
    """One exchange."""
    return shown(request, access.get_exchange(request, pk))


def shown(request: StateRequest, found: PeerExchange, refused: Any = None) -> HttpResponse:
    """The page, with a form that was refused in its place."""
    page = exchange_page(found, request.member)
    own = list(access.partnerships_of(request.member).exclude(pk=found.partnership_id)) if page.may_join else []
    form = refused or (
        forms.JoinForm(partnerships=own) if page.may_join else forms.NotesForm() if page.may_finish else None
    )
    context = {"page": page, "form": form, "base": base_of(request.member)}
    return render(request, "partnerships/peer_exchange.html", context, status=422 if refused else 200)


@needs(Permission.SUPPORT_ASK)
@require_POST
def peer_join(request: StateRequest, pk: int) -> HttpResponse:
    """Answer for a partnership of one's own."""
    found = access.get_exchange(request, pk)
    form = forms.JoinForm(request.POST, partnerships=list(access.partnerships_of(request.member)))
    if form.is_valid():
        try:
            actions.join(found, form.chosen, by=request.member)
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "You are matched. Both of you have each other's addresses by e-mail.")
            return redirect("peer-exchange", pk)
    return shown(request, found, form)


@needs(Permission.SUPPORT_ASK)
@require_POST
def peer_finish(request: StateRequest, pk: int) -> HttpResponse:
    """Write down what was learned."""
    found, form = access.get_exchange(request, pk), forms.NotesForm(request.POST)
    demand(request, may_see=True, may_do=bool(access.side_of(request.member, found)))
    if form.is_valid():
        try:
            actions.finish(found, form.cleaned_data["notes"], by=request.member)
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Thank you. It is kept for others to learn from.")
            return redirect("peer-exchange", pk)
    return shown(request, found, form)


@needs(Permission.SUPPORT_ASK)
@require_POST
def peer_withdraw(request: StateRequest, pk: int) -> HttpResponse:
    """Take it back."""
    found = access.get_exchange(request, pk)
    demand(request, may_see=True, may_do=access.side_of(request.member, found) == "own")
    try:
        actions.withdraw(found, by=request.member)
    except MoveRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "It is taken back.")
    return redirect("peers")
