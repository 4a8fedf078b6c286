"""Pages for everybody: the state's front page and a partnership's."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from core.access import StateRequest, public
from core.context import address
from core.models import Member
from core.permissions import Permission
from home.access import get_partnership_page
from home.readmodels.front import front_page
from home.readmodels.partnership import partnership_page
from partnerships.access import held_over
from partnerships.models import Partnership

KEPT = 60
"""Seconds for which a shared cache may keep the front page for those who are not signed in; a browser asks every time."""


@require_safe
@public
def front(request: StateRequest) -> HttpResponse:
    """What it is, what is open, what came of it."""
    response = render(request, "home/front.html", {"front": front_page(request.state)})
    if not request.user.is_authenticated:
        patch_cache_control(response, public=True, max_age=0, s_maxage=KEPT)
    return response


@require_safe
@public
def partnership(request: StateRequest, slug: str) -> HttpResponse:
    """One partnership: who, where and why."""
    found, may_edit = get_partnership_page(request, slug)
    context = {"page": partnership_page(found, request.state), "acts": acts_on(request.member, found, may_edit)}
    return render(request, "home/partnership.html", context)


def acts_on(member: Member | None, found: Partnership, may_edit: bool) -> list[tuple[str, str | None]]:
    """Where those who work with a partnership go from its public page."""
    held = held_over(member, found) if member is not None else frozenset()
    ways = (
        ("Open the workspace", "partnership-room", Permission.PARTNERSHIP_JOIN in held),
        ("Open the state's record", "partnership-record", Permission.PARTNERSHIP_SEE in held),
        ("Change this record", "partnership-edit", may_edit),
    )
    return [(label, address(name, found.slug)) for label, name, may in ways if may]
