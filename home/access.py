"""Fetching a partnership's page: everybody sees the public ones, staff all, a convener her own."""

from __future__ import annotations

from django.http import Http404

from core.access import StateRequest
from core.permissions import Permission
from partnerships.access import held_over
from partnerships.models import Partnership


def get_partnership_page(request: StateRequest, slug: str) -> tuple[Partnership, bool]:
    """The partnership, and whether this person may edit its record. 404 unless she may see it."""
    found = (
        Partnership.objects.select_related("industry", "region", "convener", "merged_into", "charter")
        .filter(slug=slug)
        .first()
    )
    if found is None:
        raise Http404
    member = request.member
    may_edit = member is not None and Permission.PARTNERSHIP_EDIT in held_over(member, found)
    sees_all = member is not None and member.can(Permission.PARTNERSHIP_SEE)
    if not (found.is_public or may_edit or sees_all):
        raise Http404
    return found, may_edit
