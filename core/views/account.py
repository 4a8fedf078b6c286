"""A person's own account page, the accessibility statement, and the demonstration's one-click sign-in."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from core.access import StateRequest, public, signed_in
from core.models import Member


@require_safe
@signed_in
def account(request: StateRequest) -> HttpResponse:
    return render(request, "core/account.html")


@require_safe
@public
def accessibility(request: StateRequest) -> HttpResponse:
    return render(request, "core/accessibility.html")


@require_POST
@public
def demo_sign_in(request: StateRequest) -> HttpResponse:
    """Sign in as one of the demonstration's people. There is no such page outside demonstration mode."""
    if not settings.DEMO:
        raise Http404
    member = Member.objects.active().filter(user__email=request.POST.get("email", "")).first()
    if member is None or not member.user.email.endswith(".example"):
        raise Http404
    login(request, member.user, backend="django.contrib.auth.backends.ModelBackend")
    return redirect("/home/")


@require_POST
@signed_in
def stay(request: StateRequest) -> HttpResponse:
    """Stay signed in for another whole length of a session. Answers how many seconds that is."""
    request.session.modified = True
    return JsonResponse({"seconds": request.session.get_expiry_age()})


@require_safe
@signed_in
def signed_in_again(request: StateRequest) -> HttpResponse:
    """Where signing in from another page's message ends: that page is told, and goes on."""
    return render(request, "core/signed_in_again.html")
