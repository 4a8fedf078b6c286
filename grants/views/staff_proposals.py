"""Who reviews what in a round: a proposal of the solver, edited and accepted by staff."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from core.access import StateRequest, needs
from core.moves import MoveRefused
from core.permissions import Permission
from core.posted import carry_out
from core.templatetags.rt import plural
from grants.access.reviewers import get_proposal
from grants.access.rounds import get_round_for_staff
from grants.actions import proposals as actions
from grants.forms.assigning import ProposeForm, edits_from
from grants.models import Round
from grants.readmodels.proposals import proposal_page


@needs(Permission.REVIEW_ASSIGN)
def round_propose(request: StateRequest, slug: str) -> HttpResponse:
    """Earlier proposals of the round, and a new one."""
    found = get_round_for_staff(request, slug)
    form = ProposeForm(request.POST or None, initial={"each": found.reviewers_each})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.make_proposal(found, by=request.member, **form.cleaned_data)
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("proposal", made.pk)
    return asking(request, found, form)


def asking(request: StateRequest, found: Round, form: forms.Form) -> HttpResponse:
    context = {
        "round": found,
        "form": form,
        "proposals": found.proposals.select_related("made_by")[:20],
        "trail": [("Rounds", reverse("rounds-staff")), (found.name, reverse("round-staff", args=[found.slug]))],
    }
    return render(request, "grants/round_propose.html", context, status=422 if form.errors else 200)


@require_safe
@needs(Permission.REVIEW_ASSIGN)
def proposal(request: StateRequest, pk: int) -> HttpResponse:
    """The proposal: each application with who is proposed, and what could not be met."""
    found = get_proposal(request, pk)
    page = proposal_page(found, request.member)
    trail = [(found.round.name, reverse("round-staff", args=[found.round.slug]))]
    trail.append(("Assign reviewers", reverse("round-propose", args=[found.round.slug])))
    return render(request, "grants/proposal_detail.html", {"page": page, "proposal": found, "trail": trail})


@require_POST
@needs(Permission.REVIEW_ASSIGN)
def proposal_edit(request: StateRequest, pk: int) -> HttpResponse:
    """Keep what was changed by hand; accept it, where that was pressed."""
    found = get_proposal(request, pk)
    out, added = edits_from(request.POST)
    try:
        if out or added:
            actions.edit_proposal(found, out=out, added=added, by=request.member)
        if request.POST.get("act") == "accept":
            made = actions.accept_proposal(found, by=request.member)
            messages.success(request, f"{plural(len(made), 'review')} assigned. Each reviewer got one message.")
            return redirect("round-propose", found.round.slug)
    except MoveRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("proposal", pk)


@require_POST
@needs(Permission.REVIEW_ASSIGN)
def proposal_discard(request: StateRequest, pk: int) -> HttpResponse:
    """Throw it away."""
    found = get_proposal(request, pk)
    carry_out(
        request,
        lambda: actions.discard_proposal(found, by=request.member),
        "The proposal is thrown away. Nobody was assigned by it.",
    )
    return redirect("round-propose", found.round.slug)
