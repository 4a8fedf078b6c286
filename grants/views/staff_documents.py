"""The documents of a round as staff keep them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from core.access import StateRequest, needs
from core.files import FileRefused
from core.moves import MoveRefused
from core.permissions import Permission
from core.posted import carry_out
from grants.access.round_documents import get_document
from grants.access.rounds import get_round_for_staff
from grants.actions import round_documents as actions
from grants.choices import RoundStatus
from grants.forms.round_documents import DocumentForm
from grants.models import Round
from grants.readmodels.round_versions import current_documents, earlier_documents


@require_safe
@needs(Permission.ROUND_SEE)
def documents(request: StateRequest, slug: str) -> HttpResponse:
    """What the round hands out, and what it handed out before."""
    found = get_round_for_staff(request, slug)
    return shown(request, found, DocumentForm(current=current_documents(found)))


def shown(request: StateRequest, found: Round, form: DocumentForm) -> HttpResponse:
    takes = found.status in (RoundStatus.DRAFT, RoundStatus.OPEN)
    context = {
        "round": found,
        "form": form,
        "current": list(form.current.values()),
        "earlier": earlier_documents(found),
        "may_edit": takes and request.member.can(Permission.ROUND_EDIT),
        "trail": [("Rounds", reverse("rounds-staff")), (found.name, reverse("round-staff", args=[found.slug]))],
    }
    return render(request, "grants/round_documents.html", context, status=422 if form.errors else 200)


@require_POST
@needs(Permission.ROUND_EDIT)
def document_add(request: StateRequest, slug: str) -> HttpResponse:
    """Take in a document. Of an open round it is an addendum, of which everybody concerned is told."""
    found = get_round_for_staff(request, slug)
    form = DocumentForm(request.POST, request.FILES, current=current_documents(found))
    if form.is_valid():
        given, sent = form.cleaned_data, form.cleaned_data["file"]
        try:
            made = actions.add_document(
                found,
                sent.read(),
                name=sent.name,
                title=given["title"],
                by=request.member,
                replaces=given.get("replaces"),
            )
        except (MoveRefused, FileRefused) as refusal:
            form.add_error(None if isinstance(refusal, MoveRefused) else "file", str(refusal))
        else:
            messages.success(request, f"“{made}” is there. Everybody can have it once it is checked.")
            return redirect("round-documents", slug)
    return shown(request, found, form)


@require_POST
@needs(Permission.ROUND_EDIT)
def document_withdraw(request: StateRequest, slug: str, pk: int) -> HttpResponse:
    """Take a document back, with the reason."""
    found = get_round_for_staff(request, slug)
    document = get_document(found, pk)
    carry_out(
        request,
        lambda: actions.withdraw_document(document, reason=request.POST.get("reason", ""), by=request.member),
        f"“{document}” is taken back. Nobody can download it any more.",
    )
    return redirect("round-documents", slug)
