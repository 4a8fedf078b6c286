"""Keeping a partnership's record: for its convener and the state's officers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from core.access import StateRequest, needs
from core.forms import id_in
from core.permissions import Permission
from partnerships.access import get_partnership_to_edit
from partnerships.actions import records
from partnerships.choices.standing import Tier
from partnerships.forms.records import ContactForm, LeavingForm, RecordForm, SeatChangeForm, SeatForm
from partnerships.models import Contact, Partnership, PartnershipMember
from partnerships.readmodels.records import Record, record_of


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.PARTNERSHIP_EDIT)
def partnership_edit(request: StateRequest, slug: str) -> HttpResponse:
    """One page of small forms; each button is one deed. What was typed stays when it cannot be done."""
    found = get_partnership_to_edit(request, slug)
    record = record_of(found)
    given = forms_of(found, record, request)
    if request.method == "POST":
        act = ACTS.get(request.POST.get("act", ""))
        if act is None:
            raise Http404
        try:
            if act(request, found, given):
                return redirect("partnership-edit", found.slug)
        except records.Refused as refusal:
            messages.error(request, str(refusal))
    status = 422 if request.method == "POST" else 200
    context = {"partnership": found, "record": record, "tiers": Tier.choices} | given
    return render(request, "partnerships/partnership_edit.html", context, status=status)


def forms_of(partnership: Partnership, record: Record, request: StateRequest) -> dict[str, Any]:
    """The page's forms; the one that was sent is bound."""
    sent = request.POST.get("act")

    def data(act: str) -> Any:
        return request.POST if sent == act else None

    return {
        "text": RecordForm(data("words"), instance=Partnership.objects.get(pk=partnership.pk)),
        "seat": SeatForm(data("seat")),
        "contact": ContactForm(data("contact"), members=record.members),
    }


def _valid(form: forms.Form | forms.ModelForm) -> dict[str, Any] | None:
    return form.cleaned_data if form.is_valid() else None


def _words(request: StateRequest, found: Partnership, given: dict[str, Any]) -> bool:
    if (words := _valid(given["text"])) is None:
        return False
    records.edit_record(found, by=request.member, **words)
    messages.success(request, "The record is saved.")
    return True


def _seat(request: StateRequest, found: Partnership, given: dict[str, Any]) -> bool:
    if (seat := _valid(given["seat"])) is None:
        return False
    made = records.add_seat(found, by=request.member, **seat)
    messages.success(request, f"{made.organization.legal_name} has joined.")
    return True


def _contact(request: StateRequest, found: Partnership, given: dict[str, Any]) -> bool:
    if (contact := _valid(given["contact"])) is None:
        return False
    organization_id = int(contact.pop("organization"))
    records.add_contact(found, organization_id=organization_id, by=request.member, **contact)
    messages.success(request, f"{contact['name']} can be written to.")
    return True


def _end_seat(request: StateRequest, found: Partnership, given: dict[str, Any]) -> bool:
    seat = get_object_or_404(PartnershipMember, pk=_id(request), partnership=found)
    leaving = LeavingForm(request.POST)
    if not leaving.is_valid():
        raise records.Refused("The day on which it left must be a date, such as 2026-06-30.")
    records.end_seat(seat, by=request.member, left_on=leaving.cleaned_data["left_on"])
    messages.success(request, f"{seat.organization.legal_name} has left.")
    return True


def _change_seat(request: StateRequest, found: Partnership, given: dict[str, Any]) -> bool:
    seat = get_object_or_404(PartnershipMember, pk=_id(request), partnership=found, left_on__isnull=True)
    form = SeatChangeForm(request.POST)
    if not form.is_valid():
        raise records.Refused("Choose how close the member is to the work; a commitment has at most 1,000 characters.")
    records.change_seat(seat, by=request.member, **form.cleaned_data)
    messages.success(request, f"The seat of {seat.organization.legal_name} is saved.")
    return True


def _end_contact(request: StateRequest, found: Partnership, given: dict[str, Any]) -> bool:
    seats = found.members.filter(left_on__isnull=True).values("organization_id")
    contact = get_object_or_404(Contact, pk=_id(request), organization__in=seats)
    records.end_contact(found, contact, by=request.member)
    messages.success(request, f"{contact.name} will not be written to.")
    return True


def _id(request: StateRequest) -> int:
    return id_in(request.POST.get("id", ""))


ACTS: dict[str, Callable[[StateRequest, Partnership, dict[str, Any]], bool]] = {
    "words": _words,
    "seat": _seat,
    "contact": _contact,
    "change-seat": _change_seat,
    "end-seat": _end_seat,
    "end-contact": _end_contact,
}
