"""A request that came back with a question: what waits in it is changed, the question answered, and it is sent again."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from core.access import StateRequest, needs
from core.moves import MoveRefused
from core.permissions import Permission
from grants.access.amendments import get_amendment
from grants.actions import amendment_questions as actions
from grants.choices.amending import AmendmentStatus, ChangeKind
from grants.forms.amendments import AnswerForm, ChangeForm, initial_of
from grants.models import Amendment
from grants.readmodels.amending import standing_of
from grants.readmodels.amendment_page import trail_of
from grants.views.amendments import OWN, STATE, Side, shown
from partnerships.models import Measure


@needs(Permission.AWARD_MANAGE)
@require_POST
def amendment_answer(request: StateRequest, pk: int, amendment: int) -> HttpResponse:
    """Answer for the convener what she asked for on her behalf."""
    return answer(request, _own(request, get_amendment(request, pk, amendment)), STATE)


@needs(Permission.AWARD_ACCEPT)
@require_POST
def my_amendment_answer(request: StateRequest, pk: int, amendment: int) -> HttpResponse:
    """Answer, and send the request again."""
    return answer(request, get_amendment(request, pk, amendment), OWN)


@needs(Permission.AWARD_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def change_item(request: StateRequest, pk: int, amendment: int, item: int) -> HttpResponse:
    """Change what waits in a request of hers that came back."""
    return change(request, _own(request, get_amendment(request, pk, amendment)), item, STATE)


@needs(Permission.AWARD_ACCEPT)
@require_http_methods(["GET", "HEAD", "POST"])
def my_change_item(request: StateRequest, pk: int, amendment: int, item: int) -> HttpResponse:
    """Change what waits in a request that came back."""
    return change(request, get_amendment(request, pk, amendment), item, OWN)


def _own(request: StateRequest, amendment: Amendment) -> Amendment:
    if amendment.requested_by_id != request.member.pk:
        raise Http404
    return amendment


def answer(request: StateRequest, amendment: Amendment, side: Side) -> HttpResponse:
    form = AnswerForm(request.POST, prefix=f"a{amendment.pk}")
    if not form.is_valid():
        return shown(request, amendment.award, side, refused=form)
    given = form.cleaned_data
    try:
        done = actions.answer(amendment, given["answer"], wanted_on=given["wanted_on"], by=request.member)
    except MoveRefused as refusal:
        form.add_error(None, str(refusal))
        return shown(request, amendment.award, side, refused=form)
    waits = done.status == AmendmentStatus.REQUESTED
    said = "waits for a decision again" if waits else "is recorded; nothing in it needs approval any more"
    messages.success(request, f"Amendment {done.number} {said}.")
    return redirect(side.url("award-terms", amendment.award_id))


def change(request: StateRequest, amendment: Amendment, pk: int, side: Side) -> HttpResponse:
    award, back = amendment.award, side.url("award-terms", amendment.award_id)
    item = get_object_or_404(amendment.items.filter(in_force_on__isnull=True), pk=pk)
    if amendment.status != AmendmentStatus.RETURNED:
        raise Http404
    item.amendment, terms = amendment, standing_of(award).terms
    measures = Measure.objects.in_bulk(list(terms.targets))
    kind = ChangeKind(item.kind)
    form = ChangeForm(request.POST or None, kind=kind, terms=terms, measures=measures, initial=initial_of(item))
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_item(item, form.cleaned_data, by=request.member)
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Changed. Answer the question and send the request again.")
            return redirect(back)
    trail = [*trail_of(award, is_staff=side.is_staff), ("Terms and amendments", back)]
    context = {"form": form, "award": award, "title": kind.label, "trail": trail, "back": back, "base": side.base}
    return render(request, "grants/award_change.html", context | {"is_again": True}, status=422 if form.errors else 200)
