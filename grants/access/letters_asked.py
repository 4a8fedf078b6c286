"""Fetching letters: by their link without an account, or through the application that asked for them."""

from __future__ import annotations

from django.http import Http404
from django.shortcuts import get_object_or_404

from core import links
from grants.models import Application, LetterRequest

PURPOSE = "letter"


def get_letter_by_token(token: str) -> LetterRequest:
    """The letter that a link opens. 404 for any other token, with the same words for all."""
    link = links.find(token, PURPOSE)
    if link is None:
        raise Http404
    rows = LetterRequest.objects.select_related("application__round", "application__organization", "requested_by__user")
    return get_object_or_404(rows, pk=link.subject.get("letter", 0))


def get_letter(application: Application, pk: int) -> LetterRequest:
    return get_object_or_404(LetterRequest, application=application, pk=pk)
