"""The convener's reports: the list, one report on one page, its saving and its sending."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_POST, require_safe

from core.access import StateRequest, needs
from core.files import FileRefused
from core.moves import MoveRefused
from core.permissions import Permission
from grants.access.awards import held_over
from grants.access.reports import REPORT_FILE, get_own_report
from grants.actions import report_drafts as drafts
from grants.actions import reports as actions
from grants.forms.reports import boxes_in
from grants.models import Report
from grants.readmodels.my_awards import my_report_list
from grants.readmodels.report_page import ReportPage, page_of
from grants.readmodels.report_rows import anchor
from questions.actions import answers
from questions.choices import QuestionType
from questions.forms import typed_in, version_of, with_conflicts
from questions.models import Question, Response
from questions.readmodels import FilledSection, filling_of
from questions.views.saving import save_field

LIVE_PARTS = ("money", "measures", "story")


@needs(Permission.REPORT_EDIT)
@require_safe
def my_reports(request: StateRequest) -> HttpResponse:
    """Every report of her awards: what is open first."""
    return render(request, "grants/my_reports.html", {"list": my_report_list(request.member, request.state)})


@needs(Permission.REPORT_EDIT)
def my_report(request: StateRequest, pk: int) -> HttpResponse:
    """A quarter on one page. A POST is the plain Save of everything on it."""
    report = get_own_report(request, pk)
    if request.method == "POST":
        return _save_all(request, report)
    page = page_of(report)
    if request.htmx and request.GET.get("part") in LIVE_PARTS:  # type: ignore[attr-defined]
        return render(request, "grants/_report_live.html", {"page": page, "part": request.GET["part"], "oob": True})
    return _show(request, page)


@needs(Permission.REPORT_EDIT)
@require_POST
def save(request: StateRequest, pk: int) -> HttpResponse:
    """Autosave of one box: 200 saved, 422 saved but unreadable, 409 changed elsewhere with both texts, 403 locked."""
    report, key = get_own_report(request, pk), request.POST.get("field", "")
    if "." not in key:
        return _save_answer(request, report)
    try:
        kept = drafts.save_box(
            report, key, request.POST.get(key, ""), version=version_of(request.POST, "version"), by=request.member
        )
    except drafts.NoSuchBox:
        return HttpResponse("There is no such box here any more. Open the page again.", status=404)
    except drafts.NotWritable as refusal:
        return HttpResponse(str(refusal), status=403)
    except drafts.StaleBox as late:
        return _conflict(request, late)
    return _saved(request, report, key, kept)


def _save_answer(request: StateRequest, report: Report) -> HttpResponse:
    """Autosave of one answer of the narrative."""
    if report.response is None:
        return HttpResponse("This report asks no questions.", status=404)
    return save_field(request, report.response, by=request.member)


def _saved(request: StateRequest, report: Report, key: str, kept: dict[str, Any]) -> HttpResponse:
    flags = page_of(report).flags
    error = next((flag.text for flag in flags if flag.stops and flag.field == key and kept["raw"].strip()), "")
    context = {
        "error": error,
        "saved_at": (parse_datetime(kept["at"]) or timezone.now()).replace(second=0),
        "part": drafts.part_of(key),
        "report": report,
        "answer_version": kept["version"],
    }
    page = render(request, "grants/_report_saved.html", context, status=422 if error else 200)
    page["X-Version"] = str(kept["version"])
    return page


def _conflict(request: StateRequest, late: drafts.StaleBox) -> HttpResponse:
    at = parse_datetime(late.kept["at"])
    context = {"mine": late.raw, "kept": late.kept, "at": at.replace(second=0) if at else None}
    page = render(request, "grants/_report_conflict.html", context, status=409)
    page["X-Version"] = str(late.kept["version"])
    return page


def _save_all(request: StateRequest, report: Report) -> HttpResponse:
    refused = _take(request, report)
    if refused is not None:
        return refused
    messages.success(request, "Saved. You can go on any time before you send it.")
    return redirect("my-report", report.pk)


def _take(request: StateRequest, report: Report) -> HttpResponse | None:
    """Save everything that was posted. Where that cannot be, what to show instead: both texts, or why it is locked."""
    try:
        late = drafts.save_boxes(report, boxes_in(request.POST), by=request.member)
        sections = _take_narrative(request, report)
    except (drafts.NotWritable, answers.NotOpen) as refusal:
        messages.error(request, str(refusal))
        return redirect("my-report", report.pk)
    if not late and not sections:
        return None
    typed, theirs = {box.key: box.raw for box in late}, {box.key: box.kept["raw"] or "nothing" for box in late}
    page = page_of(report, typed=typed, theirs=theirs, sections=sections)
    return _show(request, page, status=409, conflict=True, certified_as=request.POST.get("certified_as", ""))


def _take_narrative(request: StateRequest, report: Report) -> dict[str, FilledSection]:
    """Save the posted answers and files; the sections in which somebody else was faster, as they are to be shown."""
    response, stale = report.response, []
    if response is None:
        return {}
    for section in filling_of(response).sections:
        posted = [field for field in section.fields if f"v-{field.key}" in request.POST]
        questions, typed = [field.question for field in posted], typed_in(request.POST, posted)
        stale += answers.save_section(response, questions, typed, by=request.member)
        _take_files(request, response, questions)
    if not stale:
        return {}
    late = {one.answer.question_id for one in stale}
    overtaken = [one for one in filling_of(response).sections if any(f.question.pk in late for f in one.fields)]
    return {section.key: with_conflicts(section, stale) for section in overtaken}


def _take_files(request: StateRequest, response: Response, questions: Iterable[Question]) -> None:
    """Keep the files that were posted; of one that is refused, the sentence stands on top of the page."""
    key, _, gone = request.POST.get("remove_file", "").rpartition(".")
    for question in questions:
        if question.key == key and question.type == QuestionType.FILE and gone.isdecimal():
            answers.remove_file(response, question, int(gone[:18]), by=request.member)
        for upload in request.FILES.getlist(f"q-{question.key}") if question.type == QuestionType.FILE else ():
            try:
                answers.save_file(response, question, upload, purpose=REPORT_FILE, by=request.member)
            except FileRefused as refusal:
                messages.error(request, str(refusal))


@needs(Permission.REPORT_SUBMIT)
@require_POST
def submit(request: StateRequest, pk: int) -> HttpResponse:
    """Save what is on the page, check it once more, and send it."""
    report, name = get_own_report(request, pk), request.POST.get("certified_as", "")
    refused = _take(request, report)
    if refused is not None:
        return refused
    try:
        version = actions.submit_report(report, certified_as=name, by=request.member)
    except actions.NotReady as refusal:
        return _show(request, refusal.page, status=422, refused=True, certified_as=name)
    except MoveRefused as refusal:
        return _refused(request, report, name, str(refusal))
    messages.success(
        request, f"Sent {timezone.localtime():%B %-d, %Y} as version {version.number}. Your program officer has it now."
    )
    return redirect("my-report", report.pk)


def _refused(request: StateRequest, report: Report, name: str, why: str) -> HttpResponse:
    report.refresh_from_db()
    page = page_of(report)
    if not page.is_writable:
        messages.error(request, why)
        return redirect("my-report", report.pk)
    return _show(request, page, status=422, certified_as=name, name_error=why)


def _show(request: StateRequest, page: ReportPage, *, status: int = 200, **extra: Any) -> HttpResponse:
    held = held_over(request.member, page.report.award)
    errors = [(anchor(flag.field), flag.sentence) for flag in page.to_fix]
    errors += [(anchor(f"why.{flag.key}"), f"Explain: {flag.strong}") for flag in page.to_explain]
    name_error = extra.get("name_error", "")
    context = {
        "page": page,
        "report": page.report,
        "may_submit": Permission.REPORT_SUBMIT in held,
        "errors": ([("id_certified_as", name_error)] if name_error else []) + errors if status == 422 else [],
        "is_late": page.report.due_at < timezone.now(),
        **extra,
    }
    return render(request, "grants/report_prepare.html", context, status=status)
