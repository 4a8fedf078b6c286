"""Who may open a page: what each view declares at its door.

Every view carries exactly one of `@needs`, `@signed_in` and `@public`; a test walks the URLconf and fails for one that
carries none. The row is then fetched through the app's `access.py`, and that fetch is the check: 404 for what one may
not see, 403 for what one may see but not do.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import TypeVar
from urllib.parse import urlencode

from allauth.account import app_settings as account_settings
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse

from core.models import Member, State
from core.permissions import Permission
from core.posted import keep_posted

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class StateRequest(HttpRequest):
    """A request inside a state's scope: what the middleware and `@needs` put there."""

    state: State
    member: Member
    needs: Permission | None


def to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """To the sign-in page and back. What a form brought is kept on a page of its own; a script keeps its own text."""
    if request.method != "POST" or request.headers.get("HX-Request"):
        return redirect_to_login(request.get_full_path())
    return keep_posted(request)


def needs(permission: Permission) -> Callable[[View], View]:
    """Only members who hold the permission over something may enter; the rest sign in, or get 403."""

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(request: StateRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return to_sign_in(request)
            if request.member is None or not request.member.can_somewhere(permission):
                raise PermissionDenied
            request.needs = permission
            return view(request, *args, **kwargs)

        guarded.declares = permission  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return declare


def signed_in(view: View) -> View:
    """Anybody who is signed in, whatever her roles."""

    @wraps(view)
    def guarded(request: StateRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return to_sign_in(request)
        request.needs = None
        return view(request, *args, **kwargs)

    guarded.declares = "signed in"  # type: ignore[attr-defined]
    return guarded  # type: ignore[return-value]


def public(view: View) -> View:
    """Anybody. What such a view reads must be published."""

    @wraps(view)
    def guarded(request: StateRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        request.needs = None
        return view(request, *args, **kwargs)

    guarded.declares = "public"  # type: ignore[attr-defined]
    return guarded  # type: ignore[return-value]


MEANS = {"totp": "authenticator app", "webauthn": "passkey", "recovery_codes": "recovery code"}


def confirmed_how(request: HttpRequest) -> str:
    """How she confirmed within the last minutes that it is she: by a second factor where she has one, else by password.

    Empty when she did not; the sign-in itself does not count.
    """
    latest = [one for one in get_authentication_records(request, request.user) if one.get("reauthenticated")][-1:]
    for one in latest:
        if time.time() - one["at"] > account_settings.REAUTHENTICATION_TIMEOUT:
            return ""
        if one["method"] == "mfa":
            return MEANS.get(str(one.get("type")), "second factor")
        return "" if has_second_factor(request) else "password"
    return ""


def has_second_factor(request: HttpRequest) -> bool:
    return bool(is_mfa_enabled(request.user))


def to_confirm(request: HttpRequest, back: str) -> str:
    """Where she confirms that it is she, and comes back from."""
    page = "mfa_reauthenticate" if has_second_factor(request) else "account_reauthenticate"
    return f"{reverse(page)}?{urlencode({'next': back})}"


def demand(request: StateRequest, *, may_see: bool, may_do: bool) -> None:
    """404 unless she may see the thing; 403 unless she may do what the view declares."""
    if not may_see:
        raise Http404
    if not may_do:
        raise PermissionDenied
