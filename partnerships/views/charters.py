"""Keeping the charter of a partnership, and the letters of its members."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from core.access import StateRequest, needs
from core.permissions import Permission
from partnerships.access import work as access
from partnerships.actions import records
from partnerships.forms.charters import CharterForm, LetterForm
from partnerships.views.work_frame import deed_page, form_page


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.PARTNERSHIP_EDIT)
def partnership_charter(request: StateRequest, slug: str) -> HttpResponse:
    """The file that its members adopted; a new one takes the place of the one that is kept."""
    found, side = access.get_work_to_edit(request, slug)
    form = CharterForm(request.POST or None, request.FILES or None)
    back = reverse("partnership-edit", args=[found.slug])
    page = form_page(found, side, ("Record", back), title="Charter", act="Keep the charter", back=back)

    def deed() -> None:
        records.keep_charter(found, form.cleaned_data["file"], by=request.member)

    return deed_page(request, page, form, deed, "The charter is kept. It can be opened once it is checked.")


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.PARTNERSHIP_EDIT)
def partnership_letter(request: StateRequest, slug: str, pk: int) -> HttpResponse:
    """The letter by which a member of today committed itself; a new one takes the place of the one that is kept."""
    found, side = access.get_work_to_edit(request, slug)
    seat = access.get_seat(found, pk)
    form = LetterForm(request.POST or None, request.FILES or None)
    back = reverse("partnership-edit", args=[found.slug])
    who = seat.organization.legal_name
    page = form_page(found, side, ("Record", back), title="Letter of commitment", act="Keep the letter", back=back)
    page["sub"] = f"{who}, {seat.get_role_display().lower()}"

    def deed() -> None:
        records.keep_letter(seat, form.cleaned_data["file"], by=request.member)

    return deed_page(request, page, form, deed, f"The letter of {who} is kept. It can be opened once it is checked.")
