"""The audit trail, for those who answer for it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from core import audit as trail
from core.access import StateRequest, needs
from core.permissions import Permission
from core.reading import AuditFilter, csv_lines, page_of_trail


@require_safe
@needs(Permission.AUDIT_SEE)
def audit(request: StateRequest) -> HttpResponse:
    """Newest first; the address is the view."""
    form = AuditFilter(request.GET)
    page = page_of_trail(form.wanted(), request.GET.get("before", ""))
    query = request.GET.copy()
    query.pop("before", None)
    return render(request, "core/audit.html", {"form": form, "page": page, "asked": query.urlencode()})


@require_safe
@needs(Permission.AUDIT_SEE)
def audit_csv(request: StateRequest) -> StreamingHttpResponse:
    """Every line found, streamed; the state's scope is opened again, for the request's has ended by then."""
    lines = csv_lines(request.state, AuditFilter(request.GET).wanted())
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{request.state.code}-audit.csv"'
    return response


@require_POST
@needs(Permission.AUDIT_SEE)
def audit_check(request: StateRequest) -> HttpResponse:
    """Walk the chain from the first line to the last."""
    faults = trail.faults()
    if faults:
        messages.error(request, "The trail is not whole. " + " ".join(faults))
    else:
        messages.success(
            request, f"The trail is whole: every one of its {trail.length():,} lines follows from the one before."
        )
    return redirect("audit")
