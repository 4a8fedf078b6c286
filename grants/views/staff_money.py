"""Programs, funds and pools: where the money comes from, and by which law."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from core.access import StateRequest, needs
from core.moves import MoveRefused
from core.permissions import Permission
from grants.access import programs as access
from grants.actions import programs as actions
from grants.forms import programs as forms
from grants.models import Pool
from grants.readmodels.funds import money_page, parts_of


@require_safe
@needs(Permission.FUND_SEE)
def money(request: StateRequest) -> HttpResponse:
    """Every program, fund and pool of the state."""
    context = {
        "page": money_page(),
        "may_edit_programs": request.member.can(Permission.ROUND_EDIT),
        "may_edit_funds": request.member.can(Permission.FUND_EDIT),
    }
    return render(request, "grants/money.html", context)


@needs(Permission.ROUND_EDIT)
def program_edit(request: StateRequest, pk: int | None = None) -> HttpResponse:
    """Set up a program, or change one."""
    return _editing(request, "program", forms.ProgramForm, access.get_program(pk) if pk else None, actions.save_program)


@needs(Permission.FUND_EDIT)
def fund_edit(request: StateRequest, pk: int | None = None) -> HttpResponse:
    """Set up a fund, or change one."""
    return _editing(request, "fund", forms.FundForm, access.get_fund(pk) if pk else None, actions.save_fund)


def _editing(request: StateRequest, noun: str, form_class: Any, thing: Any, deed: Any) -> HttpResponse:
    form = form_class(request.POST or None, thing=thing)
    if request.method == "POST" and form.is_valid():
        try:
            saved = deed(thing, form.cleaned_data, by=request.member)
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{saved.name} is saved.")
            return redirect("money")
    context = {"form": form, "thing": thing, "noun": noun}
    return render(request, "grants/money_edit.html", context, status=422 if form.is_bound else 200)


@require_safe
@needs(Permission.FUND_SEE)
def pool(request: StateRequest, pk: int) -> HttpResponse:
    """A pool with its ratio, and how an amount is split by it."""
    found = access.get_pool(pk)
    form = forms.SplitForm(request.GET if "amount" in request.GET else None)
    amount = form.cleaned_data["amount"] if form.is_valid() else None
    context = {
        "pool": found,
        "form": form,
        "amount": amount,
        "parts": parts_of(found, amount),
        "may_edit": request.member.can(Permission.FUND_EDIT),
    }
    return render(request, "grants/pool_detail.html", context)


@needs(Permission.FUND_EDIT)
def pool_edit(request: StateRequest, pk: int | None = None) -> HttpResponse:
    """Set up a pool with its funds, or change one."""
    found: Pool | None = access.get_pool(pk) if pk else None
    data = request.POST if request.method == "POST" else None
    form = forms.PoolForm(data, thing=found)
    shares: Any = forms.ShareRows(data, prefix="shares", initial=None if data else forms.shares_of(found))
    if data is not None and all([form.is_valid(), shares.is_valid()]):
        try:
            saved = actions.save_pool(found, form.cleaned_data, shares.shares(), by=request.member)
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{saved.name} is saved.")
            return redirect("pool", saved.pk)
    context = {"form": form, "shares": shares, "thing": found, "noun": "pool"}
    return render(request, "grants/money_edit.html", context, status=422 if form.is_bound else 200)
