"""One application as the state's staff work with it: the whole of it, its screening, its reviewers."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from core.access import StateRequest, needs
from core.context import clock_words
from core.moves import MoveRefused
from core.permissions import Permission
from grants.access.applications import get_application
from grants.access.reviews import get_application_to_assign, is_recused
from grants.actions import screening as actions
from grants.actions.reviews import assign_reviewers
from grants.forms.assigning import AssignForm
from grants.forms.screening import ScreeningForm
from grants.models import Application
from grants.readmodels.application_dossier import dossier_of
from grants.readmodels.screening import checklist_of
from grants.readmodels.tables import candidates_for
from questions.readmodels.answer_files import earlier_files


@require_safe
@needs(Permission.APPLICATION_SEE)
def application(request: StateRequest, pk: int) -> HttpResponse:
    """What was sent, and everything that became of it."""
    return dossier(request, get_application(request, pk))


def dossier(
    request: StateRequest, found: Application, form: ScreeningForm | None = None, *, status: int = 200
) -> HttpResponse:
    page = dossier_of(found, request.state, request.member)
    if form is None and page.can_screen:
        form = ScreeningForm(checks=page.checks)
    context = {
        "page": page,
        "application": found,
        "earlier_files": earlier_files(found.response, only_sent=True),
        "form": form if page.can_screen else None,
        "errors": form.summary() if form is not None and form.is_bound else [],
    }
    return render(request, "grants/application_detail.html", context, status=status)


@require_POST
@needs(Permission.APPLICATION_SCREEN)
def application_screen(request: StateRequest, pk: int) -> HttpResponse:
    """Eligible, or not and why."""
    found = get_application(request, pk)
    form = ScreeningForm(request.POST, checks=checklist_of(found))
    if not form.is_valid():
        return dossier(request, found, form, status=422)
    outcome, reason = form.cleaned_data["outcome"], form.cleaned_data["reason"]
    try:
        made = actions.screen_application(found, outcome, form.answers(), reason=reason, by=request.member)
    except MoveRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{found.number} was found {made.get_outcome_display().lower()}.")
    return redirect("application", pk)


@needs(Permission.REVIEW_ASSIGN)
def application_assign(request: StateRequest, pk: int) -> HttpResponse:
    """Choose reviewers by load and ties, and the instant by which they should be done."""
    found = get_application_to_assign(request, pk)
    if is_recused(request.member, found.pk):
        found = get_application(request, pk)  # 404: nothing of it is hers to see
    candidates, clock = candidates_for(found, request.member), clock_words(request.state.zone)
    form = AssignForm(
        request.POST or None, candidates=candidates, clock=clock, initial={"due_at": found.round.review_due_at}
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = assign_reviewers(found, form.chosen(), by=request.member, due_at=form.cleaned_data["due_at"])
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            names = ", ".join(review.reviewer.name for review in made) or "Nobody new"
            messages.success(request, f"{names} will review {found.number}. Each was told by e-mail.")
            return redirect("application", pk)
    context = {"application": found, "form": form, "candidates": candidates, "ticked": form.ticked()}
    return render(request, "grants/application_assign.html", context, status=422 if form.errors else 200)
