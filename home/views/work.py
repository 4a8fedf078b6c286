"""Two pages of a partnership's work that need what apps above partnerships know: awards and the employer survey."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.access import StateRequest, signed_in
from home.readmodels.lasting import lasting_page
from home.readmodels.neutrality import neutrality_page
from partnerships.access.work import get_work
from partnerships.views.work_frame import work_frame


@require_safe
@signed_in
def partnership_neutrality(request: StateRequest, slug: str) -> HttpResponse:
    """Who proposes, who is present when something is decided, who leads, what employers say, who is paid."""
    found, side = get_work(request, slug)
    context = work_frame(found, side, "partnership-neutrality") | {"page": neutrality_page(found, request.member)}
    return render(request, "home/partnership_neutrality.html", context)


@require_safe
@signed_in
def partnership_lasting(request: StateRequest, slug: str) -> HttpResponse:
    """Steps by which the partnership goes on when its awards have ended."""
    found, side = get_work(request, slug)
    context = work_frame(found, side, "partnership-lasting") | {"page": lasting_page(found, request.member)}
    return render(request, "home/partnership_lasting.html", context)
