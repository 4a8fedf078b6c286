"""What an agency reads of its own money: the report of one fund's share, as a page and as CSV (BR-50)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.access import StateRequest, needs
from core.permissions import Permission
from grants.access.shares import get_share, shares_of
from grants.readmodels.share_export import csv_of
from grants.readmodels.shares import share_report


@require_safe
@needs(Permission.SHARE_SEE)
def shares(request: StateRequest) -> HttpResponse:
    """The funds whose share she reads; where it is one, straight to it."""
    funds = list(shares_of(request.member))
    if len(funds) == 1:
        return redirect("share", funds[0].pk)
    return render(request, "grants/shares.html", {"funds": funds})


@require_safe
@needs(Permission.SHARE_SEE)
def share(request: StateRequest, pk: int) -> HttpResponse:
    """One fund's share, in its agency's fiscal year."""
    fund = get_share(request, pk)
    context = {"report": share_report(fund, request.state), "several": shares_of(request.member).count() > 1}
    return render(request, "grants/share.html", context)


@require_safe
@needs(Permission.SHARE_SEE)
def share_csv(request: StateRequest, pk: int) -> HttpResponse:
    """The same as a file for a spreadsheet."""
    fund = get_share(request, pk)
    answer = HttpResponse(csv_of(share_report(fund, request.state)), content_type="text/csv; charset=utf-8")
    name = f"{request.state.code}-share-{fund.pk}-{timezone.localdate():%Y-%m-%d}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
