"""The list of partnerships: the public ones for everybody, all for staff."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.access import StateRequest, public
from partnerships.forms.records import PartnershipFilter
from partnerships.readmodels.records import list_of


@require_safe
@public
def partnerships(request: StateRequest) -> HttpResponse:
    form = PartnershipFilter(request.GET, state=request.state)
    found = list_of(request.member, request.state, form.wanted(), request.GET.get("page"))
    is_staff = request.member is not None and request.member.is_staff_member
    base = "base.html" if is_staff else "base_work.html"
    context = {"form": form, "list": found, "base": base, "page": found.page}
    return render(request, "partnerships/partnership_list.html", context)
