"""From any dollar to a goal of the state and back: the traces of a fund, an award and a policy; and what cites a policy."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from core.access import StateRequest, needs
from core.moves import MoveRefused
from core.permissions import Permission
from grants.access.awards import get_award
from grants.access.citations import get_citation
from grants.access.programs import get_fund
from grants.actions import citations as actions
from grants.forms.citations import CiteForm
from grants.readmodels.traces import award_trace, fund_trace, policy_trace
from partnerships.access.policies import get_policy
from partnerships.models import StatePolicy


@needs(Permission.FUND_SEE)
@require_safe
def trace_fund(request: StateRequest, pk: int) -> HttpResponse:
    """Where the dollars of a fund went, and for which goals."""
    return render(request, "grants/trace_fund.html", {"trace": fund_trace(get_fund(pk))})


@needs(Permission.AWARD_SEE)
@require_safe
def trace_award(request: StateRequest, pk: int) -> HttpResponse:
    """Where the dollars of an award come from, and what they are for."""
    award = get_award(request, pk)
    return render(request, "grants/trace_award.html", {"award": award, "trace": award_trace(award)})


@needs(Permission.POLICY_SEE)
@require_safe
def trace_policy(request: StateRequest, pk: int) -> HttpResponse:
    """Who cites a policy, what its goals have reached, and the money behind them."""
    return shown(request, get_policy(pk))


def shown(request: StateRequest, policy: StatePolicy, refused: Any = None) -> HttpResponse:
    """The trace of a policy, with a form that was refused in its place."""
    may_edit = request.member.can(Permission.POLICY_EDIT)
    form = refused or (CiteForm(policy=policy) if may_edit else None)
    context = {"trace": policy_trace(policy), "form": form, "refused": refused, "may_edit": may_edit}
    return render(request, "grants/trace_policy.html", context, status=422 if refused else 200)


@needs(Permission.POLICY_EDIT)
@require_POST
def policy_cite(request: StateRequest, pk: int) -> HttpResponse:
    """A fund, program or round cites the policy."""
    policy = get_policy(pk)
    form = CiteForm(request.POST, policy=policy)
    if form.is_valid():
        try:
            made = actions.cite(policy, form.cleaned_data["goal"], form.chosen, by=request.member)
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{str(made)[0].upper()}{str(made)[1:]} cites the policy now.")
            return redirect("policy-trace", pk)
    return shown(request, policy, form)


@needs(Permission.POLICY_EDIT)
@require_POST
def policy_uncite(request: StateRequest, pk: int, citation: int) -> HttpResponse:
    """It no longer cites the policy."""
    actions.take_back(get_citation(get_policy(pk), citation), by=request.member)
    messages.success(request, "The citation is taken back.")
    return redirect("policy-trace", pk)
