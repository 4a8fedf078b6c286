"""The operator's page: jobs that failed and messages that are held."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from core import files, jobs, mail
from core.access import StateRequest, needs
from core.models import Email, EmailStatus, FileStatus, Job, JobStatus, StoredFile
from core.permissions import Permission


@require_safe
@needs(Permission.OPERATIONS_SEE)
def operations(request: StateRequest) -> HttpResponse:
    """Everything that waits for an operator, and how long the queues are."""
    context = {
        "dead": Job.objects.filter(status=JobStatus.DEAD).order_by("-pk")[:100],
        "held": Email.objects.filter(status=EmailStatus.HELD)[:100],
        "counts": Job.objects.order_by().values("queue", "status").annotate(n=Count("pk")).order_by("queue", "status"),
        "files": kept_files(),
        "mb_used": files.used() / files.MEGABYTE,
        "may_act": request.member.can(Permission.OPERATIONS_ACT),
    }
    return render(request, "core/operations.html", context)


def kept_files() -> list[dict[str, Any]]:
    """Files by what they are for and where they stand: how many, and how many MB."""
    rows = StoredFile.objects.order_by().values("purpose", "status").annotate(n=Count("pk"), size=Sum("size"))
    labels = dict(FileStatus.choices)
    return [
        row
        | {
            "what": row["purpose"].replace("_", " ").replace("-", " ").capitalize(),
            "label": labels[row["status"]],
            "mb": row["size"] / files.MEGABYTE,
        }
        for row in rows.order_by("purpose", "status")
    ]


@require_POST
@needs(Permission.OPERATIONS_ACT)
def quotas(request: StateRequest) -> HttpResponse:
    """How much the files of one application, and all of the state, may take."""
    given = [request.POST.get(name, "").replace(",", "").strip() for name in ("each_mb", "all_mb")]
    if not all(text.isdecimal() and 1 <= len(text) <= 8 and int(text) >= 1 for text in given):
        messages.error(request, "Write both amounts in whole MB, such as 250 and 100,000. Nothing was changed.")
    else:
        files.set_quotas(request.state, each_mb=int(given[0]), all_mb=int(given[1]), by=request.member)
        messages.success(request, "The room for files is set.")
    return redirect("operations")


@require_POST
@needs(Permission.OPERATIONS_ACT)
def job_retry(request: StateRequest, pk: int) -> HttpResponse:
    if jobs.retry(get_object_or_404(Job, pk=pk), by=request.member):
        messages.success(request, "The job is queued again.")
    else:
        messages.info(request, "Somebody else dealt with that job already.")
    return redirect("operations")


@require_POST
@needs(Permission.OPERATIONS_ACT)
def job_drop(request: StateRequest, pk: int) -> HttpResponse:
    reason = request.POST.get("reason", "").strip()
    if not reason:
        messages.error(request, "Say why the job is given up. It becomes part of the record.")
    elif jobs.drop(get_object_or_404(Job, pk=pk), by=request.member, reason=reason):
        messages.success(request, "The job is given up.")
    return redirect("operations")


@require_POST
@needs(Permission.OPERATIONS_ACT)
def email_settle(request: StateRequest, pk: int) -> HttpResponse:
    """Say whether a held message went out; one that did not is sent now."""
    went = request.POST.get("went") == "yes"
    if mail.settle_by_hand(get_object_or_404(Email, pk=pk), went=went, by=request.member):
        messages.success(request, "Noted as sent." if went else "The message is sent now.")
    return redirect("operations")
