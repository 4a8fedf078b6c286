"""An award's agreement as the grantee reads and signs it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from core.access import StateRequest, confirmed_how, needs, to_confirm
from core.files import FileRefused
from core.limits import client_address
from core.moves import MoveRefused
from core.permissions import Permission
from grants.access.agreements import get_live_agreement
from grants.access.awards import get_award
from grants.actions import agreements as actions
from grants.forms.agreements import ReasonForm, ScanForm, SignForm
from grants.models import AwardAgreement
from grants.readmodels.agreement_page import agreement_page

TYPED = "agreement-typed"
"""Where the session keeps a name and title while she confirms that it is she."""


@needs(Permission.AWARD_ACCEPT)
@require_safe
def my_agreement(request: StateRequest, pk: int) -> HttpResponse:
    """The document, and the two ways to sign it."""
    return show(request, get_live_agreement(get_award(request, pk), was_sent=True))


def show(request: StateRequest, found: AwardAgreement, *, error: str = "", **forms: Any) -> HttpResponse:
    award, mine = found.award, reverse("my-award", args=[found.award_id])
    typed = request.session.get(TYPED) or {}
    context: dict[str, Any] = {
        "award": award,
        "agreement": found,
        "page": agreement_page(award, request.state),
        "trail": [("My awards", reverse("my-awards")), (award.number, mine)],
        "is_signer": found.signer_id == request.member.pk,
        "confirmed": confirmed_how(request),
        "confirm_url": to_confirm(request, reverse("my-agreement", args=[award.pk])),
        "sign_form": SignForm(initial={"title": request.member.title} | typed),
        "scan_form": ScanForm(),
        "reason_form": ReasonForm(),
        "error": error,
    }
    return render(request, "grants/my_agreement.html", context | forms, status=422 if error or forms else 200)


@needs(Permission.AWARD_ACCEPT)
@require_POST
def my_agreement_sign(request: StateRequest, pk: int) -> HttpResponse:
    """Sign by typed name, once she has confirmed that it is she; what she typed waits for her meanwhile."""
    found, form = get_live_agreement(get_award(request, pk), was_sent=True), SignForm(request.POST)
    if not form.is_valid():
        return show(request, found, sign_form=form)
    given, how = form.cleaned_data, confirmed_how(request)
    if not how and found.signer_id == request.member.pk:
        request.session[TYPED] = {"name": given["name"], "title": given["title"]}
        return redirect(to_confirm(request, reverse("my-agreement", args=[pk])))
    proof = actions.Proof(how, client_address(request), request.headers.get("User-Agent", ""))
    try:
        actions.sign_agreement(found, name=given["name"], title=given["title"], proof=proof, by=request.member)
    except MoveRefused as refusal:
        return show(request, found, error=str(refusal), sign_form=form)
    request.session.pop(TYPED, None)
    messages.success(request, "Signed. The state signs next; you get a message then.")
    return redirect("my-agreement", pk)


@needs(Permission.AWARD_ACCEPT)
@require_POST
def my_agreement_scan(request: StateRequest, pk: int) -> HttpResponse:
    """Send the scan of what was signed on paper."""
    found, form = get_live_agreement(get_award(request, pk), was_sent=True), ScanForm(request.POST, request.FILES)
    if not form.is_valid():
        return show(request, found, scan_form=form)
    given = form.cleaned_data
    proof = actions.Proof("", client_address(request), request.headers.get("User-Agent", ""))
    try:
        actions.sign_agreement(found, proof=proof, by=request.member, **given)
    except FileRefused as wrong:
        form.add_error("scan", str(wrong))
        return show(request, found, scan_form=form)
    except MoveRefused as refusal:
        return show(request, found, error=str(refusal), scan_form=form)
    messages.success(request, "Sent. The state looks at it and signs next; you get a message then.")
    return redirect("my-agreement", pk)


@needs(Permission.AWARD_ACCEPT)
@require_POST
def my_agreement_object(request: StateRequest, pk: int) -> HttpResponse:
    """Ask for a change before signing."""
    found, form = get_live_agreement(get_award(request, pk), was_sent=True), ReasonForm(request.POST)
    if not form.is_valid():
        return show(request, found, reason_form=form)
    try:
        actions.object_to_agreement(found, form.cleaned_data["reason"], by=request.member)
    except MoveRefused as refusal:
        return show(request, found, error=str(refusal), reason_form=form)
    messages.success(request, "Your program officer is told what should change.")
    return redirect("my-agreement", pk)
