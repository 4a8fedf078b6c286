"""The workspace of those at a partnership's table."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.access import StateRequest, needs
from core.permissions import Permission
from partnerships.access import get_room
from partnerships.readmodels.room import room_of


@require_safe
@needs(Permission.PARTNERSHIP_JOIN)
def partnership_room(request: StateRequest, slug: str) -> HttpResponse:
    """What is next, who sits at the table, and the ways to the partnership's work."""
    found, may_edit = get_room(request, slug)
    context = {"room": room_of(found, request.member), "partnership": found, "may_edit": may_edit}
    return render(request, "partnerships/partnership_room.html", context)
