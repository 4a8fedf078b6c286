"""What an applicant asks for beyond the round's terms, and a draft taken up again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from core.access import StateRequest, needs
from core.moves import MoveRefused
from core.permissions import Permission
from core.posted import carry_out
from grants.access import applications as access
from grants.actions import submissions, waivers
from grants.actions.restarting import start_again
from grants.forms.waivers import WaiverForm
from grants.models import Application, Waiver
from grants.readmodels.deadlines import deadline_of
from grants.rules.teams import Act
from questions.choices import QuestionType
from questions.models import Question


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.APPLICATION_SUBMIT)
def waiver_request(request: StateRequest, pk: int) -> HttpResponse:
    """Ask for a waiver, with the reason."""
    found = access.get_own_application(request, pk, to=Act.WITHDRAW)
    form = WaiverForm(request.POST or None, documents=documents_of(found))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = waivers.request_waiver(
                found.round,
                found.organization,
                given["kind"],
                reason=given["reason"],
                by=request.member,
                application=found,
                question_key=given.get("document", ""),
            )
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{made.number} is asked for. You are told by e-mail when it is decided.")
            return redirect("application-tasks", pk)
    context = {"form": form, "application": found, "deadline": deadline_of(found), "trail": trail_of(found)}
    return render(request, "grants/application_waiver.html", context, status=422 if form.errors else 200)


def documents_of(application: Application) -> list[tuple[str, str]]:
    """The documents that the form requires."""
    rows = Question.objects.filter(section__version__responses=application.response_id, type=QuestionType.FILE)
    return list(rows.filter(required=True).order_by("section__position", "position").values_list("key", "label"))


def trail_of(application: Application) -> list[tuple[str, str]]:
    mine = reverse("application-tasks", args=[application.pk])
    return [("My applications", reverse("my-applications")), (f"{application.title}, {application.number}", mine)]


@require_POST
@needs(Permission.APPLICATION_SUBMIT)
def waiver_withdraw(request: StateRequest, pk: int, waiver: int) -> HttpResponse:
    """Take a request back that was not decided yet."""
    found = access.get_own_application(request, pk, to=Act.WITHDRAW)
    asked = get_object_or_404(Waiver, pk=waiver, round_id=found.round_id, organization_id=found.organization_id)
    carry_out(
        request,
        lambda: waivers.withdraw_request(asked, by=request.member),
        f"The request {asked.number} is taken back.",
    )
    return redirect("application-tasks", pk)


@require_POST
@needs(Permission.APPLICATION_SUBMIT)
def take_up(request: StateRequest, pk: int) -> HttpResponse:
    """Go on with a draft that was withdrawn."""
    found = access.get_own_application(request, pk, to=Act.WITHDRAW)
    carry_out(request, lambda: submissions.take_up_draft(found, by=request.member), f"{found.number} is a draft again.")
    return redirect("application-tasks", pk)


@require_POST
@needs(Permission.APPLICATION_SUBMIT)
def again(request: StateRequest, pk: int) -> HttpResponse:
    """Begin a new draft from what was sent and withdrawn."""
    found = access.get_own_application(request, pk, to=Act.WITHDRAW)
    try:
        made, is_new = start_again(found, by=request.member)
    except MoveRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("application-tasks", pk)
    if is_new:
        said = f"{made.number} is a new draft with everything of {found.number}. Letters are asked for anew."
        messages.success(request, said)
    else:
        messages.info(request, f"The draft {made.number} was there already.")
    return redirect("application-tasks", made.pk)
