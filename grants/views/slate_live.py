"""A draft slate that follows what is typed."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from core.access import StateRequest, needs
from core.permissions import Permission
from grants.access import reviews as access
from grants.forms.slates import slate_from
from grants.models import RoundFund
from grants.readmodels.slate_live import live_of
from grants.readmodels.slate_rows import apart


@require_POST
@needs(Permission.DECISION_RECOMMEND)
def slate_live(request: StateRequest, slug: str) -> HttpResponse:
    """The money, the coverage and the running totals of the boxes as they stand on the page. Saves nothing."""
    found = access.get_slate(request, slug)
    fund_ids = RoundFund.objects.filter(round=found.round).values_list("fund_id", flat=True)
    rows = found.lines.select_related("application__organization", "application__partnership__region")
    hidden = access.recused_on(found, request.member)
    lines = apart(rows.order_by("rank", "application__number"), hidden)
    sent = slate_from(request.POST, [line for line in lines if line.application_id not in hidden], fund_ids)
    wanted = {pk: choice[:4] for pk, choice in sent.choices.items()}
    live = live_of(found.round, lines, wanted, sent.faults, request.state, hidden)
    return render(request, "grants/_slate_live.html", {"live": live, "round": found.round})
