"""Staff announce the awards of a round: legislators first, the press and everybody at the release."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from core.access import StateRequest, needs
from core.context import clock_words
from core.moves import MoveRefused, moves_open_to
from core.permissions import Permission
from core.posted import carry_out
from grants.models import Round
from legislature.access.announcements import get_addressee, get_announcement, get_round
from legislature.actions import announcements as actions
from legislature.choices import AnnouncementStatus
from legislature.emails.announcements import preview
from legislature.forms.announcements import AnnouncementForm, HeadStartForm, initial_of
from legislature.models import Announcement
from legislature.readmodels.announcing import (
    announcements_of,
    awards_to_announce,
    notices_of,
    standing_of,
    still_given,
    under_way,
)
from legislature.rules import ANNOUNCEMENT_MOVES, total_of

PAGE = 50


def _trail(round: Round) -> list[tuple[str, str]]:
    """What stands above the list of a round's announcements."""
    return [("Decisions", "/decisions/"), (round.name, f"/decisions/{round.slug}/")]


def _trail_below(round: Round) -> list[tuple[str, str]]:
    """What stands above one of them."""
    return [*_trail(round), ("Announcements", f"/decisions/{round.slug}/announcements/")]


@require_safe
@needs(Permission.AWARD_SEE)
def announcements(request: StateRequest, slug: str) -> HttpResponse:
    """The announcements of a round, and how much earlier legislators learn of its awards."""
    round = get_round(request, slug)
    context = {
        "round": round,
        "trail": _trail(round),
        "found": list(announcements_of(round)),
        "waiting": awards_to_announce(round).count(),
        "under_way": under_way(round),
        "may_draft": request.member.can(Permission.ANNOUNCEMENT_DRAFT),
        "form": HeadStartForm(initial={"hours": round.head_start_hours}),
    }
    return render(request, "legislature/announcement_list.html", context)


@require_POST
@needs(Permission.ANNOUNCEMENT_DRAFT)
def announcement_head_start(request: StateRequest, slug: str) -> HttpResponse:
    """Change by how much legislators are told first."""
    round = get_round(request, slug)
    form = HeadStartForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Write a whole number of hours between 0 and 168.")
        return redirect("announcements", slug)
    hours = form.cleaned_data["hours"]
    said = f"Legislators are told {hours} hours before the press." if hours else "Awards are public once accepted."
    carry_out(request, lambda: actions.change_head_start(round, hours, by=request.member), said)
    return redirect("announcements", slug)


@require_POST
@needs(Permission.ANNOUNCEMENT_DRAFT)
def announcement_new(request: StateRequest, slug: str) -> HttpResponse:
    """Start a draft with every award that waits, released in two days at ten in the morning."""
    round = get_round(request, slug)
    day = timezone.localtime() + dt.timedelta(days=2)
    at = day.replace(hour=10, minute=0, second=0, microsecond=0)
    try:
        made = actions.draft(round, release_at=at, by=request.member)
    except MoveRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("announcements", slug)
    return redirect("announcement", made.pk)


@needs(Permission.AWARD_SEE)
@require_safe
def announcement(request: StateRequest, pk: int) -> HttpResponse:
    """Where it stands, what it says, who gets it, and what may be done now."""
    found = get_announcement(request, pk)
    return render(request, "legislature/announcement_detail.html", _context(request, found))


def _context(request: StateRequest, found: Announcement, form: AnnouncementForm | None = None) -> dict[str, Any]:
    held = {permission for permission in Permission if request.member.can(permission)}
    page = Paginator(notices_of(found), PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "announcement": found,
        "trail": _trail_below(found.round),
        "moves": moves_open_to(ANNOUNCEMENT_MOVES, found.status, held),
        "is_drafter": found.drafted_by_id == request.member.pk,
        "page": page,
        "may_correct": Permission.ANNOUNCEMENT_DRAFT in held,
        "facts": found.facts,
        "standing": standing_of(found),
        "steps": steps_of(found),
    }
    if found.facts:
        context["total"] = total_of(found.facts["awards"])
    if found.status == AnnouncementStatus.DRAFT and Permission.ANNOUNCEMENT_DRAFT in held:
        context["form"] = form or _form(request, found)
    return context


def _form(request: StateRequest, found: Announcement, data: Any = None) -> AnnouncementForm:
    awards = list(awards_to_announce(found.round, found.corrects))
    return AnnouncementForm(data, awards=awards, clock=clock_words(request.state.zone), initial=initial_of(found))


def steps_of(found: Announcement) -> list[dict[str, Any]]:
    """The way of an announcement, with where it stands."""
    order: list[str] = [one for one in AnnouncementStatus if one != AnnouncementStatus.CANCELED]
    here = order.index(found.status) if found.status in order else -1
    labels = ("Write", "Second person", "Approved", "Legislators told", "Public")
    return [
        {"label": label, "status": "complete" if i < here or here == 4 else "", "current": i == here}
        for i, label in enumerate(labels)
    ]


@require_POST
@needs(Permission.ANNOUNCEMENT_DRAFT)
def announcement_edit(request: StateRequest, pk: int) -> HttpResponse:
    """Keep the draft; what is refused keeps what was typed."""
    found = get_announcement(request, pk)
    form = _form(request, found, request.POST)
    if form.is_valid():
        try:
            actions.save(found, **form.wanted(), by=request.member)
            messages.success(request, "Saved.")
            return redirect("announcement", pk)
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
    return render(request, "legislature/announcement_detail.html", _context(request, found, form), status=422)


@require_safe
@needs(Permission.AWARD_SEE)
def announcement_mail(request: StateRequest, pk: int, legislator: int) -> HttpResponse:
    """The message of one legislator as it goes, before it goes."""
    found = get_announcement(request, pk)
    one = get_addressee(found, legislator)
    return _mail(request, found, one.name, preview(found, one, still_given(found.frozen_facts)))


@require_safe
@needs(Permission.AWARD_SEE)
def announcement_press(request: StateRequest, pk: int) -> HttpResponse:
    """The message of the press as it goes at the release."""
    found = get_announcement(request, pk)
    if not found.facts:
        raise Http404
    return _mail(request, found, "The press", preview(found, None, still_given(found.frozen_facts)))


def _mail(request: StateRequest, found: Announcement, name: str, written: tuple[str, str]) -> HttpResponse:
    context = {"announcement": found, "name": name, "subject": written[0], "text": written[1]}
    trail = [*_trail_below(found.round), (str(found), f"/announcements/{found.pk}/")]
    return render(request, "legislature/announcement_mail.html", context | {"trail": trail})


def _do(request: StateRequest, found: Announcement, deed: Callable[[], object], said: str) -> HttpResponse:
    """Do it, or say why not; back to the announcement."""
    carry_out(request, deed, said)
    return redirect("announcement", found.pk)


@require_POST
@needs(Permission.ANNOUNCEMENT_DRAFT)
def announcement_propose(request: StateRequest, pk: int) -> HttpResponse:
    """Freeze it for the second person."""
    found = get_announcement(request, pk)
    said = "Proposed. Somebody else reads every message and approves it; until then nobody is told."
    return _do(request, found, lambda: actions.propose(found, by=request.member), said)


@require_POST
@needs(Permission.ANNOUNCEMENT_APPROVE)
def announcement_approve(request: StateRequest, pk: int) -> HttpResponse:
    """The second person approves what she has read."""
    found = get_announcement(request, pk)
    was = request.POST.get("was", "")
    said = "Approved. The clock tells the legislators at their hour, and the press at the release."
    return _do(request, found, lambda: actions.approve(found, was=was, by=request.member), said)


@require_POST
@needs(Permission.ANNOUNCEMENT_STOP)
def announcement_take_back(request: StateRequest, pk: int) -> HttpResponse:
    """Back to draft, with the reason, before anybody was told."""
    found = get_announcement(request, pk)
    reason = request.POST.get("reason", "")
    return _do(
        request, found, lambda: actions.take_back(found, reason=reason, by=request.member), "It is a draft again."
    )


@require_POST
@needs(Permission.ANNOUNCEMENT_STOP)
def announcement_cancel(request: StateRequest, pk: int) -> HttpResponse:
    """Stop it, with the reason, before the release."""
    found = get_announcement(request, pk)
    reason = request.POST.get("reason", "")
    said = "Canceled. Legislators who were told learn of it; the awards are not public."
    return _do(request, found, lambda: actions.cancel(found, reason=reason, by=request.member), said)


@require_POST
@needs(Permission.ANNOUNCEMENT_DRAFT)
def announcement_correct(request: StateRequest, pk: int) -> HttpResponse:
    """Start the announcement that corrects this one."""
    found = get_announcement(request, pk)
    try:
        made = actions.correct(found, reason=request.POST.get("reason", ""), by=request.member)
    except MoveRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("announcement", pk)
    messages.success(request, "A draft that corrects it is started. Somebody else approves it, as the first.")
    return redirect("announcement", made.pk)
