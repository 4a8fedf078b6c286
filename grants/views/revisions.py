"""The revised budget of a smaller award: the convener writes and sends it, staff accept or return it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from core.access import StateRequest, needs
from core.moves import MoveRefused
from core.permissions import Permission
from grants.access.awards import get_award, held_over
from grants.access.revisions import get_revision
from grants.actions import revisions as actions
from grants.choices import AwardStatus
from grants.forms.agreements import ReasonForm
from grants.forms.revisions import RevisionForm
from grants.models import Award
from grants.readmodels.revision_page import revision_page
from grants.rules.revisions import is_partial


@needs(Permission.AWARD_ACCEPT)
@require_safe
def my_revision(request: StateRequest, pk: int) -> HttpResponse:
    """What was asked for, with a box for each amount beside it."""
    return _show_mine(request, get_award(request, pk))


def _show_mine(
    request: StateRequest, award: Award, form: RevisionForm | None = None, *, error: str = ""
) -> HttpResponse:
    page = revision_page(award)
    context = {
        "award": award,
        "page": page,
        "form": form or RevisionForm(page=page),
        "is_partial": is_partial(award.amount, award.application.requested),
        "may_write": page.is_open and award.status == AwardStatus.OFFERED,
        "trail": [("My awards", reverse("my-awards")), (award.number, reverse("my-award", args=[award.pk]))],
        "error": error,
    }
    status = 422 if error or (form is not None and form.errors) else 200
    return render(request, "grants/my_revision.html", context, status=status)


@needs(Permission.AWARD_ACCEPT)
@require_POST
def my_revision_save(request: StateRequest, pk: int) -> HttpResponse:
    """Save it, and send it where she says so."""
    award = get_award(request, pk)
    form = RevisionForm(request.POST, page=revision_page(award))
    if not form.is_valid():
        return _show_mine(request, award, form)
    try:
        actions.save_revision(award, form.given(), version=form.cleaned_data["version"], by=request.member)
    except MoveRefused as refusal:
        return _show_mine(request, award, form, error=str(refusal))
    sends = request.POST.get("act") == "send"
    try:
        if sends:
            actions.send_revision(award, by=request.member)
    except MoveRefused as refusal:
        return _show_mine(request, award, error=f"Saved, not sent. {refusal}")
    messages.success(request, "Sent to your program officer." if sends else "Saved.")
    return redirect("my-award" if sends else "my-revision", pk)


@needs(Permission.AWARD_SEE)
@require_safe
def revision(request: StateRequest, pk: int) -> HttpResponse:
    """The differences side by side, and the decision."""
    return _show(request, get_award(request, pk), ReasonForm())


def _show(request: StateRequest, award: Award, form: ReasonForm, *, error: str = "") -> HttpResponse:
    page = revision_page(award)
    can = Permission.AWARD_MANAGE in held_over(request.member, award) and award.status == AwardStatus.OFFERED
    context = {
        "award": award,
        "page": page,
        "form": form,
        "is_partial": is_partial(award.amount, award.application.requested),
        "may_decide": can and page.status == "sent",
        "trail": [("Awards", reverse("awards")), (award.number, reverse("award", args=[award.pk]))],
        "error": error,
    }
    return render(request, "grants/award_revision.html", context, status=422 if error or form.errors else 200)


@needs(Permission.AWARD_MANAGE)
@require_POST
def revision_decide(request: StateRequest, pk: int) -> HttpResponse:
    """Accept it, or return it with a reason."""
    award = get_award(request, pk)
    found, form = get_revision(award), ReasonForm(request.POST)
    returns = request.POST.get("act") == "return"
    if returns and not form.is_valid():
        return _show(request, award, form)
    try:
        if returns:
            actions.return_revision(found, form.cleaned_data["reason"], by=request.member)
        else:
            actions.accept_revision(found, by=request.member)
    except MoveRefused as refusal:
        return _show(request, award, ReasonForm(), error=str(refusal))
    said = "Returned. The grantee is told why." if returns else "Accepted. The grantee can go on to accept the award."
    messages.success(request, said)
    return redirect("award-revision", pk)
