"""What the pages of a partnership's work share: the frame, the trail to it, and the ways between its parts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from core.access import StateRequest
from core.context import address
from core.files import FileRefused
from core.moves import MoveRefused
from partnerships.access.work import Side
from partnerships.models import Partnership

PARTS = (
    ("Meetings", "partnership-meetings"),
    ("Plan", "partnership-plan"),
    ("Goals", "partnership-goals"),
    ("Employers", "partnership-employers"),
    ("Commitments", "partnership-commitments"),
    ("Neutrality", "partnership-neutrality"),
    ("What lasts", "partnership-lasting"),
)


def frame(partnership: Partnership, side: Side, part: str) -> dict[str, Any]:
    """The context of every page of the work; `part` is the name of its address."""
    tabs = [
        {"label": label, "url": url, "current": name == part}
        for label, name in PARTS
        if (url := address(name, partnership.slug))
    ]
    return {"partnership": partnership, "side": side, "base": side.base, "tabs": tabs, "trail": trail_of(partnership)}


def trail_of(partnership: Partnership, *more: tuple[str, str]) -> list[tuple[str, str]]:
    page = address("partnership", partnership.slug) or reverse("partnership-meetings", args=[partnership.slug])
    return [("Partnerships", reverse("partnerships")), (partnership.name, page), *more]


def form_page(
    partnership: Partnership, side: Side, *more: tuple[str, str], title: str, act: str, back: str, **context: Any
) -> dict[str, Any]:
    """The context of a page that holds one form."""
    given = {"title": title, "act": act, "back": back, "trail": trail_of(partnership, *more)}
    return {"partnership": partnership, "side": side, "base": side.base} | given | context


def deed_page(
    request: StateRequest,
    frame: dict[str, Any],
    form: forms.Form,
    deed: Callable[[], Any],
    said: str,
) -> HttpResponse:
    """A page with one form: do the deed and go back, or show the form again with what was typed and what is wrong."""
    if request.method == "POST" and form.is_valid():
        try:
            deed()
        except (MoveRefused, FileRefused) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, said)
            return redirect(frame["back"])
    status = 422 if form.errors else 200
    return render(request, "partnerships/work_form.html", frame | {"form": form}, status=status)
