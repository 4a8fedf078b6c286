"""A state's agreement templates."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.access import StateRequest, needs
from core.moves import MoveRefused
from core.permissions import Permission
from grants.access.agreements import get_template
from grants.actions import agreement_templates as actions
from grants.forms.agreements import TextForm, UseForm
from grants.models import AgreementTemplate, Round
from grants.readmodels.agreement_templates import previewed, template_list
from grants.rules.agreements import FIELDS, STARTER, TABLES

TRAIL = ("Agreement templates", "agreement-templates")


@needs(Permission.AWARD_SEE)
@require_safe
def templates(request: StateRequest) -> HttpResponse:
    """Every template with its version and the rounds that use it."""
    may_edit = request.member.can(Permission.AWARD_MANAGE)
    context = {"rows": template_list(), "may_edit": may_edit, "trail": [("Awards", reverse("awards"))]}
    return render(request, "grants/agreement_templates.html", context)


@needs(Permission.AWARD_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def template_new(request: StateRequest) -> HttpResponse:
    """Write a template, from a text to start with."""
    form = TextForm(request.POST or None, is_new=True, initial={"body": STARTER})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.make_template(form.cleaned_data["name"], form.cleaned_data["body"], by=request.member)
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{made.name} is kept. Use it for a round, and look at it with a real award.")
            return redirect("agreement-template", made.pk)
    return _page(request, "grants/agreement_template_new.html", form)


def _page(request: StateRequest, name: str, form: TextForm, **more: Any) -> HttpResponse:
    trail = [("Awards", reverse("awards")), (TRAIL[0], reverse(TRAIL[1]))]
    context = {"form": form, "trail": trail, "fields": FIELDS.items(), "tables": TABLES.items()} | more
    return render(request, name, context, status=422 if form.errors else 200)


@needs(Permission.AWARD_SEE)
@require_safe
def template(request: StateRequest, pk: int) -> HttpResponse:
    """Its text, its versions, the rounds that use it, and how it looks with a real award."""
    return _show(request, get_template(request, pk))


def _show(request: StateRequest, found: AgreementTemplate, form: TextForm | None = None) -> HttpResponse:
    texts = list(found.texts.select_related("by"))
    form = form or TextForm(is_new=False, initial={"body": texts[0].body, "number": texts[0].number})
    more = {
        "template": found,
        "texts": texts,
        "rounds": found.rounds.order_by("-closes_at"),
        "use_form": UseForm(),
        "preview": previewed(texts[0], request.GET.get("award", ""), request.state),
        "may_edit": request.member.can(Permission.AWARD_MANAGE),
    }
    return _page(request, "grants/agreement_template.html", form, **more)


@needs(Permission.AWARD_MANAGE)
@require_POST
def template_write(request: StateRequest, pk: int) -> HttpResponse:
    """Keep a new version of the text."""
    found, form = get_template(request, pk), TextForm(request.POST, is_new=False)
    if not form.is_valid():
        return _show(request, found, form)
    number = form.cleaned_data["number"] or 0
    try:
        made = actions.write_text(found, form.cleaned_data["body"], number=number, by=request.member)
    except MoveRefused as refusal:
        form.add_error(None, str(refusal))
        return _show(request, found, form)
    messages.success(request, f"Version {made.number} is kept. Agreements that were made keep theirs.")
    return redirect("agreement-template", pk)


@needs(Permission.AWARD_MANAGE)
@require_POST
def template_use(request: StateRequest, pk: int) -> HttpResponse:
    """Use it for a round, or no longer."""
    found, form = get_template(request, pk), UseForm(request.POST)
    stop = request.POST.get("stop", "")
    try:
        if stop.isdigit():
            actions.use_template(get_object_or_404(Round, pk=stop, agreement_template=found), None, by=request.member)
            messages.success(request, "The round asks for no agreement any more.")
        elif form.is_valid():
            actions.use_template(form.cleaned_data["round"], found, by=request.member)
            messages.success(request, f"Awards of {form.cleaned_data['round']} are accepted by signing {found.name}.")
        else:
            messages.error(request, "Choose a round from the list.")
    except MoveRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("agreement-template", pk)
