"""A reviewer's own page: what she knows, her register of affiliations, the agreement that she signs."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from core.access import StateRequest, needs
from core.moves import MoveRefused
from core.permissions import Permission
from core.templatetags.rt import long_day
from grants.access import reviewers as access
from grants.actions import reviewers as actions
from grants.forms.reviewers import AffiliationForm, ProfileForm, SignForm
from grants.readmodels.reviewer_pool import register_of


@require_safe
@needs(Permission.REVIEW_DO)
def reviewer_profile(request: StateRequest) -> HttpResponse:
    """Her profile, her register and the agreement."""
    return shown(request)


def shown(request: StateRequest, *, status: int = 200, **forms: Any) -> HttpResponse:
    profile, wording = access.own_profile(request.member), access.wording()
    bound = [form for form in forms.values() if form.errors]
    context = {
        "profile": profile,
        "has_register": profile.has_register(),
        "lines": register_of(request.member),
        "wording": wording,
        "signed": request.member.agreement_signatures.filter(version=wording.version).first(),
        "form": forms.get("profile") or ProfileForm(profile=profile, state=request.state),
        "line": forms.get("line") or AffiliationForm(),
        "sign": forms.get("sign") or SignForm(initial={"version": wording.version}),
        "errors": [(f"id_{name}", errors[0]) for form in bound for name, errors in form.errors.items()],
        "next": request.POST.get("next") or request.GET.get("next", ""),
    }
    return render(request, "grants/reviewer_profile.html", context, status=status)


@require_POST
@needs(Permission.REVIEW_DO)
def reviewer_save(request: StateRequest) -> HttpResponse:
    """Save what she knows and how much she takes."""
    form = ProfileForm(request.POST, profile=access.own_profile(request.member), state=request.state)
    if not form.is_valid():
        return shown(request, status=422, profile=form)
    actions.save_profile(request.member, form.knowledge(), by=request.member)
    messages.success(request, "Your profile is saved.")
    return redirect("reviewer-profile")


@require_POST
@needs(Permission.REVIEW_DO)
def affiliation_add(request: StateRequest) -> HttpResponse:
    """Add a line to her register."""
    form = AffiliationForm(request.POST)
    if not form.is_valid():
        return shown(request, status=422, line=form)
    made = actions.add_affiliation(request.member, form.declared(), by=request.member)
    messages.success(request, f"{made.name} stands in your register.")
    return redirect("reviewer-profile")


@require_POST
@needs(Permission.REVIEW_DO)
def affiliation_remove(request: StateRequest, pk: int) -> HttpResponse:
    """Take a line out of her register."""
    line = access.get_own_affiliation(request, pk)
    actions.remove_affiliation(line, by=request.member)
    messages.success(request, f"{line.name} is out of your register. That it stood there is kept.")
    return redirect("reviewer-profile")


@require_POST
@needs(Permission.REVIEW_DO)
def register_declare(request: StateRequest) -> HttpResponse:
    """Her register is complete: it holds for twelve months."""
    profile = actions.declare_register(request.member, by=request.member)
    day = profile.register_expires_on
    assert day is not None
    messages.success(request, f"Your register holds until {long_day(day)}.")
    return redirect("reviewer-profile")


@require_POST
@needs(Permission.REVIEW_DO)
def agreement_sign(request: StateRequest) -> HttpResponse:
    """Sign the confidentiality agreement, and go back to where it was asked for."""
    form = SignForm(request.POST)
    if not form.is_valid():
        return shown(request, status=422, sign=form)
    try:
        made = actions.sign_agreement(
            request.member, form.cleaned_data["name"], form.cleaned_data["version"], by=request.member
        )
    except MoveRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("reviewer-profile")
    messages.success(request, f"Version {made.version} is signed.")
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith("/")
    return redirect(back if safe else "reviewer-profile")
