"""The resource library: found by module, topic and words; kept by officers and providers."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.access import StateRequest, needs, signed_in
from core.context import base_of
from core.files import FileRefused
from core.permissions import Permission
from partnerships.access import library as access
from partnerships.actions import library as actions
from partnerships.forms.filters import LibraryFilter
from partnerships.forms.library import ResourceForm
from partnerships.readmodels.library import library_of
from partnerships.views.support_tabs import support_tabs


@signed_in
@require_safe
def library(request: StateRequest) -> HttpResponse:
    """What there is to read, by module of the toolkit and by topic."""
    if not access.may_read(request.member):
        raise PermissionDenied
    form = LibraryFilter(request.GET)
    context = {
        "form": form,
        "library": library_of(request.member, form.wanted(), request.GET.get("page")),
        "may_edit": access.keeps(request.member),
        "tabs": support_tabs(request, "library"),
        "base": base_of(request.member),
    }
    return render(request, "partnerships/library.html", context)


@needs(Permission.RESOURCE_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def resource_edit(request: StateRequest, pk: int | None = None) -> HttpResponse:
    """Add a resource, or change one."""
    found = access.get_resource(request, pk) if pk else None
    form = ResourceForm(request.POST or None, request.FILES or None, resource=found)
    if request.method == "POST" and form.is_valid():
        try:
            saved = actions.save_resource(found, form.words, form.cleaned_data["file"], by=request.member)
        except FileRefused as refusal:
            form.add_error("file", str(refusal))
        else:
            messages.success(request, f"{saved.title} is in the library.")
            return redirect("library")
    context = {"form": form, "resource": found, "base": base_of(request.member)}
    return render(request, "partnerships/resource_edit.html", context, status=422 if form.is_bound else 200)


@needs(Permission.RESOURCE_EDIT)
@require_POST
def resource_read(request: StateRequest, pk: int) -> HttpResponse:
    """Somebody read it today, and it still holds."""
    found = access.get_resource(request, pk)
    actions.mark_read(found, by=request.member)
    messages.success(request, f"{found.title} counts as read today.")
    return redirect("library")
