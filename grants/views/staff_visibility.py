"""What a round shows to its reviewers, phase by phase."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from core.access import StateRequest, needs
from core.permissions import Permission
from core.posted import carry_out
from grants.access.rounds import get_round_for_staff
from grants.actions.visibility import set_visibility
from grants.choices import RoundStatus
from grants.choices.visibility import Phase
from grants.forms.visibility import VisibilityForm, said_in
from grants.models import Round


@require_safe
@needs(Permission.ROUND_SEE)
def round_visibility(request: StateRequest, slug: str) -> HttpResponse:
    """What reviewers see; to choose while the round is being set up."""
    found = get_round_for_staff(request, slug)
    return shown(request, found, VisibilityForm(round=found))


def shown(request: StateRequest, found: Round, form: VisibilityForm, *, status: int = 200) -> HttpResponse:
    context = {
        "round": found,
        "form": form,
        "phases": [phase.label for phase in Phase],
        "said": said_in(found),
        "may_change": found.status == RoundStatus.DRAFT and request.member.can(Permission.ROUND_EDIT),
        "trail": [("Rounds", reverse("rounds-staff")), (found.name, reverse("round-staff", args=[found.slug]))],
    }
    return render(request, "grants/round_visibility.html", context, status=status)


@require_POST
@needs(Permission.ROUND_EDIT)
def round_visibility_save(request: StateRequest, slug: str) -> HttpResponse:
    """Keep what was chosen."""
    found = get_round_for_staff(request, slug)
    form = VisibilityForm(request.POST, round=found)
    if not form.is_valid():
        return shown(request, found, form, status=422)
    carry_out(
        request,
        lambda: set_visibility(found, form.chosen(), by=request.member),
        "Saved. It is part of what the round promises once it opens.",
    )
    return redirect("round-visibility", slug)
