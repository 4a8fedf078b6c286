"""Downloads: through the permission of the file's purpose, always as an attachment."""

from __future__ import annotations

from typing import TypeVar

from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from core import files
from core.access import StateRequest, public
from core.models import StoredFile

Response = TypeVar("Response", bound=HttpResponseBase)


@public
@require_safe
def download(request: StateRequest, pk: int) -> HttpResponseBase:
    """A file, for those whom its purpose lets open it; 404 for everybody else."""
    stored = StoredFile.objects.filter(pk=pk).first()
    if stored is None or not files.PURPOSES[stored.purpose].may_open(stored, request.member):
        raise Http404
    return served(stored)


def served(stored: StoredFile) -> HttpResponseBase:
    """A file that somebody may open, as a download; 409 with a sentence while it cannot be served."""
    try:
        content = files.pieces(stored)
    except files.FileRefused as refusal:
        return HttpResponse(str(refusal), status=409, content_type="text/plain; charset=utf-8")
    response = guarded(StreamingHttpResponse(content, content_type=stored.content_type), stored.name)
    response["Content-Length"] = str(stored.size)
    return response


def attachment(content: bytes, name: str, content_type: str) -> HttpResponse:
    """Bytes that a browser must save rather than show, and may not run."""
    return guarded(HttpResponse(content, content_type=content_type), name)


def guarded(response: Response, name: str) -> Response:
    """With the headers that make a browser save it, and run nothing of it."""
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "no-store"
    return response
