"""The first page of everybody who is signed in, by what she does here; and search."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from core.access import StateRequest, needs, signed_in
from core.permissions import Permission
from home.readmodels.members import member_home
from home.readmodels.search import search_for
from home.readmodels.staff import staff_home


@require_safe
@signed_in
def home(request: StateRequest) -> HttpResponse:
    """What waits for her today. Somebody who is no member of this state is told so."""
    if request.member is None:
        return render(request, "home/stranger.html", status=403)
    if request.member.is_staff_member:
        return render(request, "home/staff.html", {"page": staff_home(request.member, request.state)})
    return render(request, "home/member.html", {"page": member_home(request.member)})


@require_safe
@needs(Permission.SEARCH)
def search(request: StateRequest) -> HttpResponse:
    """One box over everything that she may see."""
    asked = " ".join(request.GET.get("q", "").split())[:100]
    found = search_for(asked, request.member)
    if found.only:
        return redirect(found.only)
    return render(request, "home/search.html", {"asked": asked, "found": found})
