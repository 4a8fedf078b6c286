"""Pages for everybody: the state's front page and a partnership's."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from core.access import StateRequest, public
from core.context import address
from home.access import get_partnership_page
from home.readmodels.front import front_page
from home.readmodels.partnership import partnership_page

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
    edit = address("partnership-edit", found.slug) if may_edit else None
    return render(request, "home/partnership.html", {"page": partnership_page(found, request.state), "edit": edit})
