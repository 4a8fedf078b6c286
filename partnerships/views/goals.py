"""Goals of a partnership on scales of their own."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from core.access import StateRequest, needs, signed_in
from core.permissions import Permission
from partnerships.access import work as access
from partnerships.actions import goals as actions
from partnerships.forms.plan import GoalForm, LevelsForm, ScoreForm
from partnerships.readmodels.plan import goals_page
from partnerships.views.work_frame import deed_page, part_form, work_frame

EDIT = Permission.PARTNERSHIP_EDIT
FORM = ["GET", "HEAD", "POST"]
PAGE = "partnership-goals"


@require_safe
@signed_in
def partnership_goals(request: StateRequest, slug: str) -> HttpResponse:
    """Every goal with its levels in words, how far it is, and the whole as a distribution."""
    found, side = access.get_work(request, slug)
    return render(request, "partnerships/goals.html", work_frame(found, side, PAGE) | {"page": goals_page(found)})


@require_http_methods(FORM)
@needs(EDIT)
def partnership_goal_new(request: StateRequest, slug: str) -> HttpResponse:
    """Set a goal."""
    found, side = access.get_work_to_edit(request, slug)
    form = GoalForm(request.POST or None)

    def deed() -> None:
        given = form.cleaned_data | {"measure": form.chosen}
        actions.set_goal(found, by=request.member, **given)

    page = part_form(found, side, PAGE, "A goal", "Set the goal")
    return deed_page(request, page, form, deed, "The goal is set. Say next what its levels look like.")


@require_http_methods(FORM)
@needs(EDIT)
def partnership_goal_levels(request: StateRequest, slug: str, pk: int) -> HttpResponse:
    """What each level looks like, in words."""
    found, side = access.get_work_to_edit(request, slug)
    goal = access.get_goal(found, pk)
    form = LevelsForm(request.POST or None, goal=goal)
    note = (
        "Write them with the members before anybody knows the outcome. Once the goal is scored they stay as they are."
    )
    page = part_form(found, side, PAGE, "Levels of the goal", "Save the levels", sub=goal.text, note=note)
    return deed_page(
        request, page, form, lambda: actions.set_levels(goal, form.levels, by=request.member), "The levels are saved."
    )


@require_http_methods(FORM)
@needs(EDIT)
def partnership_goal_score(request: StateRequest, slug: str, pk: int) -> HttpResponse:
    """How far it is now."""
    found, side = access.get_work_to_edit(request, slug)
    goal = access.get_goal(found, pk)
    form = ScoreForm(request.POST or None, goal=goal)
    page = part_form(found, side, PAGE, "Score the goal", "Save the score", sub=goal.text)
    return deed_page(
        request,
        page,
        form,
        lambda: actions.score_goal(goal, by=request.member, **form.cleaned_data),
        "The score is saved, beside the earlier ones.",
    )
