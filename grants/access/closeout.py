"""Fetching closeouts and holds: behind the award's own door."""

from __future__ import annotations

from django.http import Http404

from grants.models import Award, Closeout, LegalHold


def closeout_of(award: Award) -> Closeout | None:
    """The award's closeout, if it was begun."""
    found = award.closeouts.select_related("closed_by").first()
    if found is not None:
        found.award = award
    return found


def get_closeout(award: Award) -> Closeout:
    """The same; 404 before it was begun."""
    found = closeout_of(award)
    if found is None:
        raise Http404
    return found


def get_standing_hold(award: Award) -> LegalHold:
    """The hold that stands on the award's records; 404 where none does."""
    hold = award.holds.order_by("-placed_at", "-pk").first()
    if hold is None:
        raise Http404
    hold.award = award
    return hold
