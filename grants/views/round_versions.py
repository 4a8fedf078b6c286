"""The notice of a round as it was, for everybody."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from core.access import StateRequest, public
from core.views.files import attachment
from grants.access.rounds import get_public_round
from grants.models import RoundVersion
from grants.readmodels.round_versions import version_page
from questions.readmodels import canonical


@require_safe
@public
def round_version(request: StateRequest, slug: str, number: int) -> HttpResponse:
    """One version, with what changed in it."""
    found = get_public_round(slug, request.member)
    page = version_page(found, number)
    if page is None:
        raise Http404
    return render(request, "grants/round_version.html", page | {"round": found})


@require_safe
@public
def round_version_json(request: StateRequest, slug: str, number: int) -> HttpResponse:
    """The same, byte for byte as it was hashed."""
    found = get_public_round(slug, request.member)
    version = get_object_or_404(RoundVersion, round=found, number=number)
    return attachment(canonical(version.content), f"{found.slug} version {number}.json", "application/json")
