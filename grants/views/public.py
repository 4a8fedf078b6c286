"""What everybody may see of the rounds, and whether a receipt is real."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from core.access import StateRequest, public
from core.limits import limited
from grants.access.applications import may_start
from grants.access.rounds import get_public_round
from grants.forms.applications import ReceiptForm
from grants.readmodels.open_rounds import notice_of, open_rounds
from grants.readmodels.receipt import checked
from grants.readmodels.round_notice import said_since
from grants.readmodels.round_versions import handed_out
from questions.readmodels import blank


@require_safe
@public
def rounds(request: StateRequest) -> HttpResponse:
    """Every published round: open, opening soon, closed."""
    return render(request, "grants/round_list.html", {"rounds": open_rounds()})


@require_safe
@public
def round(request: StateRequest, slug: str) -> HttpResponse:
    """The full notice of one round."""
    page = notice_of(get_public_round(slug, request.member))
    context = {
        "page": page,
        "notice": page.notice,
        "round": page.round,
        "may_start": may_start(request.member),
        **said_since(page.round),
        **handed_out(page.round),
    }
    return render(request, "grants/round_detail.html", context)


@require_safe
@public
def questions(request: StateRequest, slug: str) -> HttpResponse:
    """What an applicant will be asked: the whole form, to read and print before anybody signs in."""
    found = get_public_round(slug, request.member)
    filling = blank(found.form_version) if found.form_version else None
    context = {"round": found, "sections": filling.sections if filling else [], "page": notice_of(found)}
    return render(request, "grants/round_questions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@public
@limited("receipt")
def receipt_check(request: StateRequest) -> HttpResponse:
    """Whether a receipt's number and hash, or what was sent, belong together; nothing else is told."""
    form = ReceiptForm(request.POST or None, request.FILES or None)
    asked = form.is_valid()
    found = checked(form.cleaned_data["number"], form.cleaned_data["sha256"]) if asked else None
    context = {"form": form, "asked": asked, "found": found}
    return render(request, "grants/receipt_check.html", context, status=422 if form.is_bound and not asked else 200)
