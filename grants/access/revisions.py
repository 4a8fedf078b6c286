"""Fetching the revised budget of an award that somebody may see."""

from __future__ import annotations

from django.http import Http404

from grants.models import Award, AwardRevision


def get_revision(award: Award) -> AwardRevision:
    """The award's. 404 where none was written yet."""
    found = AwardRevision.objects.select_related("changed_by__user").filter(award_id=award.pk).first()
    if found is None:
        raise Http404
    found.award = award
    return found
