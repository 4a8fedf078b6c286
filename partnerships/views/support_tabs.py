"""The tabs between the parts of support."""

from __future__ import annotations

from typing import Any

from core.access import StateRequest
from core.context import address
from core.permissions import Permission as P
from partnerships.access.support import may_enter


def support_tabs(request: StateRequest, here: str) -> list[dict[str, Any]]:
    """The parts of support that she may open."""
    member = request.member
    if member is None:
        return []
    staff = member.is_staff_member and member.can(P.SUPPORT_SEE)
    parts = [
        ("support", "Assistance", may_enter(member)),
        ("events", "Events", True),
        ("library", "Library", True),
        ("peers", "Peer exchange", may_enter(member)),
        ("support-plan", "Plan of the year", staff),
        ("policies", "State policies", member.can(P.POLICY_SEE)),
    ]
    shown = [(name, label, address(name)) for name, label, may in parts if may]
    return [{"label": label, "url": url, "current": name == here} for name, label, url in shown if url]
