"""Talks with employers, written down and taken out again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from core.access import StateRequest, signed_in
from core.moves import MoveRefused
from partnerships.access.analyses import get_analysis_to_write, get_conversation
from partnerships.actions import conversations as deeds
from partnerships.forms.analyses import ConversationForm, NeedFormSet, needs_of
from partnerships.views.analyses import render_for

FORMS = ["GET", "HEAD", "POST"]


@require_http_methods(FORMS)
@signed_in
def conversation_new(request: StateRequest, pk: int) -> HttpResponse:
    """A talk with its rows; what was typed stays when something is wrong."""
    found = get_analysis_to_write(request, pk)
    data = request.POST if request.method == "POST" else None
    initial = {"interviewer": request.member.name, "held_on": timezone.localdate().isoformat(), "is_confidential": True}
    form = ConversationForm(data, state=request.state, initial=initial)
    rows = NeedFormSet(data, prefix="needs")
    if data is not None and all([form.is_valid(), rows.is_valid()]):
        try:
            deeds.record_conversation(found, needs=needs_of(rows), by=request.member, **form.cleaned_data)
            messages.success(request, f"The talk with {form.cleaned_data['employer']} is kept.")
            return redirect("analysis", found.pk)
        except MoveRefused as refused:
            form.add_error(None, str(refused))
    context = {"analysis": found, "form": form, "rows": rows}
    return render_for(request, "partnerships/conversation_new.html", context, status=200 if data is None else 422)


@require_http_methods(FORMS)
@signed_in
def conversation_remove(request: StateRequest, pk: int) -> HttpResponse:
    """Asked once more: its rows go with it."""
    found = get_conversation(request, pk)
    wrong = ""
    if request.method == "POST":
        try:
            deeds.remove_conversation(found, by=request.member)
            messages.success(request, f"The talk with {found.employer} is taken out.")
            return redirect("analysis", found.analysis_id)
        except MoveRefused as refused:
            wrong = str(refused)
    context = {"talk": found, "wrong": wrong}
    return render_for(request, "partnerships/conversation_remove.html", context, status=422 if wrong else 200)
