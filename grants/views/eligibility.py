"""Whether somebody may apply in a round, before she has an account: short questions, a result, and what else fits."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.access import StateRequest, needs, public
from core.limits import limited
from core.moves import MoveRefused
from core.permissions import Permission
from grants.access.eligibility import KEPT, find_check, get_check, token_of
from grants.access.rounds import get_public_round, get_round_to_apply_in
from grants.actions import eligibility as actions
from grants.forms.eligibility import ExceptionForm
from grants.models import EligibilityCheck, Round
from grants.readmodels.eligibility import answered_in, asked_in, fitting_rounds, minutes, problems_in
from grants.readmodels.open_rounds import notice_of
from questions.forms import raw_of

MOST_KEPT = 8
"""Checks of so many rounds are kept in a session."""


@require_http_methods(["GET", "HEAD", "POST"])
@public
@limited("eligibility")
def eligibility(request: StateRequest, slug: str) -> HttpResponse:
    """The questions. The post judges the answers and keeps them; with something missing they come back as typed."""
    found = get_public_round(slug, request.member)
    if found.eligibility_version is None:
        raise Http404
    if request.method == "POST":
        return answered(request, found)
    before = find_check(found, token_of(request, found))
    return asked(request, found, before.typed if before else {})


def asked(request: StateRequest, found: Round, typed: dict[str, str], *, refusal: str = "") -> HttpResponse:
    """The page with the questions; what is wrong with a post stands on top."""
    version, was_sent = found.eligibility_version, request.method == "POST"
    assert version is not None
    given = {field.key: field for field in answered_in(version, typed)} if typed or was_sent else {}
    fields = [given.get(field.key, field) for field in asked_in(version)]
    problems = problems_in(list(given.values())) if was_sent else []
    context = {
        "round": found,
        "notice": notice_of(found).notice,
        "fields": fields,
        "errors": [(one.anchor, one.text) for one in problems],
        "refusal": refusal,
        "minutes": minutes(len(fields)),
    }
    return render(request, "grants/eligibility.html", context, status=422 if was_sent else 200)


def answered(request: StateRequest, found: Round) -> HttpResponse:
    assert found.eligibility_version is not None
    typed = {field.key: raw_of(request.POST, field) for field in asked_in(found.eligibility_version)}
    kept = str(request.session.get(KEPT, {}).get(str(found.pk), ""))
    before = find_check(found, kept)
    if before is not None and is_same(before, typed):
        return redirect("round-eligibility-result", found.slug, kept)
    try:
        _, token = actions.make_check(found, typed)
    except actions.Unanswered:
        return asked(request, found, typed)
    except MoveRefused as refusal:
        return asked(request, found, typed, refusal=str(refusal))
    held = dict(request.session.get(KEPT, {})) | {str(found.pk): token}
    request.session[KEPT] = dict(list(held.items())[-MOST_KEPT:])
    return redirect("round-eligibility-result", found.slug, token)


def is_same(before: EligibilityCheck, typed: dict[str, str]) -> bool:
    """Whether these answers were judged already: a second click, or the back button and the same again."""
    return {key: raw for key, raw in typed.items() if raw} == {key: raw for key, raw in before.typed.items() if raw}


@require_safe
@public
def result(request: StateRequest, slug: str, token: str) -> HttpResponse:
    """What the answers came to, exactly why, and which other rounds they fit. Whoever has the link may read it."""
    found = get_public_round(slug, request.member)
    check = get_check(found, token)
    context = {
        "round": found,
        "notice": notice_of(found).notice,
        "check": check,
        "token": token,
        "fits": fitting_rounds(check) if check.result != "eligible" else [],
        "link": request.build_absolute_uri(),
        "days": actions.KEEP_DAYS,
    }
    page = render(request, "grants/eligibility_result.html", context)
    page["Referrer-Policy"] = "same-origin"
    page["X-Robots-Tag"] = "noindex"
    page["Cache-Control"] = "no-store"
    return page


@require_POST
@needs(Permission.APPLICATION_SUBMIT)
def exception(request: StateRequest, slug: str) -> HttpResponse:
    """Ask that an application may be started although the check says no."""
    found = get_round_to_apply_in(request, slug)
    token = token_of(request, found)
    check = get_check(found, token)
    form = ExceptionForm(request.POST, member=request.member, round=found)
    if form.is_valid():
        try:
            made = actions.ask_exception(
                found, form.cleaned_data["organization"], check, reason=form.cleaned_data["reason"], by=request.member
            )
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{made.number} is asked for. You are told by e-mail when it is decided.")
            return redirect(f"{reverse('application-start', args=[slug])}?check={token}")
    return render(
        request, "grants/eligibility_exception.html", {"form": form, "round": found, "token": token}, status=422
    )
