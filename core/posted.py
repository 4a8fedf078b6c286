"""When a form comes in after its sign-in has ended, or with the token of an earlier one: nothing typed is lost.

The page that answers holds everything that was posted, so that after signing in again, in another tab, one press sends
it where it was going. Only a form of this very site is kept so: what another site posted is refused outright.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.middleware import csrf
from django.shortcuts import render
from django.utils import timezone

from core.moves import MoveRefused

READABLE = 3
"""A posted value shorter than this, such as a version number, is not shown as something that she wrote."""
PLUMBING = frozenset(
    {
        "csrfmiddlewaretoken",
        "password",
        "field",
        "then",
        "act",
        "check",
        "lang",
        "section",
        "key",
        "view",
        "seen",
        "thread",
    }
)


def keep_posted(request: HttpRequest, *, status: int = 401) -> HttpResponse:
    """The page that holds what was posted until it can be sent again."""
    context = {"is_out": not request.user.is_authenticated}
    return render(request, "core/signed_out.html", typed(request) | context, status=status)


def keep_typed(request: HttpRequest, *, wait: int) -> HttpResponse:
    """The answer to too many posts, with what was typed in this one: it can be sent again in `wait` seconds."""
    at = timezone.localtime(timezone.now() + dt.timedelta(seconds=wait + 60)).replace(second=0)
    language = "es" if request.POST.get("lang") == "es" else "en"
    context = typed(request) | {"at": at, "minutes": wait // 60 + 1, "lang": language}
    answer = render(request, "429.html", context, status=429)
    answer["Retry-After"] = str(wait)
    answer["Cache-Control"] = "no-store"
    answer["Referrer-Policy"] = "same-origin"
    return answer


def typed(request: HttpRequest) -> dict[str, Any]:
    """What was posted, as a page holds it: hidden fields, what reads as text, and the names of files."""
    csrf.get_token(request)
    given = [
        (name, value) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken" for value in values
    ]
    return {
        "given": [pair for pair in given if pair[0] != "password"],
        "wrote": [value for name, value in given if _is_text(name, value)],
        "files": [upload.name for name in request.FILES for upload in request.FILES.getlist(name)],
        "action": request.get_full_path(),
    }


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


# Deeds that may be refused


MOST = 20_000
"""Characters of typed text that a message repeats."""


def carry_out(request: HttpRequest, deed: Callable[[], object], said: str) -> None:
    """Do it and say so. Where it is refused nothing was changed; the message has the reason, and the sentences typed.

    For pages that go on to another page. One that shows its form again keeps the text in its boxes.
    """
    try:
        deed()
    except MoveRefused as refusal:
        messages.error(request, f"{refusal}{_kept(request)}")
    else:
        messages.success(request, said)


def _kept(request: HttpRequest) -> str:
    """The sentences that were posted, to be copied from the page; of more than a message holds, where they still are."""
    wrote = " ".join(f"“{text.strip()}”" for text in typed(request)["wrote"] if " " in text.strip())
    if len(wrote) > MOST:
        return " Go back one page: what you typed is still in its box."
    return f" You typed: {wrote}" if wrote else ""
