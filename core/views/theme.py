"""The state's colors, as a style sheet of a few lines."""

from __future__ import annotations

import re

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from core.access import StateRequest, public

NAME = re.compile(r"^--sp-[a-z-]+$")
COLOR = re.compile(r"^#[0-9a-fA-F]{6}$")


@public
@require_safe
def theme(request: StateRequest) -> HttpResponse:
    """Only --sp-* names with six-digit hex values: nothing else in the state's theme reaches the page."""
    lines = [f"{n}:{c}" for n, c in sorted(request.state.theme.items()) if NAME.match(n) and COLOR.match(str(c))]
    response = HttpResponse(":root{" + ";".join(lines) + "}", content_type="text/css")
    response["Cache-Control"] = "public, max-age=300"
    return response
