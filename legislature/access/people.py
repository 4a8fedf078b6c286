"""Fetching members of the legislature: public people, shown to staff who see editions."""

from __future__ import annotations

from core.access import StateRequest
from core.permissions import Permission


def may_import(request: StateRequest) -> bool:
    """Whether she may import members and match counties."""
    return request.member.can(Permission.LEGISLATURE_EDIT)
