"""Working together: a section to read and talk about, who writes in it, and asking somebody to certify."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from core.access import StateRequest, needs
from core.moves import MoveRefused
from core.permissions import Permission
from grants.access import applications as access
from grants.access import teams
from grants.actions import certifying, leases, talk
from grants.forms.teams import CommentForm, DeclineForm, PersonForm
from grants.models import Application
from grants.readmodels.application_page import SectionPage, section_page, section_url
from grants.readmodels.application_parts import facts_of
from grants.readmodels.talk import reading_of, writer_in
from grants.readmodels.team import asked_to_certify, can_be_asked
from grants.rules.teams import Act, may_write
from questions.choices import Panel


def page_of(application: Application, key: str) -> SectionPage:
    found = section_page(application, key)
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.APPLICATION_EDIT)
def reading(request: StateRequest, pk: int, key: str) -> HttpResponse:
    """A section with its answers and what the team says of them; the post says something more."""
    found = access.get_own_application(request, pk, to=Act.COMMENT if request.method == "POST" else Act.SEE)
    page = page_of(found, key)
    if request.method != "POST":
        return shown(request, page)
    form = CommentForm(request.POST)
    try:
        where = said(request, page, form)
    except MoveRefused as refusal:
        form.add_error("text", str(refusal))
    if form.is_bound and form.errors and request.POST.get("act") in ("comment", "reply"):
        failed = {"at": request.POST.get("thread") or f"q-{request.POST.get('question', '')}", "form": form}
        return shown(request, page, failed=failed)
    return redirect(f"{reverse('application-reading', args=[pk, key])}#{where}")


def said(request: StateRequest, page: SectionPage, form: CommentForm) -> str:
    """Do what the button says; the anchor of where it stands."""
    act, by = request.POST.get("act", ""), request.member
    question = request.POST.get("question", "")
    if act == "comment":
        if question and question not in {one.key for one in page.section.fields}:
            raise Http404
        if form.is_valid():
            made = talk.comment(page.application, page.section.key, question, form.cleaned_data["text"], by=by)
            return f"t-{made.thread_id}"
        return ""
    number = request.POST.get("thread", "")
    thread = teams.get_thread(page.application, int(number) if number.isdecimal() and len(number) < 15 else 0)
    if act == "reply" and form.is_valid():
        talk.reply(thread, form.cleaned_data["text"], by=by)
    elif act == "resolve":
        talk.resolve(thread, by=by)
    elif act == "reopen":
        talk.reopen(thread, by=by)
    return f"t-{thread.pk}"


def shown(request: StateRequest, page: SectionPage, *, failed: dict[str, Any] | None = None) -> HttpResponse:
    application, acts = page.application, access.acts_over(request.member, page.application)
    writes = may_write(acts, page.section.panel) and application.is_writable and page.section.is_open
    context = {
        "page": page,
        "application": application,
        "reading": reading_of(application, page.section),
        "facts": facts_of(application) if page.section.panel == Panel.PARTNERSHIP else [],
        "writing": writer_in(application, page.section.key, but=request.member.pk),
        "may_write": writes,
        "may_take": writes and Act.INVITE in acts,
        "may_comment": Act.COMMENT in acts and application.is_writable,
        "failed": failed,
        "trail": trail_of(application),
    }
    return render(request, "grants/application_reading.html", context, status=422 if failed else 200)


def trail_of(application: Application) -> list[tuple[str, str]]:
    mine = reverse("application-tasks", args=[application.pk])
    return [("My applications", reverse("my-applications")), (f"{application.title}, {application.number}", mine)]


@require_POST
@needs(Permission.APPLICATION_EDIT)
def lease(request: StateRequest, pk: int, key: str) -> HttpResponse:
    """A sign of life of a page that is open: who else writes here. With `act=take` the section is taken over."""
    found = access.get_own_application(request, pk)
    page = page_of(found, key)
    if request.POST.get("act") == "take":
        return taken_over(request, page)
    if may_write(access.acts_over(request.member, found), page.section.panel):
        leases.sign_of_life(found, key, by=request.member)
    writing = writer_in(found, key, but=request.member.pk)
    if (writing.mark if writing else "") == request.POST.get("seen", ""):
        return HttpResponse(status=204)
    return render(request, "grants/_writing.html", {"writing": writing})


def taken_over(request: StateRequest, page: SectionPage) -> HttpResponse:
    """Into the section, if it is free, or at once for whoever leads."""
    application, key = page.application, page.section.key
    access.demand_writing(request, application, page.section.panel)
    at_once = Act.INVITE in access.acts_over(request.member, application)
    try:
        leases.take_over(application, key, page.section.title, by=request.member, at_once=at_once)
    except leases.Leased as busy:
        messages.info(
            request, f"{busy.lease.member.name} still writes here. You can take over once the section is free."
        )
        return redirect("application-reading", application.pk, key)
    return redirect(section_url(application, key))


@require_POST
@needs(Permission.APPLICATION_EDIT)
def certification(request: StateRequest, pk: int) -> HttpResponse:
    """Ask somebody to certify, no longer ask, or decline what one is asked."""
    found = access.get_own_application(request, pk)
    try:
        messages.success(request, certified(request, found))
    except MoveRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("application-check", pk)


def certified(request: StateRequest, application: Application) -> str:
    """Do what the button says; the sentence of what was done."""
    act, asked, by = request.POST.get("act", ""), asked_to_certify(application), request.member
    acts = access.acts_over(by, application)
    if act == "ask" and acts & {Act.WRITE, Act.MONEY, Act.SUBMIT}:
        form = PersonForm(request.POST, people=can_be_asked(application))
        if not form.is_valid():
            raise MoveRefused("Choose somebody who may certify this application.")
        made = certifying.ask_to_certify(
            application, form.cleaned_data["person"], note=form.cleaned_data["note"], by=by
        )
        return (
            f"{made.certifier.name} is asked to certify, by e-mail and on the first page. It stays a draft until then."
        )
    if asked is None and act in ("withdraw", "decline"):
        raise MoveRefused("Nobody is asked to certify it any more.")
    if act == "withdraw" and asked is not None and (Act.INVITE in acts or asked.asked_by_id == by.pk):
        certifying.withdraw_request(asked, by=by)
        return f"{asked.certifier.name} is no longer asked."
    if act == "decline" and asked is not None and asked.certifier_id == by.pk:
        given = DeclineForm(request.POST)
        reason = given.cleaned_data["reason"] if given.is_valid() else ""
        certifying.decline_to_certify(asked, reason=reason, by=by)
        return f"You did not certify it. {asked.asked_by.name} is told why. It stays a draft."
    raise PermissionDenied
