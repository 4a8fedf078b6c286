"""Fetching announcements of awards: staff who see awards see them; nobody else, before the release or after."""

from __future__ import annotations

from django.http import Http404

from core.access import StateRequest, demand
from core.permissions import Permission
from grants.models import Round
from legislature.models import Announcement, Legislator


def get_announcement(request: StateRequest, pk: int) -> Announcement:
    """An announcement for staff. 404 for who may not see it, 403 for who may see it but not do what the page does."""
    rows = Announcement.objects.select_related("round", "drafted_by__user", "approved_by__user", "corrects")
    found = rows.filter(pk=pk).first()
    may_see = found is not None and request.member.can(Permission.AWARD_SEE)
    demand(request, may_see=may_see, may_do=request.needs is None or request.member.can(request.needs))
    assert found is not None
    return found


def get_round(request: StateRequest, slug: str) -> Round:
    """A round whose awards may be announced, for staff."""
    found = Round.objects.published().filter(slug=slug).first()
    may_see = found is not None and request.member.can(Permission.AWARD_SEE)
    demand(request, may_see=may_see, may_do=request.needs is None or request.member.can(request.needs))
    assert found is not None
    return found


def get_addressee(announcement: Announcement, pk: int) -> Legislator:
    """A legislator whom the announcement concerns; 404 for another."""
    concerned = {one["id"] for one in (announcement.facts or {}).get("legislators", [])}
    found = Legislator.objects.select_related("district__chamber").filter(pk=pk, pk__in=concerned).first()
    if found is None:
        raise Http404
    return found
