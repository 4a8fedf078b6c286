"""Appeals against the process: filed by an applicant, acknowledged and decided by staff; comments for applicants."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from core.access import StateRequest, needs
from core.moves import MoveRefused
from core.permissions import Permission
from core.posted import carry_out
from grants.access import appeals as access
from grants.access.awards import get_letter
from grants.access.reviews import get_application_reviewed
from grants.actions import appeals as actions
from grants.forms.appeals import AppealForm, OutcomeForm
from grants.models import Appeal
from grants.readmodels.debrief import appeal_until

PAGE = 50


@needs(Permission.HOME_SEE)
def appeal_file(request: StateRequest, pk: int) -> HttpResponse:
    """File an appeal against what a letter tells."""
    letter = get_letter(request, pk)
    if not access.may_appeal(request.member, letter.application):
        raise Http404
    form = AppealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.file_appeal(letter, **form.cleaned_data, by=request.member)
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Your appeal is filed. An e-mail says until when it is answered.")
            return redirect("decision-letter", pk)
    context = {"form": form, "letter": letter, "until": appeal_until(letter), "application": letter.application}
    return render(request, "grants/appeal_file.html", context, status=422 if form.is_bound else 200)


@require_POST
@needs(Permission.HOME_SEE)
def appeal_withdraw(request: StateRequest, pk: int) -> HttpResponse:
    """The applicant takes her appeal back."""
    appeal = access.get_own_appeal(request, pk)
    carry_out(request, lambda: actions.withdraw_appeal(appeal, by=request.member), "The appeal is taken back.")
    return redirect("decision-letter", appeal.letter_id)


@require_safe
@needs(Permission.DECISION_SEE)
def appeals(request: StateRequest) -> HttpResponse:
    """Every appeal, the latest first."""
    page = Paginator(access.appeals_for_staff(request.member), PAGE).get_page(request.GET.get("page"))
    return render(request, "grants/appeal_list.html", {"page": page, "rows": page.object_list})


@require_safe
@needs(Permission.DECISION_SEE)
def appeal(request: StateRequest, pk: int) -> HttpResponse:
    """One appeal with its clocks and what can be done."""
    return _page(request, access.get_appeal(request, pk), OutcomeForm())


def _page(request: StateRequest, found: Appeal, form: OutcomeForm) -> HttpResponse:
    member = request.member
    context = {
        "appeal": found,
        "form": form,
        "part": access.part_in(member, found.letter),
        "may_acknowledge": member.can(Permission.APPLICATION_SCREEN),
        "may_decide": member.can(Permission.WAIVER_DECIDE),
        "is_late": found.is_open and timezone.now() > found.answer_by,
    }
    return render(request, "grants/appeal_detail.html", context, status=422 if form.is_bound else 200)


@require_POST
@needs(Permission.APPLICATION_SCREEN)
def appeal_acknowledge(request: StateRequest, pk: int) -> HttpResponse:
    """Say that it arrived."""
    found = access.get_appeal(request, pk)
    carry_out(
        request,
        lambda: actions.acknowledge_appeal(found, by=request.member),
        "Acknowledged. Whoever filed it has an e-mail.",
    )
    return redirect("appeal", pk)


@require_POST
@needs(Permission.WAIVER_DECIDE)
def appeal_decide(request: StateRequest, pk: int) -> HttpResponse:
    """Uphold it, deny it or send it back."""
    found, form = access.get_appeal(request, pk), OutcomeForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    try:
        actions.decide_appeal(found, form.cleaned_data["name"], form.cleaned_data["outcome"], by=request.member)
    except MoveRefused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, access.get_appeal(request, pk), form)
    messages.success(request, "The appeal is decided. Whoever filed it has your words by e-mail.")
    return redirect("appeal", pk)


@require_POST
@needs(Permission.APPLICATION_SCREEN)
def appeal_delay(request: StateRequest, pk: int) -> HttpResponse:
    """Say why the answer takes longer."""
    found = access.get_appeal(request, pk)
    carry_out(
        request,
        lambda: actions.explain_delay(found, request.POST.get("reason", ""), by=request.member),
        "The reason is kept, and the applicant has it by e-mail.",
    )
    return redirect("appeal", pk)


@require_POST
@needs(Permission.DECISION_RECOMMEND)
def applicant_comment(request: StateRequest, slug: str, pk: int) -> HttpResponse:
    """Write what the applicant is told of her reviews."""
    application = get_application_reviewed(request, slug, pk)
    carry_out(
        request,
        lambda: actions.comment_for_applicant(application, request.POST.get("text", ""), by=request.member),
        "Kept. The applicant reads it with her letter.",
    )
    return redirect("slate-reviews", slug, pk)
