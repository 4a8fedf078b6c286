"""Staff's side of reports: what waits, the grid of quarters, one report, its return and its acceptance."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from core.access import StateRequest, needs
from core.calendars import Quarter
from core.moves import MoveRefused, moves_open_to
from core.permissions import Permission, Role
from core.templatetags.rt import long_day
from grants.access.reports import get_report
from grants.actions import reports as actions
from grants.forms.reports import ReportFilter, ReviewForm
from grants.models import Report
from grants.readmodels.report_grid import grid_of, report_tabs, waiting_for
from grants.readmodels.report_review import SentReport, sent_report
from grants.rules.reports import MOVES

VIEWS = ("mine", "waiting", "quarters")


@needs(Permission.REPORT_SEE)
@require_safe
def reports(request: StateRequest) -> HttpResponse:
    """What waits for me, what waits for anybody, or awards by quarters."""
    first = "mine" if Role.OFFICER in request.member.roles else "waiting"
    view = request.GET.get("view", "")
    view = view if view in VIEWS else first if request.member.can(Permission.REPORT_REVIEW) else "quarters"
    form = ReportFilter(request.GET)
    wanted, page = form.wanted(), request.GET.get("page")
    context: dict[str, Any] = {"view": view, "form": form, "tabs": report_tabs(request.member, view)}
    context["is_filtered"] = any(wanted.values())
    if view == "quarters":
        context["grid"] = grid_of(wanted, request.member, request.state, page=page)
    else:
        own = view == "mine"
        context["page"] = waiting_for(request.member, wanted, request.state, own=own, page=page)
    return render(request, "grants/report_list.html", context)


@needs(Permission.REPORT_SEE)
@require_safe
def report(request: StateRequest, pk: int) -> HttpResponse:
    """A report as it was sent, flags first, with a comment box a part for those who decide."""
    found = get_report(request, pk)
    number = request.GET.get("version", "")
    return _show(request, found, sent_report(found, request.state, number=int(number) if number.isdecimal() else None))


def _show(
    request: StateRequest, report: Report, sent: SentReport | None, form: ReviewForm | None = None, error: str = ""
) -> HttpResponse:
    held = request.member.permissions_over()
    moves = moves_open_to(MOVES, report.status, held) if sent is not None and sent.is_latest else []
    form = form or ReviewForm(parts=sent.parts if sent else {})
    due = "was due" if report.due_at < timezone.now() else "is due"
    context = {
        "report": report,
        "sent": sent,
        "quarter": Quarter.of(report.period_start),
        "trail": [("Reports", reverse("reports")), (report.award.number, reverse("award", args=[report.award_id]))],
        "facts": sent.facts if sent else [report.award.number, report.award.organization.legal_name],
        "not_sent": f"The report {due} {long_day(report.due_at)}. Until it is sent it is the convener's alone.",
        "form": form,
        "comment_boxes": {part: form[f"comment-{part}"] for part in (sent.parts if sent else ())},
        "may_accept": "accept" in moves,
        "may_return": "return" in moves and sent is not None and sent.may_return,
        "error": error,
    }
    return render(request, "grants/report_review.html", context, status=422 if error else 200)


@needs(Permission.REPORT_REVIEW)
@require_POST
def send_back(request: StateRequest, pk: int) -> HttpResponse:
    """Return the report once, with every comment that was written."""
    found = get_report(request, pk)
    sent = sent_report(found, request.state)
    form = ReviewForm(request.POST, parts=sent.parts if sent else {})
    if not form.is_valid():
        return _show(request, found, sent, form, "A comment is longer than 2,000 characters. Shorten it.")
    try:
        actions.return_report(found, form.comments(), by=request.member)
    except MoveRefused as refusal:
        return _show(request, found, sent, form, str(refusal))
    count = len(form.comments())
    messages.success(request, f"Returned with {count} comment{'' if count == 1 else 's'}. The convener has been told.")
    return redirect("report", found.pk)


@needs(Permission.REPORT_REVIEW)
@require_POST
def accept(request: StateRequest, pk: int) -> HttpResponse:
    """Accept the report as it was sent last."""
    found = get_report(request, pk)
    sent = sent_report(found, request.state)
    form = ReviewForm(request.POST, parts=sent.parts if sent else {})
    if form.is_valid() and form.comments():
        words = "You wrote a comment. Return the report with it, or move it to the note and accept."
        return _show(request, found, sent, form, words)
    note = form.cleaned_data.get("note", "") if form.is_valid() else ""
    try:
        actions.accept_report(found, note=note, by=request.member)
    except MoveRefused as refusal:
        return _show(request, found, sent, form, str(refusal))
    messages.success(request, "Accepted. Its figures now count in the state's totals.")
    return redirect("report", found.pk)
