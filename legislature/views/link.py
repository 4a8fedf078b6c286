"""A legislator's link: her report, without an account.

Whether she has opened it is known from one thing alone: that somebody pressed the button for the PDF. Reading the page
writes nothing, because mail scanners open every link before a person does, and a count of scanners would be no count.
"""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core import files
from core.access import StateRequest, public
from core.limits import limited
from core.views.files import attachment
from legislature.access.links import get_by_token
from legislature.actions.deliveries import note_opened
from legislature.readmodels.web import page_of


@public
@require_safe
@never_cache
def edition_link(request: StateRequest, token: str) -> HttpResponse:
    """Her district first, then the statewide report, on any device. Writes nothing."""
    delivery = get_by_token(token)
    context = page_of(delivery.edition, delivery.legislator.district_id)
    response = render(request, "legislature/edition_link.html", context | {"delivery": delivery, "token": token})
    response["Referrer-Policy"] = (
        "same-origin"  # the token leaves for no other site, and our own form still says who asks
    )
    response["X-Robots-Tag"] = "noindex"
    return response


@public
@require_POST
@limited("link")
def edition_link_pdf(request: StateRequest, token: str) -> HttpResponse:
    """Her PDF, with her district's page. The first time is kept as the instant at which it was opened."""
    delivery = get_by_token(token)
    if delivery.document.file is None:
        raise Http404
    content = files.read(delivery.document.file)
    note_opened(delivery)
    return attachment(content, delivery.document.file.name, files.PDF)
