"""Amendments: the same pages for the state and for the convener, each under addresses of its own."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.access import StateRequest, needs
from core.moves import MoveRefused
from core.permissions import Permission
from core.posted import carry_out
from grants.access.amendments import get_amendment
from grants.access.awards import get_award
from grants.actions import amendments as actions
from grants.actions.amendment_questions import ask_back
from grants.choices import AwardStatus
from grants.choices.amending import AmendmentStatus, ChangeKind
from grants.forms.amendments import AnswerForm, ChangeForm, DecideForm, SendForm
from grants.models import Amendment, Award
from grants.readmodels.amendment_page import draft_terms, terms_page, trail_of
from partnerships.models import Measure


class Side(NamedTuple):
    """Whose pages: the state's, where staff ask on the convener's behalf, or the convener's own."""

    is_staff: bool
    prefix: str
    base: str

    def url(self, name: str, *args: int | str) -> str:
        return reverse(f"{self.prefix}{name}", args=args)


STATE = Side(True, "", "base.html")
OWN = Side(False, "my-", "base_work.html")


@needs(Permission.AWARD_SEE)
@require_safe
def terms(request: StateRequest, pk: int) -> HttpResponse:
    """The award's terms side by side, and every request to change them."""
    return shown(request, get_award(request, pk), STATE)


@needs(Permission.AWARD_ACCEPT)
@require_safe
def my_terms(request: StateRequest, pk: int) -> HttpResponse:
    """The same for the convener."""
    return shown(request, get_award(request, pk), OWN)


@needs(Permission.AWARD_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def change_add(request: StateRequest, pk: int, kind: str) -> HttpResponse:
    """Put a change into a draft, on behalf of the convener."""
    return add(request, get_award(request, pk), kind, STATE)


@needs(Permission.AWARD_ACCEPT)
@require_http_methods(["GET", "HEAD", "POST"])
def my_change_add(request: StateRequest, pk: int, kind: str) -> HttpResponse:
    """Put a change into a draft."""
    return add(request, get_award(request, pk), kind, OWN)


@needs(Permission.AWARD_MANAGE)
@require_POST
def change_remove(request: StateRequest, pk: int, amendment: int, item: int) -> HttpResponse:
    """Take a change out of a draft."""
    actions.remove_item(get_amendment(request, pk, amendment), item, by=request.member)
    return redirect(STATE.url("award-terms", pk))


@needs(Permission.AWARD_ACCEPT)
@require_POST
def my_change_remove(request: StateRequest, pk: int, amendment: int, item: int) -> HttpResponse:
    """Take a change out of a draft."""
    actions.remove_item(get_amendment(request, pk, amendment), item, by=request.member)
    return redirect(OWN.url("award-terms", pk))


@needs(Permission.AWARD_MANAGE)
@require_POST
def amendment_send(request: StateRequest, pk: int, amendment: int) -> HttpResponse:
    """Send a draft on behalf of the convener. Somebody else decides."""
    return send(request, get_amendment(request, pk, amendment), STATE)


@needs(Permission.AWARD_ACCEPT)
@require_POST
def my_amendment_send(request: StateRequest, pk: int, amendment: int) -> HttpResponse:
    """Send a draft."""
    return send(request, get_amendment(request, pk, amendment), OWN)


@needs(Permission.AWARD_MANAGE)
@require_POST
def amendment_withdraw(request: StateRequest, pk: int, amendment: int) -> HttpResponse:
    """Take back what she asked for on behalf of the convener."""
    found = get_amendment(request, pk, amendment)
    if found.requested_by_id != request.member.pk:
        raise Http404
    return withdraw(request, found, STATE)


@needs(Permission.AWARD_ACCEPT)
@require_POST
def my_amendment_withdraw(request: StateRequest, pk: int, amendment: int) -> HttpResponse:
    """Take a request back that was not decided yet."""
    return withdraw(request, get_amendment(request, pk, amendment), OWN)


@needs(Permission.AWARD_MANAGE)
@require_POST
def amendment_decide(request: StateRequest, pk: int, amendment: int) -> HttpResponse:
    """Approve, from a day on, deny, or send back with a question."""
    found = get_amendment(request, pk, amendment)
    form = DecideForm(request.POST, prefix=f"a{found.pk}")
    if request.POST.get("act") != "approve":
        form.fields["from_day"].required = False
    if not form.is_valid():
        return shown(request, found.award, STATE, refused=form)
    try:
        done = decide(found, request.POST.get("act", ""), form, request)
    except MoveRefused as refusal:
        form.add_error(None, str(refusal))
        return shown(request, found.award, STATE, refused=form)
    said = f"Amendment {done.number} is {done.get_status_display().lower()}. The convener was told."
    messages.success(request, said)
    return redirect(STATE.url("award-terms", pk))


def decide(found: Amendment, act: str, form: DecideForm, request: StateRequest) -> Amendment:
    given = form.cleaned_data
    if act == "approve":
        return actions.approve_amendment(
            found, from_day=given["from_day"], justification=given["reason"], by=request.member
        )
    if act == "ask":
        return ask_back(found, given["reason"], by=request.member)
    return actions.deny_amendment(found, justification=given["reason"], by=request.member)


def shown(
    request: StateRequest,
    award: Award,
    side: Side,
    *,
    send_form: SendForm | None = None,
    refused: DecideForm | AnswerForm | None = None,
) -> HttpResponse:
    """The page, with a form that was refused in its place."""
    today = timezone.localdate()
    page = terms_page(award, request.member)
    first = {"wanted_on": max(today, page.earliest), "from_day": max(today, page.earliest)}
    waiting = [(one, decide_form(one.amendment, first, refused)) for one in page.waiting]
    context = {
        "page": page,
        "award": award,
        "side": side,
        "too_late": too_late(send_form if page.draft is None else None, refused, [form for _, form in waiting]),
        "trail": trail_of(award, is_staff=side.is_staff),
        "may_ask": page.may_ask and (not side.is_staff or request.member.can(Permission.AWARD_MANAGE)),
        "send_form": send_form or SendForm(on_behalf=side.is_staff, initial=first),
        "waiting": waiting,
        "kinds": [(side.url("award-change-add", award.pk, kind), label) for kind, label in page.kinds],
    }
    return render(request, "grants/award_terms.html", context, status=422 if send_form or refused else 200)


def decide_form(
    amendment: Amendment, first: dict[str, dt.date], refused: DecideForm | AnswerForm | None
) -> DecideForm | AnswerForm:
    """The form of one request (a decision, or the answer to a question), or the one that was refused."""
    prefix = f"a{amendment.pk}"
    kind = AnswerForm if amendment.status == AmendmentStatus.RETURNED else DecideForm
    return refused if refused and refused.prefix == prefix else kind(initial=first, prefix=prefix)


def too_late(
    sent: SendForm | None, refused: DecideForm | AnswerForm | None, shown: list[DecideForm | AnswerForm]
) -> str:
    """Why a deed was refused whose form is no longer on the page, because somebody was faster."""
    gone = sent or (refused if refused not in shown else None)
    return str(gone.non_field_errors()[0]) if gone and gone.non_field_errors() else ""


def add(request: StateRequest, award: Award, kind: str, side: Side) -> HttpResponse:
    """Ask for one change of the kind, and put it into the draft."""
    if kind not in ChangeKind.values or award.status != AwardStatus.ACTIVE:
        raise Http404
    terms = draft_terms(award, request.member)
    measures = Measure.objects.in_bulk(list(terms.targets))
    form = ChangeForm(request.POST or None, kind=ChangeKind(kind), terms=terms, measures=measures)
    back = side.url("award-terms", award.pk)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_item(award, kind, form.cleaned_data, by=request.member)
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Added to your draft. Send it when everything is in it.")
            return redirect(f"{back}#draft")
    trail = [*trail_of(award, is_staff=side.is_staff), ("Terms and amendments", back)]
    context = {"form": form, "award": award, "title": ChangeKind(kind).label, "trail": trail, "back": back}
    context["base"] = side.base
    return render(request, "grants/award_change.html", context, status=422 if form.errors else 200)


def send(request: StateRequest, amendment: Amendment, side: Side) -> HttpResponse:
    form = SendForm(request.POST, on_behalf=side.is_staff)
    if not form.is_valid():
        return shown(request, amendment.award, side, send_form=form)
    given = form.cleaned_data
    told = actions.Told(given["asked_by"], given["asked_how"], given["evidence"]) if side.is_staff else None
    try:
        done = actions.send_amendment(amendment, wanted_on=given["wanted_on"], by=request.member, told=told)
    except MoveRefused as refusal:
        form.add_error(None, str(refusal))
        return shown(request, amendment.award, side, send_form=form)
    waits = done.status == AmendmentStatus.REQUESTED
    said = "waits for a decision by the state" if waits else "is recorded; nothing in it needs approval"
    messages.success(request, f"Amendment {done.number} {said}.")
    return redirect(side.url("award-terms", amendment.award_id))


def withdraw(request: StateRequest, amendment: Amendment, side: Side) -> HttpResponse:
    carry_out(
        request,
        lambda: actions.withdraw_amendment(amendment, by=request.member),
        f"Amendment {amendment.number} is taken back.",
    )
    return redirect(side.url("award-terms", amendment.award_id))
