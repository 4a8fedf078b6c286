"""The list of partnerships: the public ones for everybody, all for staff."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.access import StateRequest, public
from core.context import address, base_of
from core.models import Member
from core.permissions import Permission as P
from partnerships.forms.records import PartnershipFilter
from partnerships.readmodels.records import list_of


def acts_of(member: Member | None) -> list[dict[str, object]]:
    """What she may do with the whole list."""
    if member is None:
        return []
    ways = (
        ("Propose a partnership", "partnership-new", P.PARTNERSHIP_EDIT),
        ("Import", "partnership-import", P.PARTNERSHIP_IMPORT),
        ("Who must sit at the table", "table-rule", P.STAGE_CONFIRM),
        ("Organizations", "organizations", P.ORGANIZATION_SEE),
        ("Commitments", "state-commitments", P.PARTNERSHIP_SEE),
    )
    known = [(label, address(name)) for label, name, permission in ways if member.can_somewhere(permission)]
    return [{"label": label, "url": url} for label, url in known if url]


@require_safe
@public
def partnerships(request: StateRequest) -> HttpResponse:
    is_staff = request.member is not None and request.member.is_staff_member
    form = PartnershipFilter(request.GET, state=request.state, is_staff=is_staff)
    found = list_of(request.member, request.state, form.wanted(), request.GET.get("page"))
    context = {
        "form": form,
        "list": found,
        "base": base_of(request.member),
        "page": found.page,
        "acts": acts_of(request.member),
    }
    context["is_staff"] = request.member is not None and request.member.can(P.PARTNERSHIP_SEE)
    return render(request, "partnerships/partnership_list.html", context)
