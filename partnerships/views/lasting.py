"""Steps by which a partnership outlives its grants: a form for each deed. Their page is home's, which knows the awards."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from core.access import StateRequest, needs
from core.permissions import Permission
from partnerships.access import work as access
from partnerships.actions import lasting as actions
from partnerships.forms.commitments import InPlaceForm, MilestoneForm
from partnerships.forms.reasons import ReasonForm
from partnerships.views.work_frame import deed_page, part_form

EDIT = Permission.PARTNERSHIP_EDIT
FORM = ["GET", "HEAD", "POST"]
PAGE = "partnership-lasting"


@require_http_methods(FORM)
@needs(EDIT)
def partnership_milestone_new(request: StateRequest, slug: str) -> HttpResponse:
    """A step to take."""
    found, side = access.get_work_to_edit(request, slug)
    form = MilestoneForm(request.POST or None, seats=list(access.roster(found)))

    def deed() -> None:
        given = form.cleaned_data | {"owner": form.seat}
        actions.add_milestone(found, by=request.member, **given)

    return deed_page(
        request, part_form(found, side, PAGE, "A step that lasts", "Add the step"), form, deed, "The step is added."
    )


@require_http_methods(FORM)
@needs(EDIT)
def partnership_milestone_done(request: StateRequest, slug: str, pk: int) -> HttpResponse:
    """It is in place."""
    found, side = access.get_work_to_edit(request, slug)
    one = access.get_milestone(found, pk)
    form = InPlaceForm(request.POST or None)
    page = part_form(found, side, PAGE, "In place", "It is in place", sub=one.title)
    return deed_page(
        request,
        page,
        form,
        lambda: actions.finish_milestone(one, by=request.member, **form.cleaned_data),
        "Written down as in place.",
    )


@require_http_methods(FORM)
@needs(EDIT)
def partnership_milestone_drop(request: StateRequest, slug: str, pk: int) -> HttpResponse:
    """It will not come."""
    found, side = access.get_work_to_edit(request, slug)
    one = access.get_milestone(found, pk)
    form = ReasonForm(request.POST or None)
    page = part_form(found, side, PAGE, "Drop the step", "Drop it", sub=one.title)
    return deed_page(
        request,
        page,
        form,
        lambda: actions.drop_milestone(one, form.cleaned_data["reason"], by=request.member),
        "The step is dropped. It stays in the record.",
    )
