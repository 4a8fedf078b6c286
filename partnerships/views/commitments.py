"""The ledger of commitments: its page, and a form for each step."""

from __future__ import annotations

from decimal import Decimal

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.access import StateRequest, needs, signed_in
from core.permissions import Permission
from core.posted import carry_out
from partnerships.access import work as access
from partnerships.actions import commitments as actions
from partnerships.forms.commitments import CommitForm, CorrectionForm, DocumentForm, PledgeForm, initial_of
from partnerships.forms.reasons import ReasonForm
from partnerships.readmodels.commitments import ledger_page
from partnerships.views.work_frame import deed_page, part_form, work_frame

EDIT = Permission.PARTNERSHIP_EDIT
FORM = ["GET", "HEAD", "POST"]
PAGE = "partnership-commitments"


@require_safe
@signed_in
def partnership_commitments(request: StateRequest, slug: str) -> HttpResponse:
    """Every entry with how far it is; sums of match, and of leverage beside it."""
    found, side = access.get_work(request, slug)
    context = work_frame(found, side, PAGE) | {"page": ledger_page(found, request.member, side)}
    return render(request, "partnerships/commitments.html", context)


@require_http_methods(FORM)
@needs(EDIT)
def partnership_commitment_new(request: StateRequest, slug: str) -> HttpResponse:
    """Enter what a member promised."""
    found, side = access.get_work_to_edit(request, slug)
    initial = {"pledged_on": timezone.localdate()}
    form = PledgeForm(request.POST or None, seats=list(access.roster(found)), initial=initial)
    page = part_form(found, side, PAGE, "A commitment", "Enter it")
    return deed_page(
        request,
        page,
        form,
        lambda: actions.pledge(found, form.pledge(), by=request.member),
        "The commitment is entered.",
    )


@require_http_methods(FORM)
@needs(EDIT)
def partnership_commitment_commit(request: StateRequest, slug: str, pk: int) -> HttpResponse:
    """It is promised in writing."""
    found, side = access.get_work_to_edit(request, slug)
    one = access.get_commitment(found, pk)
    form = CommitForm(request.POST or None, request.FILES or None)
    page = part_form(found, side, PAGE, "Committed in writing", "Keep the letter", sub=one.title)

    def deed() -> None:
        given = form.cleaned_data
        actions.commit(one, given["file"], given["committed_on"], by=request.member)

    return deed_page(request, page, form, deed, "It is committed in writing.")


@require_http_methods(FORM)
@needs(EDIT)
def partnership_commitment_document(request: StateRequest, slug: str, pk: int) -> HttpResponse:
    """It was delivered."""
    found, side = access.get_work_to_edit(request, slug)
    one = access.get_commitment(found, pk)
    form = DocumentForm(request.POST or None, request.FILES or None, commitment=one)
    page = part_form(found, side, PAGE, "Delivered", "Keep the evidence", sub=one.title)

    def deed() -> None:
        given = form.cleaned_data | {"upload": form.cleaned_data["file"]}
        given.pop("file")
        actions.document(one, by=request.member, **given)

    return deed_page(request, page, form, deed, "The delivery is documented. The state verifies it next.")


@require_http_methods(FORM)
@needs(EDIT)
def partnership_commitment_withdraw(request: StateRequest, slug: str, pk: int) -> HttpResponse:
    """It came to nothing."""
    found, side = access.get_work_to_edit(request, slug)
    one = access.get_commitment(found, pk)
    form = ReasonForm(request.POST or None)
    page = part_form(found, side, PAGE, "Withdraw", "Withdraw it", sub=one.title)
    said = "It is withdrawn. The entry stays, and counts no more."
    return deed_page(
        request, page, form, lambda: actions.withdraw(one, form.cleaned_data["reason"], by=request.member), said
    )


@require_http_methods(FORM)
@needs(EDIT)
def partnership_commitment_correct(request: StateRequest, slug: str, pk: int) -> HttpResponse:
    """Enter it anew as it should have been."""
    found, side = access.get_work_to_edit(request, slug)
    one = access.get_commitment(found, pk)
    seats = list(access.roster(found, one.pledged_on))
    form = CorrectionForm(request.POST or None, seats=seats, initial=initial_of(one))
    page = part_form(found, side, PAGE, "Correct an entry", "Enter it anew", sub=one.title)

    def deed() -> None:
        delivered: Decimal | None = form.cleaned_data["delivered"]
        actions.correct(one, form.pledge(), delivered, form.cleaned_data["reason"], by=request.member)

    return deed_page(request, page, form, deed, "It is entered anew. The earlier entry stays, and counts no more.")


@require_POST
@needs(Permission.MATCH_VERIFY)
def partnership_commitment_verify(request: StateRequest, slug: str, pk: int) -> HttpResponse:
    """The evidence shows it."""
    found, _ = access.get_work_to_verify(request, slug)
    one = access.get_commitment(found, pk)
    carry_out(request, lambda: actions.verify(one, by=request.member), f"“{one}” is verified.")
    return redirect(PAGE, slug)


@require_http_methods(FORM)
@needs(Permission.MATCH_VERIFY)
def partnership_commitment_back(request: StateRequest, slug: str, pk: int) -> HttpResponse:
    """The evidence does not show it."""
    found, side = access.get_work_to_verify(request, slug)
    one = access.get_commitment(found, pk)
    form: forms.Form = ReasonForm(request.POST or None)
    page = part_form(found, side, PAGE, "Send the evidence back", "Send it back", sub=one.title)
    said = "It is sent back, with the reason."
    return deed_page(
        request, page, form, lambda: actions.send_back(one, form.cleaned_data["reason"], by=request.member), said
    )
