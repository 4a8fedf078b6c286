"""Stories with consent: the list, what reports offer, one story, and taking it back."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from core.access import StateRequest, needs
from core.context import base_of
from core.moves import MoveRefused
from core.permissions import Permission
from core.posted import carry_out
from evaluation.access.stories import get_offered, get_story, offered_to, visible_to
from evaluation.actions import stories as actions
from evaluation.forms.stories import StoryForm
from evaluation.readmodels.stories import standing_of, standings

PAGE, MOST_OFFERED = 25, 25
TRAIL = ("Stories", "/stories/")


@require_safe
@needs(Permission.STORY_EDIT)
def story_list(request: StateRequest) -> HttpResponse:
    """Every story with how its consent stands, and those that reports offer."""
    page = Paginator(visible_to(request.member), PAGE).get_page(request.GET.get("page"))
    context = {
        "base": base_of(request.member),
        "page": page,
        "rows": standings(page.object_list, timezone.localdate()),
        "offered": list(offered_to(request.member)[:MOST_OFFERED]),
    }
    return render(request, "evaluation/story_list.html", context)


@require_POST
@needs(Permission.STORY_EDIT)
def story_take_up(request: StateRequest, pk: int) -> HttpResponse:
    """Make a story of what a report offers."""
    report = get_offered(request, pk)
    try:
        story = actions.take_up(report, by=request.member)
    except MoveRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("stories")
    messages.success(request, "Taken up. Check whose story it is, its consent, and the figure that it stands beside.")
    return redirect("story", story.pk)


@needs(Permission.STORY_EDIT)
def story(request: StateRequest, pk: int) -> HttpResponse:
    """One story: its words, its figure and its consent."""
    found = get_story(request, pk)
    form = StoryForm(request.POST or None, instance=get_story(request, pk))
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_story(found, by=request.member, **form.cleaned_data)
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Story saved.")
            return redirect("stories")
    standing = standing_of(found, timezone.localdate())
    context = {"base": base_of(request.member), "story": found, "standing": standing, "form": form, "trail": [TRAIL]}
    return render(request, "evaluation/story_edit.html", context, status=422 if form.errors else 200)


@require_POST
@needs(Permission.STORY_EDIT)
def story_revoke(request: StateRequest, pk: int) -> HttpResponse:
    """The teller takes her words back."""
    found = get_story(request, pk)
    carry_out(
        request,
        lambda: actions.revoke(found, by=request.member, reason=request.POST.get("reason", "")),
        "Taken back. The words are in no new report from now on.",
    )
    return redirect("story", pk)
