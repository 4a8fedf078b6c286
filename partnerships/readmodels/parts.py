"""The parts of a partnership's work, each a page of its own: in its tabs, in its room and in the trail to a form."""

from __future__ import annotations

from typing import Any

from core.context import address
from partnerships.models import Partnership

PARTS = {
    "partnership-meetings": "Meetings",
    "partnership-plan": "Plan",
    "partnership-goals": "Goals",
    "partnership-employers": "Employers",
    "partnership-commitments": "Commitments",
    "partnership-neutrality": "Neutrality",
    "partnership-lasting": "What lasts",
}
"""The name of each part's address with what it is called, in their order."""


def parts_of(partnership: Partnership) -> list[tuple[str, str, str]]:
    """Name, label and address of each part that has a page."""
    found = [(name, label, address(name, partnership.slug)) for name, label in PARTS.items()]
    return [(name, label, url) for name, label, url in found if url]


def tabs_of(partnership: Partnership, here: str = "") -> list[dict[str, Any]]:
    """The parts as tabs; `here` is the name of the one that is open."""
    return [{"label": label, "url": url, "current": name == here} for name, label, url in parts_of(partnership)]
