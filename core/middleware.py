"""The request is the transaction: host → state → scope → member."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from core import audit
from core.isolation import state_scope
from core.limits import client_address
from core.models import HostName, Member, State

STATELESS = ("/health/",)


class HeadersMiddleware:
    """The headers that neither Django nor django-csp sets. Pages of a signed-in person are never kept by a cache."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
        )
        if hasattr(request, "user") and request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class StateMiddleware:
    """Serves each request inside the scope of the state that its host names.

    A host that names no state gets 404. An exception in the view rolls the transaction back.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(STATELESS):
            return self.get_response(request)
        state = state_of(request.get_host())
        if state is None:
            return render(request, "no_state.html", status=404)
        origin = audit.Origin(request_id=uuid.uuid4().hex, address=client_address(request))
        token = audit.origin.set(origin)
        try:
            with timezone.override(state.zone), state_scope(state):
                request.state = state  # type: ignore[attr-defined]
                request.member = member_of(request)  # type: ignore[attr-defined]
                response = self.get_response(request)
                if getattr(request, "failed", False):
                    transaction.set_rollback(True)
                return worded(request, response)
        finally:
            audit.origin.reset(token)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Nothing half done survives: neither an error nor a refusal by exception."""
        request.failed = True  # type: ignore[attr-defined]


def worded(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Django refuses a method without a word; somebody who went back to such an address is told where to go on."""
    if response.status_code != 405 or response.content:
        return response
    page = render(request, "405.html", status=405)
    page["Allow"] = response.headers.get("Allow", "")
    return page


def state_of(host: str) -> State | None:
    """The state that a host names, port left out."""
    name = host.rsplit(":", 1)[0].lower()
    found = HostName.objects.select_related("state").filter(host=name).first()
    return found.state if found else None


def member_of(request: HttpRequest) -> Member | None:
    """The signed-in person as a member of this state; None for a stranger to it."""
    if not request.user.is_authenticated:
        return None
    return Member.objects.active().select_related("user").filter(user_id=request.user.pk).first()
