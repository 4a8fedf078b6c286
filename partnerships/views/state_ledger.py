"""The commitments of the whole state, for its people: the list, and the list as a file."""

from __future__ import annotations

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.access import StateRequest, demand, needs
from core.permissions import Permission
from partnerships.forms.filters import LedgerFilter
from partnerships.readmodels.state_ledger import csv_lines, state_ledger

SEE = Permission.PARTNERSHIP_SEE


@require_safe
@needs(SEE)
def state_commitments(request: StateRequest) -> HttpResponse:
    """Every commitment to a partnership, what waits for verification first."""
    demand(request, may_see=True, may_do=request.member.can(SEE))
    form = LedgerFilter(request.GET, verifies=request.member.can(Permission.MATCH_VERIFY))
    wanted = form.wanted()
    found = state_ledger(request.member, wanted, request.GET.get("page"))
    context = {"form": form, "list": found, "page": found.page, "sort": wanted["sort"]}
    return render(request, "partnerships/state_commitments.html", context | {"query": request.GET.urlencode()})


@require_safe
@needs(SEE)
def state_commitments_csv(request: StateRequest) -> HttpResponse:
    """The list as it is filtered, whole, streamed."""
    demand(request, may_see=True, may_do=request.member.can(SEE))
    form = LedgerFilter(request.GET, verifies=request.member.can(Permission.MATCH_VERIFY))
    lines = csv_lines(request.state, request.member, form.wanted())
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    name = f"commitments-{request.state.code}-{timezone.localdate():%Y-%m-%d}.csv"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer  # type: ignore[return-value]
