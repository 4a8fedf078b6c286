"""The state's organizations: the list, keeping a record, likely doubles and their merging."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from core.access import StateRequest, needs
from core.forms import id_in
from core.permissions import Permission
from partnerships.access.organizations import get_organization_to_keep, may_keep
from partnerships.actions import organizations as deeds
from partnerships.actions.merging import merge_organizations
from partnerships.actions.records import Refused
from partnerships.forms.organizations import ConsentForm, MergeForm, OrganizationFilter, OrganizationForm, SiteForm
from partnerships.models import Contact, Organization, Site
from partnerships.readmodels.merging import likely_doubles, merge_preview
from partnerships.readmodels.organizations import list_of, organization_page

BOTH = ["GET", "HEAD", "POST"]


@require_safe
@needs(Permission.ORGANIZATION_SEE)
def organizations(request: StateRequest) -> HttpResponse:
    form = OrganizationFilter(request.GET, state=request.state)
    found = list_of(request.member, form.wanted(), request.GET.get("page"))
    context = {"form": form, "list": found, "page": found.page, "may_keep": may_keep(request.member)}
    return render(request, "partnerships/organization_list.html", context)


@require_http_methods(BOTH)
@needs(Permission.ORGANIZATION_EDIT)
def organization_new(request: StateRequest) -> HttpResponse:
    form = OrganizationForm(request.POST or None, state=request.state)
    if request.method == "POST" and form.is_valid():
        try:
            made = deeds.add_organization(by=request.member, **form.facts())
            messages.success(request, f"{made.legal_name} is on record.")
            return redirect("organization", made.pk)
        except Refused as refusal:
            form.add_error("legal_name", str(refusal))
    status = 422 if request.method == "POST" else 200
    return render(request, "partnerships/organization_new.html", {"form": form}, status=status)


@require_http_methods(BOTH)
@needs(Permission.ORGANIZATION_EDIT)
def organization_edit(request: StateRequest, pk: int) -> HttpResponse:
    """One page of small forms; each button is one deed."""
    found = get_organization_to_keep(request, pk)
    given = _forms(request, found)
    if request.method == "POST":
        act = ACTS.get(request.POST.get("act", ""))
        if act is None:
            raise Http404
        try:
            if said := act(request, found, given):
                messages.success(request, said)
                return redirect("organization-edit", pk)
        except Refused as refusal:
            messages.error(request, str(refusal))
    context = {"page": organization_page(Organization.objects.get(pk=pk), request.member), "consent": ConsentForm()}
    status = 422 if request.method == "POST" else 200
    return render(request, "partnerships/organization_edit.html", context | given, status=status)


def _forms(request: StateRequest, found: Organization) -> dict[str, Any]:
    """The page's forms; the one that was sent is bound."""
    sent = request.POST.get("act")
    return {
        "record": OrganizationForm(request.POST if sent == "record" else None, instance=found, state=request.state),
        "site": SiteForm(request.POST if sent == "site" else None, state=request.state, auto_id="site_%s"),
    }


def _record(request: StateRequest, found: Organization, given: dict[str, Any]) -> str:
    form = given["record"]
    if not form.is_valid():
        return ""
    deeds.edit_organization(Organization.objects.get(pk=found.pk), by=request.member, **form.facts())
    return "The record is saved."


def _site(request: StateRequest, found: Organization, given: dict[str, Any]) -> str:
    form = given["site"]
    if not form.is_valid():
        return ""
    return f"{deeds.add_site(found, by=request.member, **form.cleaned_data).name} is added."


def _close_site(request: StateRequest, found: Organization, given: dict[str, Any]) -> str:
    site = get_object_or_404(Site, pk=_id(request), organization=found)
    deeds.close_site(site, by=request.member)
    return f"{site.name} is closed. It stays on record."


def _consent(request: StateRequest, found: Organization, given: dict[str, Any]) -> str:
    contact = get_object_or_404(Contact, pk=_id(request), organization=found)
    form = ConsentForm(request.POST)
    if not form.is_valid():
        raise Refused("Say how she or he agreed, and give the day as a date, such as 2026-06-30.")
    deeds.record_consent(contact, by=request.member, how=form.cleaned_data["how"], on=form.cleaned_data["on"])
    return f"The consent of {contact.name} is on record."


def _withdraw(request: StateRequest, found: Organization, given: dict[str, Any]) -> str:
    contact = get_object_or_404(Contact, pk=_id(request), organization=found)
    deeds.withdraw_consent(contact, by=request.member)
    return f"{contact.name} will not be written to."


def _id(request: StateRequest) -> int:
    return id_in(request.POST.get("id", ""))


ACTS: dict[str, Callable[[StateRequest, Organization, dict[str, Any]], str]] = {
    "record": _record,
    "site": _site,
    "close-site": _close_site,
    "consent": _consent,
    "withdraw": _withdraw,
}


@require_safe
@needs(Permission.ORGANIZATION_EDIT)
def organization_doubles(request: StateRequest) -> HttpResponse:
    """Records that are likely one organization."""
    return render(request, "partnerships/organization_doubles.html", {"doubles": likely_doubles()})


@require_http_methods(BOTH)
@needs(Permission.ORGANIZATION_EDIT)
def organization_merge(request: StateRequest, pk: int) -> HttpResponse:
    """Which record stays, what moves to it, and the merge itself."""
    double = get_organization_to_keep(request, pk)
    kept = _kept(request)
    form = MergeForm(request.POST or None, initial={"into": kept.pk if kept else None})
    if request.method == "POST" and kept is not None and form.is_valid():
        try:
            merge_organizations(kept, double, by=request.member, reason=form.cleaned_data["reason"])
            messages.success(request, f"{double.legal_name} is a name of {kept.legal_name} now.")
            return redirect("organization", kept.pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {"double": double, "form": form, "asked": request.GET.get("q", "")}
    context["preview"] = merge_preview(kept, double, may_see_ein=True) if kept else None
    context["found"] = _candidates(request, double)
    status = 422 if request.method == "POST" else 200
    return render(request, "partnerships/organization_merge.html", context, status=status)


def _kept(request: StateRequest) -> Organization | None:
    """The record that is to stay: named in the address or by the form."""
    text = request.POST.get("into") or request.GET.get("into") or ""
    return get_object_or_404(Organization, pk=id_in(text)) if text else None


def _candidates(request: StateRequest, double: Organization) -> list[Organization]:
    """Records whose name has the words that were asked for."""
    asked = " ".join(request.GET.get("q", "").split())[:100]
    rows = Organization.objects.standing().exclude(pk=double.pk).order_by("legal_name")
    return list(rows.filter(legal_name__icontains=asked)[:20]) if asked else []
