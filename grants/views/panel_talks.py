"""One application before the panel: declare, discuss, settle, dissent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.access import StateRequest, needs
from core.moves import MoveRefused
from core.permissions import Permission
from core.posted import carry_out
from grants.access import panels as access
from grants.access.visibility import head_for, head_of, policy_for
from grants.actions import panel_talks as actions
from grants.forms.panel_meetings import TieForm, consensus_from
from grants.forms.reviews import text_of
from grants.models import Criterion, PanelItem
from grants.readmodels.panel_talk import TalkPage, Unsaved, names_in, talk_page


@require_safe
@needs(Permission.PANEL_SEE)
def panel_talk(request: StateRequest, pk: int, place: int) -> HttpResponse:
    """The locked reviews beside what the panel gives."""
    return shown(request, talk_page(access.get_item(request, pk, place), request.member))


def shown(request: StateRequest, page: TalkPage, *, status: int = 200, error: str = "") -> HttpResponse:
    meeting = page.item.meeting
    context = {
        "page": page,
        "item": page.item,
        "meeting": meeting,
        "error": error,
        "head": head_for(request.member, page.item.application),
        "trail": [("Panel", reverse("panel", args=[meeting.pk]))],
    }
    return render(request, "grants/panel_talk.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.PANEL_SEE)
def panel_declare(request: StateRequest, pk: int, place: int) -> HttpResponse:
    """On the names alone: no conflict, and it opens; a conflict, and she leaves the room for it."""
    found = access.get_item_to_declare(request, pk, place)
    none = request.POST.get("answer") == "none"
    form = TieForm(None if none else request.POST or None)
    if request.method == "POST" and (none or form.is_valid()):
        try:
            if none:
                actions.declare_none(found, by=request.member)
                return redirect("panel-talk", pk, place)
            actions.declare_tie(found, form.cleaned_data["kind"], form.conflict(), by=request.member)
        except MoveRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(
                request, f"You leave the room for {found.application.number}. The program officer is told."
            )
        return redirect("panel", pk)
    return declaring(request, found, form)


def declaring(request: StateRequest, item: PanelItem, form: TieForm) -> HttpResponse:
    """The names alone, with both answers."""
    policy = policy_for(request.member, item.application)
    context = {
        "item": item,
        "form": form,
        "names": names_in(item.application, hides_names=policy.hides_names),
        "head": head_of(item.application, policy),
        "trail": [("Panel", reverse("panel", args=[item.meeting_id]))],
    }
    return render(request, "grants/panel_declare.html", context, status=422 if form.errors else 200)


@require_POST
@needs(Permission.PANEL_SEE)
def panel_begin(request: StateRequest, pk: int, place: int) -> HttpResponse:
    """Begin the discussion: the reviews are locked as they are now."""
    found = access.get_item_to_run(request, pk, place)
    return done(request, found, lambda: actions.begin_talk(found, by=request.member), "The reviews are locked.")


@require_POST
@needs(Permission.PANEL_SEE)
def panel_consensus(request: StateRequest, pk: int, place: int) -> HttpResponse:
    """Save what the panel gives so far, or settle on it."""
    found = access.get_item_to_run(request, pk, place)
    ids = Criterion.objects.filter(round_id=found.meeting.round_id).values_list("pk", flat=True)
    said = consensus_from(request.POST, ids)
    settles = request.POST.get("act") == "agree"
    deed = actions.agree if settles else actions.save_consensus
    try:
        deed(found, said, by=request.member)
    except MoveRefused as refusal:
        return again(request, found, said, refusal)
    messages.success(request, "The consensus is settled." if settles else "Saved.")
    return redirect("panel", pk) if settles else redirect("panel-talk", pk, place)


def again(request: StateRequest, item: PanelItem, said: actions.Said, refusal: MoveRefused) -> HttpResponse:
    """The page with what was typed in the boxes and, where somebody saved meanwhile, what they saved beside it."""
    fresh = access.get_item(request, item.meeting_id, item.pk)
    is_stale = isinstance(refusal, actions.StaleConsensus)
    faults = refusal.faults if isinstance(refusal, actions.ConsensusNotReady) else []
    page = talk_page(fresh, request.member, unsaved=Unsaved(said.scores, said.reason, is_stale), faults=faults)
    return shown(request, page, status=422 if faults else 409, error="" if faults else str(refusal))


@require_POST
@needs(Permission.PANEL_SEE)
def panel_stand(request: StateRequest, pk: int, place: int) -> HttpResponse:
    """Settle without a consensus: the reviews stand, and why."""
    found, reason = access.get_item_to_run(request, pk, place), text_of(request.POST.get("reason", ""))
    return done(request, found, lambda: actions.let_stand(found, reason, by=request.member), "The reviews stand.")


@require_POST
@needs(Permission.PANEL_SEE)
def panel_again(request: StateRequest, pk: int, place: int) -> HttpResponse:
    """Put a discussion off, or open a settled one again, with a reason."""
    found, reason = access.get_item_to_run(request, pk, place), text_of(request.POST.get("reason", ""))
    said = "It is to be discussed again. Its reviews are open until then."
    return done(request, found, lambda: actions.talk_again(found, reason, by=request.member), said)


@require_POST
@needs(Permission.PANEL_SEE)
def panel_dissent(request: StateRequest, pk: int, place: int) -> HttpResponse:
    """A dissent: her own, or that of a member for whom the chair writes it down."""
    found, words = access.get_item(request, pk, place), text_of(request.POST.get("words", ""))
    who = access.dissenter(request, found, request.POST.get("member", ""))
    return done(
        request, found, lambda: actions.dissent(found, who, words, by=request.member), "The dissent is recorded."
    )


def done(request: StateRequest, item: PanelItem, deed: Callable[[], Any], said: str) -> HttpResponse:
    carry_out(request, deed, said)
    return redirect("panel-talk", item.meeting_id, item.pk)
