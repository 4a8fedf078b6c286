"""Taking an invitation: by whoever holds its link."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib.auth import login
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from core import people
from core.access import StateRequest, public
from core.limits import limited
from core.models import User

BACKEND = "django.contrib.auth.backends.ModelBackend"


@require_http_methods(["GET", "HEAD", "POST"])
@public
@limited("invitation")
def invitation(request: StateRequest, token: str) -> HttpResponse:
    """Who invites to what. A new person chooses a password; one with an account signs in first."""
    found = people.find_invitation(token)
    if found is None:
        raise Http404
    context = {
        "invitation": found,
        "has_account": User.objects.filter(email=found.email).exists(),
        "is_her": request.user.is_authenticated and request.user.email == found.email,
        "sign_in": f"{reverse('account_login')}?{urlencode({'next': request.path})}",
    }
    if request.method != "POST":
        return render(request, "core/invitation.html", context)
    user = request.user if request.user.is_authenticated else None
    try:
        member = people.accept(found, user=user, password=request.POST.get("password", ""))
    except people.Refused as refusal:
        return render(request, "core/invitation.html", context | {"errors": [str(refusal)]}, status=422)
    except ValidationError as weak:
        return render(request, "core/invitation.html", context | {"errors": weak.messages}, status=422)
    if user is None:
        login(request, member.user, backend=BACKEND)
    return redirect("home")
