"""A published round's notice as the state's staff add to it: addenda, and questions answered in batches."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from core.access import StateRequest, needs
from core.context import clock_words
from core.moves import MoveRefused
from core.permissions import Permission
from grants.access.notices import get_open_questions
from grants.access.rounds import get_round_for_staff
from grants.actions import notices as actions
from grants.forms.notices import AddendumForm
from grants.models import Round, RoundQuestion

Typed = dict[int, tuple[str, str]]


@require_safe
@needs(Permission.ROUND_SEE)
def notices(request: StateRequest, slug: str) -> HttpResponse:
    """What was added, what was asked, and who is told."""
    found = get_round_for_staff(request, slug)
    return shown(request, found, form_for(request, found))


def form_for(request: StateRequest, found: Round, data: object = None) -> AddendumForm:
    return AddendumForm(data, round=found, clock=clock_words(request.state.zone))


def shown(request: StateRequest, found: Round, form: AddendumForm, *, typed: Typed | None = None) -> HttpResponse:
    asked = list(found.questions.all())
    waiting = [one for one in asked if one.is_open]
    for one in waiting:
        one.shown, one.answer = (typed or {}).get(one.pk, (one.text, ""))
    context = {
        "round": found,
        "form": form,
        "addenda": found.addenda.select_related("by"),
        "waiting": waiting,
        "settled": [one for one in asked if not one.is_open],
        "subscribers": found.subscribers.filter(confirmed_at__isnull=False, ended_at__isnull=True).count(),
        "may_open": request.member.can(Permission.ROUND_OPEN),
    }
    return render(request, "grants/round_notices.html", context, status=422 if form.errors or typed else 200)


@require_POST
@needs(Permission.ROUND_OPEN)
def amend(request: StateRequest, slug: str) -> HttpResponse:
    """Add to the notice, and move dates to later ones."""
    found = get_round_for_staff(request, slug)
    form = form_for(request, found, request.POST)
    if form.is_valid():
        try:
            made = actions.amend_round(found, by=request.member, **form.cleaned_data)
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Addendum {made.number} is published. Everybody concerned is told by e-mail.")
            return redirect("round-notices", slug)
    return shown(request, found, form)


@require_POST
@needs(Permission.ROUND_OPEN)
def answers(request: StateRequest, slug: str) -> HttpResponse:
    """Publish every answer that was written, in one batch; or leave one question unpublished, with the reason."""
    found = get_round_for_staff(request, slug)
    keys = [int(key) for key in request.POST.getlist("question") if key.isdecimal()]
    asked = get_open_questions(found, keys)
    data = request.POST
    typed = {one.pk: (data.get(f"shown-{one.pk}", ""), data.get(f"answer-{one.pk}", "")) for one in asked}
    try:
        messages.success(request, settle(request, found, asked, typed))
    except MoveRefused as refusal:
        messages.error(request, str(refusal))
        return shown(request, found, form_for(request, found), typed=typed)
    return redirect("round-notices", slug)


def settle(request: StateRequest, found: Round, asked: list[RoundQuestion], typed: Typed) -> str:
    """What the pressed button does, and the sentence that says so."""
    if refused := request.POST.get("refuse", ""):
        one = next((one for one in asked if str(one.pk) == refused), None)
        if one is None:
            raise MoveRefused("This question was dealt with already.")
        actions.refuse_question(one, reason=typed[one.pk][1], by=request.member)
        return "It stays unpublished, and whoever asked is told why."
    batch = [actions.Answered(one, *typed[one.pk]) for one in asked]
    actions.publish_answers(found, batch, by=request.member)
    return "The answers are published."
