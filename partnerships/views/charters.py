"""Keeping the charter of a partnership."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from core.access import StateRequest, needs
from core.permissions import Permission
from partnerships.access import work as access
from partnerships.actions import records
from partnerships.forms.charters import CharterForm
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
