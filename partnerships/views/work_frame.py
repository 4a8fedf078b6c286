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
from partnerships.readmodels.parts import PARTS, tabs_of


def work_frame(partnership: Partnership, side: Side, part: str) -> dict[str, Any]:
    """The context of every page of the work; `part` is the name of its address."""
    tabs = tabs_of(partnership, part)
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


def part_form(partnership: Partnership, side: Side, part: str, title: str, act: str, **more: Any) -> dict[str, Any]:
    """The context of a form that belongs to a part of the work, and leads back to it."""
    back = reverse(part, args=[partnership.slug])
    return form_page(partnership, side, (PARTS[part], back), title=title, act=act, back=back, **more)


def deed_page(
    request: StateRequest,
    page: dict[str, Any],
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
            return redirect(page["back"])
    status = 422 if form.errors else 200
    return render(request, "partnerships/work_form.html", page | {"form": form}, status=status)
