"""The form of a round, as staff change it: what a newer version brings, whom it affects, and the move to it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from core.access import StateRequest, needs
from core.moves import MoveRefused
from core.permissions import Permission
from core.templatetags.rt import plural
from grants.access.rounds import get_round_for_staff
from grants.actions.form_changes import move_drafts
from grants.models import Round
from grants.readmodels.form_changes import form_page
from questions.access import versions_of


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.ROUND_OPEN)
def round_form(request: StateRequest, slug: str) -> HttpResponse:
    """What moving the round's drafts to the newest version would do; the post moves them, once, with the reason."""
    found = get_round_for_staff(request, slug)
    if found.form_version is None:
        raise Http404
    if request.method != "POST":
        return drawn(request, found)
    reason = request.POST.get("reason", "")[:4000]
    version = versions_of(found.form_version.form_id).filter(pk=number(request, "version")).first()
    try:
        if version is None:
            raise MoveRefused("That version does not exist any more. Look at what would change now.")
        made = move_drafts(found, version, before=number(request, "before"), reason=reason, by=request.member)
    except MoveRefused as refusal:
        return drawn(request, get_round_for_staff(request, slug), reason=reason, refusal=str(refusal))
    moved = plural(made.moves.count(), "draft")
    messages.success(
        request, f"{found.name} goes on with version {version.number}. {moved} moved, and each lead is told."
    )
    return redirect("round-form", slug)


def number(request: StateRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 18 else 0


def drawn(request: StateRequest, round: Round, *, reason: str = "", refusal: str = "") -> HttpResponse:
    trail = [("Rounds", reverse("rounds-staff")), (round.name, reverse("round-staff", args=[round.slug]))]
    may_compose = request.member.can(Permission.FORM_EDIT)
    context = {"page": form_page(round), "round": round, "reason": reason, "refusal": refusal, "trail": trail}
    return render(
        request, "grants/round_form.html", context | {"may_compose": may_compose}, status=422 if refusal else 200
    )
