"""The pool of reviewers and the conflicts of interest, as the state's staff work with them."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from core.access import StateRequest, needs
from core.moves import MoveRefused
from core.permissions import Permission
from grants.access import reviewers as access
from grants.access.applications import get_application, visible_to
from grants.access.rounds import get_round_for_staff
from grants.actions import conflicts as actions
from grants.actions.reviewers import issue_agreement
from grants.forms.reviewers import AnswerForm, DecideConflictForm, IssueForm, RecordForm
from grants.forms.reviews import ConflictForm
from grants.models import Conflict
from grants.readmodels.conflict_list import VIEWS, conflicts_for, conflicts_of, counts_for, findings_for
from grants.readmodels.reviewer_pool import pool_of, reviewer_page

PAGE = 50
POOL = ("Reviewers", "reviewers")


@require_safe
@needs(Permission.REVIEW_SEE_ALL)
def reviewers(request: StateRequest) -> HttpResponse:
    """The pool: what each knows and takes, and what is in order."""
    page = Paginator(pool_of(request.member), PAGE).get_page(request.GET.get("page"))
    counts = counts_for(request.member)
    context = {"page": page, "rows": page.object_list, "to_decide": counts["open"], "wording": access.wording()}
    return render(request, "grants/reviewer_list.html", context)


@require_safe
@needs(Permission.REVIEW_SEE_ALL)
def reviewer(request: StateRequest, pk: int) -> HttpResponse:
    """One reviewer: profile, register, signatures, conflicts."""
    return one(request, pk, RecordForm())


def one(request: StateRequest, pk: int, form: RecordForm) -> HttpResponse:
    found = access.get_reviewer(request, pk)
    context = {
        "found": reviewer_page(found, request.member),
        "form": form,
        "trail": [(POOL[0], reverse(POOL[1]))],
        "may_decide": request.member.can(Permission.CONFLICT_DECIDE),
        "errors": [(f"id_{name}", errors[0]) for name, errors in form.errors.items()],
    }
    return render(request, "grants/reviewer_detail.html", context, status=422 if form.errors else 200)


@require_POST
@needs(Permission.CONFLICT_DECIDE)
def conflict_record(request: StateRequest, pk: int) -> HttpResponse:
    """Staff determine that a reviewer is tied to an application."""
    found, form = access.get_reviewer(request, pk), RecordForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        application = visible_to(request.member).filter(number__iexact=given["application"].strip()).first()
        if application is None:
            form.add_error("application", "No application that you may see has this number.")
        else:
            actions.record_conflict(
                found, application, given["kind"], given["words"], severity=given["severity"], by=request.member
            )
            messages.success(request, f"{found.name} sees nothing of {application.number} any more.")
            return redirect("reviewer", pk)
    return one(request, pk, form)


@needs(Permission.APPLICATION_SEE)
def application_conflict(request: StateRequest, pk: int) -> HttpResponse:
    """Staff, and those who approve, declare a conflict of their own: the application leaves their screen at once."""
    found, form = get_application(request, pk), ConflictForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        kind, words = form.cleaned_data["kind"], form.cleaned_data["words"]
        actions.record_conflict(request.member, found, kind, words, severity="soft", by=request.member)
        messages.success(request, f"You see nothing of {found.number} any more. Somebody else goes on with it.")
        return redirect("applications")
    context = {"application": found, "form": form, "trail": [("Applications", reverse("applications"))]}
    return render(request, "grants/application_conflict.html", context, status=422 if form.errors else 200)


@needs(Permission.REVIEW_ASSIGN)
def agreement(request: StateRequest) -> HttpResponse:
    """Read the confidentiality agreement, and issue a new version of it."""
    wording = access.wording()
    form = IssueForm(request.POST or None, initial={"text": wording.text})
    if request.method == "POST" and form.is_valid():
        try:
            made = issue_agreement(form.cleaned_data["text"], by=request.member)
        except MoveRefused as refusal:
            form.add_error("text", str(refusal))
        else:
            messages.success(request, f"Version {made.version} is issued. Reviewers sign it before they open anything.")
            return redirect("reviewers")
    context = {"form": form, "wording": wording, "trail": [(POOL[0], reverse(POOL[1]))]}
    return render(request, "grants/reviewer_agreement.html", context, status=422 if form.errors else 200)


@require_safe
@needs(Permission.REVIEW_SEE_ALL)
def conflicts(request: StateRequest) -> HttpResponse:
    """Conflicts by what was decided on them, and findings that wait for an answer."""
    status = request.GET.get("status", "open")
    status = status if status in VIEWS else "open"
    page = Paginator(conflicts_for(request.member, status), PAGE).get_page(request.GET.get("page"))
    counts, base = counts_for(request.member), reverse("conflicts")
    tabs = [
        {"label": label, "url": f"{base}?status={key}", "count": counts[key], "current": key == status}
        for key, label in VIEWS.items()
    ]
    context = {"page": page, "rows": page.object_list, "tabs": tabs, "findings": findings_for(request.member)}
    return render(request, "grants/conflict_list.html", context)


@require_safe
@needs(Permission.REVIEW_SEE_ALL)
def conflict(request: StateRequest, pk: int) -> HttpResponse:
    """One conflict: what was found, by whom, and what was decided."""
    return shown(request, access.get_conflict(request, pk))


def shown(
    request: StateRequest,
    found: Conflict,
    form: DecideConflictForm | None = None,
    answer: AnswerForm | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    member, sent = request.member, form or answer
    own = member.pk == found.reviewer_id
    context = {
        "conflict": found,
        "form": form or DecideConflictForm(),
        "answer": answer or AnswerForm(),
        "finding": found.findings.select_related("answered_by").first(),
        "own": own,
        "may_decide": member.can(Permission.CONFLICT_DECIDE) and not own,
        "may_clear": found.severity == "soft" and member.pk != found.declared_by_id,
        "trail": [(POOL[0], reverse(POOL[1])), ("Conflicts", reverse("conflicts"))],
        "errors": [(f"id_{name}", errors[0]) for name, errors in sent.errors.items()] if sent else [],
    }
    return render(request, "grants/conflict_detail.html", context, status=status)


@require_POST
@needs(Permission.CONFLICT_DECIDE)
def conflict_decide(request: StateRequest, pk: int) -> HttpResponse:
    """Confirm or clear, with a reason."""
    found, form = access.get_conflict(request, pk), DecideConflictForm(request.POST)
    if not form.is_valid():
        return shown(request, found, form, status=422)
    act = "clear" if request.POST.get("act") == "clear" else "confirm"
    try:
        done = actions.decide_conflict(found, act, form.cleaned_data["reason"], by=request.member)
    except MoveRefused as refusal:
        form.add_error("reason", str(refusal))
        return shown(request, found, form, status=422)
    messages.success(request, f"The conflict is {done.get_status_display().lower()}. {found.reviewer.name} was told.")
    return redirect("conflict", pk)


@require_POST
@needs(Permission.CONFLICT_DECIDE)
def finding_answer(request: StateRequest, pk: int) -> HttpResponse:
    """Write beside a decision what follows from a conflict that was found after it."""
    found, answer = access.get_conflict(request, pk), AnswerForm(request.POST)
    finding = found.findings.first()
    if finding is None or not answer.is_valid():
        return shown(request, found, None, answer, status=422)
    try:
        actions.answer_finding(finding, answer.cleaned_data["answer"], by=request.member)
    except MoveRefused as refusal:
        answer.add_error("answer", str(refusal))
        return shown(request, found, None, answer, status=422)
    messages.success(request, "Your answer stands beside the decision.")
    return redirect("conflict", pk)


@require_safe
@needs(Permission.REVIEW_SEE_ALL)
def round_conflicts(request: StateRequest, slug: str) -> HttpResponse:
    """The round's conflicts by kind and handling, without names, and what still needs a reviewer."""
    found = get_round_for_staff(request, slug)
    shown_numbers = visible_to(request.member).filter(round=found)
    report = conflicts_of(found)
    visible = set(shown_numbers.values_list("pk", flat=True))
    context = {
        "round": found,
        "report": report,
        "short": [(one, lacking) for one, lacking in report.short if one.pk in visible],
        "trail": [("Rounds", reverse("rounds-staff")), (found.name, reverse("round-staff", args=[found.slug]))],
    }
    return render(request, "grants/round_conflicts.html", context)
