"""The register of state policies: the list, one policy with its goals and reports, and the deeds of those who keep it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.access import StateRequest, needs
from core.moves import MoveRefused
from core.permissions import Permission
from partnerships.access import policies as access
from partnerships.actions import policies as actions
from partnerships.forms import policies as forms
from partnerships.models import StatePolicy
from partnerships.readmodels.policies import policy_page, register
from partnerships.views.support_tabs import support_tabs


@needs(Permission.POLICY_SEE)
@require_safe
def policies(request: StateRequest) -> HttpResponse:
    """Every policy of the state."""
    context = {
        "rows": register(),
        "may_edit": request.member.can(Permission.POLICY_EDIT),
        "tabs": support_tabs(request, "policies"),
    }
    return render(request, "partnerships/policies.html", context)


@needs(Permission.POLICY_SEE)
@require_safe
def policy(request: StateRequest, pk: int) -> HttpResponse:
    """One policy."""
    return shown(request, access.get_policy(pk))


def shown(request: StateRequest, found: StatePolicy, refused: Any = None) -> HttpResponse:
    """The page, with a form that was refused in its place."""

    def chosen(form: Any) -> Any:
        return refused if isinstance(refused, type(form)) else form

    context = {
        "page": policy_page(found),
        "may_edit": request.member.can(Permission.POLICY_EDIT),
        "goal_form": chosen(forms.GoalForm(prefix="goal")),
        "duty_form": chosen(forms.DutyForm(prefix="duty")),
        "refused": refused,
    }
    return render(request, "partnerships/policy.html", context, status=422 if refused else 200)


@needs(Permission.POLICY_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def policy_edit(request: StateRequest, pk: int | None = None) -> HttpResponse:
    """Enter a policy, or change what is written of it."""
    found = access.get_policy(pk) if pk else None
    form = forms.PolicyForm(request.POST or None, policy=found)
    if request.method == "POST" and form.is_valid():
        saved = actions.save_policy(found, form.cleaned_data, by=request.member)
        messages.success(request, f"{saved.title} is saved.")
        return redirect("policy", saved.pk)
    context = {"form": form, "policy": found}
    return render(request, "partnerships/policy_edit.html", context, status=422 if form.is_bound else 200)


@needs(Permission.POLICY_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def policy_delete(request: StateRequest, pk: int) -> HttpResponse:
    """Take it out of the register, unless money is given by it."""
    found, said = access.get_policy(pk), ""
    if request.method == "POST":
        try:
            actions.delete_policy(found, by=request.member)
        except MoveRefused as refusal:
            said = str(refusal)
        else:
            messages.success(request, "The policy is deleted.")
            return redirect("policies")
    return render(
        request, "partnerships/policy_delete.html", {"policy": found, "said": said}, status=422 if said else 200
    )


@needs(Permission.POLICY_EDIT)
@require_POST
def policy_goal(request: StateRequest, pk: int) -> HttpResponse:
    """What the state wants by it."""
    found, form = access.get_policy(pk), forms.GoalForm(request.POST, prefix="goal")
    if form.is_valid():
        actions.add_goal(found, form.cleaned_data, by=request.member)
        messages.success(request, "The goal is added.")
        return redirect("policy", pk)
    return shown(request, found, form)


@needs(Permission.POLICY_EDIT)
@require_POST
def policy_goal_remove(request: StateRequest, pk: int, goal: int) -> HttpResponse:
    """Take a goal back."""
    try:
        actions.remove_goal(access.get_goal(access.get_policy(pk), goal), by=request.member)
    except MoveRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "The goal is removed.")
    return redirect("policy", pk)


@needs(Permission.POLICY_EDIT)
@require_POST
def policy_duty(request: StateRequest, pk: int) -> HttpResponse:
    """A report that it asks for each year."""
    found, form = access.get_policy(pk), forms.DutyForm(request.POST, prefix="duty")
    if form.is_valid():
        actions.add_duty(found, form.cleaned_data, by=request.member)
        messages.success(request, "The report is added.")
        return redirect("policy", pk)
    return shown(request, found, form)


@needs(Permission.POLICY_EDIT)
@require_POST
def policy_duty_remove(request: StateRequest, pk: int, duty: int) -> HttpResponse:
    """The report is no longer asked for."""
    actions.remove_duty(access.get_duty(access.get_policy(pk), duty), by=request.member)
    messages.success(request, "The report is removed.")
    return redirect("policy", pk)
