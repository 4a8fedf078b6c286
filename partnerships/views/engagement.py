"""How employers are engaged: the ladder, its figures, and what is written down of each."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.access import StateRequest, needs, signed_in
from core.permissions import Permission
from partnerships.access import work as access
from partnerships.actions import engagement as actions
from partnerships.forms.engagement import EventForm
from partnerships.models import EngagementEvent
from partnerships.readmodels.engagement import engagement_page
from partnerships.rules.engagement import RUNGS
from partnerships.views.work_frame import deed_page, part_form, work_frame

PAGE = "partnership-employers"


@require_safe
@signed_in
def partnership_employers(request: StateRequest, slug: str) -> HttpResponse:
    """The ladder of one quarter, and how employers moved since the one before."""
    found, side = access.get_work(request, slug)
    page = engagement_page(found, request.GET.get("quarter", ""))
    context = work_frame(found, side, PAGE) | {"page": page, "rungs": RUNGS}
    return render(request, "partnerships/employers.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.PARTNERSHIP_EDIT)
def partnership_event_new(request: StateRequest, slug: str) -> HttpResponse:
    """Write down what an employer did."""
    found, side = access.get_work_to_edit(request, slug)
    initial = {"happened_on": timezone.localdate()}
    form = EventForm(request.POST or None, seats=list(access.roster(found)), initial=initial)
    page = part_form(found, side, PAGE, "What an employer did", "Write it down")

    def deed() -> None:
        given = form.cleaned_data | {"employer": form.chosen}
        actions.record_event(found, by=request.member, **given)

    return deed_page(request, page, form, deed, "Written down.")


@require_POST
@needs(Permission.PARTNERSHIP_EDIT)
def partnership_event_remove(request: StateRequest, slug: str, pk: int) -> HttpResponse:
    """Take out what was written down by mistake."""
    found, _ = access.get_work_to_edit(request, slug)
    event = get_object_or_404(EngagementEvent.objects.select_related("employer"), partnership=found, pk=pk)
    actions.remove_event(event, by=request.member)
    messages.success(request, "Taken out. The trail keeps what it said.")
    return redirect(PAGE, slug)
