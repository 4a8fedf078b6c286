"""The records of a partnership and of an organization, for the state's people."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from core.access import StateRequest, needs
from core.permissions import Permission
from home.readmodels.organization import organization_in_full
from home.readmodels.record import record_page
from partnerships.access import get_partnership
from partnerships.access.organizations import get_organization
from partnerships.readmodels.parts import tabs_of


@require_safe
@needs(Permission.PARTNERSHIP_SEE)
def partnership_record(request: StateRequest, slug: str) -> HttpResponse:
    """Its stage with what the next one asks for, its table, its conveners over time, its grants and its trail."""
    found = get_partnership(request, slug)
    context = {"page": record_page(found, request.member), "tabs": tabs_of(found)}
    return render(request, "home/partnership_record.html", context)


@require_safe
@needs(Permission.ORGANIZATION_SEE)
def organization(request: StateRequest, pk: int) -> HttpResponse:
    """One organization. The address of a double leads to the record that it was merged into."""
    found = get_organization(request, pk)
    if found.merged_into_id is not None:
        return redirect(f"{reverse('organization', args=[found.merged_into_id])}?from={found.pk}")
    page = organization_in_full(found, request.member)
    came_from = request.GET.get("from", "")
    merge = next((one for one in page.record.merges if str(one.merged_id) == came_from), None)
    return render(request, "home/organization.html", {"page": page, "record": page.record, "came_from": merge})
