"""Staff run waves: set up, open, remind, close, read the results. Single answers are for the evaluator alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from core.access import StateRequest, needs
from core.moves import MoveRefused, moves_open_to
from core.permissions import Permission
from evaluation.access.surveys import get_survey
from evaluation.actions import surveys as actions
from evaluation.choices import SurveyStatus
from evaluation.forms.surveys import SurveyForm
from evaluation.readmodels import employers_of
from evaluation.readmodels.waves import chart_of, figures_of, raw_of_wave, rows_of, single_answers, tally, waves
from evaluation.rules import SURVEY_MOVES

PAGE, RAW_PAGE = 25, 20
TRAIL = ("Surveys", "/surveys/")


@require_safe
@needs(Permission.SURVEY_SEE)
def survey_list(request: StateRequest) -> HttpResponse:
    """Every wave with how many answered."""
    page = Paginator(waves(), PAGE).get_page(request.GET.get("page"))
    return render(request, "evaluation/survey_list.html", {"page": page, "acts": _acts(request)})


def _acts(request: StateRequest) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if request.member.can(Permission.STORY_EDIT):
        found.append({"url": reverse("stories"), "label": "Stories"})
    if request.member.can(Permission.SURVEY_RUN):
        found.append({"url": reverse("survey-new"), "label": "New survey", "primary": True})
    return found


@needs(Permission.SURVEY_RUN)
def survey_new(request: StateRequest) -> HttpResponse:
    """Set up a wave as a draft; nobody is written to yet."""
    form = SurveyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        survey = actions.create_survey(by=request.member, **form.cleaned_data)
        messages.success(request, f"{survey.title} is a draft. Look at whom it would be sent to, then open it.")
        return redirect("survey", survey.pk)
    context = {"form": form, "trail": [TRAIL]}
    return render(request, "evaluation/survey_new.html", context, status=422 if form.errors else 200)


@require_safe
@needs(Permission.SURVEY_SEE)
def survey(request: StateRequest, pk: int) -> HttpResponse:
    """A wave: who answered, and what it says as far as it may be said."""
    wave = get_survey(request, pk)
    held = {p for p in (Permission.SURVEY_RUN,) if request.member.can(p)}
    found, rows = employers_of(wave), rows_of(wave)
    opened = wave.status != SurveyStatus.DRAFT
    wait = actions.next_reminder(wave) if wave.status == SurveyStatus.OPEN else None
    context = {
        "survey": wave,
        "found": found,
        "figures": figures_of(found),
        "rows": rows,
        "total": tally(rows),
        "enough": opened and found["answered"] >= found["minimum"],
        "chart": chart_of(found, request.state) if opened and found["answered"] >= found["minimum"] else None,
        "moves": moves_open_to(SURVEY_MOVES, wave.status, held),
        "may_run": bool(held),
        "may_read_raw": request.member.can(Permission.SURVEY_RAW),
        "wait": wait if wait and wait > timezone.now() else None,
        "trail": [TRAIL],
    }
    return render(request, "evaluation/survey_detail.html", context)


@require_safe
@needs(Permission.SURVEY_RAW)
def survey_raw(request: StateRequest, pk: int) -> HttpResponse:
    """Single answers, without the name of anybody, for whoever evaluates."""
    wave = get_survey(request, pk)
    page = Paginator(raw_of_wave(wave).values_list("response_id", flat=True), RAW_PAGE).get_page(
        request.GET.get("page")
    )
    answers = single_answers(list(page.object_list))
    trail = [TRAIL, (wave.title, f"/surveys/{wave.pk}/")]
    context = {"survey": wave, "page": page, "answers": list(answers.values()), "trail": trail}
    return render(request, "evaluation/survey_raw.html", context)


def _act(request: StateRequest, pk: int, deed: Callable[..., Any], say: str) -> HttpResponse:
    wave = get_survey(request, pk)
    try:
        result = deed(wave, by=request.member)
    except MoveRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, say.format(result))
    return redirect("survey", pk)


@require_POST
@needs(Permission.SURVEY_RUN)
def survey_open(request: StateRequest, pk: int) -> HttpResponse:
    """Open the wave and write to everybody invited."""
    return _act(request, pk, actions.open_survey, "{} is open. Invitations are being sent.")


@require_POST
@needs(Permission.SURVEY_RUN)
def survey_remind(request: StateRequest, pk: int) -> HttpResponse:
    """Write again to those who have not answered."""
    return _act(request, pk, actions.remind, "Reminders are being sent to {}.")


@require_POST
@needs(Permission.SURVEY_RUN)
def survey_close(request: StateRequest, pk: int) -> HttpResponse:
    """Close the wave now."""
    return _act(request, pk, actions.close_survey, "{} is closed. Its results can go into an impact report.")
