"""An applicant's pages: her applications, a new one, where it stands, the check, the submission, the receipt."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.access import StateRequest, needs
from core.moves import MoveRefused
from core.permissions import Permission
from core.views.files import attachment
from grants.access import applications as access
from grants.access.awards import letters_to
from grants.access.eligibility import exceptions_for, find_check, token_of
from grants.access.rounds import get_round_to_apply_in
from grants.actions import applications as actions
from grants.actions import submissions
from grants.actions.form_changes import mark_seen
from grants.choices import EligibilityResult, WaiverStatus
from grants.forms.applications import CertifyForm, StartForm, WithdrawForm
from grants.forms.eligibility import ExceptionForm
from grants.models import Application, Round, Submission
from grants.readmodels.application_content import CERTIFICATION, Problem, asking, problems_of
from grants.readmodels.application_page import can_start_again, can_withdraw, listed, section_url, tasks_of, things
from grants.readmodels.application_parts import check_page
from grants.readmodels.application_timeline import timeline_of
from grants.readmodels.deadlines import deadline_of, waivers_of
from grants.readmodels.form_changes import to_see
from grants.readmodels.open_rounds import notice_of
from grants.readmodels.receipt import changed_since, receipt_of
from grants.readmodels.talk import open_by_section
from grants.readmodels.team import CERTIFY, certify_panel
from grants.rules.applications import FOR_APPLICANT
from grants.rules.teams import Act
from partnerships.models import Organization
from questions.readmodels import canonical
from questions.readmodels.answer_files import earlier_files

PAGE = 30
Errors = list[tuple[str, str]]


@require_safe
@needs(Permission.APPLICATION_EDIT)
def my_applications(request: StateRequest) -> HttpResponse:
    """Everything that she prepares or has sent, newest first."""
    rows = access.own_applications(request.member).for_list().order_by("-changed_at", "-pk")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "grants/application_list_own.html", {"page": page, "rows": listed(list(page.object_list))})


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.APPLICATION_EDIT)
def start(request: StateRequest, slug: str) -> HttpResponse:
    """In whose name and for which partnership; the post makes the draft, once."""
    round = get_round_to_apply_in(request, slug)
    form = StartForm(request.POST or None, member=request.member, round=round, word=request.state.word("partnership"))
    gate = gate_of(request, round, list(form.organizations.values()))
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("title", "partnership")} | {"check": gate["check"]}
        try:
            made, is_new = actions.start_application(
                round, form.cleaned_data["organization"], by=request.member, **given
            )
        except MoveRefused as refusal:
            messages.error(request, str(refusal))
            return redirect("round", slug)
        if not is_new:
            messages.info(request, f"This draft, {made.number}, was there already.")
        return redirect("application-tasks", made.pk)
    context = {"form": form, "round": round, "notice": notice_of(round).notice, "trail": round_trail(round)}
    return render(request, "grants/application_start.html", context | gate, status=422 if form.is_bound else 200)


def gate_of(request: StateRequest, round: Round, organizations: list[Organization]) -> dict[str, Any]:
    """What the check of eligibility lets somebody do: start, ask for an exception, or answer its questions first."""
    if round.eligibility_version_id is None:
        return {"check": None, "gate": "open"}
    token = token_of(request, round)
    check = find_check(round, token)
    if check is None:
        return {"check": None, "gate": "ask"}
    exceptions = exceptions_for(round, organizations) if check.result == EligibilityResult.NOT_ELIGIBLE else []
    is_barred = check.result == EligibilityResult.NOT_ELIGIBLE
    granted = any(one.status == WaiverStatus.APPROVED for one in exceptions)
    return {
        "check": check,
        "token": token,
        "gate": "barred" if is_barred and not granted else "open",
        "exceptions": exceptions,
        "exception_form": ExceptionForm(member=request.member, round=round) if is_barred else None,
    }


def round_trail(round: object) -> list[tuple[str, str]]:
    slug = getattr(round, "slug", "")
    return [("Open rounds", reverse("rounds")), (str(round), reverse("round", args=[slug]))]


@require_safe
@needs(Permission.APPLICATION_EDIT)
def tasks(request: StateRequest, pk: int) -> HttpResponse:
    """The home of a draft; once sent, the receipt stands in its place."""
    found = access.get_own_application(request, pk)
    if found.submitted_at is not None and not found.is_writable:
        return redirect("application-receipt", pk)
    context = {
        "page": tasks_of(found, reader=request.member),
        "form_changes": to_see(found) if found.is_writable else [],
        "standing": FOR_APPLICANT[found.status],
        "timeline": timeline_of(found),
        "waivers": waivers_of(found),
        "letters": list(found.letters_asked.all()),
        "application": found,
        "asking": asking(found),
        "acts": access.acts_over(request.member, found),
        "certify": certify_panel(found, request.member, access.acts_over(request.member, found)),
        "trail": [("My applications", reverse("my-applications"))],
    }
    return render(request, "grants/application_tasks.html", context)


@require_safe
@needs(Permission.APPLICATION_EDIT)
def check(request: StateRequest, pk: int) -> HttpResponse:
    """Everything as it will be sent, with a way back to each part, and the certification."""
    found = access.get_own_application(request, pk)
    if not found.is_writable:
        return redirect("application-tasks", pk)
    return checking(request, found, CertifyForm())


def checking(
    request: StateRequest,
    application: Application,
    form: CertifyForm,
    *,
    errors: Errors | None = None,
    status: int = 200,
) -> HttpResponse:
    """The check page, on top of it all that is wrong, each a link."""
    acts = access.acts_over(request.member, application)
    certify = certify_panel(application, request.member, acts)
    problems = [*problems_of(application), *certify.problems]
    shown = errors if errors is not None else links_of(application, problems)
    context = {
        "page": check_page(application),
        "application": application,
        "deadline": deadline_of(application),
        "form": form,
        "errors": shown,
        "title": f"{things(len(problems), 'left')} before you can submit" if problems else "",
        "certification": CERTIFICATION.format(organization=application.organization.legal_name),
        "may_submit": Act.SUBMIT in acts,
        "is_ready": not problems,
        "certify": certify,
        "open_comments": sum(open_by_section(application).values()),
        "trail": trail_of(application),
    }
    return render(request, "grants/application_check.html", context, status=status)


def links_of(application: Application, problems: list[Problem]) -> Errors:
    """Each problem with the address of its box."""
    return [
        (
            f"#{CERTIFY}" if p.anchor == CERTIFY else f"{section_url(application, p.section)}#{p.anchor}",
            f"{p.title}. {p.text}",
        )
        for p in problems
    ]


def trail_of(application: Application) -> list[tuple[str, str]]:
    mine = reverse("application-tasks", args=[application.pk])
    return [("My applications", reverse("my-applications")), (f"{application.title}, {application.number}", mine)]


@require_POST
@needs(Permission.APPLICATION_SUBMIT)
def submit(request: StateRequest, pk: int) -> HttpResponse:
    """Submit once, by the database's clock; or say everything that is missing."""
    found = access.get_own_application(request, pk, to=Act.SUBMIT)
    if not found.is_writable:
        return redirect("application-receipt", pk)
    form = CertifyForm(request.POST)
    name = form.cleaned_data["name"] if form.is_valid() else ""
    try:
        made = submissions.submit_application(found, certified_name=name, by=request.member)
    except submissions.Incomplete as left:
        return checking(request, found, form, errors=links_of(found, left.problems), status=422)
    except submissions.NotCertified as wrong:
        form.errors.clear()
        form.add_error("name", str(wrong))
        return checking(request, found, form, errors=[("#id_name", str(wrong))], status=422)
    except MoveRefused as refusal:
        return refused(request, pk, str(refusal))
    messages.success(request, f"Received. Your receipt is {made.number}. We sent it to {request.member.email}.")
    return redirect("application-receipt", pk)


def refused(request: StateRequest, pk: int, sentence: str) -> HttpResponse:
    """Too late, or a colleague was faster: then the receipt is there."""
    if not Application.objects.get(pk=pk).is_writable and Submission.objects.filter(application_id=pk).exists():
        messages.info(request, "This application was submitted already. Here is its receipt.")
        return redirect("application-receipt", pk)
    messages.error(request, sentence)
    return redirect("application-tasks", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.APPLICATION_SUBMIT)
def withdraw(request: StateRequest, pk: int) -> HttpResponse:
    """Take it back, with the reason."""
    found = access.get_own_application(request, pk, to=Act.WITHDRAW)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            submissions.withdraw_application(found, reason=form.cleaned_data["reason"], by=request.member)
        except MoveRefused as refusal:
            messages.error(request, str(refusal))
            return redirect("application-tasks", pk)
        messages.success(request, f"{found.number} is withdrawn. What you wrote is kept, and nobody reviews it.")
        return redirect("my-applications")
    error = form.errors["reason"][0] if form.errors else ""
    context = {"application": found, "reason_error": error, "trail": trail_of(found)}
    return render(request, "grants/application_withdraw.html", context, status=422 if error else 200)


@require_safe
@needs(Permission.APPLICATION_EDIT)
def receipt(request: StateRequest, pk: int) -> HttpResponse:
    """The number, the instant, the hash, and all that was sent."""
    kept = get_submission(request, pk)
    acts = access.acts_over(request.member, kept.application)
    receipts = list(kept.application.submissions.order_by("place"))
    before = next((one for one in receipts if one.place == kept.place - 1), None)
    changes = changed_since(before, kept) if before else []
    context = {
        "receipt": receipt_of(kept),
        "submission": kept,
        "application": kept.application,
        "standing": FOR_APPLICANT[kept.application.status],
        "timeline": timeline_of(kept.application),
        "receipts": receipts,
        "decision_letters": letters_to(kept.application),
        "earlier_files": earlier_files(kept.application.response),
        "changes": changes,
        "may_start_again": Act.WITHDRAW in acts and can_start_again(kept.application),
        "may_withdraw": Act.WITHDRAW in acts and can_withdraw(kept.application),
        "trail": [("My applications", reverse("my-applications"))],
    }
    return render(request, "grants/receipt_detail.html", context)


@require_safe
@needs(Permission.APPLICATION_EDIT)
def receipt_json(request: StateRequest, pk: int) -> HttpResponse:
    """What was sent, byte for byte as it was hashed."""
    kept = get_submission(request, pk)
    return attachment(canonical(kept.content), f"{kept.number}.json", "application/json")


def get_submission(request: StateRequest, pk: int) -> Submission:
    found = access.get_own_application(request, pk)
    rows = Submission.objects.select_related("by", "receipt").filter(application=found).order_by("-place")
    wanted = request.GET.get("receipt", "")
    kept = rows.filter(number=wanted).first() if wanted else rows.first()
    if kept is None:
        raise Http404
    kept.application = found
    return kept


@require_POST
@needs(Permission.APPLICATION_EDIT)
def form_seen(request: StateRequest, pk: int) -> HttpResponse:
    """She looked at what changed in the form: in one section, or in all of them."""
    found = access.get_own_application(request, pk, to=Act.MONEY)
    key = request.POST.get("section", "")
    mark_seen(found, [key] if key else None)
    return redirect(section_url(found, key))
