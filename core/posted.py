"""When a form comes in after its sign-in has ended, or with the token of an earlier one: nothing typed is lost.

The page that answers holds everything that was posted, so that after signing in again, in another tab, one press sends
it where it was going. Only a form of this very site is kept so: what another site posted is refused outright.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.middleware import csrf
from django.shortcuts import render

READABLE = 3
"""A posted value shorter than this, such as a version number, is not shown as something that she wrote."""
PLUMBING = frozenset({"csrfmiddlewaretoken", "password", "field", "then", "act"})


def keep_posted(request: HttpRequest, *, status: int = 401) -> HttpResponse:
    """The page that holds what was posted until it can be sent again."""
    csrf.get_token(request)
    given = [
        (name, value) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken" for value in values
    ]
    context = {
        "given": [pair for pair in given if pair[0] != "password"],
        "wrote": [value for name, value in given if _is_text(name, value)],
        "files": [upload.name for name in request.FILES for upload in request.FILES.getlist(name)],
        "action": request.get_full_path(),
        "is_out": not request.user.is_authenticated,
    }
    return render(request, "core/signed_out.html", context, status=status)


def _is_text(name: str, value: str) -> bool:
    return name not in PLUMBING and len(value.strip()) >= READABLE and not value.strip().isdecimal()


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's refusal of a form without a fitting token. A form of our own page is kept, to be sent once more."""
    if getattr(request, "state", None) is None or not from_here(request):
        return render(request, "403.html", status=403)
    return keep_posted(request, status=403)


def from_here(request: HttpRequest) -> bool:
    """Whether the browser says that the form stood on a page of this host."""
    source: Any = request.headers.get("Origin") or request.headers.get("Referer") or ""
    parts = urlsplit(source)
    return parts.scheme == request.scheme and parts.netloc == request.get_host()
