"""The application as a reviewer reads it, with the words that she looks for marked in it."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from core.access import StateRequest, needs
from core.permissions import Permission
from core.text import looked_for, mark
from grants.access import reviews as access
from grants.readmodels.review_page import Page, page_of

NOT_ANSWERS = ("h2", "h3", "h4", "dt", "caption", "thead", "aside", "figure", "svg")
"""What stands around the answers: questions, heads of tables, and the published figures beside them."""


class Find(NamedTuple):
    """What she looks for, how often it is there, and which of them is the current one, from 1 on."""

    typed: str
    words: str
    found: int
    at: int

    @property
    def next(self) -> int:
        return self.at + 1

    @property
    def previous(self) -> int:
        return self.at - 1


@require_safe
@needs(Permission.REVIEW_DO)
def review_find(request: StateRequest, pk: int) -> HttpResponse:
    """While she types: the application with the marks, as the round's policy shows it to her, and their number."""
    found = access.get_cleared_review(request, pk)
    return render(request, "grants/_review_found.html", reading_of(request, page_of(found)))


def reading_of(request: HttpRequest, page: Page) -> dict[str, Any]:
    """The application drawn with its marks, and what was found."""
    typed, at = request.GET.get("find", ""), request.GET.get("at", "1")
    words = looked_for(typed)
    drawn = render_to_string("grants/_review_parts.html", {"page": page, "progress": page.progress})
    place = int(at) if at.isascii() and at.isdigit() and len(at) < 6 else 1
    marked = mark(drawn, words, at=place, unread=NOT_ANSWERS)
    return {"application_html": marked.html, "find": Find(typed.strip(), words, marked.found, marked.at)}
