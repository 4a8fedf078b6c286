"""The plan of a partnership: its page, and a form for each deed."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from core.access import StateRequest, needs, signed_in
from core.permissions import Permission
from partnerships.access import work as access
from partnerships.access.work import Side
from partnerships.actions import plan as actions
from partnerships.forms import plan as forms
from partnerships.forms.reasons import ReasonForm
from partnerships.models import Challenge, Partnership
from partnerships.readmodels.adoption import plan_adopted
from partnerships.readmodels.plan import plan_page
from partnerships.views.work_frame import deed_page, part_form, work_frame

EDIT = Permission.PARTNERSHIP_EDIT
FORM = ["GET", "HEAD", "POST"]
PAGE = "partnership-plan"


@require_safe
@signed_in
def partnership_plan(request: StateRequest, slug: str) -> HttpResponse:
    """Challenges with who owns them, strategies, activities, what was made; and what the plan lacks."""
    found, side = access.get_work(request, slug)
    context = work_frame(found, side, PAGE) | {"page": plan_page(found), "adopted": plan_adopted(found)}
    return render(request, "partnerships/plan.html", context)


@require_http_methods(FORM)
@needs(EDIT)
def partnership_challenge_new(request: StateRequest, slug: str) -> HttpResponse:
    """Write down a challenge."""
    found, side = access.get_work_to_edit(request, slug)
    return challenge_page(request, found, side, None)


@require_http_methods(FORM)
@needs(EDIT)
def partnership_challenge(request: StateRequest, slug: str, pk: int) -> HttpResponse:
    """Change a challenge, or who owns it."""
    found, side = access.get_work_to_edit(request, slug)
    return challenge_page(request, found, side, access.get_challenge(found, pk))


def challenge_page(request: StateRequest, found: Partnership, side: Side, challenge: Challenge | None) -> HttpResponse:
    initial: dict[str, Any] = {}
    if challenge is not None:
        initial = {name: getattr(challenge, name) for name in ("statement", "employer_need", "worker_need")}
        initial["owners"] = [str(pk) for pk in challenge.owners.values_list("seat_id", flat=True)]
    form = forms.ChallengeForm(request.POST or None, seats=list(access.roster(found)), initial=initial)

    def deed() -> None:
        given = form.cleaned_data | {"owners": [int(pk) for pk in form.cleaned_data["owners"]]}
        actions.save_challenge(found, challenge, by=request.member, **given)

    title = "Change the challenge" if challenge else "A challenge"
    return deed_page(
        request, part_form(found, side, PAGE, title, "Save the challenge"), form, deed, "The challenge is saved."
    )


@require_http_methods(FORM)
@needs(EDIT)
def partnership_challenge_end(request: StateRequest, slug: str, pk: int) -> HttpResponse:
    """It is no longer worked on."""
    found, side = access.get_work_to_edit(request, slug)
    challenge = access.get_challenge(found, pk)
    form = ReasonForm(request.POST or None)
    page = part_form(found, side, PAGE, "No longer worked on", "End the challenge", sub=challenge.statement)
    return deed_page(
        request,
        page,
        form,
        lambda: actions.end_challenge(challenge, form.cleaned_data["reason"], by=request.member),
        "The challenge is ended. It stays in the record.",
    )


@require_http_methods(FORM)
@needs(EDIT)
def partnership_strategy_new(request: StateRequest, slug: str, pk: int) -> HttpResponse:
    """How a challenge is to be met."""
    found, side = access.get_work_to_edit(request, slug)
    challenge = access.get_challenge(found, pk)
    form = forms.StrategyForm(request.POST or None)
    page = part_form(found, side, PAGE, "A strategy", "Add the strategy", sub=challenge.statement)
    return deed_page(
        request,
        page,
        form,
        lambda: actions.add_strategy(challenge, by=request.member, **form.cleaned_data),
        "The strategy is added.",
    )


@require_http_methods(FORM)
@needs(EDIT)
def partnership_activity_new(request: StateRequest, slug: str, pk: int) -> HttpResponse:
    """A piece of work for a strategy."""
    found, side = access.get_work_to_edit(request, slug)
    strategy = access.get_strategy(found, pk)
    form = forms.ActivityForm(request.POST or None, seats=list(access.roster(found)))
    page = part_form(found, side, PAGE, "An activity", "Add the activity", sub=strategy.title)

    def deed() -> None:
        given = form.cleaned_data | {"owner": form.seat}
        actions.add_activity(strategy, by=request.member, **given)

    return deed_page(request, page, form, deed, "The activity is added.")


@require_http_methods(FORM)
@needs(EDIT)
def partnership_activity(request: StateRequest, slug: str, pk: int) -> HttpResponse:
    """Another owner or day."""
    found, side = access.get_work_to_edit(request, slug)
    activity = access.get_activity(found, pk)
    initial = {"owner": str(activity.owner_id), "due_on": activity.due_on}
    form = forms.ActivityChangeForm(request.POST or None, seats=list(access.roster(found)), initial=initial)
    page = part_form(found, side, PAGE, "Change the activity", "Save", sub=activity.title)
    return deed_page(
        request,
        page,
        form,
        lambda: actions.change_activity(
            activity, owner=form.seat, due_on=form.cleaned_data["due_on"], by=request.member
        ),
        "The activity is changed. The day that was set first stays beside the new one.",
    )


@require_http_methods(FORM)
@needs(EDIT)
def partnership_activity_done(request: StateRequest, slug: str, pk: int) -> HttpResponse:
    """It is done."""
    found, side = access.get_work_to_edit(request, slug)
    activity = access.get_activity(found, pk)
    form = forms.DoneForm(request.POST or None)
    page = part_form(found, side, PAGE, "Done", "It is done", sub=activity.title)
    return deed_page(
        request,
        page,
        form,
        lambda: actions.finish_activity(activity, by=request.member, **form.cleaned_data),
        "Written down as done.",
    )


@require_http_methods(FORM)
@needs(EDIT)
def partnership_activity_drop(request: StateRequest, slug: str, pk: int) -> HttpResponse:
    """It will not be done."""
    found, side = access.get_work_to_edit(request, slug)
    activity = access.get_activity(found, pk)
    form = ReasonForm(request.POST or None)
    page = part_form(found, side, PAGE, "Drop the activity", "Drop it", sub=activity.title)
    return deed_page(
        request,
        page,
        form,
        lambda: actions.drop_activity(activity, form.cleaned_data["reason"], by=request.member),
        "The activity is dropped. It stays in the record.",
    )


@require_http_methods(FORM)
@needs(EDIT)
def partnership_product_new(request: StateRequest, slug: str, pk: int) -> HttpResponse:
    """What an activity left behind."""
    found, side = access.get_work_to_edit(request, slug)
    activity = access.get_activity(found, pk)
    form = forms.ProductForm(request.POST or None, initial={"made_on": timezone.localdate()})
    page = part_form(found, side, PAGE, "A product", "Add the product", sub=activity.title)
    return deed_page(
        request,
        page,
        form,
        lambda: actions.add_product(activity, by=request.member, **form.cleaned_data),
        "The product is added.",
    )
